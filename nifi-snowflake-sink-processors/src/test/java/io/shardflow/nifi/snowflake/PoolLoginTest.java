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
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.shardflow.nifi.snowflake.jdbc.WatchedSession;
import java.net.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockProcessContext;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Each way to log in, and each way to Snowflake, with what the pool says when it does not work. */
class PoolLoginTest {

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    @TempDir
    private Path folder;

    private final SnowflakeConnectionPool pool = new SnowflakeConnectionPool();
    private TestRunner runner;

    @BeforeEach
    void configure() throws InitializationException {
        runner = SnowflakeForTests.runner("T", pool);
        runner.setProperty(pool, "Account URL", snowflake.accountUrl());
    }

    /** For those who wait for a refusal, which comes when the wait for a connection is over. */
    private void enableImpatiently() {
        runner.setProperty(pool, "Maximum Wait", "1 sec");
        runner.enableControllerService(pool);
    }

    private void use(final String strategy, final String property, final ControllerService service)
            throws InitializationException {
        runner.addControllerService(property, service);
        runner.enableControllerService(service);
        runner.setProperty(pool, "Authentication Strategy", strategy);
        runner.setProperty(pool, property, property);
    }

    private void usePassword() {
        runner.setProperty(pool, "Authentication Strategy", "PASSWORD");
        runner.setProperty(pool, "Username", "NIFI");
        runner.setProperty(pool, "Password", SnowflakeForTests.PASSWORD);
    }

    private String user() throws SQLException {
        return ask("SELECT CURRENT_USER()");
    }

    /** Less than a refusal holds, and long enough for the pause that HikariCP makes between its attempts. */
    private void awaitUser(final String name) {
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(() -> assertThat(user())
                .isEqualTo(name));
    }

