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
package io.shardflow.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.localstack.connector.Connector;
import io.shardflow.localstack.connector.LocalParameters;
import io.shardflow.localstack.docs.SetupScript;
import io.shardflow.localstack.nifi.Component;
import io.shardflow.localstack.nifi.Verification;
import io.shardflow.localstack.snowflake.LocalAccount;
import io.shardflow.localstack.snowflake.SnowflakeStandIn;
import io.shardflow.localstack.snowflake.StandInControl;
import io.shardflow.localstack.snowflake.settings.StandInConfig;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The button Verify of a real NiFi, by its REST API, for the connection pool and for PutSnowflake: the set-up of docs/snowflake/setup.sql
 * in an account that cares for rights, then broken in one place after the other.
 */
@Tag("long")
@ExtendWith(Shardflow.class)
class VerifySnowflakeIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String ADMIN = "ADMIN";
    private static final String ADMINS_PASSWORD = "password-of-the-admin-on-this-machine";
    private static final String PLACE = "SHARDFLOW.KINESIS";
    private static final String LOADER = " ROLE SHARDFLOW_LOADER";
    private static final LocalAccount KEYS = new LocalAccount();

    @TempDir
    private static Path folder;

    private static SnowflakeStandIn snowflake;
    private static Connection admin;
    private static Connector connector;
    private static String pool;

    @BeforeAll
    static void setUp() throws Exception {
        snowflake = SnowflakeStandIn.start(StandInConfig.of(folder)
                .withUsers(List.of(new StandInConfig.User(ADMIN, ADMINS_PASSWORD, null)))
                .withAccessControl());
        admin = DriverManager.getConnection(snowflake.url(), ADMIN, ADMINS_PASSWORD);
        final String key = KEYS.publicKeyPem()
                .lines()
                .filter(line -> !line.startsWith("-"))
                .collect(Collectors.joining());
        administrator(new SetupScript(Path.of("../docs")).statements(key).toArray(String[]::new));
        administrator(
                "USE ROLE SHARDFLOW_LOADER",
                "CREATE TABLE " + PLACE + ".ORDERS (KINESISMETADATA VARIANT, ID NUMBER(38,0))",
                "CREATE TABLE " + PLACE + ".WITHOUT_METADATA (ID NUMBER(38,0))",
                "CREATE TABLE " + PLACE + ".METADATA_OF_A_TYPE (KINESISMETADATA NUMBER(38,0), ID NUMBER(38,0))",
                "USE ROLE SYSADMIN",
                "CREATE TABLE " + PLACE + ".CLOSED (KINESISMETADATA VARIANT, ID NUMBER(38,0))",
                "USE ROLE SECURITYADMIN",
                "GRANT SELECT ON TABLE " + PLACE + ".CLOSED TO" + LOADER);
        connector = Shardflow.connector();
        Shardflow.nifi().controllerServices().disableAll(connector.groupId(), LIMIT);
        pool = Shardflow.nifi().controllerServices().list(connector.groupId()).stream()
                .filter(service -> service.name().equals("Snowflake connections"))
                .map(Component::id)
                .findFirst()
                .orElseThrow();
        connector.set(right());
    }

    @AfterAll
    static void tearDown() throws SQLException {
        Shardflow.nifi().controllerServices().disableAll(connector.groupId(), LIMIT);
        // in one update: NiFi may enable the pool again after it
        final Map<String, String> before = LocalParameters.ofStack(Shardflow.stack()).entrySet().stream()
                .filter(parameter -> parameter.getKey().startsWith("Snowflake "))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        before.put("Snowflake Authentication Strategy", "KEY_PAIR");
        connector.set(before);
        admin.close();
        snowflake.close();
    }

    private static URI address() {
        return URI.create("http://127.0.0.1:" + snowflake.port());
    }

    private static Map<String, String> right() {
        return Map.of(
                "Snowflake Account URL", address() + "/?account=LOCAL",
                "Snowflake Authentication Strategy", "KEY_PAIR",
                "Snowflake Username", "SHARDFLOW",
                "Snowflake Private Key", KEYS.privateKeyPem(),
                "Snowflake Role", "SHARDFLOW_LOADER",
                "Snowflake Warehouse", "SHARDFLOW_WH",
                "Snowflake Destination Database", "SHARDFLOW",
                "Snowflake Destination Schema", "KINESIS",
                "Snowflake Destination Table", "ORDERS");
    }

    private static void administrator(final String... statements) throws SQLException {
        try (Statement statement = admin.createStatement()) {
            for (final String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void thePoolSaysWhatIsInTheWayOfASession() throws SQLException {
        assertThat(Verification.failed(pool())).as(pool().toString()).isEmpty();
        assertThat(pool().toString()).contains("SHARDFLOW_WH", "suspends itself after 60 s");

        assertBrokenBy(
                Map.of("Snowflake Account URL", "http://127.0.0.1:9/?account=LOCAL"), "Connect", "'Account URL'");
        assertBrokenBy(
                Map.of(
                        "Snowflake Authentication Strategy",
                        "PASSWORD",
                        "Snowflake Username",
                        ADMIN,
                        "Snowflake Password",
                        "another"),
                "Connect",
                "390100",
                "'Username' and 'Password'");
        assertBrokenBy(
                Map.of("Snowflake Private Key", new LocalAccount().privateKeyPem()),
                "Connect",
                "390144",
                "RSA_PUBLIC_KEY");
        assertBrokenBy(Map.of("Snowflake Role", "NOBODYS"), "Connect", "390189", "GRANT ROLE \"NOBODYS\" TO USER");
        assertBrokenBy(
                Map.of("Snowflake Warehouse", "NOBODYS"),
                "Warehouse",
                "'Warehouse' is NOBODYS",
                "GRANT USAGE ON WAREHOUSE \"NOBODYS\"");
        assertBrokenBy(
                Map.of("Snowflake Destination Schema", "NOBODYS"),
                "Schema",
                "'Schema Name' is NOBODYS",
                "GRANT USAGE ON SCHEMA \"SHARDFLOW\".\"NOBODYS\"");

        administrator("USE ROLE SECURITYADMIN", "REVOKE USAGE ON DATABASE SHARDFLOW FROM" + LOADER);
        assertBroken("Database", "GRANT USAGE ON DATABASE \"SHARDFLOW\"");
        administrator("GRANT USAGE ON DATABASE SHARDFLOW TO" + LOADER);

        administrator(
                "USE ROLE SYSADMIN",
                "ALTER WAREHOUSE SHARDFLOW_WH SUSPEND",
                "ALTER WAREHOUSE SHARDFLOW_WH SET AUTO_RESUME = FALSE");
        assertBroken("Warehouse state", "suspended", "ALTER WAREHOUSE \"SHARDFLOW_WH\" SET AUTO_RESUME = TRUE");
        administrator("ALTER WAREHOUSE SHARDFLOW_WH SET AUTO_RESUME = TRUE");

        try (StandInControl control = new StandInControl(address())) {
            control.clockAhead(Duration.ofMinutes(2));
            assertBroken("Connect", "390144", "clock");
            assertBrokenBy(
                    Map.of(
                            "Snowflake Authentication Strategy",
                            "PASSWORD",
                            "Snowflake Username",
                            ADMIN,
                            "Snowflake Password",
                            ADMINS_PASSWORD),
                    "Clock",
                    "s behind Snowflake's",
                    "synchronise");
            control.clockAhead(Duration.ZERO);
        }
        assertThat(Verification.failed(pool())).isEmpty();
    }

    @Test
    void theSinkSaysWhetherTheTableWouldTakeTheRecords() throws SQLException {
        connector.enableServices();
        try {
            final List<Verification> fit = sink();
            assertThat(Verification.failed(fit)).as(fit.toString()).isEmpty();
            assertThat(Verification.text(fit, "Check table")).isEqualTo("Fit for EXACTLY_ONCE");
            assertThat(Verification.text(fit, "New fields")).contains("belongs to role SHARDFLOW_LOADER");

            administrator("USE ROLE SECURITYADMIN", "REVOKE CREATE TABLE ON SCHEMA " + PLACE + " FROM" + LOADER);
            assertUnfit("ORDERS", List.of("Create tables"), "GRANT CREATE TABLE ON SCHEMA");
            administrator("GRANT CREATE TABLE ON SCHEMA " + PLACE + " TO" + LOADER);

            assertUnfit("CLOSED", List.of("Insert", "New fields"), "GRANT INSERT ON TABLE", "GRANT OWNERSHIP ON TABLE");
            assertUnfit(
                    "WITHOUT_METADATA",
                    List.of("Check table"),
                    "no column for the Kinesis metadata",
                    "KINESISMETADATA");
            assertUnfit("METADATA_OF_A_TYPE", List.of("Check table"), "KINESISMETADATA", "NUMBER");

            administrator(
                    "USE ROLE SYSADMIN",
                    "CREATE TABLE " + PLACE
                            + ".ORDERS_SHARDFLOW_GUARD (LEDGER_ID VARCHAR, TOKEN NUMBER, TARGET_CREATED VARCHAR)",
                    "INSERT INTO " + PLACE + ".ORDERS_SHARDFLOW_GUARD VALUES ('made by hand', 0, '0')",
                    "CREATE TABLE " + PLACE + ".ORDERS_SHARDFLOW_LEDGER (N NUMBER)",
                    "USE ROLE SECURITYADMIN",
                    "GRANT SELECT ON TABLE " + PLACE + ".ORDERS_SHARDFLOW_GUARD TO" + LOADER);
            assertUnfit(
                    "ORDERS",
                    List.of("Ledger"),
                    "belong to role SYSADMIN",
                    "GRANT SELECT, UPDATE ON TABLE",
                    "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE");

            administrator("REVOKE USAGE ON WAREHOUSE SHARDFLOW_WH FROM" + LOADER);
            final List<Verification> idle = sink();
            assertThat(Verification.failed(idle)).as(idle.toString()).contains("Compute");
            assertThat(Verification.text(idle, "Compute")).contains("GRANT USAGE ON WAREHOUSE \"SHARDFLOW_WH\"");
            administrator("GRANT USAGE ON WAREHOUSE SHARDFLOW_WH TO" + LOADER);
        } finally {
            Shardflow.nifi().controllerServices().disableAll(connector.groupId(), LIMIT);
        }
    }

    private static void assertBrokenBy(final Map<String, String> wrong, final String step, final String... says) {
        connector.set(wrong);
        assertBroken(step, says);
        connector.set(right());
    }

    private static void assertBroken(final String step, final String... says) {
        final List<Verification> steps = pool();
        assertThat(Verification.failed(steps)).as(steps.toString()).containsExactly(step);
        assertThat(Verification.text(steps, step)).contains(says);
    }

    private static void assertUnfit(final String table, final List<String> failed, final String... says) {
        connector.set(Map.of("Snowflake Destination Table", table));
        final List<Verification> steps = sink();
        assertThat(Verification.failed(steps)).as(steps.toString()).isEqualTo(failed);
        assertThat(failed.stream().map(step -> Verification.text(steps, step)).collect(Collectors.joining(" | ")))
                .contains(says);
        assertThat(Verification.text(steps, "Check table")).doesNotContain("Fit for");
    }

    private static List<Verification> pool() {
        return Shardflow.nifi().controllerServices().verify(pool, LIMIT);
    }

    private static List<Verification> sink() {
        return Shardflow.nifi()
                .processors()
                .verify(connector.processor(Connector.SINK).id(), LIMIT);
    }
}
