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
package io.shardflow.nifi.snowflake.jdbc;

import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.load.ArrivalRange;
import io.shardflow.nifi.snowflake.load.ShardRange;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Shards that are searched for in the same rows of the target. A condition for each of them would leave no time out that is read,
 * but would be one more to decide for each row, two hundred in all.
 *
 * @param arrivals of the rows that are searched; empty if they are not known
 */
record ArrivalWindow(Optional<ArrivalRange> arrivals, Set<StreamShard> shards) {

    /**
     * The windows of some ranges: one for all without arrivals, of the others one for those that overlap.
     *
     * @param slackMillis by which a window is wider than the ranges at either end
     */
    static List<ArrivalWindow> of(final Collection<ShardRange> ranges, final long slackMillis) {
        final Deque<ArrivalWindow> windows = new ArrayDeque<>();
        ranges.stream()
                .map(range -> new ArrivalWindow(
                        range.arrivals().map(arrivals -> arrivals.widened(slackMillis)), Set.of(range.shard())))
                .sorted(Comparator.comparing(ArrivalWindow::first, Comparator.nullsFirst(Comparator.naturalOrder())))
                .forEach(next -> {
                    final boolean met = !windows.isEmpty() && windows.getLast().reaches(next);
                    windows.add(met ? windows.removeLast().and(next) : next);
                });
        return List.copyOf(windows);
    }

    private Long first() {
        return arrivals.map(ArrivalRange::first).orElse(null);
    }

    private boolean reaches(final ArrivalWindow next) {
        return arrivals.isEmpty() == next.arrivals.isEmpty()
                && arrivals.map(own -> own.last() >= next.arrivals.orElseThrow().first())
                        .orElse(true);
    }

    private ArrivalWindow and(final ArrivalWindow other) {
        final Set<StreamShard> both = new HashSet<>(shards);
        both.addAll(other.shards);
        return new ArrivalWindow(arrivals.flatMap(own -> other.arrivals.map(own::and)), both);
    }
}
