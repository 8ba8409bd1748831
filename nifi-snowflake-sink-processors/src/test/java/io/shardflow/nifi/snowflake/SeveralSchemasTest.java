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

import io.shardflow.nifi.snowflake.settings.ColumnProperties;
import io.shardflow.nifi.snowflake.settings.SinkProperties;
import io.shardflow.nifi.snowflake.settings.TableCreation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.provenance.ProvenanceEventRecord;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One PutSnowflake that loads into databases and schemas as attributes say. */
class SeveralSchemasTest {

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    /** Of the same name in every schema, one for each test. */
    private String table;

    private TestRunner runner;

    @BeforeAll
    static void schemas() throws Exception {
        snowflake.execute(
                "CREATE SCHEMA DEMO_DB.EAST",
                "CREATE SCHEMA DEMO_DB.\"west\"",
                "CREATE DATABASE SALES",
                "CREATE SCHEMA SALES.EAST");
    }

    @BeforeEach
    void runner(final TestInfo test) throws Exception {
        table = test.getTestMethod().orElseThrow().getName().toUpperCase(Locale.ROOT);
        use(snowflake.runner(table));
    }

    private void use(final TestRunner put) {
        runner = put;
        runner.setProperty(SinkProperties.DATABASE_NAME, "${db}");
        runner.setProperty(SinkProperties.SCHEMA_NAME, "${schema}");
    }

    private void enqueue(final String database, final String schema, final String records) {
        runner.enqueue(
                records,
                Map.of(
                        "db",
                        database,
                        "schema",
                        schema,
                        "aws.kinesis.stream.name",
                        "orders",
                        "aws.kinesis.shard.id",
                        "shardId-000000000001"));
    }

    private List<String> bulletins() {
        return Stream.of(
                        runner.getLogger().getErrorMessages(),
                        runner.getLogger().getWarnMessages())
                .flatMap(List::stream)
                .map(LogMessage::getMsg)
                .toList();
    }

    private String reason() {
        return runner.getFlowFilesForRelationship(PutSnowflake.FAILURE)
                .getFirst()
                .getAttribute(PutSnowflake.REASON_ATTRIBUTE);
    }

