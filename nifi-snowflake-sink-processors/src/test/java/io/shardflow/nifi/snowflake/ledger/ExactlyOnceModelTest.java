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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.snowflake.ledger.Faults.Fault;
import io.shardflow.nifi.snowflake.load.LoadOutcome;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * The real loader against a model of Snowflake, history by history. A history has one to three nodes with one or two tasks
 * each, several shards of two streams, FlowFiles of one or several shards and several FlowFiles in a transaction, which may
 * overlap and repeat positions, redeliveries that overlap, partly or wholly and cut anew, faults at random statements (crash, lost session, COMMIT
 * executed at once, later or never, throttling, truncated upload, a live transaction ended from outside), records that cannot be loaded and leave their FlowFile
 * before it is sent, others that the target refuses and that are sought in parts of their FlowFile, and people who delete rows, double, drop or lose the
 * ledger, alter the target's columns, or replace the target; a node alters the columns, too. All threads run one statement at a time; the
 * seed decides everything, so that a seed that fails fails again, with the whole story under {@code -Dshardflow.model.tell=true}.
 *
 * <p>What is checked: no EXACTLY_ONCE commit adds a row that the table has; what is acknowledged is in the table (unless
 * deleted by hand); everything is acknowledged, or rejected though never for being good, within a bound of steps; inserted and recognised rows are all rows; one
 * ledger row per shard, with no row of the target above its position; no commit of rows that were loaded for other columns.
 *
 * <p>What is assumed: one statement is one snapshot; an UPDATE or DELETE under a held lock works on the last commit, or at
 * least on nothing older than its session has seen; a ledger is dropped while writers run only if all of them are stopped
 * before one makes it anew, and put back or edited by hand only while no transaction is open. Of the target's columns the model knows one text,
 * which is another one when they are altered. What is not in it: single columns, values, sizes, arrival bounds of the look.
 */
class ExactlyOnceModelTest {

    @Property(tries = 8_000, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void everyRecordLandsOnce(@ForAll final long seed) {
        new ModelHistory(Scenario.any(seed)).run();
    }

    @Property(tries = 2_000, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void exactlyOnceWritersStayRightBesideAtLeastOnceWriters(@ForAll final long seed) {
        new ModelHistory(Scenario.mixed(seed)).run();
    }

    @Property(tries = 3_000, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void anOlderLedgerDoesNoHarmToAShardDeliveredInOrder(@ForAll final long seed) {
        new ModelHistory(Scenario.restored(seed)).run();
    }

    /**
     * A look took the highest position in the target, the transaction lost another shard, and the next attempt's look took
     * none: one history in some three hundred thousand.
     */
    @Example
    void whatALookHasFoundOutIsKeptWhenItsTransactionIsLost() {
        new ModelHistory(Scenario.restored(8_864)).run();
    }

    /**
     * A node with a copy of another one's state starts and ends that one's transaction under whose lock the columns are being changed.
     * They are changed all the same, while a third one has the lock: to its COMMIT, which renews no tokens, the change is nothing.
     */
    @Example
    void aChangeOfColumnsWhoseLockWasTakenAwayBindsNobody() {
        new ModelHistory(Scenario.any(7_253_643)).run();
    }

    @Property(tries = 2_000, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void aLedgerDroppedWhileRunningStopsTheWriters(@ForAll final long seed) {
        new ModelHistory(Scenario.dropped(seed)).run();
    }

    @Property(tries = 3_000, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void whatAnotherWriterLoadedBeforeTheLookIsNotLoadedAgain(@ForAll final long seed) {
        final ModelHistory history = new ModelHistory(Scenario.foreign(seed, true));
        history.run();
        assertEquals(0, history.tally.fast);
    }

    /** Also every COMMIT whose answer is lost: executed never, later, and at once. */
    @Example
    void everyFaultAtEveryStatementIsSurvived() {
        for (final Fault fault : EnumSet.complementOf(EnumSet.of(Fault.NONE))) {
            for (int seed = 1; seed <= 6; seed++) {
                int statement = 0;
                int statements;
                do {
                    statements = runWith(seed, fault, statement);
                    statement++;
                } while (statement < statements);
                assertTrue(statement > 30, "statements: " + statement);
            }
        }
    }

    @Property(tries = 2_000, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void statementsThatAreRunTwiceDoubleNothing(@ForAll final long seed) {
        final Random choice = new Random(seed);
        final Faults faults = () -> choice.nextInt(20) == 0 ? Fault.TWICE : Fault.NONE;
        new ModelHistory(Scenario.any(seed), Optional.of(faults)).run();
    }

    /** Returns how many statements there were. */
    private static int runWith(final int seed, final Fault fault, final int at) {
        final AtomicInteger count = new AtomicInteger();
        final Faults faults = () -> count.getAndIncrement() == at ? fault : Fault.NONE;
        new ModelHistory(Scenario.calm(seed), Optional.of(faults)).run();
        return count.get();
    }

    @Example
    void theSameSeedGivesTheSameHistory() {
        for (int seed = 1; seed <= 50; seed++) {
            final ModelHistory first = new ModelHistory(Scenario.any(seed));
            final ModelHistory second = new ModelHistory(Scenario.any(seed));
            first.run();
            second.run();
            assertEquals(first.tally.toString(), second.tally.toString());
        }
    }

    @Example
    void historiesComeByEverything() {
        final Tally tally = new Tally();
        for (int seed = 1; seed <= 3000; seed++) {
            final ModelHistory history = new ModelHistory(Scenario.any(seed));
            history.run();
            tally.add(history.tally);
        }
        final String what = tally.toString();
        assertTrue(tally.fast > 500 && tally.slow > 1000 && tally.recognised > 1000, what);
        assertTrue(tally.shared > 300 && tally.divided > 50, what);
        assertTrue(
                tally.repeated > 500
                        && tally.stopped > 50
                        && tally.rejected > 300
                        && tally.left > 1000
                        && tally.altered > 100,
                what);
        // A stop of the processor is to the protocol what a transient failure is.
        assertEquals(EnumSet.complementOf(EnumSet.of(LoadOutcome.Reason.STOPPED)), tally.notYet.keySet(), what);
    }

    @Example
    void aTargetThatHidesRowsIsRefused() {
        assertThrows(
                ModelNode.Refused.class, () -> new ModelHistory(Scenario.calm(1).withHiddenRows()).run());
    }
}
