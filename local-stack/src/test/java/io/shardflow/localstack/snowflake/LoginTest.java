/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.localstack.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LoginTest {
    @RegisterExtension
    static final RunningStandIn STAND_IN = new RunningStandIn();

    @Test
    void passwordOpensASession() throws SQLException {
        try (Connection c = STAND_IN.connect()) {
            assertThat(RunningStandIn.value(c, "SELECT CURRENT_USER(), CURRENT_DATABASE(), CURRENT_SCHEMA()"))
                    .isEqualTo("NIFI|DEMO_DB|PUBLIC");
            assertThat(c.isValid(5)).isTrue();
            assertThat(c.getAutoCommit()).isTrue();
        }
    }

    @Test
    void wrongPasswordIs390100() {
        assertRefused(RunningStandIn.properties("user", "NIFI", "password", "wrong"), 390100);
    }

    @Test
    void keyPairOpensASession() throws SQLException {
        try (Connection c = DriverManager.getConnection(
                STAND_IN.url(), robot(STAND_IN.keys().getPrivate()))) {
            assertThat(RunningStandIn.value(c, "SELECT CURRENT_USER()")).isEqualTo("ROBOT");
        }
    }

    @Test
    void anotherKeyIs390144() throws Exception {
        final KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        assertRefused(robot(generator.generateKeyPair().getPrivate()), 390144);
    }

    @Test
    void aKeyDoesNotOpenAPasswordUsersSession() {
        final Properties properties = robot(STAND_IN.keys().getPrivate());
        properties.put("user", "NIFI");
        assertRefused(properties, 390144);
    }

    @Test
    void anOAuthTokenOpensTheSessionOfItsUserUntilItExpires() throws SQLException {
        issue("OAUTH", "oauth-1", false);
        final Properties properties = token("oauth", "oauth-1");
        try (Connection c = DriverManager.getConnection(STAND_IN.url(), properties)) {
            assertThat(RunningStandIn.value(c, "SELECT CURRENT_USER()")).isEqualTo("ROBOT");
        }
        issue("OAUTH", "oauth-1", true);
        // the driver throws this one where it leaves room for a token that it could fetch itself
        assertRefused(properties, 390318, "XX000");
        assertRefused(token("oauth", "nobody's"), 390303);
        issue("OAUTH", "oauth-2", false);
        final Properties another = token("oauth", "oauth-2");
        another.put("user", "NIFI");
        assertRefused(another, 390309);
    }

    @Test
    void aProgrammaticAccessTokenOpensTheSessionOfItsUserUntilItExpires() throws SQLException {
        issue("PROGRAMMATIC_ACCESS_TOKEN", "pat-1", false);
        final Properties properties = token("programmatic_access_token", "pat-1");
        properties.put("user", "robot");
        try (Connection c = DriverManager.getConnection(STAND_IN.url(), properties)) {
            assertThat(RunningStandIn.value(c, "SELECT CURRENT_USER()")).isEqualTo("ROBOT");
        }
        final Properties another = token("programmatic_access_token", "pat-1");
        another.put("user", "NIFI");
        assertRefused(another, 394400);
        assertRefused(token("oauth", "pat-1"), 390303);
        issue("PROGRAMMATIC_ACCESS_TOKEN", "pat-1", true);
        assertRefused(properties, 394400);
    }

    @Test
    void aNetworkPolicyKeepsEverybodyOut() throws SQLException {
        STAND_IN.control("{\"networkPolicyBlocks\":true}");
        try {
            assertRefused(RunningStandIn.properties("user", "NIFI", "password", "nifi"), 390422);
        } finally {
            STAND_IN.control("{\"networkPolicyBlocks\":false}");
        }
        STAND_IN.connect().close();
    }

    private static void issue(final String authenticator, final String token, final boolean expired) {
        STAND_IN.control(
                "{\"accessToken\":{\"authenticator\":\"%s\",\"token\":\"%s\",\"user\":\"ROBOT\",\"expired\":%s}}"
                        .formatted(authenticator, token, expired));
    }

    private static Properties token(final String authenticator, final String token) {
        return RunningStandIn.properties("authenticator", authenticator, "token", token);
    }

    @Test
    void sessionParametersAreEchoed() throws SQLException {
        try (Connection c = STAND_IN.connect("AUTOCOMMIT", "false")) {
            assertThat(c.getAutoCommit()).isFalse();
        }
    }

    @Test
    void closedSessionIsGone() throws SQLException {
        final Connection c = STAND_IN.connect();
        STAND_IN.restart();
        assertThatThrownBy(() -> RunningStandIn.update(c, "ROLLBACK"))
                .asInstanceOf(InstanceOfAssertFactories.type(SQLException.class))
                .extracting(SQLException::getErrorCode)
                .isEqualTo(390111);
        assertThat(c.isValid(2)).isFalse();
    }

    private static Properties robot(final PrivateKey key) {
        final Properties properties = RunningStandIn.properties("user", "ROBOT");
        properties.put("privateKey", key);
        return properties;
    }

    private static void assertRefused(final Properties properties, final int code) {
        assertRefused(properties, code, "08001");
    }

    private static void assertRefused(final Properties properties, final int code, final String state) {
        assertThatThrownBy(() -> DriverManager.getConnection(STAND_IN.url(), properties))
                .asInstanceOf(InstanceOfAssertFactories.type(SQLException.class))
                .satisfies(e -> assertThat(e.getErrorCode()).isEqualTo(code))
                .satisfies(e -> assertThat(e.getSQLState()).isEqualTo(state));
    }
}
