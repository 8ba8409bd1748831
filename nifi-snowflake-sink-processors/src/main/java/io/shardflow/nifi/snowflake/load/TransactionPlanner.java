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

/**
 * Divides FlowFiles into transactions (point 2). Order is kept: no FlowFile goes into an earlier transaction than one before it.
 *
 * <p>FlowFiles whose [min, max] of a shard overlap may share a transaction, as all that PartitionRecord makes of one FlowFile
 * do: together they are what one FlowFile with all their records would be, in which positions do not rise. Only whether a
 * position is in two of them is not known, so such a {@link Batch} is not {@link Batch#distinct()}, and its positions are
 * counted. Where the ends of ranges tell that one certainly is, as of copies of a FlowFile, a new transaction begins; where the
 * count tells, the caller divides the transaction.
 *
 * <p>A new one also begins before one has too many shards.
 */
public final class TransactionPlanner {

    /**
     * Most shards of one transaction. Each of them stands in the statements several times, with at most 128 characters for its
     * stream and as many for itself, and Snowflake asks for statements of 1 MB at most.
     */
    public static final int MOST_SHARDS = 200;

    private TransactionPlanner() {}

    /** Transactions in the order in which they are to be loaded; each has at least one FlowFile. */
    public static <F> List<List<Delivery<F>>> plan(final List<Delivery<F>> deliveries) {
        final List<List<Delivery<F>>> transactions = new ArrayList<>();
        Map<StreamShard, Set<Position>> ends = new HashMap<>();
        for (final Delivery<F> delivery : deliveries) {
            if (transactions.isEmpty() || !fits(delivery, ends)) {
                transactions.add(new ArrayList<>());
                ends = new HashMap<>();
            }
            transactions.getLast().add(delivery);
            for (final ShardRange range : delivery.shards().values()) {
                final Set<Position> ofShard = ends.computeIfAbsent(range.shard(), shard -> new HashSet<>());
                ofShard.add(range.min());
                ofShard.add(range.max());
            }
        }
        return transactions;
    }

    /** @param ends lowest and highest positions of the FlowFiles of a transaction, all of which are in it */
    private static boolean fits(final Delivery<?> delivery, final Map<StreamShard, Set<Position>> ends) {
        int shards = ends.size();
        for (final ShardRange range : delivery.shards().values()) {
            final Set<Position> ofShard = ends.get(range.shard());
            if (ofShard == null) {
                shards++;
            } else if (ofShard.contains(range.min()) || ofShard.contains(range.max())) {
                return false;
            }
        }
        return shards <= MOST_SHARDS;
    }
}
