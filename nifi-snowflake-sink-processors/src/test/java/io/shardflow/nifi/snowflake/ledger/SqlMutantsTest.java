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
package io.shardflow.nifi.snowflake.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.shardflow.nifi.snowflake.connection.WatchedConnection;
import io.shardflow.nifi.snowflake.load.DeliveryGuarantee;
import io.shardflow.nifi.snowflake.load.LoadOutcome;
import io.shardflow.nifi.snowflake.load.LoadOutcome.Loaded;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The loader with its real SQL on the stand-in: for each part of a statement that matters to the rows, a story that goes well,
 * and that goes wrong when that part is taken out. {@link ExactlyOnceMutantsTest} does the same for the protocol.
 */
class SqlMutantsTest {

    private static final LoadTimes ONCE = new LoadTimes(Duration.ZERO, Duration.ofMillis(1), Duration.ofMillis(1));

    @AutoClose
    private static SqlWarehouse warehouse;

    @FunctionalInterface
    private interface Telling {
        void tell(SqlStory story) throws WarehouseException, SQLException;
    }

    @BeforeAll
    static void start(@TempDir final Path folder) {
        warehouse = new SqlWarehouse(folder);
    }

    private static Telling story(final SqlMutant mutant) {
        return switch (mutant) {
            case SUB_SEQUENCE_NOT_COMPARED -> SqlMutantsTest::recordsOfOneSequenceNumber;
            case REPEATS_NOT_COUNTED -> SqlMutantsTest::flowFilesThatOverlap;
            case ROWS_WITHOUT_ARRIVAL_NOT_SEARCHED -> SqlMutantsTest::aRowWithoutArrival;
            case TEXT_TAKEN_FOR_ARRIVAL -> SqlMutantsTest::aRowWhoseArrivalIsNoNumber;
            case ARRIVALS_WITHOUT_SLACK -> SqlMutantsTest::aRowThatArrivedEarlier;
            case FIRST_LOOK_WITHOUT_HIGHEST -> SqlMutantsTest::rowsAboveTheLedgerOfARestartedWriter;
            case FIRST_LOOK_ABOVE_ONLY -> SqlMutantsTest::rowsAmongThoseThatANewWriterLoads;
            case HIGHEST_OF_THE_SAME_TIME -> SqlMutantsTest::rowsThatArrivedLater;
            case LOOKED_INSIDE_AGAIN -> SqlMutantsTest::aLookUnderTheLockThatIsRunTwice;
            case INSERTED_WITHOUT_LOOKING -> SqlMutantsTest::anInsertThatIsRunTwice;
            case SHAPE_OF_ONE_COLUMN -> SqlMutantsTest::aColumnAddedBeforeTheCopy;
            case SET_WITHOUT_TOKEN -> SqlMutantsTest::aRivalBeforeTheLock;
            case SET_WITHOUT_TRANSACTION -> SqlMutantsTest::aFastLoadAbortedBeforeTheLock;
            case SET_UNCONDITIONALLY_WITHOUT_TRANSACTION -> SqlMutantsTest::anUnconditionalLoadAbortedBeforeTheLock;
            case READ_BACK_WITHOUT_TOKEN -> SqlMutantsTest::aFastLoadAbortedBeforeTheCommit;
            case GUARD_SET_WITHOUT_TRANSACTION -> SqlMutantsTest::aStartAbortedBeforeTheGuardIsSet;
            case LENGTH_NOT_COMPARED -> SqlMutantsTest::aLongerNumber;
            case LOWEST_FOR_HIGHEST -> SqlMutantsTest::rowsAboveTheFirstBatch;
            case CONNECTION_NOT_CLEANED -> SqlMutantsTest::aCarelessNeighbour;
            case GUARD_SET_WITHOUT_TOKEN -> SqlMutantsTest::aRivalThatMakesTheLedgerRow;
            case LOCK_WITHOUT_LEDGER_ID -> SqlMutantsTest::anotherLedger;
            case TOKENS_NOT_RENEWED -> SqlMutantsTest::columnsChangedBeforeAFastLoad;
            case ORPHAN_NOT_ABORTED -> SqlMutantsTest::anOrphanWithTheLock;
        };
    }

