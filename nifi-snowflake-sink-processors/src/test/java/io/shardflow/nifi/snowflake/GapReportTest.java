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

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.shardflow.nifi.kinesis.metadata.FlowFileAttributes;
import io.shardflow.nifi.snowflake.settings.SinkProperties;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What PutSnowflake tells about a shard that is read from a time on, after some of it was loaded before. */
class GapReportTest {

    /** After every commit of these tests, as a reset with LATEST is after what was loaded before it. */
    private static final String LATER = "2100-01-01T00:00:00Z";

    private static final String SOONER = "2020-01-01T00:00:00Z";

    private static SnowflakeForTests snowflake;

    @BeforeAll
    static void start(@TempDir final Path folder) {
        snowflake = new SnowflakeForTests(folder);
    }

    @AfterAll
    static void stop() {
        snowflake.close();
    }

    @Test
    void theEdgesOfAGapAreInOneBulletinAndInTheFlowFilesAttribute() throws Exception {
        assertEdgesTold("EXACTLY_ONCE");
    }

    @Test
    void theSameUnderAtLeastOnce() throws Exception {
        assertEdgesTold("AT_LEAST_ONCE");
    }

    private static void assertEdgesTold(final String guarantee) throws Exception {
        final String table = "EDGES_" + guarantee;
        load(table, Records.records(1, 0, 9), Map.of());
        final TestRunner runner = snowflake.runner(table);
        runner.setProperty(SinkProperties.DELIVERY_GUARANTEE, guarantee);
        runner.enqueue(Records.records(1, 20, 29), first(1, LATER));
        runner.run();

        assertThat(bulletins(runner)).singleElement().satisfies(said -> assertThat(said)
                .contains(
                        "Table \"" + table + "\" has a gap",
                        "from " + LATER,
                        "shardId-000000000001: last " + Records.sequenceNumber(9) + " (arrived " + arrival(9)
                                + "), first after it " + Records.sequenceNumber(20) + " (arrived " + arrival(20) + ")",
                        "TRIM_HORIZON"));
        final Map<String, String> gap = gaps(runner).getFirst();
        assertThat(gap)
                .containsEntry("/stream", "orders")
                .containsEntry("/shardId", "shardId-000000000001")
                .containsEntry("/readSince", LATER)
                .containsEntry("/last/sequenceNumber", Records.sequenceNumber(9))
                .containsEntry("/last/approximateArrival", Long.toString(Records.ARRIVAL + 9))
                .containsEntry("/first/sequenceNumber", Records.sequenceNumber(20))
                .containsEntry("/first/approximateArrival", Long.toString(Records.ARRIVAL + 20));
        assertThat(snowflake.count(table)).isEqualTo(20);
    }

    @Test
    void shardsThatComeTogetherAreToldTogetherEachOnTheFlowFileThatComesFirst() throws Exception {
        load("TOGETHER", Records.records(1, 0, 9) + Records.records(2, 5, 9), Map.of());
        final TestRunner runner = snowflake.runner("TOGETHER");
        runner.enqueue(Records.records(1, 20, 29), first(1, LATER));
        runner.enqueue(Records.records(2, 30, 39), first(2, LATER));
        runner.enqueue(Records.records(1, 40, 49), Map.of());
        runner.run();

        assertThat(bulletins(runner)).singleElement().satisfies(said -> assertThat(said)
                .contains("shardId-000000000001: last " + Records.sequenceNumber(9))
                .contains("shardId-000000000002: last " + Records.sequenceNumber(9)));
        assertThat(gaps(runner)).hasSize(2);
    }

    @Test
    void aShardThatWasMadeInTheGapIsToldWithItsFirstPosition() throws Exception {
        load("RESHARDED", Records.records(1, 0, 9), Map.of());
        final TestRunner runner = snowflake.runner("RESHARDED");
        runner.enqueue(Records.records(3, 20, 29), first(3, LATER));
        runner.run();

        assertThat(bulletins(runner)).singleElement().satisfies(said -> assertThat(said)
                .contains("shardId-000000000003: nothing was loaded before, first after it "
                        + Records.sequenceNumber(20)));
        assertThat(gaps(runner).getFirst()).containsEntry("/last", "null");
    }

    @Test
    void aShardThatWasMadeInTheGapIsToldUnderAtLeastOnceToo() throws Exception {
        for (final int shard : new int[] {1, 3}) {
            final TestRunner runner = snowflake.runner("RESHARDED_TWICE");
            runner.setProperty(SinkProperties.DELIVERY_GUARANTEE, "AT_LEAST_ONCE");
            runner.enqueue(Records.records(shard, 0, 9), shard == 1 ? Map.of() : first(shard, LATER));
            runner.run();
            assertThat(bulletins(runner)).hasSize(shard == 1 ? 0 : 1);
        }
    }

