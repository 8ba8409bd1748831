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

import io.shardflow.nifi.snowflake.settings.BatchProperties;
import io.shardflow.nifi.snowflake.settings.ColumnProperties;
import io.shardflow.nifi.snowflake.settings.SinkProperties;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The table follows the records: nothing is lost, nothing is changed twice, nobody loops. */
class SchemaEvolutionIT {

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    @TempDir
    Path spool;

    private WatchedConnections connections;

    private TestRunner runner(final String table) throws Exception {
        connections = new WatchedConnections(snowflake);
        final TestRunner runner = SnowflakeForTests.runner(table, connections);
        runner.enableControllerService(connections);
        runner.setProperty(SinkProperties.SPOOL_DIRECTORY, spool.toString());
        return runner;
    }

    /** A processor that has created the table for a record with field {@code id}. */
    private TestRunner running(final String table) throws Exception {
        final TestRunner runner = runner(table);
        runner.enqueue(Records.record(1, 0, "\"id\":0"));
        runner.run(1, false, true);
        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 1);
        return runner;
    }

    private static List<String> reasons(final TestRunner runner) {
        runner.assertTransferCount(PutSnowflake.FAILURE, 0);
        return runner.getFlowFilesForRelationship(PutSnowflake.REJECTED).stream()
                .map(flowFile -> flowFile.getAttribute(PutSnowflake.REASON_ATTRIBUTE))
                .toList();
    }

    private static List<String> warnings(final TestRunner runner) {
        return runner.getLogger().getWarnMessages().stream()
                .map(LogMessage::getMsg)
                .toList();
    }

    private static void runUntilDone(final TestRunner runner) {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            runner.run(1, false, false);
            return runner.isQueueEmpty();
        });
        runner.run(1, true, false);
    }

    /** Name, type and whether it takes NULL. */
    private static List<String> columns(final String table) throws SQLException {
        return snowflake.query("DESC TABLE " + table).stream()
                .map(row -> row.split("\\|"))
                .map(row -> row[0] + " " + row[1] + (row[3].equals("N") ? " NOT NULL" : ""))
                .toList();
    }

    @Test
    void aKeyThatFirstAppearsLaterJustWorks() throws Exception {
        final TestRunner runner = running("GROWING");
        runner.enqueue(Records.record(1, 1, "\"id\":1,\"note\":\"x\",\"empty\":null"));
        runner.run(1, false, false);
        runner.enqueue(Records.record(1, 2, "\"id\":2,\"note\":\"y\""));
        runner.run(1, true, false);

        assertThat(reasons(runner)).isEmpty();
        assertThat(columns("GROWING"))
                .containsExactly("KINESISMETADATA VARIANT", "ID NUMBER(38,0)", "NOTE VARCHAR(16777216)");
        assertThat(snowflake.query("SELECT ID, NOTE FROM GROWING ORDER BY ID")).containsExactly("0|null", "1|x", "2|y");
        assertThat(runner.getCounterValue("Slow Transactions")).isNull();
    }

    @Test
    void aHundredNewFieldsAreOneStatement() throws Exception {
        final TestRunner runner = running("HUNDRED");
        final int[] changes = {0};
        connections.before("ALTER TABLE", 99, () -> changes[0]++);
        for (int i = 1; i <= 4; i++) {
            final int part = i;
            runner.enqueue(Records.record(
                    1,
                    i,
                    IntStream.range(0, 25)
                            .mapToObj(field -> "\"f" + part + "_" + field + "\":" + field)
                            .collect(Collectors.joining(",", "\"id\":" + part + ",", ""))));
        }
        runner.run(1, true, false);

        assertThat(reasons(runner)).isEmpty();
        assertThat(columns("HUNDRED")).hasSize(102);
        assertThat(changes[0]).isEqualTo(1);
        assertThat(snowflake.query("SELECT F1_24, F4_24 FROM HUNDRED ORDER BY ID"))
                .containsExactly("null|null", "24|null", "null|null", "null|null", "null|24");
    }

    @Test
    void numbersAndTextsAreWidenedAndNotNullIsDropped() throws Exception {
        snowflake.execute(
                "CREATE TABLE WIDENED (KINESISMETADATA VARIANT NOT NULL, ID NUMBER(3,0) NOT NULL, NOTE VARCHAR(3) NOT NULL,"
                        + " SOURCE VARCHAR NOT NULL DEFAULT 'kinesis', OTHER VARCHAR NOT NULL)");
        final TestRunner runner = runner("WIDENED");
        runner.enqueue(Records.record(1, 0, "\"id\":1000,\"note\":\"longer\""));
        runner.enqueue(Records.record(1, 1, "\"id\":null,\"note\":true,\"other\":\"x\""));
        runner.run();

        assertThat(reasons(runner)).isEmpty();
        assertThat(columns("WIDENED"))
                .containsExactly(
                        "KINESISMETADATA VARIANT NOT NULL",
                        "ID NUMBER(38,0)",
                        "NOTE VARCHAR(16777216) NOT NULL",
                        "SOURCE VARCHAR(16777216) NOT NULL",
                        "OTHER VARCHAR(16777216)");
        assertThat(snowflake.query("SELECT ID, NOTE, SOURCE, OTHER FROM WIDENED ORDER BY NOTE"))
                .containsExactly("1000|longer|kinesis|null", "null|true|kinesis|x");
    }

    @Test
    void aColumnNeverBecomesOneOfAnotherKind() throws Exception {
        final TestRunner runner = running("KIND");
        runner.enqueue(Records.record(2, 0, "\"id\":\"text\""));
        runner.enqueue(Records.record(3, 0, "\"id\":0.5"));
        runner.enqueue(Records.record(4, 0, "\"id\":4"));
        runner.run(1, true, false);

        assertThat(reasons(runner)).hasSize(2).allSatisfy(reason -> assertThat(reason)
                .contains("ID: "));
        assertThat(columns("KIND")).containsExactly("KINESISMETADATA VARIANT", "ID NUMBER(38,0)");
        assertThat(snowflake.query("SELECT ID FROM KIND ORDER BY ID")).containsExactly("0", "4");
    }

    @Test
    void batchesOfWhichNothingFitsAreDoneWithLikeAnyOther() throws Exception {
        final TestRunner runner = running("MISFITS");
        for (int i = 1; i <= 4; i++) {
            runner.enqueue(Records.record(1, i, "\"id\":\"text\""));
            runner.run(1, false, false);
            runner.assertQueueEmpty();
        }

        assertThat(reasons(runner)).hasSize(4);
        assertThat(runner.getLogger().getErrorMessages()).isEmpty();
    }

    @Test
    void aColumnDroppedDuringTheRunComesBackWhenAFieldNeedsIt() throws Exception {
        final TestRunner runner = running("DROPPED");
        snowflake.execute("ALTER TABLE DROPPED ADD COLUMN NOTE VARCHAR", "ALTER TABLE DROPPED DROP COLUMN ID");
        runner.enqueue(Records.record(1, 1, "\"id\":1,\"note\":\"x\""));
        runUntilDone(runner);

        assertThat(reasons(runner)).isEmpty();
        assertThat(columns("DROPPED"))
                .containsExactly("KINESISMETADATA VARIANT", "NOTE VARCHAR(16777216)", "ID NUMBER(38,0)");
        assertThat(snowflake.query("SELECT ID, NOTE FROM DROPPED ORDER BY NOTE"))
                .containsExactly("1|x", "null|null");
    }

    @Test
    void anotherNodeThatWasFasterWithAnotherTypeWins() throws Exception {
        final TestRunner runner = running("FASTER");
        connections.before(
                "ALTER TABLE",
                1,
                () -> snowflake.execute("ALTER TABLE FASTER ADD COLUMN NOTE NUMBER(38,0), MORE VARCHAR"));
        runner.enqueue(Records.record(2, 0, "\"id\":1,\"note\":\"x\""));
        runner.enqueue(Records.record(3, 0, "\"id\":2,\"more\":\"y\""));
        runUntilDone(runner);

        assertThat(reasons(runner)).singleElement().asString().contains("NOTE: a string that is not a plain number");
        assertThat(snowflake.query("SELECT ID, NOTE, MORE FROM FASTER ORDER BY ID"))
                .containsExactly("0|null|null", "2|null|y");
    }

    @Test
    void aChangeThatFailsBecauseSomebodyWasFasterIsPlannedAnew() throws Exception {
        final TestRunner runner = running("NARROW");
        snowflake.execute("ALTER TABLE NARROW ADD COLUMN NOTE VARCHAR(3)");
        connections.before("ALTER TABLE", 1, () -> snowflake.execute("ALTER TABLE NARROW DROP COLUMN NOTE"));
        runner.enqueue(Records.record(1, 1, "\"id\":1,\"note\":\"longer\""));
        runUntilDone(runner);

        assertThat(reasons(runner)).isEmpty();
        assertThat(snowflake.query("SELECT ID, NOTE FROM NARROW ORDER BY ID")).containsExactly("0|null", "1|longer");
    }

    @Test
    void whileSnowflakeRefusesTheChangeRecordsThatNeedItAreRejectedAndTheOthersLand() throws Exception {
        final TestRunner runner = running("FORBIDDEN");
        connections.before("ALTER TABLE", 9, () -> {
            throw new SQLException(
                    "SQL access control error:\nInsufficient privileges to operate on table 'FORBIDDEN'",
                    "42501",
                    3001);
        });
        for (int i = 1; i <= 3; i++) {
            runner.enqueue(Records.record(1, 2 * i, "\"id\":" + i));
            runner.enqueue(Records.record(2, 2 * i, "\"id\":" + i + ",\"note\":\"x\""));
            runner.run(1, false, false);
        }
        runner.assertQueueEmpty();
        assertThat(reasons(runner)).hasSize(3).allSatisfy(reason -> assertThat(reason)
                .contains("note: the table has no column for it", "owns the table"));
        assertThat(warnings(runner))
                .filteredOn(text -> text.contains("cannot be made to follow"))
                .singleElement()
                .asString()
                .contains("FORBIDDEN", "OWNERSHIP", "003001", "NOTE");
        assertThat(snowflake.query("SELECT ID FROM FORBIDDEN ORDER BY ID")).containsExactly("0", "1", "2", "3");
    }

    @Test
    void aRecordThatIsRejectedAnywayChangesNothing() throws Exception {
        snowflake.execute("CREATE TABLE UNCHANGED (KINESISMETADATA VARIANT, ID NUMBER(38,0) NOT NULL, D DATE,"
                + " NOTE VARCHAR(3) NOT NULL)");
        final List<String> described = columns("UNCHANGED");
        final TestRunner runner = runner("UNCHANGED");
        runner.enqueue(Records.record(1, 0, "\"id\":0,\"note\":\"x\"") + "\n"
                + Records.record(1, 1, "\"id\":null,\"d\":\"none\",\"note\":\"longer\",\"new\":1") + "\n"
                + Records.record(1, 2, "\"id\":0.5") + "\n"
                + Records.record(1, 3, "\"id\":3,\"note\":\"y\""));
        runner.run();

        assertThat(reasons(runner)).singleElement().asString().contains("D: ", "ID: ");
        assertThat(columns("UNCHANGED")).isEqualTo(described);
        assertThat(snowflake.query("SELECT ID, NOTE FROM UNCHANGED ORDER BY ID"))
                .containsExactly("0|x", "3|y");
    }

    private void refuse(final String change, final int code, final String state) {
        connections.before(change, 99, () -> {
            throw new SQLException("SQL error:\nrefused", state, code);
        });
    }

    @Test
    void whatSnowflakeRefusesOfOneColumnIsNotInTheWayOfAnother() throws Exception {
        final TestRunner runner = running("ONE_BY_ONE");
        refuse("ALTER TABLE \"DEMO_DB\".\"PUBLIC\".\"ONE_BY_ONE\" ADD COLUMN IF NOT EXISTS \"NOTE\"", 3001, "42501");
        runner.enqueue(Records.record(1, 1, "\"id\":1,\"note\":\"x\""));
        runner.run(1, false, false);
        runner.enqueue(Records.record(1, 2, "\"id\":2,\"other\":\"y\""));
        runner.enqueue(Records.record(1, 3, "\"id\":3,\"note\":\"y\""));
        runner.run(1, true, false);

        assertThat(reasons(runner)).hasSize(2);
        assertThat(snowflake.query("SELECT ID, OTHER FROM ONE_BY_ONE ORDER BY ID"))
                .containsExactly("0|null", "2|y");
        assertThat(warnings(runner))
                .filteredOn(text -> text.contains("cannot be made to follow"))
                .singleElement()
                .asString()
                .contains("NOTE", "GRANT OWNERSHIP ON TABLE \"DEMO_DB\".\"PUBLIC\".\"ONE_BY_ONE\" TO ROLE");
    }

    @Test
    void ofColumnsThatAreRefusedTogetherEachIsTriedAlone() throws Exception {
        final TestRunner runner = running("TOGETHER");
        refuse("ALTER TABLE \"DEMO_DB\".\"PUBLIC\".\"TOGETHER\" ADD COLUMN IF NOT EXISTS \"BAD\"", 2108, "22000");
        runner.enqueue(Records.record(1, 1, "\"id\":1,\"bad\":\"x\""));
        runner.enqueue(Records.record(1, 2, "\"id\":2,\"good\":\"y\""));
        runner.enqueue(Records.record(1, 3, "\"id\":3,\"better\":\"z\""));
        runner.run(1, true, false);

        assertThat(reasons(runner)).singleElement().asString().contains("bad: the table has no column for it");
        assertThat(snowflake.query("SELECT ID, GOOD, BETTER FROM TOGETHER ORDER BY ID"))
                .containsExactly("0|null|null", "2|y|null", "3|null|z");
        assertThat(warnings(runner))
                .filteredOn(text -> text.contains("cannot be made to follow"))
                .singleElement()
                .asString()
                .contains("BAD", "hange the table by hand");
    }

    @Test
    void aRightThatIsMissingForTheTableIsNamed() throws Exception {
        final TestRunner runner = runner("NOT_MADE");
        refuse("CREATE TABLE IF NOT EXISTS", 3001, "42501");
        runner.enqueue(Records.record(1, 0, "\"id\":0"));
        runner.run();

        assertThat(runner.getQueueSize().getObjectCount()).isEqualTo(1);
        assertThat(runner.getLogger().getErrorMessages())
                .extracting(LogMessage::getMsg)
                .singleElement()
                .asString()
                .contains("GRANT CREATE TABLE ON SCHEMA \"DEMO_DB\".\"PUBLIC\" TO ROLE");
    }

    /** A record with so many fields with long names, all different. */
    private static String wide(final int number) {
        return Records.record(
                1,
                number,
                IntStream.range(0, 1200)
                        .mapToObj(i -> "\"%0240d\":%d".formatted(1200 * number + i, i))
                        .collect(Collectors.joining(",", "\"id\":" + number + ",", "")));
    }

    @Test
    void moreNamesThanAStatementHasRoomForGoIntoSeveralTransactions() throws Exception {
        snowflake.execute("CREATE TABLE WIDE (KINESISMETADATA VARIANT, ID NUMBER(38,0))");
        final TestRunner runner = runner("WIDE");
        runner.setProperty(ColumnProperties.UNKNOWN_FIELDS, "OVERFLOW");
        runner.enqueue(wide(1));
        runner.enqueue(wide(2));
        runner.enqueue(wide(3) + "\n" + wide(4));
        runner.run(1, false, true);
        runUntilDone(runner);

        assertThat(reasons(runner)).singleElement().asString().contains("more different fields than one statement");
        assertThat(snowflake.query("SELECT ID FROM WIDE ORDER BY ID")).containsExactly("1", "2", "3");
    }

    @Test
    void unknownFieldsGoIntoTheOverflowColumn() throws Exception {
        snowflake.execute("CREATE TABLE FLOWING (KINESISMETADATA VARIANT, ID NUMBER(38,0))");
        final TestRunner runner = runner("FLOWING");
        runner.setProperty(ColumnProperties.UNKNOWN_FIELDS, "OVERFLOW");
        runner.enqueue(
                Records.record(1, 0, "\"id\":0,\"note\":\"x\",\"it's\":{\"b\":1,\"a\":[]},\"\":true,\"gone\":null"));
        runner.run(1, false, true);
        runner.enqueue(Records.record(1, 1, "\"id\":1,\"note\":null,\"it's\":2"));
        runner.enqueue(Records.record(1, 2, "\"id\":2"));
        runner.run(1, true, false);

        assertThat(reasons(runner)).isEmpty();
        assertThat(columns("FLOWING"))
                .containsExactly("KINESISMETADATA VARIANT", "ID NUMBER(38,0)", "OTHER_FIELDS VARIANT");
        assertThat(snowflake.query("SELECT ID, OTHER_FIELDS FROM FLOWING ORDER BY ID"))
                .containsExactly("0|{\"\":true,\"it's\":{\"a\":[],\"b\":1},\"note\":\"x\"}", "1|{\"it's\":2}", "2|{}");
        assertThat(runner.getCounterValue("Fast Transactions")).isEqualTo(2);
    }

    /** Each of them needs other columns, and gets them while the others load. */
    @Test
    @Tag("long")
    void severalNodesMayChangeTheTableAtOnce() throws Exception {
        snowflake.execute("CREATE TABLE CROWDED (KINESISMETADATA VARIANT, ID NUMBER(38,0))");
        final List<TestRunner> nodes = List.of(runner("CROWDED"), runner("CROWDED"), runner("CROWDED"));
        for (int node = 0; node < nodes.size(); node++) {
            for (int i = 0; i < 6; i++) {
                nodes.get(node)
                        .enqueue(Records.record(
                                node,
                                i,
                                "\"id\":%d,\"shared%d\":1,\"own%d_%d\":\"x\"".formatted(10 * node + i, i, node, i)));
            }
            nodes.get(node).setProperty(BatchProperties.MAXIMUM_RECORDS, "1");
        }
        final List<CompletableFuture<Void>> running = nodes.stream()
                .map(node -> CompletableFuture.runAsync(() -> {
                    node.run(1, false, true);
                    runUntilDone(node);
                }))
                .toList();
        running.forEach(CompletableFuture::join);

        nodes.forEach(node -> assertThat(reasons(node)).isEmpty());
        assertThat(snowflake.query("SELECT COUNT(*), COUNT(DISTINCT ID), COUNT(SHARED5), COUNT(OWN2_5) FROM CROWDED"))
                .containsExactly("18|18|3|1");
        assertThat(columns("CROWDED")).hasSize(2 + 6 + 18);
    }
}