    @TestFactory
    Stream<DynamicTest> theRightStatementsDoWell() {
        return Arrays.stream(SqlMutant.values())
                .map(mutant -> DynamicTest.dynamicTest(mutant.name(), () -> story(mutant)
                        .tell(new SqlStory(warehouse, "RIGHT_" + mutant, Optional.empty()))));
    }

    @TestFactory
    Stream<DynamicTest> eachPartTakenOutIsMissed() {
        return Arrays.stream(SqlMutant.values())
                .map(mutant -> DynamicTest.dynamicTest(mutant.name(), () -> {
                    final SqlStory story = new SqlStory(warehouse, "WRONG_" + mutant, Optional.of(mutant));
                    Assertions.assertThatExceptionOfType(AssertionError.class)
                            .isThrownBy(() -> story(mutant).tell(story));
                    assertThat(story.isMutated()).isTrue();
                }));
    }

    private static void assertLoaded(final LoadOutcome outcome, final long inserted, final long recognised) {
        assertThat(outcome).isInstanceOfSatisfying(Loaded.class, loaded -> assertThat(
                        List.of(loaded.inserted(), loaded.recognised()))
                .containsExactly(inserted, recognised));
    }

    private static void recordsOfOneSequenceNumber(final SqlStory story) throws WarehouseException {
        assertLoaded(story.load(story.writer(), "7.0"), 1, 0);
        assertLoaded(story.load(story.writer(), "7.0", "7.1"), 1, 1);
        assertThat(story.rows()).containsExactly("7.0", "7.1");
    }

    /** Above what is known: only that they overlap keeps them from the fast path. */
    private static void flowFilesThatOverlap(final SqlStory story) throws WarehouseException {
        final LedgerLoader writer = story.writer();
        assertLoaded(story.load(writer, "7"), 1, 0);
        assertThat(story.load(writer, List.of("10", "12", "14"), List.of("11", "12", "13")))
                .isInstanceOfSatisfying(LoadOutcome.Rejected.class, rejected -> assertThat(rejected.certain())
                        .isFalse());
        final LoadOutcome outcome = story.load(writer, List.of("10", "12", "14"), List.of("13", "11"));
        assertLoaded(outcome, 5, 0);
        assertThat(((Loaded) outcome).fast()).isFalse();
        final LoadOutcome next = story.load(writer, "15");
        assertLoaded(next, 1, 0);
        assertThat(((Loaded) next).fast()).isTrue();
        assertThat(story.rows()).containsExactly("7.0", "10.0", "11.0", "12.0", "13.0", "14.0", "15.0");
    }

    private static void aRowWithoutArrival(final SqlStory story) throws WarehouseException {
        story.insert("8");
        assertLoaded(story.load(story.writer(), "8", "9"), 1, 1);
        assertThat(story.rows()).containsExactly("8.0", "9.0");
    }

    private static void aRowWhoseArrivalIsNoNumber(final SqlStory story) throws WarehouseException {
        story.insert("8", "\"soon\"");
        assertLoaded(story.load(story.writer(), "8", "9"), 1, 1);
        assertThat(story.rows()).containsExactly("8.0", "9.0");
    }

    private static void aRowThatArrivedEarlier(final SqlStory story) throws WarehouseException {
        story.insert("8", String.valueOf(SqlWarehouse.ARRIVAL - SqlWarehouse.HOUR / 2));
        assertLoaded(story.load(story.writer(), "8", "9"), 1, 1);
        assertThat(story.rows()).containsExactly("8.0", "9.0");
    }

