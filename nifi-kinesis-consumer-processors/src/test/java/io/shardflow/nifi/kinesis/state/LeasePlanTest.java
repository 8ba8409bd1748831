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
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.stream.ShardInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LeasePlanTest {

    /** a splits into b and c; b and c merge into d; e stands alone. */
    private static final List<ShardInfo> RESHARDED =
            List.of(closed("a"), closed("b", "a"), closed("c", "a"), open("d", "b", "c"), open("e"));

    @Test
    void aNewApplicationBeginsWithTheOldestShards() {
        assertEquals(List.of("a", "e"), missing(RESHARDED, Map.of(), LeasePlan.Start.TRIM_HORIZON));
        assertEquals(List.of("a", "e"), missing(RESHARDED, Map.of(), LeasePlan.Start.AT_TIMESTAMP));
    }

    @Test
    void aNewApplicationAtTheTipBeginsWithOpenShards() {
        assertEquals(List.of("d", "e"), missing(RESHARDED, Map.of(), LeasePlan.Start.LATEST));
    }

    @Test
    void theCheckpointIsTheSentinelOfTheStart() {
        assertEquals(
                "TRIM_HORIZON",
                LeasePlan.missing(RESHARDED, Map.of(), LeasePlan.Start.TRIM_HORIZON)
                        .getFirst()
                        .checkpoint());
        assertEquals(
                "AT_TIMESTAMP",
                LeasePlan.missing(RESHARDED, Map.of(), LeasePlan.Start.LATEST)
                        .getFirst()
                        .checkpoint());
    }

    @Test
    void aCrashInTheMiddleOfWritingIsRepaired() {
        assertEquals(List.of("e"), missing(RESHARDED, Map.of("a", false), LeasePlan.Start.TRIM_HORIZON));
        final List<ShardInfo> open = List.of(closed("r"), open("x", "r"), open("y", "r"));
        assertEquals(List.of("y"), missing(open, Map.of("x", false), LeasePlan.Start.LATEST));
    }

    @Test
    void aShardWhoseRowWasCleanedUpAfterItsEndIsNotReadAgain() {
        assertEquals(List.of(), missing(RESHARDED, Map.of("d", false, "e", false), LeasePlan.Start.TRIM_HORIZON));
    }

    @Test
    void childrenOfARunningShardAreLeftToTheLibrary() {
        assertEquals(List.of(), missing(RESHARDED, Map.of("a", false, "e", false), LeasePlan.Start.TRIM_HORIZON));
    }

    @Test
    void aChildThatIsMissingBehindAFinishedParentIsWritten() {
        assertEquals(
                List.of("c"),
                missing(RESHARDED, Map.of("a", true, "b", false, "e", false), LeasePlan.Start.TRIM_HORIZON));
    }

    @Test
    void aShardWhoseParentHasLeftTheStreamIsARoot() {
        assertEquals(List.of("x"), missing(List.of(open("x", "gone")), Map.of(), LeasePlan.Start.TRIM_HORIZON));
    }

    /** However a stream was resharded and whichever rows a crash left out, every open shard is reached from some row. */
    @Property(tries = 300)
    void everyOpenShardIsReachedOnce(@ForAll final long seed, @ForAll @IntRange(max = 12) final int reshards) {
        final Random random = new Random(seed);
        final List<ShardInfo> stream = stream(random, reshards);
        final Map<String, Boolean> leases = new HashMap<>();
        for (final LeasePlan.NewLease lease : LeasePlan.missing(stream, leases, LeasePlan.Start.TRIM_HORIZON)) {
            if (random.nextBoolean()) {
                leases.put(lease.shard().shardId(), false);
            }
        }
        final Set<String> rows = new HashSet<>(leases.keySet());
        rows.addAll(missing(stream, leases, LeasePlan.Start.TRIM_HORIZON));
        for (final ShardInfo shard : stream) {
            assertTrue(reached(shard, stream, rows), () -> shard + " of " + stream + " from " + rows);
        }
        assertEquals(List.of(), missing(stream, running(rows), LeasePlan.Start.TRIM_HORIZON));
    }

    private static Map<String, Boolean> running(final Set<String> rows) {
        final Map<String, Boolean> leases = new HashMap<>();
        rows.forEach(row -> leases.put(row, false));
        return leases;
    }

    private static boolean reached(final ShardInfo shard, final List<ShardInfo> stream, final Set<String> rows) {
        return rows.contains(shard.shardId())
                || stream.stream()
                        .filter(other -> shard.parents().contains(other.shardId()))
                        .anyMatch(parent -> reached(parent, stream, rows));
    }

    private static List<ShardInfo> stream(final Random random, final int reshards) {
        final List<ShardInfo> shards = new ArrayList<>(List.of(open("s0"), open("s1"), open("s2")));
        for (int i = 0; i < reshards; i++) {
            final List<ShardInfo> open =
                    shards.stream().filter(shard -> !shard.closed()).toList();
            final ShardInfo first = open.get(random.nextInt(open.size()));
            final ShardInfo second = open.get(random.nextInt(open.size()));
            final String id = "s" + shards.size();
            close(shards, first);
            if (first != second && random.nextBoolean()) {
                close(shards, second);
                shards.add(open(id, first.shardId(), second.shardId()));
            } else {
                shards.add(open(id, first.shardId()));
                shards.add(open(id + "b", first.shardId()));
            }
        }
        return shards;
    }

    private static void close(final List<ShardInfo> shards, final ShardInfo shard) {
        shards.set(shards.indexOf(shard), new ShardInfo(shard.shardId(), shard.parents(), true, "0", "1"));
    }

    private static List<String> missing(
            final List<ShardInfo> listing, final Map<String, Boolean> leases, final LeasePlan.Start start) {
        return LeasePlan.missing(listing, leases, start).stream()
                .map(lease -> lease.shard().shardId())
                .toList();
    }

    private static ShardInfo open(final String id, final String... parents) {
        return new ShardInfo(id, List.of(parents), false, "0", "1");
    }

    private static ShardInfo closed(final String id, final String... parents) {
        return new ShardInfo(id, List.of(parents), true, "0", "1");
    }
}
