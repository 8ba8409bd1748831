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
package io.shardflow.nifi.kinesis.status;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final long NOW = 1_800_000_000_000L;

    private long millis = 1_000_000;
    private final ConsumerStatus status = new ConsumerStatus(() -> TimeUnit.MILLISECONDS.toNanos(millis));

    @Test
    void onlyShardsThatThisNodeHoldsCountAndTheWorstIsNamed() {
        status.holding(Set.of("a", "b", "c"));
        status.read("a", 0);
        status.read("b", 3_000);
        status.read("c", 9_000);
        status.holding(Set.of("a", "b"));
        final Progress progress = progress(Map.of("a", NOW - 500), Duration.ZERO);
        assertEquals(List.of(new ShardLag("a", 500), new ShardLag("b", 3_000)), progress.shards());
        assertEquals(Optional.of(new ShardLag("b", 3_000)), progress.worst());
        assertEquals(3_000, progress.lagMillis());
    }

    @Test
    void aConsumerAtTheTipHasNoWorstShard() {
        status.holding(Set.of("a"));
        status.read("a", 0);
        assertEquals(Optional.empty(), progress(Map.of(), Duration.ZERO).worst());
        assertEquals(0, progress(Map.of(), Duration.ZERO).lagMillis());
    }

    @Test
    void aConsumerThatDoesNotReadIsBehindForAsLong() {
        assertEquals(75_000, progress(Map.of(), Duration.ofSeconds(75)).lagMillis());
    }

    @Test
    void aShardThatIsTakenAnewIsNotAtTheTipForWhatWasKnownOfItBefore() {
        status.holding(Set.of("a"));
        status.read("a", 0);
        millis += 1_000;
        status.taken("a");
        millis += 6_000;
        assertEquals(6_000, progress(Map.of(), Duration.ZERO).lagMillis());
        status.read("a", 40_000);
        assertEquals(40_000, progress(Map.of(), Duration.ZERO).lagMillis());
    }

    @Test
    void itCountsTheCallsThatFailNowAndWhatIsCommitted() {
        status.readFailed("a", "GetRecords", new IllegalStateException("no"));
        status.readFailed("b", "GetRecords", new IllegalStateException("no"));
        status.failed(new Call(Call.DYNAMODB, "Scan", "app"), new java.io.IOException("Read timed out"));
        status.read("b", 0);
        status.committed(3, 100);
        status.committed(2, 50);
        final Progress progress = progress(Map.of(), Duration.ZERO);
        assertEquals(2, progress.failingCalls());
        assertEquals(new ConsumerStatus.Committed(5, 150), progress.committed());
    }

    private Progress progress(final Map<String, Long> oldestArrivals, final Duration notReading) {
        return Progress.of(status.view(), oldestArrivals, notReading, NOW);
    }
}
