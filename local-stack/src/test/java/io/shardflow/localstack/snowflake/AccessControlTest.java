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

import io.shardflow.localstack.snowflake.settings.StandInConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Roles and grants, in a stand-in that was told to care. */
class AccessControlTest {

    @TempDir
    static Path folder;

    private static SnowflakeStandIn standIn;

    @BeforeAll
    static void start() throws SQLException {
        standIn = SnowflakeStandIn.start(StandInConfig.of(folder).withAccessControl());
        try (Connection admin = login("NIFI", "nifi")) {
            run(
                    admin,
                    "CREATE ROLE WRITER",
                    "CREATE USER HAND PASSWORD = 'hand' DEFAULT_ROLE = WRITER DEFAULT_WAREHOUSE = 'WH'",
                    "CREATE WAREHOUSE WH WAREHOUSE_SIZE = XSMALL INITIALLY_SUSPENDED = TRUE",
                    "CREATE DATABASE DB",
                    "GRANT ROLE WRITER TO USER HAND",
                    "GRANT USAGE ON WAREHOUSE WH TO ROLE WRITER",
                    "GRANT USAGE ON DATABASE DB TO ROLE WRITER",
                    "GRANT USAGE ON SCHEMA DB.PUBLIC TO ROLE WRITER");
        }
    }

    @AfterAll
    static void stop() {
        standIn.close();
    }

    private static Connection login(final String user, final String password, final String... more)
            throws SQLException {
        final Properties properties = RunningStandIn.properties(more);
        properties.put("user", user);
        properties.put("password", password);
        return DriverManager.getConnection(standIn.url() + "&db=DB&schema=PUBLIC", properties);
    }

    private static Connection admin() throws SQLException {
        return login("NIFI", "nifi");
    }

    private static Connection hand() throws SQLException {
        return login("HAND", "hand");
    }

    private static void run(final Connection connection, final String... statements) throws SQLException {
        for (final String statement : statements) {
            RunningStandIn.update(connection, statement);
        }
    }

    private static void assertRefused(final ThrowingCallable call, final int code, final String text) {
        assertThatThrownBy(call)
                .asInstanceOf(InstanceOfAssertFactories.type(SQLException.class))
                .satisfies(e -> assertThat(e.getErrorCode()).isEqualTo(code))
                .satisfies(e -> assertThat(e.getMessage()).contains(text));
    }

    @Test
    void aSessionHasTheUsersRoleAndWarehouseUnlessItAsksForOthers() throws SQLException {
        try (Connection c = hand()) {
            assertThat(RunningStandIn.value(c, "SELECT CURRENT_ROLE(), CURRENT_WAREHOUSE(), CURRENT_DATABASE()"))
                    .isEqualTo("WRITER|WH|DB");
            assertRefused(() -> run(c, "USE ROLE SYSADMIN"), 3013, "is not assigned to the executing user");
            run(c, "USE ROLE PUBLIC");
            assertRefused(() -> run(c, "USE WAREHOUSE WH"), 2043, "does not exist");
        }
        assertRefused(
                () -> login("HAND", "hand", "role", "SYSADMIN"),
                390189,
                "Role 'SYSADMIN' specified in the connect string does not exist or not authorized");
        try (Connection c = login("HAND", "hand", "role", "PUBLIC")) {
            assertThat(RunningStandIn.value(c, "SELECT CURRENT_ROLE(), CURRENT_WAREHOUSE(), CURRENT_DATABASE()"))
                    .isEqualTo("PUBLIC|null|null");
        }
    }

    @Test
    void temporaryObjectsNeedNoRightOfTheirOwnAndOthersDo() throws SQLException {
        try (Connection c = hand();
                Connection admin = admin()) {
            run(c, "CREATE TEMPORARY TABLE T1 (N NUMBER)", "INSERT INTO T1 VALUES (1)", "CREATE TEMPORARY STAGE S1");
            assertThat(RunningStandIn.value(c, "SELECT N FROM T1")).isEqualTo("1");
            assertRefused(
                    () -> run(c, "CREATE TABLE T2 (N NUMBER)"),
                    3001,
                    "Insufficient privileges to operate on schema 'PUBLIC'");
            assertRefused(() -> run(c, "CREATE STAGE S2"), 3001, "operate on schema 'PUBLIC'");
            run(admin, "GRANT CREATE TABLE ON SCHEMA DB.PUBLIC TO ROLE WRITER");
            run(c, "CREATE TABLE T2 (N NUMBER)", "ALTER TABLE T2 ADD COLUMN M NUMBER", "INSERT INTO T2 VALUES (1, 2)");
            assertThat(RunningStandIn.value(
                            c, "SELECT TABLE_OWNER FROM DB.INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME = 'T2'"))
                    .isEqualTo("WRITER");
            assertThat(RunningStandIn.value(c, "SELECT IS_ROLE_IN_SESSION('WRITER'), IS_ROLE_IN_SESSION('SYSADMIN')"))
                    .isEqualToIgnoringCase("TRUE|FALSE");
            run(admin, "REVOKE CREATE TABLE ON SCHEMA DB.PUBLIC FROM ROLE WRITER");
            assertRefused(() -> run(c, "CREATE TABLE IF NOT EXISTS T2 (N NUMBER)"), 3001, "operate on schema");
        }
    }

