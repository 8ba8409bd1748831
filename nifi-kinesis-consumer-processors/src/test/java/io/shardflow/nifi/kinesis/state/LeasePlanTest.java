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
package io.shardflow.nifi.kinesis.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.shardflow.nifi.kinesis.stream.ShardInfo;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LeasePlanTest {

    /** a splits into b and c; b and c merge into d; e stands alone. */
    private static final List<ShardInfo> RESHARDED =
            List.of(closed("a"), closed("b", "a"), closed("c", "a"), open("d", "b", "c"), open("e"));

    @Test
    void fromTheOldestRecordItBeginsWithTheOldestShards() {
        assertEquals(List.of("a", "e"), fromOldest(RESHARDED, Map.of()));
        assertEquals(
                "TRIM_HORIZON",
                LeasePlan.fromOldest(RESHARDED, Map.of()).getFirst().checkpoint());
    }

    @Test
    void fromATimeEveryShardThatMayHoldRecordsOfItBeginsThere() {
        assertEquals(List.of("e", "b", "c", "d"), fromTime(Set.of("b", "c", "d", "e"), Map.of()));
        assertEquals(List.of("e", "d"), fromTime(Set.of("d", "e"), Map.of()));
        assertEquals(
                "AT_TIMESTAMP",
                LeasePlan.fromTime(RESHARDED, Set.of("d"), Map.of()).getFirst().checkpoint());
    }

    @Test
    void aShardIsWrittenThoughItsParentIsStillBeingRead() {
        assertEquals(
                List.of("c", "d"),
                fromTime(Set.of("a", "b", "c", "d", "e"), Map.of("a", false, "b", false, "e", false)));
    }

    @Test
    void bothParentsOfAMergeAreWrittenIfOneEndedAtThatTime() {
        assertEquals(List.of("e", "b", "c", "d"), fromTime(Set.of("c", "d", "e"), Map.of()));
    }

    @Test
    void aCrashInTheMiddleOfWritingIsRepaired() {
        assertEquals(List.of("e"), fromOldest(RESHARDED, Map.of("a", false)));
        assertEquals(List.of("b", "c", "d"), fromTime(Set.of("b", "c", "d", "e"), Map.of("e", false)));
        assertEquals(List.of("d"), fromTime(Set.of("b", "c", "d", "e"), Map.of("e", false, "b", false, "c", false)));
    }

    @Test
    void aShardWhoseRowWasCleanedUpAfterItsEndIsNotReadAgain() {
        final Map<String, Boolean> cleaned = Map.of("d", false, "e", false);
        assertEquals(List.of(), fromOldest(RESHARDED, cleaned));
        assertEquals(List.of(), fromTime(Set.of("a", "b", "c", "d", "e"), cleaned));
    }

    @Test
    void fromTheOldestRecordChildrenOfARunningShardAreLeftToTheLibrary() {
        assertEquals(List.of(), fromOldest(RESHARDED, Map.of("a", false, "e", false)));
    }

    @Test
    void aChildThatIsMissingBehindAFinishedParentIsWritten() {
        assertEquals(List.of("c"), fromOldest(RESHARDED, Map.of("a", true, "b", false, "e", false)));
    }

    @Test
    void aShardWhoseParentHasLeftTheStreamIsARoot() {
        assertEquals(List.of("x"), fromOldest(List.of(open("x", "gone")), Map.of()));
    }

    private static List<String> fromOldest(final List<ShardInfo> listing, final Map<String, Boolean> leases) {
        return ids(LeasePlan.fromOldest(listing, leases));
    }

    private static List<String> fromTime(final Set<String> since, final Map<String, Boolean> leases) {
        return ids(LeasePlan.fromTime(RESHARDED, since, leases));
    }

    private static List<String> ids(final List<LeasePlan.NewLease> leases) {
        return leases.stream().map(lease -> lease.shard().shardId()).toList();
    }

    private static ShardInfo open(final String id, final String... parents) {
        return new ShardInfo(id, List.of(parents), false, "0", "1");
    }

    private static ShardInfo closed(final String id, final String... parents) {
        return new ShardInfo(id, List.of(parents), true, "0", "1");
    }
}