    @Test
    void eachRecordLandsOnceInTheSchemaOfItsFlowFile() throws Exception {
        final List<String[]> places = List.of(
                new String[] {"DEMO_DB", "EAST"}, new String[] {"demo_db", "\"west\""}, new String[] {"SALES", "EAST"});
        // Positions are the same everywhere, and what came in one place does not count in another one.
        for (int delivery = 0; delivery < 2; delivery++) {
            for (int i = 0; i < places.size(); i++) {
                enqueue(places.get(i)[0], places.get(i)[1], Records.records(1, 0, 9 + i));
            }
        }
        runner.run(6);

        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 6);
        for (int i = 0; i < places.size(); i++) {
            final String schema = String.join(".", places.get(i));
            assertThat(snowflake.query("SELECT COUNT(*), COUNT(DISTINCT KINESISMETADATA:sequenceNumber::VARCHAR) FROM "
                            + schema + "." + table))
                    .as(schema)
                    .containsExactly(10 + i + "|" + (10 + i));
            assertThat(snowflake.query("SELECT SHARD FROM " + schema + "." + table + "_SHARDFLOW_LEDGER"))
                    .as(schema)
                    .containsExactly("shardId-000000000001");
        }
        assertThat(snowflake.query(
                        "SELECT COUNT(*) FROM DEMO_DB.INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = 'PUBLIC'"
                                + " AND TABLE_NAME = '" + table + "'"))
                .containsExactly("0");
        assertThat(uris())
                .containsExactlyInAnyOrder(
                        "snowflake://LOCAL/DEMO_DB/EAST/" + table,
                        "snowflake://LOCAL/DEMO_DB/west/" + table,
                        "snowflake://LOCAL/SALES/EAST/" + table);
        assertThat(bulletins()).isEmpty();
    }

    private Set<String> uris() {
        return runner.getProvenanceEvents().stream()
                .map(ProvenanceEventRecord::getTransitUri)
                .filter(uri -> uri != null)
                .collect(Collectors.toSet());
    }

    @Test
    void spellingsOfASchemaAreOneTarget() throws Exception {
        enqueue("demo_db", "EAST", Records.records(1, 0, 9));
        enqueue("DEMO_DB", "\"EAST\"", Records.records(1, 10, 19));
        enqueue("\"DEMO_DB\"", " east ", Records.records(1, 5, 14));
        runner.run();

        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 3);
        assertThat(snowflake.count("DEMO_DB.EAST." + table)).isEqualTo(20);
    }

    @Test
    void aShardThatIsInHandForOneSchemaIsFreeForAnother() throws Exception {
        final WatchedConnections pool = new WatchedConnections(snowflake);
        use(SnowflakeForTests.runner(table, pool));
        runner.enableControllerService(pool);
        enqueue("DEMO_DB", "EAST", Records.records(1, 0, 9));
        enqueue("SALES", "EAST", Records.records(1, 0, 9));
        final AtomicInteger loadedMeanwhile = new AtomicInteger();
        // The first task has its transaction open.
        pool.before("UPDATE", 1, () -> {
            ((PutSnowflake) runner.getProcessor())
                    .onTrigger(runner.getProcessContext(), runner.getProcessSessionFactory());
            loadedMeanwhile.set(
                    runner.getFlowFilesForRelationship(PutSnowflake.SUCCESS).size());
        });
        runner.run();

        assertThat(loadedMeanwhile).hasValue(1);
        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 2);
        assertThat(snowflake.count("DEMO_DB.EAST." + table)).isEqualTo(10);
        assertThat(snowflake.count("SALES.EAST." + table)).isEqualTo(10);
        assertThat(bulletins()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Database Name, '', EAST, gives nothing",
        "Schema Name, DEMO_DB, '', gives nothing",
        "Schema Name, DEMO_DB, ' ', gives nothing",
        "Database Name, my-db, EAST, 'my-db'' is not a name'",
        "Schema Name, DEMO_DB, a.b, 'a.b'' is not a name'"
    })
    void whatNamesNoPlaceGoesToFailureAndStopsNoOther(
            final String property, final String database, final String schema, final String cause) throws Exception {
        enqueue(database, schema, Records.records(1, 0, 9));
        enqueue("DEMO_DB", "EAST", Records.records(1, 0, 9));
        runner.run(2);

        runner.assertQueueEmpty();
        runner.assertTransferCount(PutSnowflake.SUCCESS, 1);
        runner.assertTransferCount(PutSnowflake.FAILURE, 1);
        assertThat(reason()).startsWith(property + ": ").contains(cause);
        assertThat(bulletins()).singleElement().asString().contains(reason());
        assertThat(snowflake.count("DEMO_DB.EAST." + table)).isEqualTo(10);
    }

    @Test
    void aMissingAttributeIsNoEmptySetting() {
        runner.enqueue(Records.records(1, 0, 9), Map.of("db", "DEMO_DB"));
        runner.run();

        runner.assertAllFlowFilesTransferred(PutSnowflake.FAILURE, 1);
        assertThat(reason()).contains("Schema Name", "check the attributes");
    }

    @Test
    void anEmptySettingIsThePoolsOwnPlace() throws Exception {
        runner.setProperty(SinkProperties.DATABASE_NAME, "");
        runner.removeProperty(SinkProperties.SCHEMA_NAME);
        enqueue("SALES", "EAST", Records.records(1, 0, 9));
        runner.run();

        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 1);
        assertThat(snowflake.count("DEMO_DB.PUBLIC." + table)).isEqualTo(10);
    }

    @Test
    void troubleWithOneSchemaNamesItAndStopsNoOther() throws Exception {
        runner.setProperty(ColumnProperties.TABLE_CREATION, TableCreation.REFUSE.name());
        snowflake.execute("CREATE TABLE DEMO_DB.EAST." + table + " (KINESISMETADATA VARIANT, ID NUMBER, NOTE VARCHAR)");
        enqueue("SALES", "EAST", Records.records(1, 0, 9));
        enqueue("DEMO_DB", "EAST", Records.records(1, 0, 9));
        runner.run(2);

        runner.assertTransferCount(PutSnowflake.SUCCESS, 1);
        assertThat(runner.getQueueSize().getObjectCount()).isEqualTo(1);
        assertThat(bulletins())
                .singleElement()
                .asString()
                .contains("Nothing is loaded into table \"SALES\".\"EAST\".\"" + table + "\" until somebody acts");
        assertThat(snowflake.count("DEMO_DB.EAST." + table)).isEqualTo(10);
    }

    /** What two schemas refuse of one position are two rows of an error table. */
    @Test
    void whatIsRejectedSaysByWhichSchema() throws Exception {
        final String bad = Records.record(1, 3, "\"id\":1,\"id\":2") + "\n";
        enqueue("DEMO_DB", "EAST", bad + Records.record(1, 4));
        enqueue("SALES", "EAST", bad + Records.record(1, 4));
        runner.run(2);

        runner.assertTransferCount(PutSnowflake.SUCCESS, 2);
        final List<MockFlowFile> rejected = runner.getFlowFilesForRelationship(PutSnowflake.REJECTED);
        assertThat(rejected)
                .extracting(MockFlowFile::getContent)
                .satisfiesExactlyInAnyOrder(
                        envelope -> assertThat(envelope)
                                .contains("\"stream\":\"orders>DEMO_DB.EAST." + table + "\"", base64(bad)),
                        envelope -> assertThat(envelope)
                                .contains("\"stream\":\"orders>SALES.EAST." + table + "\"", base64(bad)));
        assertThat(bulletins())
                .satisfiesExactlyInAnyOrder(
                        said -> assertThat(said)
                                .contains("table \"DEMO_DB\".\"EAST\".\"" + table + "\" went to rejected"),
                        said -> assertThat(said)
                                .contains("table \"SALES\".\"EAST\".\"" + table + "\" went to rejected"));

        final TestRunner errors = snowflake.runner(table + "_ERRORS");
        rejected.forEach(flowFile -> errors.enqueue(flowFile.getContent(), flowFile.getAttributes()));
        errors.run();
        errors.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 2);
        assertThat(snowflake.count(table + "_ERRORS")).isEqualTo(2);
    }

    private static String base64(final String line) {
        return Base64.getEncoder().encodeToString(line.strip().getBytes(StandardCharsets.UTF_8));
    }

    /** What docs/rejected-records.md has for a property, the first or the second time. */
    private static String ofTheDocs(final String property, final int time) throws IOException {
        final Matcher found = Pattern.compile("\\*" + property + "\\*(?: is)?\\s+`(\"?\\$\\{[^`]*)`")
                .matcher(Files.readString(Path.of("..", "docs", "rejected-records.md")));
        return found.results().skip(time).findFirst().orElseThrow().group(1);
    }

    /** As docs/rejected-records.md has it, with the attributes of GetRejectedRecords. */
    @ParameterizedTest
    @ValueSource(strings = {"DEMO_DB.west.", "west."})
    void theWayBackFindsTheSchemaByTheTargetsName(final String place) throws Exception {
        final boolean full = place.startsWith("DEMO_DB");
        table += full;
        runner.setProperty(SinkProperties.DATABASE_NAME, full ? ofTheDocs("Database Name", 0) : "");
        runner.setProperty(SinkProperties.SCHEMA_NAME, ofTheDocs("Schema Name", full ? 0 : 1));
        runner.setProperty(SinkProperties.TABLE_NAME, "${snowflake.target.table}");
        runner.enqueue(
                Records.records(1, 0, 9),
                Map.of("snowflake.target", place + table, "snowflake.target.table", "\"" + table + "\""));
        runner.enqueue(Records.records(1, 0, 9));
        runner.run(2);

        runner.assertTransferCount(PutSnowflake.SUCCESS, 1);
        runner.assertTransferCount(PutSnowflake.FAILURE, 1);
        assertThat(snowflake.count("DEMO_DB.\"west\".\"" + table + "\"")).isEqualTo(10);
    }

    @Test
    void verifyGoesByItsSampleAttributes() throws Exception {
        snowflake.execute("CREATE TABLE SALES.EAST." + table + " (KINESISMETADATA VARIANT)");
        assertThat(verified("Find table", Map.of("db", "SALES", "schema", "EAST")))
                .isEqualTo("SUCCESSFUL: Table \"SALES\".\"EAST\".\"" + table + "\" has 1 columns");
        assertThat(verified("Find table", Map.of("db", "DEMO_DB", "schema", "EAST")))
                .contains("\"DEMO_DB\".\"EAST\".\"" + table + "\" does not exist");
        assertThat(verified("Find table", Map.of("db", "SALES"))).startsWith("SKIPPED: Schema Name: ");
    }

    private String verified(final String step, final Map<String, String> attributes) {
        return runner.verify(attributes).stream()
                .filter(result -> result.getVerificationStepName().equals(step))
                .map(SeveralSchemasTest::text)
                .collect(Collectors.joining("; "));
    }

    private static String text(final ConfigVerificationResult result) {
        return result.getOutcome() + ": " + result.getExplanation();
    }
}