    @Test
    void aTableIsHiddenWithoutAnyRightAndClosedWithoutTheRightOne() throws SQLException {
        try (Connection c = hand();
                Connection admin = admin()) {
            run(admin, "CREATE TABLE HIDDEN (N NUMBER)");
            assertRefused(
                    () -> run(c, "SELECT N FROM HIDDEN"), 2003, "Object 'HIDDEN' does not exist or not authorized");
            assertRefused(() -> run(c, "DESC TABLE HIDDEN"), 2003, "does not exist or not authorized");
            assertThat(RunningStandIn.rows(c, "SHOW TABLES LIKE 'HIDDEN' IN SCHEMA DB.PUBLIC"))
                    .isEmpty();
            run(admin, "GRANT SELECT ON TABLE DB.PUBLIC.HIDDEN TO ROLE WRITER");
            assertThat(RunningStandIn.rows(c, "SELECT N FROM HIDDEN")).isEmpty();
            assertThat(RunningStandIn.rows(c, "SHOW TABLES LIKE 'HIDDEN' IN SCHEMA DB.PUBLIC"))
                    .hasSize(1);
            for (final String change : new String[] {
                "INSERT INTO HIDDEN VALUES (1)",
                "UPDATE HIDDEN SET N = 1",
                "DELETE FROM HIDDEN",
                "TRUNCATE TABLE HIDDEN",
                "ALTER TABLE HIDDEN ADD COLUMN M NUMBER",
                "DROP TABLE HIDDEN"
            }) {
                assertRefused(() -> run(c, change), 3001, "Insufficient privileges to operate on table 'HIDDEN'");
            }
            run(admin, "GRANT INSERT, UPDATE, DELETE ON TABLE DB.PUBLIC.HIDDEN TO ROLE WRITER");
            run(c, "INSERT INTO HIDDEN VALUES (1)", "UPDATE HIDDEN SET N = 2", "DELETE FROM HIDDEN");
            run(admin, "GRANT CREATE TABLE ON SCHEMA DB.PUBLIC TO ROLE WRITER");
            run(admin, "REVOKE ALL PRIVILEGES ON TABLE DB.PUBLIC.HIDDEN FROM ROLE WRITER");
            assertRefused(
                    () -> run(c, "CREATE TABLE IF NOT EXISTS HIDDEN (N NUMBER)"),
                    3041,
                    "already exists, but current role has no privileges on it");
            run(admin, "GRANT OWNERSHIP ON TABLE DB.PUBLIC.HIDDEN TO ROLE WRITER COPY CURRENT GRANTS");
            run(c, "ALTER TABLE HIDDEN ADD COLUMN M NUMBER", "DROP TABLE HIDDEN");
            run(admin, "REVOKE CREATE TABLE ON SCHEMA DB.PUBLIC FROM ROLE WRITER");
        }
    }

    @Test
    void whoSeesNotTheParentsSeesNothingInThem() throws SQLException {
        try (Connection admin = admin()) {
            run(
                    admin,
                    "CREATE TABLE PARENTS (N NUMBER)",
                    "GRANT SELECT ON TABLE DB.PUBLIC.PARENTS TO ROLE WRITER",
                    "REVOKE USAGE ON SCHEMA DB.PUBLIC FROM ROLE WRITER");
            try (Connection c = hand()) {
                assertThat(RunningStandIn.value(c, "SELECT CURRENT_DATABASE(), CURRENT_SCHEMA()"))
                        .isEqualTo("DB|null");
                assertRefused(
                        () -> run(c, "SELECT N FROM DB.PUBLIC.PARENTS"),
                        2003,
                        "Schema 'DB.PUBLIC' does not exist or not authorized");
                run(admin, "REVOKE USAGE ON DATABASE DB FROM ROLE WRITER");
                assertRefused(
                        () -> run(c, "SELECT N FROM DB.PUBLIC.PARENTS"),
                        2003,
                        "Database 'DB' does not exist or not authorized");
            } finally {
                run(
                        admin,
                        "GRANT USAGE ON DATABASE DB TO ROLE WRITER",
                        "GRANT USAGE ON SCHEMA DB.PUBLIC TO ROLE WRITER");
            }
        }
    }

