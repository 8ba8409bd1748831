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
package io.shardflow.nifi.snowflake.load;

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Divides FlowFiles into transactions (point 2): those whose [min, max] of a shard overlap go into separate ones, because
 * the same position in both would be loaded twice. Order is kept: no FlowFile goes into an earlier transaction than one
 * before it.
 */
public final class TransactionPlanner {

    private TransactionPlanner() {}

    /** Transactions in the order in which they are to be loaded; each has at least one FlowFile. */
    public static <F> List<List<Delivery<F>>> plan(final List<Delivery<F>> deliveries) {
        final List<List<Delivery<F>>> transactions = new ArrayList<>();
        Map<StreamShard, NavigableMap<Position, ShardRange>> taken = new HashMap<>();
        for (final Delivery<F> delivery : deliveries) {
            if (transactions.isEmpty() || isTaken(delivery, taken)) {
                transactions.add(new ArrayList<>());
                taken = new HashMap<>();
            }
            transactions.getLast().add(delivery);
            for (final ShardRange range : delivery.shards().values()) {
                taken.computeIfAbsent(range.shard(), shard -> new TreeMap<>()).put(range.min(), range);
            }
        }
        return transactions;
    }

    /** @param taken ranges that do not overlap, by their lowest position */
    private static boolean isTaken(
            final Delivery<?> delivery, final Map<StreamShard, NavigableMap<Position, ShardRange>> taken) {
        for (final ShardRange range : delivery.shards().values()) {
            final NavigableMap<Position, ShardRange> others = taken.get(range.shard());
            if (others != null) {
                // Of those that begin at or below its end, the last one ends last.
                final Map.Entry<Position, ShardRange> last = others.floorEntry(range.max());
                if (last != null && last.getValue().overlaps(range)) {
                    return true;
                }
            }
        }
        return false;
    }
}
