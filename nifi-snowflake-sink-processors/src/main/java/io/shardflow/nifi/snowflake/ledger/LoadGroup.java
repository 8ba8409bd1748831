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

import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.load.Batch;
import io.shardflow.nifi.snowflake.load.ShardRange;
import io.shardflow.nifi.snowflake.load.TransactionPlanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Shards of a batch that go into one transaction: at first all of them, as far as statements may be so long, after a conflict
 * those that conflicted apart from those that did not.
 *
 * @param whole whether it is the whole batch; only then its files can be copied straight into the target
 * @param lostSets how often in a row the set of these shards was lost to others
 */
record LoadGroup(Map<StreamShard, ShardRange> ranges, boolean whole, int lostSets) {

    static LoadGroup of(final Batch batch) {
        return new LoadGroup(batch.shards(), true, 0);
    }

    Set<StreamShard> shards() {
        return ranges.keySet();
    }

    long rows() {
        return ranges.values().stream().mapToLong(ShardRange::rows).sum();
    }

    /** The same shards, in groups of as many as may share a transaction; just this one if they all may. */
    List<LoadGroup> parts() {
        return ranges.size() <= TransactionPlanner.MOST_SHARDS
                ? List.of(this)
                : parts(shards()).stream()
                        .map(shards -> part(shards::contains, lostSets))
                        .toList();
    }

    /** Shards in groups of as many as a statement may name. */
    static List<Set<StreamShard>> parts(final Set<StreamShard> shards) {
        final List<StreamShard> all = List.copyOf(shards);
        final List<Set<StreamShard>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += TransactionPlanner.MOST_SHARDS) {
            parts.add(Set.copyOf(all.subList(from, Math.min(all.size(), from + TransactionPlanner.MOST_SHARDS))));
        }
        return parts;
    }

    /** The shards of this group that were not in conflict; empty ranges if all were. */
    LoadGroup without(final Set<StreamShard> conflicts) {
        return part(shard -> !conflicts.contains(shard), lostSets);
    }

    /** The shards of this group that were in conflict, now with one lost set more. */
    LoadGroup alone(final Set<StreamShard> conflicts) {
        return part(conflicts::contains, lostSets + 1);
    }

    private LoadGroup part(final Predicate<StreamShard> chosen, final int lost) {
        final Map<StreamShard, ShardRange> part = ranges.entrySet().stream()
                .filter(entry -> chosen.test(entry.getKey()))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
        return new LoadGroup(part, whole && part.size() == ranges.size(), lost);
    }
}