    private static void rowsThatArrivedLater(final SqlStory story) throws WarehouseException {
        final long later = SqlWarehouse.ARRIVAL + 2 * SqlWarehouse.HOUR;
        story.insert("12", String.valueOf(later));
        final LedgerLoader writer = story.writer();
        assertLoaded(story.load(writer, "7"), 1, 0);
        story.arriving(later);
        assertLoaded(story.load(writer, "12", "13"), 1, 1);
        assertThat(story.rows()).containsExactly("7.0", "12.0", "13.0");
    }

    /** The ledger was put back to an older state. */
    private static void rowsAboveTheLedgerOfARestartedWriter(final SqlStory story) throws WarehouseException {
        assertLoaded(story.load(story.writer(), "7"), 1, 0);
        story.insert("9");
        final LedgerLoader writer = story.writer();
        assertThat(story.lookAhead(writer, "8", "9")).isFalse();
        assertLoaded(story.load(writer, "8", "9"), 1, 1);
        assertThat(story.lookAhead(writer, "10")).isTrue();
        final LoadOutcome next = story.load(writer, "10");
        assertLoaded(next, 1, 0);
        assertThat(((Loaded) next).fast()).isTrue();
        assertThat(story.rows()).containsExactly("7.0", "8.0", "9.0", "10.0");
    }

    private static void rowsAmongThoseThatANewWriterLoads(final SqlStory story) throws WarehouseException {
        story.insert("8", String.valueOf(SqlWarehouse.ARRIVAL));
        final LedgerLoader writer = story.writer();
        assertThat(story.lookAhead(writer, "7", "9")).isFalse();
        assertLoaded(story.load(writer, "7", "8", "9"), 2, 1);
        assertThat(story.rows()).containsExactly("7.0", "8.0", "9.0");
    }

    private static void anInsertThatIsRunTwice(final SqlStory story) throws WarehouseException {
        story.insert("7");
        final AtomicInteger times = runTwice(story, sql -> sql.startsWith("INSERT INTO") && sql.contains("_LOOK\" I"));
        assertLoaded(story.load(story.writer(), "7", "8"), 1, 1);
        assertThat(times).hasPositiveValue();
        assertThat(story.rows()).containsExactly("7.0", "8.0");
    }

    /** Where the rows that it finds twice are as many as all. */
    private static void aLookUnderTheLockThatIsRunTwice(final SqlStory story) throws WarehouseException {
        final LedgerLoader overtaken = story.writer();
        final LedgerLoader rival = story.writer();
        assertLoaded(story.load(overtaken, "7"), 1, 0);
        final List<String> rivals = new ArrayList<>(List.of("10", "11"));
        final AtomicInteger times = new AtomicInteger();
        story.through((sql, execution) -> {
            if (isLock(sql) && !rivals.isEmpty()) {
                assertLoaded(story.load(rival, rivals.removeFirst()), 1, 0);
            }
            if (sql.startsWith("INSERT INTO") && sql.contains("SELECT * FROM (") && times.getAndIncrement() == 0) {
                execution.run(sql);
            }
            return execution.run(sql);
        });
        assertLoaded(story.load(overtaken, "11", "12"), 1, 1);
        assertThat(rivals).isEmpty();
        assertThat(times).hasPositiveValue();
        assertThat(story.rows()).containsExactly("7.0", "10.0", "11.0", "12.0");
    }

    /** Has Snowflake run such a statement twice, once. @return how often one came */
    private static AtomicInteger runTwice(final SqlStory story, final Predicate<String> statement) {
        final AtomicInteger times = new AtomicInteger();
        story.through((sql, execution) -> {
            if (statement.test(sql) && times.getAndIncrement() == 0) {
                execution.run(sql);
            }
            return execution.run(sql);
        });
        return times;
    }

