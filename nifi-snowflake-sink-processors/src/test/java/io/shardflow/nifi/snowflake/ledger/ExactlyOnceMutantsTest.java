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

import io.shardflow.nifi.snowflake.load.LoadOutcome;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Takes each point of the protocol out and shows that the model finds what it is for. {@link ExactlyOnceModelTest} runs the
 * same scenarios with all points in.
 *
 * <table>
 *   <caption>points, what is taken out, what is found</caption>
 *   <tr><td>1 identity</td><td>sub-sequence number or shard not compared</td><td>loss</td></tr>
 *   <tr><td>2 overlap</td><td>FlowFiles that overlap taken for some that do not</td><td>double</td></tr>
 *   <tr><td></td><td>positions in two FlowFiles not counted</td><td>double</td></tr>
 *   <tr><td>3 ledger start</td><td>ledger made while running</td><td>double</td></tr>
 *   <tr><td></td><td>ledger made when a running node opens the table again</td><td>double</td></tr>
 *   <tr><td></td><td>guard's row in a second statement</td><td>stuck</td></tr>
 *   <tr><td></td><td>rows made without comparing the guard's token</td><td>two ledger rows</td></tr>
 *   <tr><td>4 clean, PUT</td><td>connection not rolled back</td><td>double</td></tr>
 *   <tr><td></td><td>no LOCK_TIMEOUT</td><td>stuck</td></tr>
 *   <tr><td></td><td>staged names used again</td><td>good records rejected; loss when counts are not checked either</td></tr>
 *   <tr><td>5 fast</td><td>ledger's position not read</td><td>double</td></tr>
 *   <tr><td>6 look</td><td>missing rows and tokens in two statements</td><td>double</td></tr>
 *   <tr><td></td><td>highest position never taken</td><td>double</td></tr>
 *   <tr><td></td><td>highest position taken of rows that are not above the incoming ones</td><td>double</td></tr>
 *   <tr><td></td><td>the first look at a shard searches above its records only, not among them</td><td>double</td></tr>
 *   <tr><td></td><td>not NULL-safe</td><td>double</td></tr>
 *   <tr><td>7 transaction</td><td>every statement its own</td><td>double</td></tr>
 *   <tr><td></td><td>counts not checked</td><td>loss</td></tr>
 *   <tr><td></td><td>the transaction's id asked when the rows are in</td><td>loss</td></tr>
 *   <tr><td></td><td>columns not compared</td><td>rows loaded by an outdated description</td></tr>
 *   <tr><td>8 lock</td><td>guard not locked</td><td>double</td></tr>
 *   <tr><td>9 set</td><td>tokens not compared</td><td>double</td></tr>
 *   <tr><td></td><td>transaction not compared</td><td>loss</td></tr>
 *   <tr><td>10 commit</td><td>COMMIT without an answer believed, and not read back</td><td>loss</td></tr>
 *   <tr><td></td><td>acknowledged COMMIT not read back</td><td>loss</td></tr>
 *   <tr><td></td><td>after lost sets still no lock before the look</td><td>stuck</td></tr>
 *   <tr><td>11 errors</td><td>no ROLLBACK</td><td>double</td></tr>
 *   <tr><td></td><td>DROP before ROLLBACK</td><td>double or loss</td></tr>
 *   <tr><td>12 AT_LEAST_ONCE</td><td>no token</td><td>double</td></tr>
 *   <tr><td></td><td>transaction not compared</td><td>loss</td></tr>
 *   <tr><td></td><td>gives a position to a row that nobody anchored</td><td>rows above the ledger's position</td></tr>
 *   <tr><td>13 DDL</td><td>tokens not renewed</td><td>rows loaded before the change, committed after</td></tr>
 *   <tr><td>14 refusals</td><td>policies overlooked</td><td>double</td></tr>
 *   <tr><td>16 rejected</td><td>they leave after the session that settles their FlowFile</td><td>neither landed nor left</td></tr>
 *   <tr><td></td><td>parts behind a refused record forgotten</td><td>loss</td></tr>
 * </table>
 *
 * <p>Not to be caught by loss, double or standstill: the claims of point 2 (without them two tasks of a node take the
 * ledger row from each other, and the token sorts it out); "shards that conflicted go alone" of point 9 (spares the others
 * the slow path); "then slow" after a lost COMMIT in point 11 (a fast attempt fails by its token, because the lost one
 * changed it or never will) and the abort by name (Snowflake ends the transaction itself, later); the arrival bounds of
 * point 6 (they only make the look cheap). That DDL commits is in point 11's second mutant.
 */
class ExactlyOnceMutantsTest {

    private static final int MOST_HISTORIES = 20_000;

    /** Rarer than others in histories of every kind. */
    private static final Map<Flaw, LongFunction<Scenario>> SCENARIOS = Map.of(
            Flaw.AT_LEAST_ONCE_WITHOUT_TOKEN, Scenario::mixed,
            Flaw.AT_LEAST_ONCE_ANCHORS, Scenario::mixed,
            Flaw.AT_LEAST_ONCE_WITHOUT_TRANSACTION, Scenario::mixed,
            Flaw.LEDGER_MADE_WHILE_RUNNING, Scenario::dropped,
            Flaw.POLICIES_OVERLOOKED, seed -> Scenario.any(seed).withHiddenRows());

