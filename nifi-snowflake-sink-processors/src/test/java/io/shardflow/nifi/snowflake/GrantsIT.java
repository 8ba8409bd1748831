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
import static org.awaitility.Awaitility.await;

import io.shardflow.localstack.docs.SetupScript;
import io.shardflow.localstack.snowflake.settings.StandInConfig;
import io.shardflow.nifi.snowflake.settings.BatchProperties;
import io.shardflow.nifi.snowflake.settings.ColumnProperties;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The product with the rights that docs/snowflake/setup.sql gives and no others, in a stand-in that cares. Each of them is taken
 * away: the bulletin has the GRANT that gives it back, and when an administrator has run that, records go on and are there once.
 */
class GrantsIT {

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests(StandInConfig::withAccessControl);

    private static final Duration LIMIT = Duration.ofSeconds(100);
    private static final Pattern GRANT = Pattern.compile("GRANT [^;]*? TO ROLE \"[^\"]+\"(?: COPY CURRENT GRANTS)?");
    private static final String PLACE = "\"SHARDFLOW\".\"KINESIS\"";
    private static final String TO_LOADER = " TO ROLE \"SHARDFLOW_LOADER\"";

    private static SetupScript script;
    private static Connection admin;
    private final List<TestRunner> runners = new ArrayList<>();

    @BeforeAll
    static void setUp() throws Exception {
        script = new SetupScript(Path.of("../docs"));
        admin = snowflake.connect();
        asAdministrator(script.statements(snowflake.publicKey()));
    }

    @AfterAll
    static void tearDown() throws SQLException {
        admin.close();
    }

    @AfterEach
    void stop() throws Exception {
        runners.forEach(runner -> runner.disableControllerService(
                runner.getProcessContext().getControllerServiceLookup().getControllerService("pool")));
        asAdministrator(script.statements(snowflake.publicKey()));
    }