    private String ask(final String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** The pool logs in again: none of its sessions is kept. */
    private void disableAndEnable() {
        runner.disableControllerService(pool);
        runner.enableControllerService(pool);
    }

    /** On a busy machine the wait for a connection may be over before the login is. */
    private String refusal(final String part) {
        final AtomicReference<String> message = new AtomicReference<>();
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            final Throwable refusal = catchThrowable(pool::getConnection);
            assertThat(refusal).isInstanceOf(ProcessException.class).hasMessageContaining(part);
            message.set(refusal.getMessage());
        });
        return message.get();
    }

    private List<String> failures() {
        return SnowflakeForTests.failed(runner.verify(pool, Map.of()));
    }

    @Test
    void aServiceGivesTheKeyOfEachLogin() throws Exception {
        final GivenServices.Key key = new GivenServices.Key(otherKey("RSA"));
        use("PRIVATE_KEY_SERVICE", "Private Key Service", key);
        runner.setProperty(pool, "Username", "ROBOT");
        enableImpatiently();
        refusal("390144");
        key.key = snowflake.privateKey();
        awaitUser("ROBOT");
    }

    @Test
    void aKeyOfAServiceThatIsNoRsaKeyIsSaidBeforeTheStart() throws Exception {
        use("PRIVATE_KEY_SERVICE", "Private Key Service", new GivenServices.Key(otherKey("EC")));
        runner.setProperty(pool, "Username", "ROBOT");
        assertThat(invalid(pool)).contains("Private Key Service", "not an RSA key");
        assertThat(failures()).singleElement().asString().contains("Private Key Service", "not an RSA key");
    }

    private static PrivateKey otherKey(final String algorithm) throws GeneralSecurityException {
        return KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate();
    }

    @Test
    void anOAuthTokenThatHasExpiredIsFetchedAnewWithinTheSameLogin() throws Exception {
        snowflake.issue("OAUTH", "oauth-old", "ROBOT", true);
        snowflake.issue("OAUTH", "oauth-new", "ROBOT", false);
        use("OAUTH", "OAuth2 Access Token Provider", new GivenServices.Tokens("oauth-old", "oauth-new"));
        runner.enableControllerService(pool);
        awaitUser("ROBOT");
    }

    @Test
    void anOAuthTokenThatIsRefusedForGoodIsSaidWithoutTheToken() throws Exception {
        use("OAUTH", "OAuth2 Access Token Provider", new GivenServices.Tokens("oauth-never-issued"));
        enableImpatiently();
        assertThat(refusal("390303")).doesNotContain("oauth-never-issued");
        assertThat(failures())
                .singleElement()
                .asString()
                .contains("390303", "'OAuth2 Access Token Provider'")
                .doesNotContain("oauth-never-issued");
    }

    @Test
    void whereTheOAuthServerIsGoneTheProviderIsNamedAndTheNextLoginWorks() throws Exception {
        snowflake.issue("OAUTH", "oauth-back", "ROBOT", false);
        final GivenServices.Tokens provider = new GivenServices.Tokens("oauth-back");
        provider.serverIsGone = true;
        use("OAUTH", "OAuth2 Access Token Provider", provider);
        enableImpatiently();
        assertThat(refusal("'OAuth2 Access Token Provider' has no token"))
                .contains("bulletins")
                .doesNotContain("hidden-client-secret");
        provider.serverIsGone = false;
        awaitUser("ROBOT");
    }

    @Test
    void aProgrammaticAccessTokenLogsInUntilItExpires() throws Exception {
        snowflake.issue("PROGRAMMATIC_ACCESS_TOKEN", "pat-of-robot", "ROBOT", false);
        runner.setProperty(pool, "Authentication Strategy", "PROGRAMMATIC_ACCESS_TOKEN");
        runner.setProperty(pool, "Username", "ROBOT");
        runner.setProperty(pool, "Programmatic Access Token", "pat-of-robot");
        enableImpatiently();
        awaitUser("ROBOT");

        snowflake.issue("PROGRAMMATIC_ACCESS_TOKEN", "pat-of-robot", "ROBOT", true);
        disableAndEnable();
        assertThat(refusal("394400")).doesNotContain("pat-of-robot");
        assertThat(catchThrowable(pool::getConnection).getCause())
                .as("from memory")
                .isSameAs(catchThrowable(pool::getConnection).getCause());
        assertThat(failures())
                .singleElement()
                .asString()
                .contains("394400", "'Programmatic Access Token'", "ROTATE")
                .doesNotContain("pat-of-robot");
    }

    /** A refused login is answered from memory for a while, but not one with another token. */
    @Test
    void theTokenFileIsReadAtEachLogin() throws Exception {
        final Path file = Files.writeString(folder.resolve("token"), "session-1\n");
        snowflake.issue("OAUTH", "session-1", "ROBOT", false);
        snowflake.issue("OAUTH", "session-2", "ROBOT", false);
        runner.setProperty(pool, "Authentication Strategy", "SESSION_TOKEN_FILE");
        runner.setProperty(pool, "Session Token File", file.toString());
        enableImpatiently();
        awaitUser("ROBOT");

        snowflake.issue("OAUTH", "session-1", "ROBOT", true);
        disableAndEnable();
        refusal("390318");
        Files.writeString(file, "session-2");
        awaitUser("ROBOT");

        Files.delete(file);
        disableAndEnable();
        assertThat(refusal("'Session Token File' " + file)).contains("NoSuchFileException");
        Files.writeString(file, " \n");
        disableAndEnable();
        refusal("'Session Token File' " + file + " is empty");
    }

    @Test
    void onlyInAContainerOfSnowflakeTheAccountNeedsNotBeNamed() {
        runner.setProperty(pool, "Account URL", "");
        usePassword();
        assertThat(invalid(pool)).contains("Account URL", "is required for Authentication Strategy Password");
        runner.setProperty(pool, "Authentication Strategy", "SESSION_TOKEN_FILE");
        assertThat(invalid(pool)).contains("Account URL", "SNOWFLAKE_HOST");
    }

    @Test
    void aNetworkPolicyIsNamedAsTheCause() throws Exception {
        usePassword();
        snowflake.control("{\"networkPolicyBlocks\":true}");
        try {
            assertThat(failures()).singleElement().asString().contains("390422", "into the network policy");
        } finally {
            snowflake.control("{\"networkPolicyBlocks\":false}");
        }
    }

    @Test
    void everyRequestGoesThroughTheProxyWithItsLogin() throws Exception {
        usePassword();
        // where nobody listens
        runner.setProperty(pool, "Account URL", "http://127.0.0.1:9/?account=LOCAL");
        try (RelayProxy proxy = new RelayProxy(snowflake.port(), "nifi", "proxy-password")) {
            useProxy(new GivenServices.GivenProxy(Proxy.Type.HTTP, proxy.port(), "nifi", "proxy-password"));
            runner.enableControllerService(pool);
            awaitUser("NIFI");
            assertThat(proxy.hosts()).containsExactly("127.0.0.1:9");
            runner.disableControllerService(pool);
        }
    }

    @Test
    void aSocksProxyIsRefusedAndDirectIsNone() throws Exception {
        usePassword();
        useProxy(new GivenServices.GivenProxy(Proxy.Type.SOCKS, 9, null, null));
        assertThat(invalid(pool)).contains("Proxy Configuration Service", "set an HTTP proxy");
        useProxy(new GivenServices.GivenProxy(Proxy.Type.DIRECT, 9, null, null));
        runner.enableControllerService(pool);
        awaitUser("NIFI");
    }

    private void useProxy(final ControllerService proxy) throws InitializationException {
        runner.addControllerService("proxy", proxy);
        runner.enableControllerService(proxy);
        runner.setProperty(pool, "Proxy Configuration Service", "proxy");
    }

    @Test
    void addedPropertiesReachTheDriver() throws Exception {
        usePassword();
        runner.setProperty(pool, "query_tag", "night shift");
        runner.enableControllerService(pool);
        try (Connection connection = pool.getConnection(Map.of("shardflow.borrower", "Put into Snowflake"))) {
            assertThat(connection.isValid(5)).isTrue();
            assertThat(snowflake.control("{}")).contains("\"night shift\"").doesNotContain("Put into Snowflake");
        }
    }

    @Test
    void whatExactLoadingReliesOnCannotBeAdded() {
        usePassword();
        runner.setProperty(pool, "networkTimeout", "120000");
        runner.assertValid(pool);
        runner.setProperty(pool, "autocommit", "true");
        assertThat(invalid(pool)).contains("autocommit", "remove the property");
        runner.removeProperty(pool, "autocommit");
        runner.setProperty(pool, "proxyHost", "example.org");
        assertThat(invalid(pool)).contains("proxyHost", "'Proxy Configuration Service'");
        assertThat(pool.getPropertyDescriptor("oauthClientSecret").isSensitive())
                .isTrue();
        assertThat(pool.getPropertyDescriptor("networkTimeout").isSensitive()).isFalse();
    }

    @Test
    void statementsCarryTheNameOfWhoeverHasTheConnection() throws Exception {
        usePassword();
        runner.enableControllerService(pool);
        try (Connection connection = borrow("Put 'orders' \\ here")) {
            assertThat(connection.isValid(5)).isTrue();
            assertThat(snowflake.control("{}")).contains("\"shardflow:Put 'orders' \\\\ here\"");
        }
        try (Connection same = borrow("Get rejected records")) {
            assertThat(same.isValid(5)).isTrue();
            assertThat(snowflake.control("{}"))
                    .contains("\"shardflow:Get rejected records\"")
                    .doesNotContain("orders");
        }
        try (Connection same = pool.getConnection()) {
            assertThat(same.isValid(5)).isTrue();
            assertThat(snowflake.control("{}")).contains("\"shardflow\"").doesNotContain("Get");
        }
    }

    /** As processors of ours do, who give the session back as they found it. */
    private Connection borrow(final String borrower) throws SQLException {
        final Connection connection = pool.getConnection(Map.of(WatchedSession.BORROWER, borrower));
        connection.unwrap(WatchedSession.class).keep();
        return connection;
    }

    @Test
    void theProcessorTellsItsName() throws Exception {
        usePassword();
        runner.setProperty(pool, "Database Name", "DEMO_DB");
        runner.setProperty(pool, "Schema Name", "PUBLIC");
        runner.enableControllerService(pool);
        runner.enqueue(Records.records(1, 0, 9));
        runner.run(1, false, true);
        final String name = ((MockProcessContext) runner.getProcessContext()).getName();
        assertThat(name).isNotBlank();
        assertThat(snowflake.control("{}")).contains("\"shardflow:" + name + "\"");
    }

    private String invalid(final ControllerService service) {
        return runner.validate(service).stream()
                .filter(result -> !result.isValid())
                .toList()
                .toString();
    }
}
