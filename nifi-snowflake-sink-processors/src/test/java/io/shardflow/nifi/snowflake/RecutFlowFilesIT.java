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

import io.shardflow.nifi.snowflake.Recut.Piece;
import io.shardflow.nifi.snowflake.settings.SinkProperties;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Processors between the two of ours cut, merge and copy FlowFiles, and copy attributes to what they make: each record lands once
 * nevertheless, also when the FlowFiles from before come again.
 */
@Tag("long")
class RecutFlowFilesIT {

    private static final int RECORDS = 30;

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    private static RecordSets recordSets;

    @TempDir
    Path spool;

    @BeforeAll
    static void start() {
        recordSets = new RecordSets();
    }

    /** Makes something else of FlowFiles. */
    private interface Processors {
        List<Piece> run(List<Piece> before, Recut recut) throws Exception;
    }

    private enum Case {
        SPLIT_RECORD((before, recut) -> flat(before, piece -> recut.splitRecord(piece, 4))),
        PARTITION_RECORD(
                (before, recut) -> flat(before, piece -> recut.partitionRecord(piece, record -> id(record) % 3))),
        QUERY_RECORD((before, recut) -> flat(
                before,
                piece -> recut.queryRecord(piece, record -> id(record) % 2 == 0, record -> id(record) % 2 == 1))),
        OVERLAPPING_QUERIES((before, recut) ->
                flat(before, piece -> recut.queryRecord(piece, record -> true, record -> id(record) % 3 == 0))),
        MERGE_RECORD((before, recut) -> List.of(recut.mergeRecord(before))),
        MERGE_CONTENT((before, recut) -> List.of(Recut.mergeContent(before, ""))),
        MERGE_CONTENT_WITH_LINE_BREAKS((before, recut) -> List.of(Recut.mergeContent(before, "\n"))),
        MERGE_WHAT_A_RECORD_WRITER_WROTE(
                (before, recut) -> List.of(Recut.mergeContent(flat(before, piece -> recut.splitRecord(piece, 3)), ""))),
        MERGE_IN_ANOTHER_ORDER((before, recut) -> List.of(Recut.mergeContent(before.reversed(), ""))),
        SPLIT_TEXT((before, recut) -> flat(before, piece -> Recut.splitText(piece, 3))),
        SPLIT_TEXT_AND_MERGE(
                (before, recut) -> List.of(Recut.mergeContent(flat(before, piece -> Recut.splitText(piece, 1)), ""))),
        DUPLICATE_FLOW_FILE((before, recut) -> flat(before, piece -> Recut.duplicateFlowFile(piece, 2))),
        DUPLICATE_AND_MERGE((before, recut) ->
                List.of(Recut.mergeContent(flat(before, piece -> Recut.duplicateFlowFile(piece, 1)), "")));

        private final Processors processors;

        Case(final Processors processors) {
            this.processors = processors;
        }

        private static int id(final Record record) {
            return record.getAsInt("id");
        }
    }

    private interface Cut {
        List<Piece> of(Piece piece) throws Exception;
    }

    private static List<Piece> flat(final List<Piece> pieces, final Cut cut) throws Exception {
        final List<Piece> all = new ArrayList<>();
        for (final Piece piece : pieces) {
            all.addAll(cut.of(piece));
        }
        return all;
    }

    /** As ConsumeKinesisStream makes them: two shards, several FlowFiles of each, with the attributes of their positions. */
    private static List<Piece> consumed() {
        final List<Piece> pieces = new ArrayList<>();
        for (int first = 0; first < RECORDS; first += 10) {
            for (int shard = 0; shard < 2; shard++) {
                final int from = shard * 100 + first;
                pieces.add(new Piece(
                        Records.records(shard, from, from + 9).getBytes(StandardCharsets.UTF_8),
                        Map.of(
                                "aws.kinesis.stream.name",
                                "orders",
                                "aws.kinesis.shard.id",
                                "shardId-00000000000" + shard,
                                "aws.kinesis.first.sequence.number",
                                Records.sequenceNumber(from),
                                "aws.kinesis.last.sequence.number",
                                Records.sequenceNumber(from + 9),
                                "record.count",
                                "10")));
            }
        }
        return pieces;
    }

    private static List<String> rows() {
        return IntStream.range(0, RECORDS)
                .boxed()
                .flatMap(number -> Stream.of(number, number + 100))
                .sorted()
                .map(number -> number + "|n" + number)
                .toList();
    }

    private TestRunner runner(final String table) throws Exception {
        final TestRunner runner = snowflake.runner(table);
        runner.setProperty(SinkProperties.SPOOL_DIRECTORY, spool.toString());
        return runner;
    }