    @Test
    void whatComputesNeedsAWarehouseThatRunsOrWakes() throws SQLException {
        try (Connection c = hand();
                Connection admin = admin()) {
            run(admin, "CREATE TABLE COUNTED (N NUMBER)", "GRANT SELECT ON TABLE DB.PUBLIC.COUNTED TO ROLE WRITER");
            assertThat(RunningStandIn.value(c, "SELECT COUNT(*) FROM COUNTED")).isEqualTo("0");
            assertThat(RunningStandIn.value(c, "SHOW WAREHOUSES LIKE 'WH'"))
                    .startsWith("WH|STARTED|STANDARD|X-Small|600|true");
            run(admin, "REVOKE USAGE ON WAREHOUSE WH FROM ROLE WRITER");
            assertRefused(() -> run(c, "SELECT COUNT(*) FROM COUNTED"), 606, "No active warehouse");
            assertThat(RunningStandIn.value(c, "SELECT CURRENT_ROLE()")).isEqualTo("WRITER");
            run(admin, "GRANT USAGE ON WAREHOUSE WH TO ROLE WRITER");
            run(admin, "ALTER WAREHOUSE WH SET AUTO_RESUME = FALSE", "ALTER WAREHOUSE WH SUSPEND");
            assertRefused(() -> run(c, "SELECT COUNT(*) FROM COUNTED"), 606, "No active warehouse");
            run(admin, "ALTER WAREHOUSE WH SET AUTO_RESUME = TRUE");
            assertThat(RunningStandIn.value(c, "SELECT COUNT(*) FROM COUNTED")).isEqualTo("0");
        }
    }

    @Test
    void futureGrantsHoldForWhatIsMadeLater() throws SQLException {
        try (Connection c = hand();
                Connection admin = admin()) {
            run(admin, "CREATE TABLE BEFORE_IT (N NUMBER)");
            run(admin, "GRANT SELECT ON FUTURE TABLES IN SCHEMA DB.PUBLIC TO ROLE WRITER");
            run(admin, "CREATE TABLE AFTER_IT (N NUMBER)");
            run(admin, "REVOKE SELECT ON FUTURE TABLES IN SCHEMA DB.PUBLIC FROM ROLE WRITER");
            assertRefused(() -> run(c, "SELECT N FROM BEFORE_IT"), 2003, "does not exist or not authorized");
            assertThat(RunningStandIn.rows(c, "SELECT N FROM AFTER_IT")).isEmpty();
        }
    }

    @Test
    void onlyAdministratorsAdminister() throws SQLException {
        try (Connection c = hand();
                Connection admin = admin()) {
            assertRefused(() -> run(c, "CREATE ROLE R"), 3001, "operate on  'ACCOUNT'");
            assertRefused(() -> run(c, "CREATE DATABASE D"), 3001, "operate on  'ACCOUNT'");
            assertRefused(() -> run(c, "GRANT USAGE ON DATABASE DB TO ROLE PUBLIC"), 3001, "operate on database 'DB'");
            assertRefused(() -> run(c, "GRANT ROLE SYSADMIN TO ROLE WRITER"), 3001, "operate on role 'SYSADMIN'");
            run(admin, "USE ROLE SYSADMIN");
            assertRefused(() -> run(admin, "CREATE USER U"), 3001, "operate on  'ACCOUNT'");
            run(admin, "USE ROLE USERADMIN", "CREATE USER U TYPE = SERVICE");
            assertRefused(() -> run(admin, "CREATE WAREHOUSE W"), 3001, "operate on  'ACCOUNT'");
        }
    }

    @Test
    void variablesStandForNamesAndTexts() throws SQLException {
        try (Connection admin = admin()) {
            run(
                    admin,
                    "SET db_name = 'DB2'",
                    "SET full_name = $db_name || '.' || 'INNER'",
                    "CREATE DATABASE IF NOT EXISTS IDENTIFIER($db_name)",
                    "CREATE SCHEMA IF NOT EXISTS IDENTIFIER($full_name) -- $no variable in here");
            assertThat(RunningStandIn.value(admin, "SELECT CURRENT_DATABASE(), CURRENT_SCHEMA(), $db_name"))
                    .isEqualTo("DB2|INNER|DB2");
            assertRefused(() -> run(admin, "SELECT $nothing"), 2211, "Session variable '$NOTHING' does not exist");
        }
    }
}
