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
package io.shardflow.probe;

import io.shardflow.localstack.snowflake.LocalAccount;
import io.shardflow.localstack.snowflake.SnowflakeStandIn;
import io.shardflow.localstack.snowflake.StandInControl;
import io.shardflow.localstack.snowflake.settings.StandInConfig;
import io.shardflow.nifi.snowflake.connection.DriverDataSource;
import io.shardflow.nifi.snowflake.connection.PrivateKeys;
import io.shardflow.probe.snowflake.SnowflakeProbe;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A stand-in in this JVM, with a user that logs in with a key, and the probe on it. */
final class ProbedStandIn implements AutoCloseable {

    static final String USER = "PROBER";
    static final String PASSWORD = "correct horse";

    private static final Duration ALL = Duration.ofMinutes(30);

    private final LocalAccount account = new LocalAccount();
    private final SnowflakeStandIn standIn;
    private final StandInControl control;

    ProbedStandIn(final Path folder) throws Exception {
        final String key = account.publicKeyPem().replaceAll("-----[A-Z ]+-----|\\s", "");
        standIn = SnowflakeStandIn.start(StandInConfig.of(folder)
                .withUsers(List.of(new StandInConfig.User(
                        USER,
                        PASSWORD,
                        KeyFactory.getInstance("RSA")
                                .generatePublic(new X509EncodedKeySpec(
                                        Base64.getDecoder().decode(key)))))));
        control = new StandInControl(URI.create("http://127.0.0.1:" + standIn.port()));
    }

    StandInControl control() {
        return control;
    }

    String url() {
        return "http://127.0.0.1:" + standIn.port() + "/?account=LOCAL";
    }

    String keyPem() {
        return account.privateKeyPem();
    }

    SnowflakeProbe probe(final boolean patient) throws Exception {
        final DriverDataSource logins = DriverDataSource.ofKeyPair(
                url(),
                USER,
                PrivateKeys.parse(keyPem(), ""),
                Map.of("db", "DEMO_DB", "schema", "PUBLIC", "warehouse", "COMPUTE_WH"));
        return new SnowflakeProbe(logins, patient, ALL, new PrintStream(PrintStream.nullOutputStream()));
    }

    /** The findings of some checks. */
    List<Finding> probe(final String... only) throws Exception {
        try (SnowflakeProbe probe = probe(false)) {
            return probe.run(Set.of(only)).findings();
        }
    }

    void execute(final String... statements) throws SQLException {
        try (Connection connection = LocalConnection.open(url(), USER, PASSWORD);
                Statement statement = connection.createStatement()) {
            for (final String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** First column of each row. */
    List<String> query(final String sql) throws SQLException {
        try (Connection connection = LocalConnection.open(url(), USER, PASSWORD);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            final List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }

    /** Tables that begin as those of the probe do. */
    List<String> tablesOfProbe() throws SQLException {
        return query("SELECT TABLE_NAME FROM DEMO_DB.INFORMATION_SCHEMA.TABLES").stream()
                .filter(name -> name.startsWith("SHARDFLOW_PROBE_"))
                .toList();
    }

    @Override
    public void close() throws IOException {
        control.close();
        standIn.close();
    }
}