    private static void load(final TestRunner runner, final boolean first, final List<Piece> pieces) {
        pieces.forEach(piece -> runner.enqueue(piece.content(), piece.attributes()));
        runner.run(1, false, first);
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            runner.run(1, false, false);
            return runner.getQueueSize().getObjectCount() == 0;
        });
        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, pieces.size());
        runner.clearTransferState();
    }

    private static void assertLandedOnce(final String table) throws Exception {
        assertThat(snowflake.query("SELECT ID, NOTE FROM " + table + " ORDER BY ID"))
                .isEqualTo(rows());
    }

    private static void create(final String table) throws Exception {
        snowflake.execute("CREATE TABLE " + table + " (KINESISMETADATA VARIANT, ID NUMBER(38,0), NOTE VARCHAR)");
    }

    @ParameterizedTest
    @EnumSource
    void eachRecordLandsOnce(final Case recut) throws Exception {
        final List<Piece> before = consumed();
        final List<Piece> after =
                recut.processors.run(before, new Recut(recordSets.jsonReader(), recordSets.jsonLinesWriter()));
        create(recut.name());
        final TestRunner runner = runner(recut.name());
        load(runner, true, after);
        assertLandedOnce(recut.name());
        load(runner, false, before);
        assertLandedOnce(recut.name());
        runner.run(1, true, false);
    }

    /** Their positions lie between one another. */
    @Test
    void whatPartitionRecordMakesSharesTransactions() throws Exception {
        final Recut recut = new Recut(recordSets.jsonReader(), recordSets.jsonLinesWriter());
        create("PARTITIONS");
        final TestRunner runner = runner("PARTITIONS");
        load(runner, true, flat(consumed(), piece -> recut.partitionRecord(piece, record -> Case.id(record) % 5)));
        assertTransactions(runner, 1, 0);
        assertLandedOnce("PARTITIONS");

        load(runner, false, List.of(piece(30, 39)));
        assertTransactions(runner, 1, 1);
        load(runner, false, recut.partitionRecord(piece(40, 59), record -> Case.id(record) % 7));
        assertTransactions(runner, 2, 1);
        load(runner, false, List.of(piece(60, 69)));
        assertTransactions(runner, 2, 2);
        assertThat(snowflake.count("PARTITIONS")).isEqualTo(100);

        final List<Piece> twice = new ArrayList<>(recut.partitionRecord(piece(70, 89), record -> Case.id(record) % 3));
        twice.addAll(recut.partitionRecord(piece(70, 89), record -> Case.id(record) % 4));
        load(runner, false, twice);
        runner.run(1, true, false);
        assertThat(snowflake.query("SELECT COUNT(*), COUNT(DISTINCT ID) FROM PARTITIONS"))
                .containsExactly("120|120");
    }

    private static Piece piece(final int first, final int last) {
        return new Piece(Records.records(0, first, last).getBytes(StandardCharsets.UTF_8), Map.of());
    }

    private static void assertTransactions(final TestRunner runner, final long slow, final long fast) {
        assertThat(Stream.of("Slow Transactions", "Fast Transactions")
                        .map(runner::getCounterValue)
                        .map(count -> count == null ? 0 : count))
                .containsExactly(slow, fast);
    }

    /** What a Record Writer writes without further settings. */
    @Test
    void arraysLandWithARecordReader() throws Exception {
        final Recut recut = new Recut(recordSets.jsonReader(), recordSets.jsonWriter());
        final List<Piece> arrays = new ArrayList<>(flat(consumed(), piece -> recut.splitRecord(piece, 4)));
        // The JSON reader takes arrays that follow one another for one.
        arrays.add(Recut.mergeContent(arrays.subList(0, 5), ""));
        arrays.add(Recut.mergeContent(arrays.subList(5, 9), "\n"));
        create("ARRAYS");
        final TestRunner runner = runner("ARRAYS");
        RecordSets.add(runner, new JsonTreeReader(), "reader");
        runner.setProperty(SinkProperties.RECORD_READER, "reader");
        load(runner, true, arrays);
        runner.run(1, true, false);
        assertLandedOnce("ARRAYS");
    }

    @Test
    void arraysWithoutRecordReaderGoToFailureAsTheyAre() throws Exception {
        final Recut recut = new Recut(recordSets.jsonReader(), recordSets.jsonWriter());
        final List<Piece> arrays = List.of(recut.mergeRecord(consumed()));
        create("REFUSED_ARRAYS");
        final TestRunner runner = runner("REFUSED_ARRAYS");
        runner.enqueue(arrays.getFirst().content(), arrays.getFirst().attributes());
        runner.run();

        runner.assertAllFlowFilesTransferred(PutSnowflake.FAILURE, 1);
        final MockFlowFile failed =
                runner.getFlowFilesForRelationship(PutSnowflake.FAILURE).getFirst();
        assertThat(failed.getAttribute(PutSnowflake.REASON_ATTRIBUTE))
                .contains("JSON array", "'Record Reader'", "One Line Per Object");
        failed.assertContentEquals(arrays.getFirst().content());
    }
}
