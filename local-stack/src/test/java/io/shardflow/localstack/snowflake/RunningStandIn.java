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

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.Zstd;
import io.shardflow.localstack.snowflake.settings.StandInConfig;
import io.shardflow.localstack.snowflake.stage.Stages;
import java.io.IOException;
import java.io.OutputStream;
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
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One stand-in for all tests of a class, and what they need to talk to it through the real driver. */
final class RunningStandIn implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Path folder;
    private KeyPair keys;
    private SnowflakeStandIn standIn;

    @Override
    public void beforeAll(final ExtensionContext context) throws IOException, NoSuchAlgorithmException {
        folder = Files.createTempDirectory("stand-in");
        final KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
        standIn = SnowflakeStandIn.start(config());
    }

    StandInConfig config() {
        return StandInConfig.of(folder.resolve("data"))
                .withUsers(List.of(
                        new StandInConfig.User("NIFI", "nifi", null),
                        new StandInConfig.User("ROBOT", null, keys.getPublic())));
    }

    @Override
    public void afterEach(final ExtensionContext context) {
        control(
                "{\"waitedUpdateKeepsSnapshot\":false,\"staleForMillis\":0,\"abandonedAfterMillis\":300000,\"release\":\"all\",\"clearPolicies\":true}");
    }

    @Override
    public void afterAll(final ExtensionContext context) throws IOException {
        standIn.close();
        Stages.delete(folder);
    }

    /** Stops it and starts it again on the same data and port. */
    void restart() {
        final int port = standIn.port();
        standIn.close();
        standIn = SnowflakeStandIn.start(config().withPort(port));
    }

    String url() {
        return standIn.url();
    }

    String address() {
        return "http://127.0.0.1:" + standIn.port();
    }

    KeyPair keys() {
        return keys;
    }

    static Properties properties(final String... namesAndValues) {
        final Properties properties = new Properties();
        properties.put("loginTimeout", "5");
        properties.put("maxHttpRetries", "1");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return properties;
    }

    Connection connect(final String... namesAndValues) throws SQLException {
        final Properties properties = properties(namesAndValues);
        properties.put("user", "nifi");
        properties.put("password", "nifi");
        return DriverManager.getConnection(url(), properties);
    }

    JsonNode control(final String json) {
        try {
            final HttpRequest request = HttpRequest.newBuilder(URI.create(address() + "/stand-in/control"))
                    .POST(HttpRequest.BodyPublishers.ofString(json))
                    .build();
            try (HttpClient client = HttpClient.newHttpClient()) {
                return JSON.readTree(client.send(request, HttpResponse.BodyHandlers.ofString())
                                .body())
                        .path("data");
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A gzip file of JSON lines, ready for PUT. */
    Path gzip(final String name, final String content) throws IOException {
        final Path file = Files.createDirectories(folder.resolve("upload")).resolve(name);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    /** The same as Zstandard, each content a frame of its own. */
    Path zstd(final String name, final String... contents) throws IOException {
        final Path file = Files.createDirectories(folder.resolve("upload")).resolve(name);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (final String content : contents) {
                out.write(Zstd.compress(content.getBytes(StandardCharsets.UTF_8)));
            }
        }
        return file;
    }

    static int update(final Connection connection, final String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute(sql) ? -1 : statement.getUpdateCount();
        }
    }

    /** All rows as text, cells separated by {@code |}. */
    static List<String> rows(final Connection connection, final String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            final List<String> all = new ArrayList<>();
            while (rows.next()) {
                final List<String> row = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.add(rows.getString(i));
                }
                all.add(String.join("|", row.stream().map(String::valueOf).toList()));
            }
            return all;
        }
    }

    static String value(final Connection connection, final String sql) throws SQLException {
        return rows(connection, sql).getFirst();
    }
}