    private static void aColumnAddedBeforeTheCopy(final SqlStory story) throws WarehouseException {
        final LedgerLoader writer = story.writer();
        story.alter("ADD COLUMN NOTE VARCHAR");
        assertThat(story.load(writer, "7")).isInstanceOf(LoadOutcome.Altered.class);
        story.describe();
        assertLoaded(story.load(writer, "7"), 1, 0);
        story.alter("ADD COLUMN MORE VARCHAR");
        assertThat(story.load(writer, "8")).isInstanceOf(LoadOutcome.Altered.class);
        story.describe();
        assertLoaded(story.load(writer, "8"), 1, 0);
        assertThat(story.rows()).containsExactly("7.0", "8.0");
    }

    private static void aRivalBeforeTheLock(final SqlStory story) throws WarehouseException {
        final LedgerLoader overtaken = story.writer();
        final LedgerLoader rival = story.writer();
        assertLoaded(story.load(overtaken, "7"), 1, 0);
        final AtomicInteger times = new AtomicInteger(1);
        story.through((sql, execution) -> {
            if (isLock(sql) && times.getAndDecrement() == 1) {
                assertLoaded(story.load(rival, "8"), 1, 0);
            }
            return execution.run(sql);
        });
        assertLoaded(story.load(overtaken, "8"), 0, 1);
        assertThat(story.rows()).containsExactly("7.0", "8.0");
    }

    private static void aFastLoadAbortedBeforeTheLock(final SqlStory story) throws WarehouseException {
        abortedLoad(story, DeliveryGuarantee.EXACTLY_ONCE, SqlMutantsTest::isLock);
    }

    private static void anUnconditionalLoadAbortedBeforeTheLock(final SqlStory story) throws WarehouseException {
        abortedLoad(story, DeliveryGuarantee.AT_LEAST_ONCE, SqlMutantsTest::isLock);
    }

    private static void aFastLoadAbortedBeforeTheCommit(final SqlStory story) throws WarehouseException {
        abortedLoad(story, DeliveryGuarantee.EXACTLY_ONCE, "COMMIT"::equals);
    }

    private static void abortedLoad(
            final SqlStory story, final DeliveryGuarantee guarantee, final Predicate<String> before)
            throws WarehouseException {
        final LedgerLoader writer = story.writer(guarantee);
        assertLoaded(story.load(writer, "7"), 1, 0);
        story.abortBefore(before);
        final LoadOutcome outcome = story.load(writer, "8");
        assertLoaded(outcome, 1, 0);
        assertThat(((Loaded) outcome).conflicts()).isEmpty();
        assertThat(story.rows()).containsExactly("7.0", "8.0");
    }

    /** What the ledger knows of the table before is to go, or nothing is to be changed. */
    private static void aStartAbortedBeforeTheGuardIsSet(final SqlStory story) throws WarehouseException {
        final LedgerLoader writer = story.writer();
        assertLoaded(story.load(writer, "7"), 1, 0);
        story.warehouse.execute("CREATE OR REPLACE TABLE " + story.table + " (KINESISMETADATA VARIANT)");
        story.insert("9");
        story.abortBefore(sql -> sql.contains("_GUARD\" SET \"TOKEN\""));
        assertThatExceptionOfType(WarehouseException.class).isThrownBy(story::writer);
        final LedgerLoader next = story.writer();
        assertThat(story.ledger()).isEmpty();
        assertLoaded(story.load(next, "8"), 1, 0);
        assertLoaded(story.load(next, "9"), 0, 1);
        assertThat(story.rows()).containsExactly("8.0", "9.0");
    }

    private static void aLongerNumber(final SqlStory story) throws WarehouseException {
        assertLoaded(story.load(story.writer(), "9"), 1, 0);
        assertLoaded(story.load(story.writer(DeliveryGuarantee.AT_LEAST_ONCE), "10"), 1, 0);
        assertThat(story.ledger()).containsExactly("10");
    }

