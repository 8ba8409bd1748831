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
package io.shardflow.nifi.kinesis.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.metadata.Position;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FetchLedgerTest {

    private static final int MAX_RECORDS = 10;

    private final long worstCase = FetchLedger.worstCase(MAX_RECORDS);
    private final ByteBudget budget = new ByteBudget(worstCase * 2);
    private final FetchLedger ledger = new FetchLedger(budget, MAX_RECORDS);

    @Test
    void keepsOfTheWorstCaseOnlyWhatTheAnswerNeeds() throws InterruptedException {
        assertTrue(ledger.reserve(Duration.ZERO));
        assertEquals(worstCase, budget.used());
        ledger.fetched(List.of(record(4, 10), record(5, 700)));
        assertEquals(BufferedRecord.charge(10) + BufferedRecord.charge(700), budget.used());
    }

    @Test
    void handsOnOneAnswerAfterTheOtherWithItsBytes() throws InterruptedException {
        fetch(5, 100);
        fetch(9, 30);
        fetch(20, 7);
        assertFalse(ledger.isEmpty());
        assertHandedOn(5, 100);
        assertHandedOn(9, 30);
        assertHandedOn(20, 7);
        assertTrue(ledger.isEmpty());
        assertEquals(BufferedRecord.charge(100) + BufferedRecord.charge(30) + BufferedRecord.charge(7), budget.used());
    }

    @Test
    void whatIsPushedTakesNothingBeforeItIsThereAndIsNotLetComeWhileTheBudgetIsUsedUp() throws InterruptedException {
        final FetchLedger pushed = FetchLedger.ofPushed(budget);
        final FetchLedger other = FetchLedger.ofPushed(budget);
        assertTrue(pushed.reserve(Duration.ZERO));
        assertTrue(other.reserve(Duration.ZERO));
        assertEquals(0, budget.used());
        final int more = (int) budget.capacity() + 1;
        pushed.fetched(List.of(record(5, more)));
        assertFalse(pushed.reserve(Duration.ZERO));
        other.fetched(List.of(record(5, 7)));
        assertEquals(BufferedRecord.charge(more) + BufferedRecord.charge(7), budget.used());
        pushed.close();
        assertTrue(other.reserve(Duration.ZERO));
        assertEquals(BufferedRecord.charge(7), budget.used());
    }

    @Test
    void anAnswerThatWasNeverHandedOnIsNoticedWithTheNextOne() throws InterruptedException {
        fetch(5, 100);
        fetch(9, 30);
        assertThrows(IllegalStateException.class, () -> handOn(9));
    }

    @Test
    void whatTheLibraryDropsIsFreeAgainAndNotHandedOn() throws InterruptedException {
        fetch(5, 100);
        fetch(9, 30);
        assertHandedOn(5, 100);
        ledger.reset();
        assertEquals(BufferedRecord.charge(100), budget.used());
        assertEquals(Optional.empty(), handOn(9));
    }

    @Test
    void anAnswerThatCannotBeKeptForWantOfMemoryIsNone() throws InterruptedException {
        assertTrue(ledger.reserve(Duration.ZERO));
        assertThrows(
                OutOfMemoryError.class,
                () -> ledger.fetched(new AbstractList<>() {
                    @Override
                    public BufferedRecord get(final int index) {
                        return record(5, 100);
                    }

                    @Override
                    public int size() {
                        return 1;
                    }

                    @Override
                    public boolean isEmpty() {
                        throw new OutOfMemoryError("as if for the object that keeps it");
                    }
                }));
        ledger.nothingFetched();
        assertEquals(0, budget.used());
    }

    @Test
    void anAnswerThatIsNotTakenOverIsStillThereWithItsBytes() throws InterruptedException {
        fetch(5, 100);
        assertThrows(
                OutOfMemoryError.class,
                () -> ledger.handOn(at(5), answer -> {
                    throw new OutOfMemoryError("as if for its place in the queue");
                }));
        assertHandedOn(5, 100);
        fetch(6, 100);
        assertThrows(
                OutOfMemoryError.class,
                () -> ledger.handOn(at(6), answer -> {
                    throw new OutOfMemoryError("as if for its place in the queue");
                }));
        ledger.close();
        assertEquals(BufferedRecord.charge(100), budget.used(), "of the first, which was handed on");
    }

    /** The library's thread may still have an answer in its hands that it has gone back behind. */
    @Test
    void anAnswerFromBeforeItWentBackIsNotHandedOnInPlaceOfTheOneReadAgain() throws InterruptedException {
        fetch(5, 100);
        ledger.reset();
        fetch(4, 30);
        assertThrows(IllegalStateException.class, () -> handOn(5));
        ledger.reset();
        fetch(9, 30);
        assertEquals(Optional.empty(), handOn(5));
        assertHandedOn(9, 30);
    }

    @Test
    void closingInTheMiddleOfACallGivesTheReservationBackOnce() throws InterruptedException {
        assertTrue(ledger.reserve(Duration.ZERO));
        ledger.close();
        ledger.fetched(List.of(record(5, 100)));
        ledger.close();
        assertEquals(0, budget.used());
        assertFalse(ledger.reserve(Duration.ZERO));
        assertEquals(0, budget.used());
    }

    @Test
    void anAnswerLargerThanTheWorstCaseIsStillCounted() throws InterruptedException {
        fetch(5, (int) worstCase + 1);
        assertEquals(BufferedRecord.charge((int) worstCase + 1), budget.used());
    }

    @Test
    void anAnswerWithoutRecordsTakesNothing() throws InterruptedException {
        assertTrue(ledger.reserve(Duration.ZERO));
        ledger.nothingFetched();
        assertEquals(0, budget.used());
    }

    @Test
    void asMuchIsTakenForTheNextAnswerAsAnswersOfThisShardAre() throws InterruptedException {
        fetch(5, 1_000_000);
        final long first = BufferedRecord.charge(1_000_000);
        assertTrue(ledger.reserve(Duration.ZERO));
        assertEquals(3 * first, budget.used());
        ledger.fetched(List.of());
        assertEquals(first, budget.used());
    }

    @Test
    void aCallThatFailsSaysNothingOfTheNextAnswer() throws InterruptedException {
        assertTrue(ledger.reserve(Duration.ZERO));
        ledger.nothingFetched();
        assertTrue(ledger.reserve(Duration.ZERO));
        assertEquals(worstCase, budget.used());
    }

    /** Its fetching thread answers the library in between, and asks again. */
    @Test
    void aShardThatNeedsMuchComesToItsTurnBesideOneThatNeedsLittle() throws InterruptedException {
        final int small = 10_000;
        final FetchLedger other = new FetchLedger(budget, MAX_RECORDS);
        assertTrue(other.reserve(Duration.ZERO));
        other.fetched(List.of(record(5, small)));
        budget.settle(0, 0, budget.capacity() - budget.used());
        boolean reserved = false;
        for (long released = 0; released < 2 * worstCase && !reserved; released += BufferedRecord.charge(small)) {
            budget.release(BufferedRecord.charge(small));
            reserved = ledger.reserve(Duration.ZERO);
            if (other.reserve(Duration.ZERO)) {
                other.fetched(List.of(record(6, small)));
            }
        }
        assertTrue(reserved);
    }

    private void fetch(final long last, final int bytes) throws InterruptedException {
        assertTrue(ledger.reserve(Duration.ZERO));
        ledger.fetched(List.of(record(last, bytes)));
    }

    private Optional<FetchLedger.Answer> handOn(final long last) {
        final List<FetchLedger.Answer> handed = new ArrayList<>();
        final List<BufferedRecord> records = ledger.handOn(at(last), handed::add);
        assertEquals(
                handed.stream().map(FetchLedger.Answer::records).findFirst().orElse(List.of()), records);
        return handed.stream().findFirst();
    }

    private void assertHandedOn(final long last, final int bytes) {
        final FetchLedger.Answer answer = handOn(last).orElseThrow();
        assertEquals(List.of(at(last)), Records.positions(answer.records()));
        assertEquals(BufferedRecord.charge(bytes), answer.permits());
    }

    private static BufferedRecord record(final long sequenceNumber, final int bytes) {
        return new BufferedRecord(at(sequenceNumber), "key", 1, new byte[bytes], Optional.empty());
    }

    private static Position at(final long sequenceNumber) {
        return new Position(Long.toString(sequenceNumber), 0);
    }
}
