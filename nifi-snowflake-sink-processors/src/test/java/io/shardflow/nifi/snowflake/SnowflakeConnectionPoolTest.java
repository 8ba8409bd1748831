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
package io.shardflow.nifi.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SnowflakeConnectionPoolTest {

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    private final SnowflakeConnectionPool pool = new SnowflakeConnectionPool();
    private TestRunner runner;

    @BeforeEach
    void configure() throws InitializationException {
        runner = SnowflakeForTests.runner("T", pool);
        runner.setProperty(pool, "Account URL", snowflake.accountUrl());
    }

    private void usePassword(final String password) {
        runner.setProperty(pool, "Authentication Strategy", "PASSWORD");
        runner.setProperty(pool, "Username", "NIFI");
        runner.setProperty(pool, "Password", password);
    }

    private void useKeyPair(final String pem) {
        runner.setProperty(pool, "Authentication Strategy", "KEY_PAIR");
        runner.setProperty(pool, "Username", "ROBOT");
        runner.setProperty(pool, "Private Key", pem);
    }

    private List<ConfigVerificationResult> verify() {
        return runner.verify(pool, Map.of());
    }

    @Test
    void logsInWithAKeyPair() throws SQLException {
        useKeyPair(snowflake.privateKeyPem());
        runner.enableControllerService(pool);
        try (Connection connection = pool.getConnection()) {
            assertThat(connection.isValid(5)).isTrue();
            assertThat(connection.getAutoCommit()).isFalse();
        }
    }

    @Test
    void verifySaysWhatTheSessionHas() {
        usePassword(SnowflakeForTests.PASSWORD);
        runner.setProperty(pool, "Database Name", "DEMO_DB");
        runner.setProperty(pool, "Schema Name", "PUBLIC");
        assertThat(verify())
                .anySatisfy(result -> {
                    assertThat(result.getVerificationStepName()).isEqualTo("Connect");
                    assertThat(result.getOutcome()).isEqualTo(Outcome.SUCCESSFUL);
                    assertThat(result.getExplanation()).contains("LOCAL", "NIFI");
                })
                .anySatisfy(result -> assertThat(result.getExplanation()).contains("DEMO_DB"));
    }

    @Test
    void verifyNamesTheSettingsBehindARefusedLogin() throws InitializationException {
        usePassword("wrong battery");
        assertThat(SnowflakeForTests.failed(verify()))
                .singleElement()
                .asString()
                .contains("390100", "'Username' and 'Password'")
                .doesNotContain("battery");

        useKeyPair(snowflake.privateKeyPem());
        runner.setProperty(pool, "Username", "NIFI");
        assertThat(SnowflakeForTests.failed(verify()))
                .singleElement()
                .asString()
                .contains("390144", "RSA_PUBLIC_KEY");
    }

    @Test
    void aRefusedLoginIsAnsweredFromMemoryForAWhile() throws InitializationException {
        usePassword("wrong battery");
        runner.setProperty(pool, "Maximum Wait", "1 sec");
        runner.enableControllerService(pool);
        // on a busy machine the wait for a connection may be over before the login is
        final Throwable first = await().atMost(Duration.ofSeconds(20))
                .until(() -> catchThrowable(pool::getConnection), refusal -> refusal.getMessage()
                        .contains("390100"));
        final Throwable second = catchThrowable(pool::getConnection);
        assertThat(first).isInstanceOf(ProcessException.class).hasMessageNotContaining("battery");
        assertThat(second.getCause()).isInstanceOf(SQLException.class).isSameAs(first.getCause());
    }

    @Test
    void whoWaitsInVainForAConnectionIsToldWhatItIsThatIsUsedUp() throws Exception {
        usePassword(SnowflakeForTests.PASSWORD);
        runner.setProperty(pool, "Maximum Connections", "2");
        runner.setProperty(pool, "Maximum Wait", "1 sec");
        runner.enableControllerService(pool);
        // a login may take longer than a second
        try (Connection first = await().ignoreExceptions().until(pool::getConnection, Objects::nonNull);
                Connection second = await().ignoreExceptions().until(pool::getConnection, Objects::nonNull)) {
            assertThatThrownBy(pool::getConnection)
                    .hasMessageContainingAll("'Maximum Wait' (1 s)", "'Maximum Connections' are in use");
            assertThat(List.of(first, second)).doesNotContainNull();
        }
    }

    @Test
    void enablingDoesNotWaitForSnowflake() throws Exception {
        usePassword(SnowflakeForTests.PASSWORD);
        runner.setProperty(pool, "Account URL", "http://127.0.0.1:9");
        runner.enableControllerService(pool);
        runner.disableControllerService(pool);
        assertThatThrownBy(pool::getConnection).hasMessageContaining("disabled");
    }

    @Test
    void anEmptyParameterIsNotASetting() {
        usePassword(SnowflakeForTests.PASSWORD);
        for (final String name :
                new String[] {"Role", "Warehouse", "Database Name", "Schema Name", "Private Key", "Private Key Password"
                }) {
            runner.setProperty(pool, name, "");
        }
        runner.assertValid(pool);
    }

    @Test
    void whatTheStrategyNeedsIsRequired() {
        usePassword("");
        runner.assertNotValid(pool);
        useKeyPair(" ");
        runner.assertNotValid(pool);
        useKeyPair("no key");
        runner.assertNotValid(pool);
        useKeyPair(snowflake.privateKeyPem());
        runner.assertValid(pool);
        runner.setProperty(pool, "Account URL", "ftp://x");
        runner.assertNotValid(pool);
    }
}
