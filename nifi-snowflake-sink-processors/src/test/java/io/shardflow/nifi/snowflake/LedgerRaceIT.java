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
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two and three nodes load one table at the same time; and two load it in turn, between two of whose loads, or runs, somebody changes the
 * ledger beside it. Nobody changes it while a load is under way. Each record is in the table once, and the ledger is right again afterwards,
 * but for a position that was raised above all records. Sessions see others' commits late, and an UPDATE that waited does not read again.
 *
 * <p>Elsewhere: a ledger that is dropped or replaced during a run ({@link LedgerGoneTest}); values in it that are none, and a guard without
 * what it needs ({@link WrongValuesTest}); what is said of two applications on one table ({@link RivalsTest}).
 */
@Tag("long")
class LedgerRaceIT {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final AtomicInteger TABLES = new AtomicInteger();

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    private final String table = "RACE_" + TABLES.incrementAndGet();

    @BeforeAll
    static void beAwkward() throws Exception {
        snowflake.control("{\"waitedUpdateKeepsSnapshot\":true,\"staleForMillis\":50}");
    }

    /** What somebody does to the ledger of a table, %1$s. */
    private enum Damage {
        ROWS_TWICE("INSERT INTO %1$s_SHARDFLOW_LEDGER SELECT * FROM %1$s_SHARDFLOW_LEDGER"),
        OLDER_ROWS_BESIDE("INSERT INTO %1$s_SHARDFLOW_LEDGER SELECT * FROM %1$s_OLD"),
        ROWS_LOST("DELETE FROM %1$s_SHARDFLOW_LEDGER"),
        ROWS_RESTORED("DELETE FROM %1$s_SHARDFLOW_LEDGER", "INSERT INTO %1$s_SHARDFLOW_LEDGER SELECT * FROM %1$s_OLD"),
        TOKENS_EDITED("UPDATE %1$s_SHARDFLOW_LEDGER SET TOKEN = 'by hand'"),
        POSITIONS_RAISED(position(1000)),
        POSITIONS_LOWERED(position(3)),
        POSITIONS_CLEARED("UPDATE %1$s_SHARDFLOW_LEDGER SET SEQUENCE_NUMBER = NULL, SUB_SEQUENCE_NUMBER = NULL"),
        SHARDS_EXCHANGED("UPDATE %1$s_SHARDFLOW_LEDGER SET SHARD = CASE WHEN SHARD = 'shardId-000000000001'"
                + " THEN 'shardId-000000000002' ELSE 'shardId-000000000001' END");

        private final List<String> statements;

        Damage(final String... statements) {
            this.statements = List.of(statements);
        }

        /** A position above all records stays until one is above it: what is below is looked for, which costs time and no row. */
        boolean stays() {
            return this == POSITIONS_RAISED;
        }

        private static String position(final int number) {
            return "UPDATE %1$s_SHARDFLOW_LEDGER SET SEQUENCE_NUMBER = '" + Records.sequenceNumber(number) + "'";
        }
    }

    private TestRunner sink() throws Exception {
        final TestRunner sink = snowflake.runner(table);
        sink.run(1, false, true);
        return sink;
    }

    private static void load(final TestRunner sink, final int shard, final int first, final int last) {
        sink.enqueue(Records.records(shard, first, last));
        awaitLoaded(sink);
    }