    private static void rowsAboveTheFirstBatch(final SqlStory story) throws WarehouseException {
        story.insert("8");
        story.insert("12");
        final LedgerLoader writer = story.writer();
        assertLoaded(story.load(writer, "7"), 1, 0);
        assertLoaded(story.load(writer, "12", "13"), 1, 1);
        assertThat(story.rows()).containsExactly("7.0", "8.0", "12.0", "13.0");
    }

    private static void aCarelessNeighbour(final SqlStory story) throws WarehouseException, SQLException {
        final LedgerLoader writer = story.writer();
        assertLoaded(story.load(writer, "7"), 1, 0);
        try (Connection neighbour = story.pool.connect();
                Statement statement = neighbour.createStatement()) {
            // A session of strangers would be ended.
            neighbour.unwrap(WatchedConnection.class).keep();
            statement.execute(SqlWarehouse.insert(story.table, SqlStory.record("8")));
        }
        assertLoaded(story.load(writer, "8"), 1, 0);
        assertThat(story.rows()).containsExactly("7.0", "8.0");
    }

    /** Between count and lock; the row that the rival made and set must not be made anew. */
    private static void aRivalThatMakesTheLedgerRow(final SqlStory story) throws WarehouseException {
        final LedgerLoader overtaken = story.writer();
        final LedgerLoader rival = story.writer();
        final List<List<String>> atEachBegin = new ArrayList<>();
        story.through((sql, execution) -> {
            if (sql.startsWith("BEGIN")) {
                if (atEachBegin.isEmpty()) {
                    assertLoaded(story.load(rival, "8"), 1, 0);
                }
                atEachBegin.add(story.ledger());
            }
            return execution.run(sql);
        });
        assertLoaded(story.load(overtaken, "7"), 1, 0);
        assertThat(atEachBegin).containsOnly(List.of("8"));
        assertThat(story.rows()).containsExactly("7.0", "8.0");
    }

    private static void anotherLedger(final SqlStory story) throws WarehouseException {
        final LedgerLoader writer = story.writer();
        assertLoaded(story.load(writer, "7"), 1, 0);
        story.warehouse.execute("UPDATE " + story.table + "_SHARDFLOW_GUARD SET LEDGER_ID = 'ANOTHER'");
        assertThat(story.load(writer, "8"))
                .isInstanceOfSatisfying(LoadOutcome.Stopped.class, stopped -> assertThat(stopped.reason())
                        .isEqualTo(LoadOutcome.StopReason.LEDGER_REPLACED));
        assertThat(story.rows()).containsExactly("7.0");
    }

    private static void columnsChangedBeforeAFastLoad(final SqlStory story) throws WarehouseException {
        final LedgerLoader writer = story.writer();
        final LedgerLoader changing = story.writer();
        assertLoaded(story.load(writer, "7"), 1, 0);
        changing.alter(List.of("ALTER TABLE " + story.table + " ADD COLUMN NOTE VARCHAR"));
        story.describe();
        assertThat(story.load(writer, "8"))
                .isInstanceOfSatisfying(
                        Loaded.class, loaded -> assertThat(loaded.conflicts()).hasSize(1));
        assertThat(story.rows()).containsExactly("7.0", "8.0");
        assertThat(story.ledger()).containsExactly("8");
    }

    private static void anOrphanWithTheLock(final SqlStory story) throws WarehouseException {
        final LedgerLoader writer = story.writer(DeliveryGuarantee.EXACTLY_ONCE, ONCE);
        assertLoaded(story.load(writer, "7"), 1, 0);
        story.through((sql, execution) -> {
            final Object result = execution.run(sql);
            if (isLock(sql)) {
                throw new SqlConnections.Lost();
            }
            return result;
        });
        assertThat(story.load(writer, "8")).isInstanceOf(LoadOutcome.NotYet.class);
        story.through((sql, execution) -> execution.run(sql));
        assertLoaded(story.load(writer, "8"), 1, 0);
    }

    private static boolean isLock(final String sql) {
        return sql.contains("SET \"LOCKED_BY\"");
    }
}
