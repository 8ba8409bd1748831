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

import io.shardflow.localstack.snowflake.SnowflakeStandIn;
import io.shardflow.localstack.snowflake.settings.StandInConfig;
import io.shardflow.nifi.snowflake.settings.BatchProperties;
import io.shardflow.nifi.snowflake.settings.SinkProperties;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A stand-in in this JVM for the tests of a class, and what they say to it. */
public final class SnowflakeForTests implements BeforeAllCallback, AfterAllCallback {

    static final String PASSWORD = "correct horse";

    private static final Pattern FAULTS_MET = Pattern.compile("\"faultsMet\":(\\d+)");

    private final KeyPair keys = rsa();
    private final HttpClient http = HttpClient.newHttpClient();
    private final UnaryOperator<StandInConfig> settings;
    private Path folder;
    private StandInConfig config;
    private SnowflakeStandIn standIn;

    public SnowflakeForTests() {
        this(UnaryOperator.identity());
    }

    /** @param settings changes those of the stand-in */
    SnowflakeForTests(final UnaryOperator<StandInConfig> settings) {
        this.settings = settings;
    }

    @Override
    public void beforeAll(final ExtensionContext context) throws IOException {
        folder = Files.createTempDirectory("snowflake");
        config = settings.apply(StandInConfig.of(folder)
                .withUsers(List.of(
                        new StandInConfig.User("NIFI", PASSWORD, null),
                        new StandInConfig.User("ROBOT", null, keys.getPublic()))));
        standIn = SnowflakeStandIn.start(config);
    }

    /** Stops it, with all its sessions and what is open in them, and starts it again on the same data and port. */
    void restart() {
        final int port = standIn.port();
        standIn.close();
        standIn = SnowflakeStandIn.start(config.withPort(port));
    }

    private static KeyPair rsa() {
        try {
            final KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    String accountUrl() {
        return "http://127.0.0.1:" + standIn.port() + "/?account=LOCAL";
    }

    /** The public half of {@link #privateKeyPem}, as RSA_PUBLIC_KEY takes it. */
    String publicKey() {
        return Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
    }

    /** PKCS#8, not encrypted, of user ROBOT. */
    String privateKeyPem() {
        return pem(keys.getPrivate());
    }

    /** As {@link #privateKeyPem}, of nobody. */
    static String otherPrivateKeyPem() {
        return pem(rsa().getPrivate());
    }

    private static String pem(final PrivateKey key) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    /** A connection as a foreign pool would make it: autocommit on, nothing set but how often HTTP requests are repeated. */
    public Connection connect() throws SQLException {
        final Properties properties = new Properties();
        properties.setProperty("user", "NIFI");
        properties.setProperty("password", PASSWORD);
        properties.setProperty("maxHttpRetries", "1");
        return DriverManager.getConnection(standIn.url(), properties);
    }

    public void execute(final String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (final String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** See {@link SqlRows}. */
    public List<String> query(final String sql) throws SQLException {
        try (Connection connection = connect()) {
            return SqlRows.of(connection, sql);
        }
    }

    long count(final String table) throws SQLException {
        return Long.parseLong(query("SELECT COUNT(*) FROM " + table).getFirst());
    }

    /** Sets switches and hooks of the stand-in; answers with its state. */
    String control(final String json) throws IOException, InterruptedException {
        final HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + standIn.port() + "/stand-in/control"))
                        .POST(HttpRequest.BodyPublishers.ofString(json, StandardCharsets.UTF_8))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200 || !answer.body().contains("\"success\":true")) {
            throw new IOException(answer.body());
        }
        return answer.body();
    }

    /** How many requests have met a fault since the stand-in's start. */
    long faultsMet() throws IOException, InterruptedException {
        final Matcher met = FAULTS_MET.matcher(control("{}"));
        if (!met.find()) {
            throw new IOException("the stand-in does not count faults");
        }
        return Long.parseLong(met.group(1));
    }

    /** Makes a token valid for a user, or lets it expire. */
    void issue(final String authenticator, final String token, final String user, final boolean expired)
            throws IOException, InterruptedException {
        control("{\"accessToken\":{\"authenticator\":\"%s\",\"token\":\"%s\",\"user\":\"%s\",\"expired\":%s}}"
                .formatted(authenticator, token, user, expired));
    }

    /** As a foreign pool has it. */
    String jdbcUrl() {
        return "jdbc:snowflake://" + accountUrl();
    }

    PrivateKey privateKey() {
        return keys.getPrivate();
    }

    int port() {
        return standIn.port();
    }

    /** PutSnowflake on a pool of its own, not yet run. */
    TestRunner runner(final String table) throws InitializationException {
        final TestRunner runner = runner(new PutSnowflake());
        runner.setProperty(SinkProperties.TABLE_NAME, table);
        runner.setProperty(BatchProperties.MAXIMUM_AGE, "0 sec");
        return runner;
    }

    /** The processor on a pool of its own, not yet run. */
    TestRunner runner(final Processor processor) throws InitializationException {
        final SnowflakeConnectionPool pool = new SnowflakeConnectionPool();
        final TestRunner runner = TestRunners.newTestRunner(processor);
        runner.addControllerService("pool", pool);
        runner.setProperty(SinkProperties.CONNECTION_POOL, "pool");
        login(runner, pool);
        runner.enableControllerService(pool);
        return runner;
    }

    /** What the pool has to know to log in. */
    void login(final TestRunner runner, final SnowflakeConnectionPool pool) {
        runner.setProperty(pool, "Account URL", accountUrl());
        runner.setProperty(pool, "Authentication Strategy", "PASSWORD");
        runner.setProperty(pool, "Username", "NIFI");
        runner.setProperty(pool, "Password", PASSWORD);
        runner.setProperty(pool, "Database Name", "DEMO_DB");
        runner.setProperty(pool, "Schema Name", "PUBLIC");
    }

    /** PutSnowflake with a service that is not yet enabled. */
    static TestRunner runner(final String table, final ControllerService pool) throws InitializationException {
        final TestRunner runner = TestRunners.newTestRunner(PutSnowflake.class);
        runner.addControllerService("pool", pool);
        runner.setProperty(SinkProperties.CONNECTION_POOL, "pool");
        runner.setProperty(SinkProperties.TABLE_NAME, table);
        runner.setProperty(BatchProperties.MAXIMUM_AGE, "0 sec");
        return runner;
    }

    static List<String> failed(final List<ConfigVerificationResult> results) {
        return results.stream()
                .filter(result -> result.getOutcome() == ConfigVerificationResult.Outcome.FAILED)
                .map(result -> result.getVerificationStepName() + ": " + result.getExplanation())
                .toList();
    }

    @Override
    public void afterAll(final ExtensionContext context) throws IOException {
        http.close();
        standIn.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