    @Test
    void aFirstStartOnATableWithoutRowsOfTheStreamLeavesNoGap() throws Exception {
        final TestRunner runner = snowflake.runner("NEW_ONE");
        runner.enqueue(Records.records(1, 0, 9), first(1, SOONER));
        runner.run(1, false, true);
        runner.enqueue(Records.records(2, 0, 9), first(2, SOONER));
        runner.run(1, true, false);

        assertNothingTold(runner);
    }

    @Test
    void aStartWithinWhatWasLoadedLeavesNoGap() throws Exception {
        load("OVERLAP", Records.records(1, 0, 9), Map.of());
        final TestRunner runner = snowflake.runner("OVERLAP");
        runner.enqueue(Records.records(1, 9, 29), first(1, LATER));
        runner.run();

        assertNothingTold(runner);
    }

    @Test
    void aStartWithinWhatWasLoadedLeavesNoGapUnderAtLeastOnceEither() throws Exception {
        for (final int from : new int[] {0, 5}) {
            final TestRunner runner = snowflake.runner("OVERLAP_TWICE");
            runner.setProperty(SinkProperties.DELIVERY_GUARANTEE, "AT_LEAST_ONCE");
            runner.enqueue(Records.records(1, from, from + 9), from == 0 ? Map.of() : first(1, LATER));
            runner.run();
            assertNothingTold(runner);
        }
    }

    @Test
    void theSameStartIsToldOnceAndAnotherOneAgain() throws Exception {
        load("ONCE", Records.records(1, 0, 9), Map.of());
        final TestRunner runner = snowflake.runner("ONCE");
        runner.enqueue(Records.records(1, 20, 29), first(1, LATER));
        runner.run(1, false, true);
        // as SplitRecord copies attributes
        runner.enqueue(Records.records(1, 30, 39), first(1, LATER));
        runner.run(1, false, false);
        assertThat(bulletins(runner)).hasSize(1);
        assertThat(gaps(runner)).hasSize(1);
        runner.enqueue(Records.records(1, 50, 59), first(1, "2101-01-01T00:00:00Z"));
        runner.run(1, true, false);

        assertThat(bulletins(runner)).hasSize(2);
        assertThat(bulletins(runner).getLast()).contains("last " + Records.sequenceNumber(39));
        assertThat(gaps(runner)).hasSize(2);
    }

    @Test
    void whatWaitedInTheQueueAtTheResetCountsAsLoadedBefore() throws Exception {
        load("QUEUED", Records.records(1, 0, 9), Map.of());
        final TestRunner runner = snowflake.runner("QUEUED");
        runner.enqueue(Records.records(1, 10, 14), Map.of());
        runner.enqueue(Records.records(1, 20, 29), first(1, LATER));
        runner.run();

        assertThat(bulletins(runner)).singleElement().satisfies(said -> assertThat(said)
                .contains("last " + Records.sequenceNumber(14) + " (arrived " + arrival(14) + ")"));
    }

    @Test
    void theArrivalOfARowThatSomebodyDeletedIsNotKnown() throws Exception {
        load("DELETED", Records.records(1, 0, 9), Map.of());
        snowflake.execute("DELETE FROM DELETED WHERE KINESISMETADATA:sequenceNumber::VARCHAR >= '"
                + Records.sequenceNumber(5) + "'");
        final TestRunner runner = snowflake.runner("DELETED");
        runner.enqueue(Records.records(1, 20, 29), first(1, LATER));
        runner.run();

        assertThat(bulletins(runner)).singleElement().satisfies(said -> assertThat(said)
                .contains("last " + Records.sequenceNumber(9) + " (arrival not known)"));
    }