    private static void awaitLoaded(final TestRunner sink) {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(10)).until(() -> {
            sink.run(1, false, false);
            return sink.isQueueEmpty();
        });
        sink.assertTransferCount(PutSnowflake.FAILURE, 0);
        sink.assertTransferCount(PutSnowflake.REJECTED, 0);
        assertThat(sink.getLogger().getErrorMessages()).isEmpty();
    }

    private static void loadAtOnce(final List<TestRunner> sinks) {
        CompletableFuture.allOf(sinks.stream()
                        .map(sink -> CompletableFuture.runAsync(() -> awaitLoaded(sink), Thread.ofVirtual()::start))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    /** Records of these shards, from 0 on, each once with its fields; the ledger has one row of each shard. */
    private void assertEachRecordOnce(final int shards, final int records) throws SQLException {
        assertThat(snowflake.query(
                        "SELECT KINESISMETADATA:shardId::VARCHAR, KINESISMETADATA:sequenceNumber::VARCHAR, ID, NOTE FROM "
                                + table))
                .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, shards)
                        .boxed()
                        .flatMap(shard -> IntStream.range(0, records)
                                .mapToObj(number -> shard(shard) + "|" + Records.sequenceNumber(number) + "|" + number
                                        + "|n" + number))
                        .toList());
        assertThat(snowflake.query("SELECT SHARD FROM " + table + "_SHARDFLOW_LEDGER ORDER BY SHARD"))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, shards)
                        .mapToObj(LedgerRaceIT::shard)
                        .toList());
    }

    /** The ledger has the last position of each shard, from 0 on. */
    private void assertLedgerIsRight(final int records) throws SQLException {
        assertThat(snowflake.query("SELECT DISTINCT SEQUENCE_NUMBER FROM " + table + "_SHARDFLOW_LEDGER"))
                .containsExactly(Records.sequenceNumber(records - 1));
    }

    private static String shard(final int shard) {
        return "shardId-00000000000" + shard;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void nodesThatHaveTheSameRecordsOfTheSameShardsInOtherCuts(final int nodes) throws Exception {
        final List<TestRunner> sinks = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            final TestRunner sink = snowflake.runner(table);
            sink.setProperty(BatchProperties.MAXIMUM_FLOWFILES, "2");
            sink.run(1, false, true);
            final int step = 5 + 2 * node;
            for (int first = 0; first < 40; first += step) {
                for (int shard = 1; shard <= 2; shard++) {
                    sink.enqueue(Records.records(shard, first, Math.min(39, first + step - 1)));
                }
            }
            sinks.add(sink);
        }
        loadAtOnce(sinks);

        assertEachRecordOnce(2, 40);
        assertLedgerIsRight(40);
        sinks.forEach(TestRunner::stop);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void nodesThatHaveShardsOfTheirOwnTakeNothingFromEachOther(final int nodes) throws Exception {
        final List<TestRunner> sinks = new ArrayList<>();
        for (int shard = 1; shard <= nodes; shard++) {
            final TestRunner sink = snowflake.runner(table);
            sink.setProperty(BatchProperties.MAXIMUM_FLOWFILES, "1");
            sink.run(1, false, true);
            load(sink, shard, 0, 1);
            for (int first = 2; first < 12; first += 2) {
                sink.enqueue(Records.records(shard, first, first + 1));
            }
            sinks.add(sink);
        }
        loadAtOnce(sinks);

        assertEachRecordOnce(nodes, 12);
        assertLedgerIsRight(12);
        assertThat(sinks).allSatisfy(sink -> assertThat(sink.getCounterValue("Shards Taken by Other Writers"))
                .as(
                        "fast %s, slow %s, repeated %s",
                        Stream.of("Fast Transactions", "Slow Transactions", "Repeated Attempts")
                                .map(sink::getCounterValue)
                                .toArray())
                .isNull());
        sinks.forEach(TestRunner::stop);
    }

    /** Shards of two nodes, which they exchange later. */
    private final class TwoNodes {
        private static final int RECORDS = 23;

        private TestRunner one = sink();
        private TestRunner other = sink();

        TwoNodes() throws Exception {
            each(0, 4);
            snowflake.execute("CREATE TABLE " + table + "_OLD AS SELECT * FROM " + table + "_SHARDFLOW_LEDGER");
            each(5, 9);
        }

        void each(final int first, final int last) {
            load(one, 1, first, last);
            load(other, 2, first, last);
        }

        void stop() {
            one.stop();
            other.stop();
        }

        void restart() throws Exception {
            one = sink();
            other = sink();
        }

        void goOnAndExchangeShards(final int first) throws SQLException {
            each(first, 14);
            each(15, 17);
            load(one, 2, 16, 20);
            load(other, 1, 13, 20);
            load(one, 1, 21, 22);
            load(other, 2, 21, 22);
            stop();
            assertEachRecordOnce(2, RECORDS);
        }
    }

    private void assertLedgerIsRightAfter(final Damage damage) throws SQLException {
        if (!damage.stays()) {
            assertLedgerIsRight(TwoNodes.RECORDS);
        }
    }

    private void damage(final Damage damage) throws SQLException {
        snowflake.execute(
                damage.statements.stream().map(sql -> sql.formatted(table)).toArray(String[]::new));
    }

    @ParameterizedTest
    @EnumSource
    void whoeverChangesTheLedgerWhileNewRecordsAreLoaded(final Damage damage) throws Exception {
        final TwoNodes nodes = new TwoNodes();
        damage(damage);
        nodes.goOnAndExchangeShards(10);
        assertLedgerIsRightAfter(damage);
    }

    @ParameterizedTest
    @EnumSource
    void whoeverChangesTheLedgerWhileRecordsComeAgain(final Damage damage) throws Exception {
        final TwoNodes nodes = new TwoNodes();
        damage(damage);
        nodes.goOnAndExchangeShards(7);
        assertLedgerIsRightAfter(damage);
    }

    @ParameterizedTest
    @EnumSource
    void whoeverChangesTheLedgerBetweenTwoRuns(final Damage damage) throws Exception {
        final TwoNodes nodes = new TwoNodes();
        nodes.stop();
        damage(damage);
        nodes.restart();
        nodes.goOnAndExchangeShards(7);
        assertLedgerIsRightAfter(damage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GUARD", "LEDGER", "GUARD LEDGER"})
    void whoeverDropsTheLedgerOrHalfOfItBetweenTwoRuns(final String tables) throws Exception {
        final TwoNodes nodes = new TwoNodes();
        nodes.stop();
        for (final String dropped : tables.split(" ")) {
            snowflake.execute("DROP TABLE " + table + "_SHARDFLOW_" + dropped);
        }
        nodes.restart();
        nodes.goOnAndExchangeShards(7);
    }
}
