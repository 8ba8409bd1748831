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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.ledger.LedgerHeads.Head;
import io.shardflow.nifi.snowflake.load.ShardRange;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LedgerHeadsTest {

    private static final StreamShard A = new StreamShard("s", "a");
    private static final StreamShard B = new StreamShard("s", "b");

    private final LedgerHeads heads = new LedgerHeads(false);

    @Test
    void aBatchIsAboveOnlyIfEveryShardIsKnownAndBelowIt() {
        heads.remember(A, head("9"));
        assertTrue(heads.below(Map.of(A, range(A, "10", "12"))).isPresent());
        assertFalse(heads.below(Map.of(A, range(A, "9", "12"))).isPresent());
        assertFalse(heads.below(Map.of(A, range(A, "10", "12"), B, range(B, "10", "12")))
                .isPresent());
        heads.remember(B, head("10"));
        assertFalse(heads.below(Map.of(A, range(A, "10", "12"), B, range(B, "10", "12")))
                .isPresent());
    }

    @Test
    void anEmptyTargetIsBelowEverything() {
        heads.remember(A, new Head("t", Optional.empty()));
        assertTrue(heads.below(Map.of(A, range(A, "0", "0"))).isPresent());
    }

    @Test
    void whatWasSearchedFromAPositionOnSaysNothingOfWhatLiesBelow() {
        heads.remember(A, searchedFrom("20", "9"));
        assertTrue(heads.isBelow(range(A, "20", "25")));
        assertTrue(heads.isBelow(range(A, "21", "25")));
        assertFalse(heads.isBelow(range(A, "10", "25")));
        assertTrue(heads.isDoubted(A));
        heads.remember(A, searchedFrom("20", "22"));
        assertFalse(heads.isBelow(range(A, "20", "25")));
        assertTrue(heads.isBelow(range(A, "23", "25")));
    }

    @Test
    void theLedgerPositionGoesUpWhereverWasSearched() {
        assertEquals(new Position("12", 0), searchedFrom("20", "9").after(range(A, "10", "12")));
        assertEquals(new Position("25", 0), searchedFrom("20", "9").after(range(A, "20", "25")));
    }

    @Test
    void aShardIsNewOnce() {
        final Map<StreamShard, ShardRange> both = Map.of(A, range(A, "1", "2"), B, range(B, "1", "2"));
        assertEquals(both, heads.unmet(both));
        heads.met(Set.of(A));
        heads.remember(B, head("9"));
        heads.forget(Set.of(B));
        assertEquals(Map.of(), heads.unmet(both));
        heads.forgetAll();
        assertEquals(both, heads.unmet(both));
    }

    @Test
    void besideOthersWhoKnowNoLedgerNothingIsBelow() {
        final LedgerHeads beside = new LedgerHeads(true);
        beside.remember(A, head("9"));
        assertFalse(beside.isBelow(range(A, "10", "12")));
        assertEquals(Map.of(), beside.unmet(Map.of(B, range(B, "1", "2"))));
    }

    @Test
    void theLedgerPositionNeverGoesBack() {
        assertEquals(new Position("12", 0), head("9").after(range(A, "1", "12")));
        assertEquals(new Position("9", 0), head("9").after(range(A, "1", "8")));
        assertEquals(new Position("8", 0), new Head("t", Optional.empty()).after(range(A, "1", "8")));
    }

    @Test
    void aDoubtOutlastsForgettingAndEndsWithALook() {
        heads.doubt(Set.of(A));
        heads.forget(Set.of(A));
        assertTrue(heads.isDoubted(A));
        heads.remember(A, head("9"));
        assertFalse(heads.isDoubted(A));
    }

    @Test
    void whatIsForgottenIsNotDoubted() {
        heads.remember(A, head("9"));
        heads.forget(Set.of(A));
        assertTrue(heads.head(A).isEmpty());
        assertFalse(heads.isDoubted(A));
    }

    @Test
    void whatIsKnownOfARowIsNotGivenUpForALowerPositionReadFromIt() {
        assertEquals(head("9"), heads.atLeast(A, head("9")));
        heads.remember(A, head("12"));
        assertEquals(head("12"), heads.atLeast(A, head("9")));
        assertEquals(head("12"), heads.atLeast(A, new Head("t", Optional.empty())));
        assertEquals(head("13"), heads.atLeast(A, head("13")));
        final Head setSince = new Head("another", Optional.of(new Position("9", 0)));
        assertEquals(setSince, heads.atLeast(A, setSince));
    }

    private static Head head(final String sequenceNumber) {
        return new Head("t", Optional.of(new Position(sequenceNumber, 0)));
    }

    private static Head searchedFrom(final String from, final String highest) {
        return new Head("t", Optional.of(new Position(highest, 0)), Optional.of(new Position(from, 0)));
    }

    private static ShardRange range(final StreamShard shard, final String min, final String max) {
        return new ShardRange(shard, new Position(min, 0), new Position(max, 0), Optional.empty(), 1);
    }
}