    @Test
    void rowsOfSomebodyElseThatHaveNoPositionStopNothing() throws Exception {
        load("STRANGERS", Records.records(1, 0, 9), Map.of());
        snowflake.execute("INSERT INTO STRANGERS (KINESISMETADATA) SELECT PARSE_JSON('{\"stream\":\"orders\","
                + "\"shardId\":\"shardId-000000000001\",\"sequenceNumber\":\"" + "z".repeat(60) + "\"}')");
        snowflake.execute("INSERT INTO STRANGERS (KINESISMETADATA) SELECT PARSE_JSON('{\"stream\":\"orders\","
                + "\"shardId\":\"shardId-000000000002\"}')");
        final TestRunner runner = snowflake.runner("STRANGERS");
        runner.setProperty(SinkProperties.DELIVERY_GUARANTEE, "AT_LEAST_ONCE");
        runner.enqueue(Records.records(1, 20, 29), first(1, LATER));
        runner.enqueue(Records.records(2, 20, 29), first(2, LATER));
        runner.run();

        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 2);
        assertThat(bulletins(runner)).singleElement().satisfies(said -> assertThat(said)
                .contains(
                        "shardId-000000000001: last " + Records.sequenceNumber(9) + " (arrived " + arrival(9) + ")",
                        "shardId-000000000002: nothing was loaded before"));
    }

    @Test
    void aLedgerRowOfAnotherShardThatHasNoPositionStopsNothing() throws Exception {
        load("STRAY", Records.records(1, 0, 9), Map.of());
        snowflake.execute("INSERT INTO STRAY_SHARDFLOW_LEDGER (STREAM, SHARD, TOKEN, SEQUENCE_NUMBER)"
                + " VALUES ('orders', 'shardId-000000000007', 'somebody', 'by hand')");
        final TestRunner runner = snowflake.runner("STRAY");
        runner.enqueue(Records.records(1, 20, 29), first(1, LATER));
        runner.run();

        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 1);
        assertThat(bulletins(runner)).singleElement().satisfies(said -> assertThat(said)
                .contains("last " + Records.sequenceNumber(9)));
    }

    @Test
    void withoutALedgerTheTableIsAsked() throws Exception {
        load("NO_LEDGER", Records.records(1, 0, 9), Map.of());
        snowflake.execute("DROP TABLE NO_LEDGER_SHARDFLOW_LEDGER", "DROP TABLE NO_LEDGER_SHARDFLOW_GUARD");
        final TestRunner runner = snowflake.runner("NO_LEDGER");
        runner.enqueue(Records.records(1, 20, 29), first(1, LATER));
        runner.run();

        assertThat(bulletins(runner)).singleElement().satisfies(said -> assertThat(said)
                .contains("last " + Records.sequenceNumber(9) + " (arrived " + arrival(9) + ")"));
    }

    @Test
    void attributesThatSayNothingUsableAreIgnored() throws Exception {
        load("ODD", Records.records(1, 0, 9), Map.of());
        final TestRunner runner = snowflake.runner("ODD");
        runner.enqueue(Records.records(1, 20, 29), first(1, "yesterday'; DROP TABLE ODD"));
        runner.enqueue(Records.records(1, 30, 39), first(2, LATER));
        final Map<String, String> withoutShard = first(1, LATER);
        withoutShard.remove(FlowFileAttributes.SHARD_ID);
        runner.enqueue(Records.records(1, 40, 49), withoutShard);
        runner.run();

        assertNothingTold(runner);
        assertThat(snowflake.count("ODD")).isEqualTo(40);
    }

    private static void load(final String table, final String records, final Map<String, String> attributes)
            throws InitializationException {
        final TestRunner runner = snowflake.runner(table);
        runner.enqueue(records, attributes);
        runner.run();
        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 1);
    }

    private static Map<String, String> first(final int shard, final String since) {
        return new HashMap<>(Map.of(
                FlowFileAttributes.STREAM_NAME,
                "orders",
                FlowFileAttributes.SHARD_ID,
                "shardId-00000000000" + shard,
                FlowFileAttributes.START_POSITION,
                since));
    }

    private static Instant arrival(final int number) {
        return Instant.ofEpochMilli(Records.ARRIVAL + number);
    }

    private static List<String> bulletins(final TestRunner runner) {
        assertThat(runner.getLogger().getErrorMessages()).isEmpty();
        assertThat(runner.getLogger().getInfoMessages())
                .noneMatch(message -> message.getMsg().contains("could not be found out"));
        return runner.getLogger().getWarnMessages().stream()
                .map(LogMessage::getMsg)
                .toList();
    }

    private static void assertNothingTold(final TestRunner runner) throws IOException {
        runner.assertQueueEmpty();
        runner.assertTransferCount(PutSnowflake.FAILURE, 0);
        assertThat(bulletins(runner)).isEmpty();
        assertThat(gaps(runner)).isEmpty();
    }

    /** The attribute of each FlowFile that has it, by paths into its JSON. */
    private static List<Map<String, String>> gaps(final TestRunner runner) throws IOException {
        final List<Map<String, String>> gaps = new ArrayList<>();
        for (final String json : runner.getFlowFilesForRelationship(PutSnowflake.SUCCESS).stream()
                .map(GapReportTest::gap)
                .filter(Objects::nonNull)
                .toList()) {
            final Map<String, String> values = new HashMap<>();
            try (JsonParser parser = new JsonFactory().createParser(json)) {
                while (parser.nextToken() != null) {
                    if (parser.currentToken().isScalarValue()) {
                        values.put(parser.getParsingContext().pathAsPointer().toString(), parser.getText());
                    }
                }
            }
            gaps.add(values);
        }
        return gaps;
    }

    private static String gap(final MockFlowFile flowFile) {
        return flowFile.getAttribute(PutSnowflake.GAP_ATTRIBUTE);
    }
}