    private static void asAdministrator(final List<String> statements) throws SQLException {
        try (Statement statement = admin.createStatement()) {
            for (final String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static void asAdministrator(final String... statements) throws SQLException {
        asAdministrator(List.of(statements));
    }

    /** A single value that an administrator finds. */
    private static String value(final String sql) throws SQLException {
        asAdministrator("USE ROLE ACCOUNTADMIN", "USE WAREHOUSE COMPUTE_WH");
        try (Statement statement = admin.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private static String table(final String name) {
        return PLACE + ".\"" + name + "\"";
    }

    /** PutSnowflake as the flow has it: key pair, and the names of the script. */
    private TestRunner runner(final String table) throws Exception {
        return runner(table, script.value("loader_role"));
    }

    private TestRunner runner(final String table, final String role) throws Exception {
        final SnowflakeConnectionPool pool = new SnowflakeConnectionPool();
        final TestRunner runner = SnowflakeForTests.runner(table, pool);
        runner.setProperty(pool, "Account URL", snowflake.accountUrl());
        runner.setProperty(pool, "Authentication Strategy", "KEY_PAIR");
        runner.setProperty(pool, "Username", script.value("loader_user"));
        runner.setProperty(pool, "Private Key", snowflake.privateKeyPem());
        runner.setProperty(pool, "Role", role);
        runner.setProperty(pool, "Warehouse", script.value("warehouse_name"));
        runner.setProperty(pool, "Database Name", script.value("database_name"));
        runner.setProperty(pool, "Schema Name", "KINESIS");
        runner.setProperty(BatchProperties.MAXIMUM_AGE, "0 sec");
        runner.enableControllerService(pool);
        runners.add(runner);
        return runner;
    }

    /** Loads record 0 with its one field. */
    private TestRunner running(final String table) throws Exception {
        final TestRunner runner = runner(table);
        runner.enqueue(Records.record(1, 0, "\"id\":0"));
        runner.run(1, false, true);
        assertThat(errors(runner)).isEmpty();
        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 1);
        return runner;
    }

    private static List<String> errors(final TestRunner runner) {
        return runner.getLogger().getErrorMessages().stream()
                .map(LogMessage::getMsg)
                .toList();
    }

    private static List<String> warnings(final TestRunner runner) {
        return runner.getLogger().getWarnMessages().stream()
                .map(LogMessage::getMsg)
                .toList();
    }

    /** Runs until the next error is said; the one before it is known. */
    private static String nextError(final TestRunner runner, final int known) {
        await().atMost(LIMIT).until(() -> {
            runner.run(1, false, false);
            return errors(runner).size() > known;
        });
        return errors(runner).getLast();
    }

    private static List<String> grants(final String said) {
        return GRANT.matcher(said).results().map(MatchResult::group).toList();
    }

    /** Who may grant runs what the bulletin says, then records go on without a restart, each once. */
    private static void assertGoesOn(final TestRunner runner, final String table, final long rows) throws Exception {
        final List<String> grants = grants(errors(runner).getLast());
        asAdministrator("USE ROLE SECURITYADMIN");
        asAdministrator(grants);
        final int said = errors(runner).size();
        await().atMost(LIMIT).until(() -> {
            runner.run(1, false, false);
            return runner.isQueueEmpty() || errors(runner).size() > said;
        });
        assertThat(errors(runner)).as("after %s", grants).hasSize(said);
        runner.stop();
        runner.assertTransferCount(PutSnowflake.FAILURE, 0);
        runner.assertTransferCount(PutSnowflake.REJECTED, 0);
        assertThat(value("SELECT COUNT(*) FROM " + table(table))).isEqualTo(Long.toString(rows));
        assertThat(value("SELECT COUNT(DISTINCT KINESISMETADATA:sequenceNumber::VARCHAR) FROM " + table(table)))
                .isEqualTo(Long.toString(rows));
    }

    @Test
    void theScriptIsEnoughForAllThatTheProductDoes() throws Exception {
        final TestRunner runner = running("LIFE");
        runner.enqueue(Records.record(1, 1, "\"id\":1,\"late\":\"x\""));
        runner.enqueue(Records.record(2, 0, "\"id\":2") + "\nno record");
        runner.run(2, true, false);
        assertThat(errors(runner)).isEmpty();
        assertThat(value("SELECT LATE FROM " + table("LIFE") + " WHERE ID = 1")).isEqualTo("x");

        final TestRunner errorTable = runner("LIFE_ERRORS");
        final MockFlowFile rejected =
                runner.getFlowFilesForRelationship(PutSnowflake.REJECTED).getFirst();
        errorTable.enqueue(rejected.getData(), rejected.getAttributes());
        errorTable.run();
        assertThat(errors(errorTable)).isEmpty();
        assertThat(value("SELECT COUNT(*) FROM " + table("LIFE_ERRORS"))).isEqualTo("1");

        final TestRunner again = runner("LIFE");
        again.enqueue(Records.record(1, 0, "\"id\":0"));
        again.enqueue(Records.record(1, 1, "\"id\":1,\"late\":\"x\""));
        again.enqueue(Records.record(1, 9, "\"id\":9"), GapReports.first(1, GapReports.LATER));
        again.run(1, true, true);
        assertThat(errors(again)).isEmpty();
        assertThat(warnings(again)).singleElement().asString().contains("has a gap", Records.sequenceNumber(1));
        assertThat(value("SELECT COUNT(*) FROM " + table("LIFE"))).isEqualTo("4");

        assertThat(value("SHOW TABLES LIKE 'LIFE%' IN SCHEMA " + PLACE)).isNotNull();
        asAdministrator("USE ROLE SYSADMIN");
        asAdministrator("CREATE WAREHOUSE IF NOT EXISTS READERS_WH", "USE ROLE SECURITYADMIN");
        asAdministrator(
                "GRANT USAGE ON WAREHOUSE READERS_WH TO ROLE SHARDFLOW_READER",
                "USE ROLE SHARDFLOW_READER",
                "USE WAREHOUSE READERS_WH",
                "SELECT ID FROM " + table("LIFE"),
                "SELECT REASON FROM " + table("LIFE_ERRORS"));
        assertThatThrownBy(() -> asAdministrator("DELETE FROM " + table("LIFE")))
                .hasMessageContaining("Insufficient privileges");
    }

    static Stream<String> usages() {
        return Stream.of(
                "GRANT USAGE ON WAREHOUSE \"SHARDFLOW_WH\"" + TO_LOADER,
                "GRANT USAGE ON DATABASE \"SHARDFLOW\"" + TO_LOADER,
                "GRANT USAGE ON SCHEMA " + PLACE + TO_LOADER);
    }

    @ParameterizedTest
    @MethodSource("usages")
    void aRightThatIsTakenAwayDuringTheRunIsSaidAndGivenBack(final String grant) throws Exception {
        final String table = "RUNNING_" + grant.split(" ")[3];
        final TestRunner runner = running(table);
        asAdministrator("USE ROLE SECURITYADMIN", SetupScript.revoke(grant));
        runner.enqueue(Records.record(1, 1, "\"id\":1"));
        final String said = nextError(runner, 0);
        assertThat(grants(said)).as(said).containsExactly(grant);
        assertGoesOn(runner, table, 2);
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("usages")
    void aRightThatIsMissingAtTheStartIsSaidAndGiven(final String grant) throws Exception {
        final String table = "STARTING_" + grant.split(" ")[3];
        asAdministrator("USE ROLE SECURITYADMIN", SetupScript.revoke(grant));
        final TestRunner runner = runner(table);
        runner.enqueue(Records.record(1, 1, "\"id\":1"));
        runner.run(1, false, true);
        final String said = nextError(runner, 0);
        assertThat(grants(said)).as(said).containsExactly(grant);
        assertGoesOn(runner, table, 1);
    }

    @Test
    void theRightToCreateTablesIsSaidAndGiven() throws Exception {
        asAdministrator(
                "USE ROLE SECURITYADMIN",
                "REVOKE CREATE TABLE ON SCHEMA IDENTIFIER($schema_name) FROM ROLE IDENTIFIER($loader_role)");
        final TestRunner runner = runner("UNMADE");
        runner.enqueue(Records.record(1, 1, "\"id\":1"));
        runner.run(1, false, true);
        assertThat(grants(nextError(runner, 0))).containsExactly("GRANT CREATE TABLE ON SCHEMA " + PLACE + TO_LOADER);
        assertGoesOn(runner, "UNMADE", 1);
    }

    @Tag("long")
    @Test
    void aRoleThatTheUserDoesNotHaveIsSaidAndGiven() throws Exception {
        asAdministrator(
                "USE ROLE SECURITYADMIN", "REVOKE ROLE IDENTIFIER($loader_role) FROM USER IDENTIFIER($loader_user)");
        final TestRunner runner = runner("ROLELESS");
        runner.enqueue(Records.record(1, 1, "\"id\":1"));
        runner.run(1, false, true);
        assertThat(nextError(runner, 0)).contains("390189", "GRANT ROLE \"SHARDFLOW_LOADER\" TO USER");
        asAdministrator(
                "USE ROLE SECURITYADMIN", "GRANT ROLE IDENTIFIER($loader_role) TO USER IDENTIFIER($loader_user)");
        // A refused login is not tried again for a minute.
        assertGoesOn(runner, "ROLELESS", 1);
    }

    /** A table that an administrator has made and keeps. */
    private static void existing(final String table) throws Exception {
        asAdministrator(
                "USE ROLE SYSADMIN", "CREATE TABLE " + table(table) + " (KINESISMETADATA VARIANT, ID NUMBER(38,0))");
        option("the table is there already", table);
    }

    private static void option(final String heading, final String table) throws Exception {
        asAdministrator("USE ROLE SECURITYADMIN");
        for (final String statement : script.option(heading)) {
            asAdministrator(statement.replace(".ORDERS", "." + table));
        }
    }

    @Test
    void aTableOfAnotherRoleIsLoadedAndFollowsWhenItIsGivenAway() throws Exception {
        existing("FOREIGN_ONE");
        final TestRunner runner = runner("FOREIGN_ONE");
        runner.enqueue(Records.record(1, 0, "\"id\":0"));
        runner.enqueue(Records.record(1, 1, "\"id\":1,\"more\":1"));
        runner.run(2, true, true);
        assertThat(errors(runner)).isEmpty();
        runner.assertTransferCount(PutSnowflake.SUCCESS, 2);
        assertThat(value("SELECT COUNT(*) FROM " + table("FOREIGN_ONE"))).isEqualTo("1");
        final String said = warnings(runner).stream()
                .filter(text -> text.contains("cannot be made to follow"))
                .findFirst()
                .orElseThrow();
        final String grant = "GRANT OWNERSHIP ON TABLE " + table("FOREIGN_ONE") + TO_LOADER + " COPY CURRENT GRANTS";
        assertThat(grants(said)).containsExactly(grant);
        assertThat(failed(runner))
                .singleElement()
                .asString()
                .contains("New fields: ", "would go to rejected", "belongs to role SYSADMIN", grant);
        assertThat(explanation(runner, "Check table"))
                .isEqualTo("Fit for EXACTLY_ONCE, but for records with new fields: see New fields");
        assertThat(explanation(runner, "Ledger")).endsWith("belong to role SHARDFLOW_LOADER");

        asAdministrator("USE ROLE SECURITYADMIN");
        asAdministrator(grants(said));
        assertThat(failed(runner)).isEmpty();
        assertThat(explanation(runner, "New fields")).contains("belongs to role SHARDFLOW_LOADER");
        final TestRunner next = runner("FOREIGN_ONE");
        next.enqueue(Records.record(1, 1, "\"id\":1,\"more\":1"));
        next.run();
        assertThat(errors(next)).isEmpty();
        assertThat(value("SELECT MORE FROM " + table("FOREIGN_ONE") + " WHERE ID = 1"))
                .isEqualTo("1");
    }

    @Tag("long")
    @Test
    void theOptionForEvolutionIsTheSameGrant() throws Exception {
        existing("FOREIGN_TWO");
        option("such a table shall also follow", "FOREIGN_TWO");
        final TestRunner runner = runner("FOREIGN_TWO");
        runner.enqueue(Records.record(1, 1, "\"id\":1,\"more\":1"));
        runner.run();
        assertThat(errors(runner)).isEmpty();
        assertThat(value("SELECT MORE FROM " + table("FOREIGN_TWO"))).isEqualTo("1");
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(strings = {"SELECT", "INSERT"})
    void eachRightOnATableOfAnotherRoleIsSaidAndGivenBack(final String right) throws Exception {
        final String table = "FOREIGN_" + right;
        existing(table);
        final TestRunner runner = running(table);
        asAdministrator(
                "USE ROLE SECURITYADMIN",
                "REVOKE " + right + " ON TABLE " + table(table) + " FROM ROLE SHARDFLOW_LOADER");
        runner.enqueue(Records.record(1, 1, "\"id\":1"));
        assertThat(grants(nextError(runner, 0)))
                .containsExactly("GRANT " + right + " ON TABLE " + table(table) + TO_LOADER);
        assertGoesOn(runner, table, 2);
    }

    @Tag("long")
    @Test
    void aTableThatTheRoleDoesNotSeeIsNotMadeAgain() throws Exception {
        asAdministrator(
                "USE ROLE SYSADMIN", "CREATE TABLE " + table("UNSEEN") + " (KINESISMETADATA VARIANT, ID NUMBER(38,0))");
        final TestRunner runner = runner("UNSEEN");
        runner.enqueue(Records.record(1, 1, "\"id\":1"));
        runner.run(1, false, true);
        assertThat(grants(nextError(runner, 0)))
                .containsExactly("GRANT SELECT, INSERT ON TABLE " + table("UNSEEN") + TO_LOADER);
        assertGoesOn(runner, "UNSEEN", 1);
    }

    private TestRunner second(final String table) throws Exception {
        running(table).stop();
        asAdministrator("USE ROLE USERADMIN", "CREATE ROLE IF NOT EXISTS SHARDFLOW_LOADER_2");
        asAdministrator("USE ROLE SECURITYADMIN", "GRANT ROLE SHARDFLOW_LOADER_2 TO USER SHARDFLOW");
        final TestRunner runner = runner(table, "SHARDFLOW_LOADER_2");
        runner.enqueue(Records.record(2, 1, "\"id\":1"));
        return runner;
    }

    @Test
    void aSecondRoleIsToldTheRightsOnGuardAndLedger() throws Exception {
        final TestRunner runner = second("SHARED");
        option("a second role loads", "SHARED");
        asAdministrator(
                "REVOKE ALL ON TABLE " + table("SHARED_SHARDFLOW_GUARD") + " FROM ROLE SHARDFLOW_LOADER_2",
                "REVOKE ALL ON TABLE " + table("SHARED_SHARDFLOW_LEDGER") + " FROM ROLE SHARDFLOW_LOADER_2");
        runner.run(1, false, true);
        assertThat(nextError(runner, 0)).contains("belongs to another role");
        assertThat(grants(errors(runner).getLast()))
                .containsExactly(
                        "GRANT SELECT, UPDATE ON TABLE " + table("SHARED_SHARDFLOW_GUARD")
                                + " TO ROLE \"SHARDFLOW_LOADER_2\"",
                        "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE " + table("SHARED_SHARDFLOW_LEDGER")
                                + " TO ROLE \"SHARDFLOW_LOADER_2\"");
        assertGoesOn(runner, "SHARED", 2);
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT ON _SHARDFLOW_GUARD",
                "UPDATE ON _SHARDFLOW_GUARD",
                "SELECT ON _SHARDFLOW_LEDGER",
                "INSERT ON _SHARDFLOW_LEDGER",
                "UPDATE ON _SHARDFLOW_LEDGER",
                "DELETE ON _SHARDFLOW_LEDGER"
            })
    void eachRightOnGuardAndLedgerIsNeededAndSaid(final String right) throws Exception {
        final String name = "SHARED_" + Math.abs(right.hashCode());
        final TestRunner runner = second(name);
        option("a second role loads", name);
        assertThat(explanation(runner, "Ledger"))
                .endsWith("belong to role SHARDFLOW_LOADER; role SHARDFLOW_LOADER_2 may use them");
        final String[] parts = right.split(" ON ");
        asAdministrator("REVOKE " + parts[0] + " ON TABLE " + table(name + parts[1]) + " FROM ROLE SHARDFLOW_LOADER_2");
        assertThat(explanation(runner, "Ledger")).contains("belong to role SHARDFLOW_LOADER: ", table(name + parts[1]));
        runner.run(1, false, true);
        assertThat(grants(nextError(runner, 0)))
                .anySatisfy(grant -> assertThat(grant).contains(parts[0], table(name + parts[1])));
        assertGoesOn(runner, name, 2);
    }

    static Stream<String> verified() {
        return Stream.concat(usages(), Stream.of("GRANT CREATE TABLE ON SCHEMA " + PLACE + TO_LOADER));
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("verified")
    void verifyHasTheGrantThatIsMissingAndLeavesNothingBehind(final String grant) throws Exception {
        final String table = "VERIFIED_" + grant.split(" ")[1] + grant.split(" ")[3];
        running(table).stop();
        final TestRunner runner = runner(table);
        final List<String> tables = tables();
        asAdministrator("USE ROLE SECURITYADMIN", SetupScript.revoke(grant));
        assertThat(failed(runner)).isNotEmpty().anySatisfy(text -> assertThat(text)
                .contains(grant));
        assertThat(failedOfPool()).allSatisfy(text -> assertThat(text).contains(grant));
        asAdministrator("USE ROLE SECURITYADMIN", grant);
        assertThat(failed(runner)).isEmpty();
        assertThat(verify(runner))
                .extracting(ConfigVerificationResult::getExplanation)
                .contains("Fit for EXACTLY_ONCE");
        assertThat(failedOfPool()).isEmpty();
        assertThat(tables()).isEqualTo(tables);
    }

    @Test
    void verifyCallsATableUnfitThatMayNotBeFilled() throws Exception {
        existing("UNFILLED");
        asAdministrator(
                "USE ROLE SECURITYADMIN",
                "REVOKE INSERT ON TABLE " + table("UNFILLED") + " FROM ROLE SHARDFLOW_LOADER");
        final TestRunner runner = runner("UNFILLED");
        runner.setProperty(ColumnProperties.UNKNOWN_FIELDS, "REFUSE");
        assertThat(failed(runner))
                .singleElement()
                .asString()
                .contains("Insert: ", "GRANT INSERT ON TABLE " + table("UNFILLED") + TO_LOADER);
        assertThat(verify(runner))
                .extracting(ConfigVerificationResult::getExplanation)
                .noneMatch(text -> text.contains("Fit for"));
    }

    @Test
    void verifySaysThatAWarehouseDoesNotWake() throws Exception {
        asAdministrator(
                "USE ROLE SYSADMIN",
                "ALTER WAREHOUSE SHARDFLOW_WH SUSPEND",
                "ALTER WAREHOUSE SHARDFLOW_WH SET AUTO_RESUME = FALSE");
        try {
            assertThat(failedOfPool())
                    .singleElement()
                    .asString()
                    .contains("ALTER WAREHOUSE \"SHARDFLOW_WH\" SET AUTO_RESUME = TRUE");
        } finally {
            asAdministrator("USE ROLE SYSADMIN", "ALTER WAREHOUSE SHARDFLOW_WH SET AUTO_RESUME = TRUE");
        }
    }

    private static List<ConfigVerificationResult> verify(final TestRunner runner) {
        return ((VerifiableProcessor) runner.getProcessor())
                .verify(runner.getProcessContext(), runner.getLogger(), Map.of());
    }

    private static String explanation(final TestRunner runner, final String step) {
        return verify(runner).stream()
                .filter(result -> result.getVerificationStepName().equals(step))
                .map(ConfigVerificationResult::getExplanation)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> failed(final TestRunner runner) {
        return SnowflakeForTests.failed(verify(runner));
    }

    private List<String> failedOfPool() throws Exception {
        final TestRunner runner = runner("POOL");
        final SnowflakeConnectionPool pool = (SnowflakeConnectionPool)
                runner.getProcessContext().getControllerServiceLookup().getControllerService("pool");
        runner.disableControllerService(pool);
        runners.remove(runner);
        return SnowflakeForTests.failed(runner.verify(pool, Map.of()));
    }

    private static List<String> tables() throws SQLException {
        asAdministrator("USE ROLE ACCOUNTADMIN");
        try (Statement statement = admin.createStatement();
                ResultSet rows = statement.executeQuery("SHOW TABLES IN SCHEMA " + PLACE)) {
            final List<String> names = new ArrayList<>();
            while (rows.next()) {
                names.add(rows.getString("name"));
            }
            return names;
        }
    }

    /** What each line is for; a line that is not here fails the test, and so does one without which all goes on. */
    private static final Map<String, String> PROBES = Map.of(
            "GRANT ROLE IDENTIFIER($loader_role) TO USER IDENTIFIER($loader_user)", "login",
            "GRANT ROLE IDENTIFIER($loader_role) TO ROLE SYSADMIN", "administrators",
            "GRANT ROLE IDENTIFIER($reader_role) TO ROLE SYSADMIN", "administrators take the readers' role",
            "GRANT USAGE ON WAREHOUSE IDENTIFIER($warehouse_name) TO ROLE IDENTIFIER($loader_role)", "above",
            "GRANT USAGE ON DATABASE IDENTIFIER($database_name) TO ROLE IDENTIFIER($loader_role)", "above",
            "GRANT USAGE ON SCHEMA IDENTIFIER($schema_name) TO ROLE IDENTIFIER($loader_role)", "above",
            "GRANT CREATE TABLE ON SCHEMA IDENTIFIER($schema_name) TO ROLE IDENTIFIER($loader_role)", "above",
            "GRANT USAGE ON DATABASE IDENTIFIER($database_name) TO ROLE IDENTIFIER($reader_role)", "readers",
            "GRANT USAGE ON SCHEMA IDENTIFIER($schema_name) TO ROLE IDENTIFIER($reader_role)", "readers",
            "GRANT SELECT ON FUTURE TABLES IN SCHEMA IDENTIFIER($schema_name) TO ROLE IDENTIFIER($reader_role)",
                    "later readers");

    @Tag("long")
    @Test
    void everyGrantOfTheScriptIsNeeded() throws Exception {
        final List<String> grants = script.statements("").stream()
                .filter(statement -> statement.startsWith("GRANT"))
                .toList();
        assertThat(grants).containsExactlyInAnyOrderElementsOf(PROBES.keySet());
        for (final String grant : grants) {
            final String probe = PROBES.get(grant);
            final String table = "NEEDED_" + grants.indexOf(grant);
            if (!probe.equals("above")) {
                assertProbe(probe, table + "_BEFORE", true);
                asAdministrator("USE ROLE SECURITYADMIN", SetupScript.revoke(grant));
                assertProbe(probe, table + "_AFTER", false);
                asAdministrator("USE ROLE SECURITYADMIN", grant);
            }
        }
    }

    private void assertProbe(final String probe, final String table, final boolean works) throws Exception {
        if (probe.equals("login")) {
            final TestRunner runner = runner(table);
            runner.enqueue(Records.record(1, 0, "\"id\":0"));
            runner.run();
            assertThat(errors(runner).isEmpty()).isEqualTo(works);
            return;
        }
        final TestRunner runner = running(table);
        runner.stop();
        final String[] statements = probe.equals("administrators")
                ? new String[] {"USE ROLE SYSADMIN", "ALTER TABLE " + table(table) + " ADD COLUMN BY_HAND NUMBER(38,0)"}
                : probe.contains("take")
                        ? new String[] {"USE ROLE SHARDFLOW_READER"}
                        : new String[] {
                            "USE ROLE SECURITYADMIN",
                            "GRANT USAGE ON WAREHOUSE SHARDFLOW_WH TO ROLE SHARDFLOW_READER",
                            "USE ROLE SHARDFLOW_READER",
                            "USE WAREHOUSE SHARDFLOW_WH",
                            "SELECT ID FROM " + table(table)
                        };
        if (works) {
            asAdministrator(statements);
        } else {
            assertThatThrownBy(() -> asAdministrator(statements), probe).isInstanceOf(SQLException.class);
        }
        asAdministrator("USE ROLE SECURITYADMIN", "REVOKE USAGE ON WAREHOUSE SHARDFLOW_WH FROM ROLE SHARDFLOW_READER");
    }
}
