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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Divides FlowFiles into transactions (point 2). The order of each shard is kept, and only that: a FlowFile goes into the first
 * transaction that has room for it and is no earlier one than that of any FlowFile before it that shares a shard with it. Those of one
 * shard each are as many transactions as their shards ask for, in whatever order they come.
 *
 * <p>FlowFiles whose [min, max] of a shard overlap may share a transaction, as all that PartitionRecord makes of one FlowFile
 * do: together they are what one FlowFile with all their records would be, in which positions do not rise. Only whether a
 * position is in two of them is not known, so such a {@link Batch} is not {@link Batch#distinct()}, and its positions are
 * counted. Where the ends of ranges tell that one certainly is, as of copies of a FlowFile, there is no room; where the count tells,
 * the caller divides the transaction.
 *
 * <p>Nor is there room for too many shards, but for a FlowFile alone, which may have any number. And those of shards that lie
 * above the table and only rise do not share a transaction with others, which make all of it take the long way.
 */
public final class TransactionPlanner {

    /**
     * Most shards of one transaction. Each of them stands in the statements several times, with at most 128 characters for its
     * stream and as many for itself, and Snowflake asks for statements of 1 MB at most.
     */
    public static final int MOST_SHARDS = 200;

    /**
     * @param looks whether its FlowFiles need a look at the table
     * @param ends by shard, lowest and highest positions of the FlowFiles, all of which are in it
     */
    private record Transaction<F>(boolean looks, List<Delivery<F>> deliveries, Map<StreamShard, Set<Position>> ends) {

        Transaction(final boolean looks) {
            this(looks, new ArrayList<>(), new HashMap<>());
        }

        boolean hasRoom(final Delivery<F> delivery, final boolean itLooks) {
            if (looks != itLooks) {
                return false;
            }
            int shards = ends.size();
            for (final ShardRange range : delivery.shards().values()) {
                final Set<Position> ofShard = ends.get(range.shard());
                if (ofShard == null
                        ? ++shards > MOST_SHARDS
                        : ofShard.contains(range.min()) || ofShard.contains(range.max())) {
                    return false;
                }
            }
            return shards <= MOST_SHARDS;
        }

        void add(final Delivery<F> delivery) {
            deliveries.add(delivery);
            for (final ShardRange range : delivery.shards().values()) {
                final Set<Position> ofShard = ends.computeIfAbsent(range.shard(), shard -> new HashSet<>());
                ofShard.add(range.min());
                ofShard.add(range.max());
            }
        }
    }

    private TransactionPlanner() {}

    /** What all FlowFiles together have of each shard. */
    public static <F> Map<StreamShard, ShardRange> ranges(final List<Delivery<F>> deliveries) {
        final Map<StreamShard, ShardRange> ranges = new HashMap<>();
        for (final Delivery<F> delivery : deliveries) {
            delivery.shards().forEach((shard, range) -> ranges.merge(shard, range, ShardRange::and));
        }
        return ranges;
    }

    /**
     * Transactions in the order in which they are to be loaded; each has at least one FlowFile.
     *
     * @param isAbove whether a range lies above all that the table has of its shard
     */
    public static <F> List<List<Delivery<F>>> plan(
            final List<Delivery<F>> deliveries, final Predicate<ShardRange> isAbove) {
        final List<Transaction<F>> transactions = new ArrayList<>();
        final Set<StreamShard> looked = looked(deliveries, isAbove);
        // The last one of each shard.
        final Map<StreamShard, Integer> last = new HashMap<>();
        for (final Delivery<F> delivery : deliveries) {
            final boolean looks = delivery.shards().keySet().stream().anyMatch(looked::contains);
            int chosen = delivery.shards().keySet().stream()
                    .mapToInt(shard -> last.getOrDefault(shard, 0))
                    .max()
                    .orElse(0);
            while (chosen < transactions.size() && !transactions.get(chosen).hasRoom(delivery, looks)) {
                chosen++;
            }
            if (chosen == transactions.size()) {
                transactions.add(new Transaction<>(looks));
            }
            transactions.get(chosen).add(delivery);
            for (final StreamShard shard : delivery.shards().keySet()) {
                last.put(shard, chosen);
            }
        }
        return transactions.stream().map(Transaction::deliveries).toList();
    }

    /** Shards that do not only rise from above the table on. */
    private static <F> Set<StreamShard> looked(
            final List<Delivery<F>> deliveries, final Predicate<ShardRange> isAbove) {
        final Map<StreamShard, ShardRange> before = new HashMap<>();
        final Set<StreamShard> looked = new HashSet<>();
        for (final Delivery<F> delivery : deliveries) {
            for (final ShardRange range : delivery.shards().values()) {
                final ShardRange previous = before.put(range.shard(), range);
                if (previous == null ? !isAbove.test(range) : !range.min().isAfter(previous.max())) {
                    looked.add(range.shard());
                }
            }
        }
        return looked;
    }
}
