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
        ledger.fetched(end(5), 700, 1);
        assertEquals(700, budget.used());
    }

    @Test
    void handsOnTheBytesOfOneAnswerAfterTheOther() throws InterruptedException {
        fetch(5, 100);
        fetch(9, 30);
        fetch(20, 7);
        assertFalse(ledger.isEmpty());
        assertEquals(100, ledger.handedOn(end(5)));
        assertEquals(30, ledger.handedOn(end(9)));
        assertEquals(7, ledger.handedOn(end(20)));
        assertTrue(ledger.isEmpty());
        assertEquals(137, budget.used());
    }

    @Test
    void whatIsPushedTakesNothingBeforeItIsThereAndIsNotLetComeWhileTheBudgetIsUsedUp() throws InterruptedException {
        final FetchLedger pushed = FetchLedger.ofPushed(budget);
        final FetchLedger other = FetchLedger.ofPushed(budget);
        assertTrue(pushed.reserve(Duration.ZERO));
        assertTrue(other.reserve(Duration.ZERO));
        assertEquals(0, budget.used());
        pushed.fetched(end(5), budget.capacity() + 1, 1);
        assertFalse(pushed.reserve(Duration.ZERO));
        other.fetched(end(5), 7, 1);
        assertEquals(budget.capacity() + 8, budget.used());
        pushed.close();
        assertTrue(other.reserve(Duration.ZERO));
        assertEquals(7, budget.used());
    }

    @Test
    void anAnswerThatWasNeverHandedOnIsNoticedWithTheNextOne() throws InterruptedException {
        fetch(5, 100);
        fetch(9, 30);
        assertThrows(IllegalStateException.class, () -> ledger.handedOn(end(9)));
    }

    @Test
    void whatTheLibraryDropsIsFreeAgain() throws InterruptedException {
        fetch(5, 100);
        fetch(9, 30);
        ledger.handedOn(end(5));
        ledger.reset();
        assertEquals(100, budget.used());
        assertEquals(0, ledger.handedOn(end(9)));
    }

    @Test
    void closingInTheMiddleOfACallGivesTheReservationBackOnce() throws InterruptedException {
        assertTrue(ledger.reserve(Duration.ZERO));
        ledger.close();
        ledger.fetched(end(5), 100, 1);
        ledger.close();
        assertEquals(0, budget.used());
        assertFalse(ledger.reserve(Duration.ZERO));
        assertEquals(0, budget.used());
    }

    @Test
    void anAnswerLargerThanTheWorstCaseIsStillCounted() throws InterruptedException {
        fetch(5, worstCase + 1);
        assertEquals(worstCase + 1, budget.used());
    }

    @Test
    void anAnswerWithoutRecordsTakesNothing() throws InterruptedException {
        assertTrue(ledger.reserve(Duration.ZERO));
        ledger.nothingFetched();
        assertEquals(0, budget.used());
    }

    private void fetch(final long last, final long bytes) throws InterruptedException {
        assertTrue(ledger.reserve(Duration.ZERO));
        ledger.fetched(end(last), bytes, 1);
    }

    private static Position end(final long sequenceNumber) {
        return new Position(Long.toString(sequenceNumber), Long.MAX_VALUE);
    }
}