    private static final Map<Flaw, Set<Finding.Kind>> OTHER_THAN_DOUBLE = Map.ofEntries(
            Map.entry(Flaw.LOOK_IGNORES_SUB_SEQUENCE, EnumSet.of(Finding.Kind.LOSS)),
            Map.entry(Flaw.LOOK_IGNORES_SHARD, EnumSet.of(Finding.Kind.LOSS)),
            Map.entry(Flaw.GUARD_ROW_IN_SECOND_STATEMENT, EnumSet.of(Finding.Kind.STUCK)),
            Map.entry(Flaw.ROWS_MADE_WITHOUT_GUARD_TOKEN, EnumSet.of(Finding.Kind.LEDGER)),
            Map.entry(Flaw.NO_LOCK_TIMEOUT, EnumSet.of(Finding.Kind.STUCK)),
            Map.entry(Flaw.STAGED_NAMES_REUSED, EnumSet.of(Finding.Kind.REJECTED)),
            Map.entry(Flaw.COPY_COUNT_NOT_CHECKED, EnumSet.of(Finding.Kind.LOSS)),
            Map.entry(Flaw.SHAPE_NOT_COMPARED, EnumSet.of(Finding.Kind.ALTERED)),
            Map.entry(Flaw.TOKENS_NOT_RENEWED, EnumSet.of(Finding.Kind.ALTERED)),
            Map.entry(Flaw.REJECTED_AFTER_SETTLING, EnumSet.of(Finding.Kind.STUCK)),
            Map.entry(Flaw.PARTS_FORGOTTEN, EnumSet.of(Finding.Kind.LOSS)),
            Map.entry(Flaw.TRANSACTION_ASKED_LATER, EnumSet.of(Finding.Kind.LOSS)),
            Map.entry(Flaw.SET_WITHOUT_TRANSACTION, EnumSet.of(Finding.Kind.LOSS)),
            Map.entry(Flaw.AT_LEAST_ONCE_WITHOUT_TRANSACTION, EnumSet.of(Finding.Kind.LOSS)),
            Map.entry(Flaw.COMMIT_NOT_READ_BACK, EnumSet.of(Finding.Kind.LOSS)),
            Map.entry(Flaw.AT_LEAST_ONCE_ANCHORS, EnumSet.of(Finding.Kind.LEDGER)));

    @TestFactory
    Stream<DynamicTest> eachPointTakenOutIsMissed() {
        return EnumSet.complementOf(EnumSet.of(Flaw.LOCK_NOT_FIRST, Flaw.COMMIT_BELIEVED, Flaw.WAITS_ON_FORMER_ROWS))
                .stream()
                .map(flaw -> DynamicTest.dynamicTest(flaw.name(), () -> {
                    final LongFunction<Scenario> scenarios = SCENARIOS.getOrDefault(flaw, Scenario::any);
                    assertFound(
                            seed -> scenarios.apply(seed).with(flaw),
                            OTHER_THAN_DOUBLE.getOrDefault(flaw, EnumSet.of(Finding.Kind.DOUBLE)));
                }));
    }

    /** The limit that the docs state. */
    @Test
    void whoGoesFastLoadsAgainWhatAWriterWithoutLedgerHasLoaded() {
        assertFound(seed -> Scenario.foreign(seed, false), EnumSet.of(Finding.Kind.DOUBLE));
    }

    /**
     * Another limit that they state, which one history in some hundred thousand comes to: a transaction is ended at its set, and the
     * session's next one, without the guard's lock, has the ledger's for a moment, which the set of a third writer waits for.
     */
    @Test
    void aSetThatWaitsAndActsOnOlderRowsThanThoseOfItsBeginDoubles() {
        final Scenario scenario = Scenario.dropped(-120_152);
        new ModelHistory(scenario).run();
        assertEquals(
                Finding.Kind.DOUBLE,
                assertThrows(Finding.class, () -> new ModelHistory(scenario.with(Flaw.WAITS_ON_FORMER_ROWS)).run())
                        .kind());
    }

    @Test
    void stagedNamesUsedAgainLoseRowsWhenCountsAreNotChecked() {
        assertFound(
                seed -> Scenario.any(seed).with(Flaw.STAGED_NAMES_REUSED, Flaw.COPY_COUNT_NOT_CHECKED),
                EnumSet.of(Finding.Kind.LOSS));
    }

    /** The one notices what the other overlooks, unless the session is gone. */
    @Test
    void aCommitWithoutAnAnswerBelievedLosesRowsWhenTheLedgerIsNotReadBackEither() {
        assertFound(
                seed -> Scenario.any(seed).with(Flaw.COMMIT_BELIEVED, Flaw.COMMIT_NOT_READ_BACK),
                EnumSet.of(Finding.Kind.LOSS));
    }

    @Test
    void withoutTheLockBeforeTheLookAFasterWriterStarvesASlowOne() {
        assertTrue(OvertakenWriter.load() instanceof LoadOutcome.Loaded);
        assertEquals(
                LoadOutcome.Reason.CONFLICT, ((LoadOutcome.NotYet) OvertakenWriter.load(Flaw.LOCK_NOT_FIRST)).reason());
    }

    @Test
    void aLedgerMadeWhenARunningNodeOpensTheTableAgainLetsItLoadWhatAnotherIsCommitting() {
        DroppedLedger.run(true);
        assertEquals(
                Finding.Kind.DOUBLE,
                assertThrows(Finding.class, () -> DroppedLedger.run(false)).kind());
    }

    /** Searches histories for one of these kinds; others are passed over. */
    private static void assertFound(final LongFunction<Scenario> scenarios, final Set<Finding.Kind> kinds) {
        for (int seed = 1; seed <= MOST_HISTORIES; seed++) {
            try {
                new ModelHistory(scenarios.apply(seed)).run();
            } catch (final Finding e) {
                if (kinds.contains(e.kind())) {
                    return;
                }
            }
        }
        throw new AssertionError("no history shows " + kinds);
    }
}
