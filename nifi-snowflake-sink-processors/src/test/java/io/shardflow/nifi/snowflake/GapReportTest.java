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

import static io.shardflow.nifi.snowflake.GapReports.LATER;
import static io.shardflow.nifi.snowflake.GapReports.arrival;
import static io.shardflow.nifi.snowflake.GapReports.assertNothingTold;
import static io.shardflow.nifi.snowflake.GapReports.bulletins;
import static io.shardflow.nifi.snowflake.GapReports.first;
import static io.shardflow.nifi.snowflake.GapReports.gaps;
import static io.shardflow.nifi.snowflake.GapReports.load;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardflow.nifi.snowflake.settings.SinkProperties;
import java.time.Instant;
import java.util.Map;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What PutSnowflake tells about a shard that is read from a time on, after some of it was loaded before. */
class GapReportTest {

    private static final String SOONER = "2020-01-01T00:00:00Z";

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

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
        load(snowflake, table, Records.records(1, 0, 9), Map.of());
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
        load(snowflake, "TOGETHER", Records.records(1, 0, 9) + Records.records(2, 5, 9), Map.of());
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
        load(snowflake, "RESHARDED", Records.records(1, 0, 9), Map.of());
        final TestRunner runner = snowflake.runner("RESHARDED");
        runner.enqueue(Records.records(3, 20, 29), first(3, LATER));
        runner.run();

        assertThat(bulletins(runner)).singleElement().satisfies(said -> assertThat(said)
                .contains("shardId-000000000003: no earlier row was found, first after it "
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
        load(snowflake, "OVERLAP", Records.records(1, 0, 9), Map.of());
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
        load(snowflake, "ONCE", Records.records(1, 0, 9), Map.of());
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
    void twoStartsOfOneShardInOneTriggerAreBothTold() throws Exception {
        load(snowflake, "TWO_STARTS", Records.records(1, 0, 9), Map.of());
        final TestRunner runner = snowflake.runner("TWO_STARTS");
        runner.enqueue(Records.records(1, 20, 29), first(1, LATER));
        runner.enqueue(Records.records(1, 30, 34), Map.of());
        runner.enqueue(Records.records(1, 50, 59), first(1, "2101-01-01T00:00:00Z"));
        runner.run();

        assertThat(bulletins(runner)).singleElement().satisfies(said -> assertThat(said)
                .contains(
                        "last " + Records.sequenceNumber(9) + " (arrived " + arrival(9) + "), first after it "
                                + Records.sequenceNumber(20),
                        "last " + Records.sequenceNumber(34) + " (arrived " + arrival(34) + "), first after it "
                                + Records.sequenceNumber(50)));
        assertThat(gaps(runner))
                .extracting(gap -> gap.get("/last/sequenceNumber"))
                .containsExactly(Records.sequenceNumber(9), Records.sequenceNumber(34));
    }

    @Test
    void aSecondStartWithinWhatTheFirstBroughtLeavesNoGapOfItsOwn() throws Exception {
        for (final int second : new int[] {20, 25, 30}) {
            final String table = "SECOND_AT_" + second;
            load(snowflake, table, Records.records(1, 0, 9), Map.of());
            final TestRunner runner = snowflake.runner(table);
            runner.enqueue(Records.records(1, 20, 30), first(1, LATER));
            runner.enqueue(Records.records(1, second, 40), first(1, "2101-01-01T00:00:00Z"));
            runner.run();

            assertThat(gaps(runner)).singleElement().satisfies(gap -> assertThat(gap)
                    .containsEntry("/readSince", LATER)
                    .containsEntry("/last/sequenceNumber", Records.sequenceNumber(9)));
        }
    }

    @Test
    void aShardThatWasMadeInTheGapIsToldWhenItsFirstRecordComesAfterTheOthersWereLoaded() throws Exception {
        load(snowflake, "LATE_SHARD", Records.records(1, 0, 9), Map.of());
        // The ledger's times are of now: a start that is sooner than the load after it.
        final String since = Instant.now().plusMillis(1).toString();
        await().until(() -> Instant.now().isAfter(Instant.parse(since)));
        final TestRunner runner = snowflake.runner("LATE_SHARD");
        runner.enqueue(Records.records(1, 20, 29), first(1, since));
        runner.run(1, false, true);
        runner.enqueue(Records.records(3, 20, 29), first(3, since));
        runner.run(1, true, false);

        assertThat(bulletins(runner)).hasSize(2);
        assertThat(bulletins(runner).getLast()).contains("shardId-000000000003: no earlier row was found");
    }

    /** The sink was hours behind at the reset: the commits came after the time from which the shards are read. */
    @Test
    void aShardThatWasMadeInTheGapIsToldThoughAllCommitsCameAfterTheGap() throws Exception {
        for (final String guarantee : new String[] {"EXACTLY_ONCE", "AT_LEAST_ONCE"}) {
            final String table = "LAGGED_" + guarantee;
            load(snowflake, table, Records.records(1, 0, 9), Map.of());
            final TestRunner runner = snowflake.runner(table);
            runner.setProperty(SinkProperties.DELIVERY_GUARANTEE, guarantee);
            runner.enqueue(
                    Records.records(3, 20, 29),
                    first(3, arrival(20).plusSeconds(3600).toString()));
            runner.run();

            assertThat(bulletins(runner)).singleElement().satisfies(said -> assertThat(said)
                    .contains("Table \"" + table + "\" has a gap", "shardId-000000000003: no earlier row was found"));
        }
    }

    @Test
    void aShardThatBeginsLateAfterAFirstStartLeavesNoGapEvenAfterARestart() throws Exception {
        load(
                snowflake,
                "LATE_FIRST",
                Records.records(1, 0, 9),
                first(1, arrival(0).toString()));
        final TestRunner runner = snowflake.runner("LATE_FIRST");
        runner.enqueue(Records.records(2, 20, 29), first(2, arrival(0).toString()));
        runner.run();

        assertNothingTold(runner);
    }

    @Test
    void theTableIsReadOnceForAllShardsOfAReset() throws Exception {
        load(
                snowflake,
                "ASKED",
                Records.records(1, 0, 9) + Records.records(2, 0, 9) + Records.records(3, 0, 9),
                Map.of());
        final TestRunner runner = snowflake.runner("ASKED");
        for (int shard = 1; shard <= 3; shard++) {
            runner.enqueue(Records.records(shard, 20, 29), first(shard, LATER));
            runner.run(1, false, shard == 1);
            // What is told of the others afterwards was read before.
            snowflake.execute("DELETE FROM ASKED");
        }

        assertThat(bulletins(runner)).hasSize(3).allSatisfy(said -> assertThat(said)
                .contains("(arrived " + arrival(9)));
    }

    @Test
    void whatWaitedInTheQueueAtTheResetCountsAsLoadedBefore() throws Exception {
        load(snowflake, "QUEUED", Records.records(1, 0, 9), Map.of());
        final TestRunner runner = snowflake.runner("QUEUED");
        runner.enqueue(Records.records(1, 10, 14), Map.of());
        runner.enqueue(Records.records(1, 20, 29), first(1, LATER));
        runner.run();

        assertThat(bulletins(runner)).singleElement().satisfies(said -> assertThat(said)
                .contains("last " + Records.sequenceNumber(14) + " (arrived " + arrival(14) + ")"));
    }
}
