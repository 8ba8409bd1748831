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
import static org.awaitility.Awaitility.await;

import io.shardflow.nifi.snowflake.settings.ColumnProperties;
import io.shardflow.nifi.snowflake.settings.SinkProperties;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Somebody alters the table while it is loaded: no field is lost without a word, no value is put into a column that it was
 * not meant for, and nothing stands still that could go on.
 */
class TableAlteredIT {

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    @TempDir
    Path spool;

    private WatchedConnections connections;

    /** A processor that has loaded record 0 with the fields {@code id} and {@code note}, so that it knows the table. */
    private TestRunner running(final String table, final String columns) throws Exception {
        return running(table, columns, "EVOLVE");
    }

    private TestRunner running(final String table, final String columns, final String unknownFields) throws Exception {
        snowflake.execute("CREATE OR REPLACE TABLE " + table + " (KINESISMETADATA VARIANT, " + columns + ")");
        connections = new WatchedConnections(snowflake);
        final TestRunner runner = SnowflakeForTests.runner(table, connections);
        runner.enableControllerService(connections);
        runner.setProperty(SinkProperties.SPOOL_DIRECTORY, spool.toString());
        runner.setProperty(ColumnProperties.UNKNOWN_FIELDS, unknownFields);
        runner.enqueue(Records.record(1, 0, "\"id\":0,\"note\":null"));
        runner.run(1, false, true);
        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 1);
        return runner;
    }

    private static void enqueue(final TestRunner runner, final int number, final String fields) {
        runner.enqueue(Records.record(1, number, fields));
    }

    /** The next load goes the slow way: its record has been loaded already. */
    private static void goSlow(final TestRunner runner) {
        enqueue(runner, 0, "\"id\":0,\"note\":null");
    }

    private static void runUntilDone(final TestRunner runner) {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            runner.run(1, false, false);
            return runner.isQueueEmpty();
        });
        runner.run(1, true, false);
    }

    private static List<String> reasons(final TestRunner runner) {
        runner.assertTransferCount(PutSnowflake.FAILURE, 0);
        return runner.getFlowFilesForRelationship(PutSnowflake.REJECTED).stream()
                .map(flowFile -> flowFile.getAttribute(PutSnowflake.REASON_ATTRIBUTE))
                .toList();
    }

    private static List<String> bulletins(final TestRunner runner) {
        return runner.getLogger().getErrorMessages().stream()
                .map(LogMessage::getMsg)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DROP COLUMN NOTE", "RENAME COLUMN NOTE TO REMARK"})
    void aRecordWithAFieldWhoseColumnIsGoneIsRejectedAndTheOthersLandAtOnce(final String change) throws Exception {
        for (final boolean slow : new boolean[] {false, true}) {
            final TestRunner runner = running("GONE", "ID NUMBER(10,0), NOTE VARCHAR", "REFUSE");
            snowflake.execute("ALTER TABLE GONE " + change);
            if (slow) {
                goSlow(runner);
            }
            enqueue(runner, 1, "\"id\":1,\"note\":\"x\"");
            enqueue(runner, 2, "\"id\":2");
            runner.run(1, true, false);

            runner.assertQueueEmpty();
            assertThat(reasons(runner)).singleElement().asString().contains("note: the table has no column for it");
            assertThat(snowflake.query("SELECT ID FROM GONE ORDER BY ID")).containsExactly("0", "2");
            assertThat(bulletins(runner)).noneMatch(text -> text.contains("until somebody acts"));
        }
    }

    @Test
    void aColumnOfTheFieldsNewNameIsUsed() throws Exception {
        final TestRunner runner = running("RENAMED", "ID NUMBER(10,0), NOTE VARCHAR");
        snowflake.execute("ALTER TABLE RENAMED RENAME COLUMN NOTE TO REMARK");
        enqueue(runner, 1, "\"id\":1,\"remark\":\"x\"");
        runner.run(1, true, false);

        assertThat(reasons(runner)).isEmpty();
        assertThat(snowflake.query("SELECT ID, REMARK FROM RENAMED ORDER BY ID"))
                .containsExactly("0|null", "1|x");
    }

    /** What was right for the column's old type would change the value on its way to the new one. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aColumnOfAnotherTypeGetsTheValueAsItIs(final boolean slow) throws Exception {
        final TestRunner runner = running("RETYPED", "ID NUMBER(10,0), NOTE TIMESTAMP_NTZ");
        snowflake.execute("ALTER TABLE RETYPED DROP COLUMN NOTE", "ALTER TABLE RETYPED ADD COLUMN NOTE VARCHAR");
        if (slow) {
            goSlow(runner);
        }
        enqueue(runner, 1, "\"id\":1,\"note\":\"2026-11-25T10:15:30.5\"");
        runner.run(1, true, false);

        runner.assertQueueEmpty();
        assertThat(reasons(runner)).isEmpty();
        assertThat(snowflake.query("SELECT ID, NOTE FROM RETYPED ORDER BY ID"))
                .containsExactly("0|null", "1|2026-11-25T10:15:30.5");
    }

    /** Each is refused by the description that the load began with, and fits the table as it is. */
    @ParameterizedTest
    @ValueSource(strings = {"VARCHAR", "VARIANT", "OBJECT"})
    void aValueIsNotRefusedForATypeThatTheColumnNoLongerHas(final String type) throws Exception {
        for (final boolean slow : new boolean[] {false, true}) {
            final TestRunner runner = running("FREED", "ID NUMBER(10,0), NOTE NUMBER(10,0)");
            snowflake.execute("ALTER TABLE FREED DROP COLUMN NOTE", "ALTER TABLE FREED ADD COLUMN NOTE " + type);
            if (slow) {
                goSlow(runner);
            }
            final String value = type.equals("VARCHAR") ? "\"x\"" : "{\"a\":1}";
            enqueue(runner, 1, "\"id\":1,\"note\":" + value);
            runner.run(1, true, false);

            runner.assertQueueEmpty();
            assertThat(reasons(runner)).isEmpty();
            assertThat(snowflake.query("SELECT NOTE FROM FREED WHERE ID = 1"))
                    .containsExactly(type.equals("VARCHAR") ? "x" : value);
        }
    }

    @Test
    void aColumnThatAFieldCouldMeanAsWellIsNoticed() throws Exception {
        final TestRunner runner = running("AMBIGUOUS", "ID NUMBER(10,0), \"Note\" VARCHAR");
        snowflake.execute("ALTER TABLE AMBIGUOUS ADD COLUMN \"note\" VARCHAR");
        enqueue(runner, 1, "\"id\":1,\"note\":\"x\"");
        enqueue(runner, 2, "\"id\":2");
        runner.run(1, true, false);

        assertThat(reasons(runner)).singleElement().asString().contains("note: two columns");
        assertThat(snowflake.query("SELECT ID FROM AMBIGUOUS ORDER BY ID")).containsExactly("0", "2");
    }

    @Test
    void aColumnAddedMeanwhileGetsItsDefault() throws Exception {
        final TestRunner runner = running("WIDER", "ID NUMBER(10,0), NOTE VARCHAR");
        snowflake.execute("ALTER TABLE WIDER ADD COLUMN SOURCE VARCHAR DEFAULT 'kinesis'");
        enqueue(runner, 1, "\"id\":1,\"note\":\"x\"");
        runner.run(1, true, false);

        runner.assertQueueEmpty();
        assertThat(snowflake.query("SELECT NOTE, SOURCE FROM WIDER WHERE ID = 1"))
                .containsExactly("x|kinesis");
    }

    /** The moment that no look beforehand can rule out. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTableAlteredRightBeforeTheCopyIsNoticed(final boolean slow) throws Exception {
        final TestRunner runner = running("RACE", "ID NUMBER(10,0), NOTE TIMESTAMP_NTZ");
        connections.before(
                slow ? "INSERT INTO \"DEMO_DB\".\"PUBLIC\".\"RACE\" " : "COPY INTO \"DEMO_DB\".\"PUBLIC\".\"RACE\" ",
                1,
                () -> snowflake.execute(
                        "ALTER TABLE RACE DROP COLUMN NOTE", "ALTER TABLE RACE ADD COLUMN NOTE VARCHAR"));
        if (slow) {
            goSlow(runner);
        }
        enqueue(runner, 1, "\"id\":1,\"note\":\"2026-11-25T10:15:30.5\"");
        runner.run(1, true, false);

        runner.assertQueueEmpty();
        assertThat(reasons(runner)).isEmpty();
        assertThat(snowflake.query("SELECT ID, NOTE FROM RACE ORDER BY ID"))
                .containsExactly("0|null", "1|2026-11-25T10:15:30.5");
    }

    /** What the values become on their way to the new type is the database's business then. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eachRecordLandsOnceAlsoWhereATransactionDoesNotSeeTheChange(final boolean slow) throws Exception {
        final TestRunner runner = running("UNSEEN", "ID NUMBER(10,0), NOTE TIMESTAMP_NTZ");
        connections.before(
                slow
                        ? "INSERT INTO \"DEMO_DB\".\"PUBLIC\".\"UNSEEN\" "
                        : "COPY INTO \"DEMO_DB\".\"PUBLIC\".\"UNSEEN\" ",
                1,
                () -> snowflake.execute(
                        "ALTER TABLE UNSEEN DROP COLUMN NOTE", "ALTER TABLE UNSEEN ADD COLUMN NOTE VARCHAR"));
        snowflake.control("{\"quirks\":[\"COLUMNS_AS_AT_BEGIN\"]}");
        try {
            if (slow) {
                goSlow(runner);
            }
            enqueue(runner, 1, "\"id\":1,\"note\":\"2026-11-25T10:15:30.5\"");
            enqueue(runner, 2, "\"id\":2,\"note\":null");
            runner.run(1, true, false);
        } finally {
            snowflake.control("{\"quirks\":[]}");
        }
        runner.assertQueueEmpty();
        assertThat(reasons(runner)).isEmpty();
        assertThat(snowflake.query("SELECT ID FROM UNSEEN ORDER BY ID")).containsExactly("0", "1", "2");
        assertThat(snowflake.query("SELECT NOTE FROM UNSEEN WHERE ID = 1"))
                .singleElement()
                .asString()
                .startsWith("2026-11-25")
                // it was a time on its way
                .isNotEqualTo("2026-11-25T10:15:30.5");
    }

    @Test
    void atLeastOnceNoticesItToo() throws Exception {
        snowflake.execute("CREATE TABLE REPEATED (KINESISMETADATA VARIANT, ID NUMBER(10,0), NOTE TIMESTAMP_NTZ)");
        final TestRunner runner = snowflake.runner("REPEATED");
        runner.setProperty(SinkProperties.SPOOL_DIRECTORY, spool.toString());
        runner.setProperty(SinkProperties.DELIVERY_GUARANTEE, "AT_LEAST_ONCE");
        enqueue(runner, 0, "\"id\":0,\"note\":null");
        runner.run(1, false, true);
        snowflake.execute("ALTER TABLE REPEATED DROP COLUMN NOTE", "ALTER TABLE REPEATED ADD COLUMN NOTE VARCHAR");
        enqueue(runner, 1, "\"id\":1,\"note\":\"2026-11-25T10:15:30.5\"");
        runner.run(1, true, false);

        assertThat(snowflake.query("SELECT NOTE FROM REPEATED WHERE ID = 1")).containsExactly("2026-11-25T10:15:30.5");
    }

    @Test
    void aTableThatIsAlteredAgainAndAgainKeepsFlowFilesInTheQueue() throws Exception {
        final TestRunner runner = running("RESTLESS", "ID NUMBER(10,0), NOTE VARCHAR");
        final int[] columns = {0};
        connections.before(
                "COPY INTO \"DEMO_DB\".\"PUBLIC\".\"RESTLESS\" ",
                20,
                () -> snowflake.execute("ALTER TABLE RESTLESS ADD COLUMN C" + columns[0]++ + " VARCHAR"));
        enqueue(runner, 1, "\"id\":1,\"note\":\"x\"");
        runner.run(1, false, false);

        assertThat(runner.getQueueSize().getObjectCount()).isEqualTo(1);
        assertThat(columns[0]).isBetween(2, 10);
        assertThat(runner.getLogger().getWarnMessages())
                .extracting(LogMessage::getMsg)
                .anySatisfy(text -> assertThat(text).contains("RESTLESS", "altered"));
        connections.before("", 0, () -> {});
        runUntilDone(runner);
        assertThat(snowflake.query("SELECT ID, NOTE FROM RESTLESS ORDER BY ID")).containsExactly("0|null", "1|x");
    }

    @Test
    void aTableReplacedByOneWithOtherColumnsIsLookedThroughFirst() throws Exception {
        final TestRunner runner = running("REPLACED", "ID NUMBER(10,0), NOTE VARCHAR");
        snowflake.execute(
                "CREATE OR REPLACE TABLE REPLACED (KINESISMETADATA VARIANT, ID VARCHAR, NOTE VARCHAR, MORE VARCHAR)",
                "INSERT INTO REPLACED (KINESISMETADATA, ID) SELECT V:kinesisMetadata, 'backfilled' FROM (SELECT PARSE_JSON('"
                        + Records.record(1, 1, "\"id\":1") + "') AS V)");
        enqueue(runner, 1, "\"id\":1,\"note\":\"x\"");
        enqueue(runner, 2, "\"id\":2,\"note\":\"y\"");
        runUntilDone(runner);

        assertThat(reasons(runner)).isEmpty();
        assertThat(snowflake.query("SELECT ID FROM REPLACED ORDER BY ID")).containsExactly("2", "backfilled");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DROP COLUMN KINESISMETADATA", "RENAME COLUMN KINESISMETADATA TO POSITIONS"})
    void withoutTheMetadataColumnNothingIsLoadedAndTheRemedyIsSaid(final String change) throws Exception {
        for (final String fields : List.of("\"id\":1", "\"id\":1,\"unknown\":1")) {
            final TestRunner runner = running("BLIND", "ID NUMBER(10,0), NOTE VARCHAR");
            snowflake.execute("ALTER TABLE BLIND " + change);
            enqueue(runner, 1, fields);
            runner.run(1, false, false);

            assertThat(runner.getQueueSize().getObjectCount()).isEqualTo(1);
            assertThat(bulletins(runner))
                    .anySatisfy(text -> assertThat(text).contains("BLIND", "no column for the Kinesis metadata"));
            assertThat(snowflake.count("BLIND")).isEqualTo(1);
            runner.stop();
        }
    }
}
