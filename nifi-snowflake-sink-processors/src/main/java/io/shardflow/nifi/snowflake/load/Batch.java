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

import io.shardflow.nifi.kinesis.metadata.StreamShard;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What one transaction is to load.
 *
 * @param records in order; the loader never removes them
 * @param columns the target's columns that the records fill, each once, the metadata column among them
 * @param targetShape number, names and types of the target's columns for which {@code columns} were chosen: nothing is
 *     committed that was loaded while they were others. Empty if they cannot be compared
 * @param shards the ranges by shard
 * @param distinct whether it is known that each position occurs once in all of them; if not, the positions are counted
 *     before the target gets any of them
 */
public record Batch(
        List<Records> records,
        List<LoadColumn> columns,
        Optional<String> targetShape,
        Map<StreamShard, ShardRange> shards,
        boolean distinct) {

    /** @throws IllegalArgumentException if there are no records, columns or shards, or a range stands under a wrong shard */
    public Batch {
        records = List.copyOf(records);
        columns = List.copyOf(columns);
        shards = Map.copyOf(shards);
        if (records.isEmpty() || columns.isEmpty() || shards.isEmpty()) {
            throw new IllegalArgumentException("a batch has records, columns and shards");
        }
        shards.forEach((shard, range) -> {
            if (!shard.equals(range.shard())) {
                throw new IllegalArgumentException("range of " + range.shard() + " under " + shard);
            }
        });
    }

    /**
     * One transaction for all of these, which may overlap: see {@link TransactionPlanner}.
     *
     * @param deliveries in each of which a position occurs once
     * @throws IllegalArgumentException if their columns were not chosen for the same shape of the target
     */
    public static Batch of(final List<? extends Delivery<?>> deliveries) {
        final SequencedMap<String, LoadColumn> columns = new LinkedHashMap<>();
        final Map<StreamShard, ShardRange> shards = new LinkedHashMap<>();
        for (final Delivery<?> delivery : deliveries) {
            delivery.columns().forEach(column -> columns.merge(column.name(), column, LoadColumn::and));
            delivery.shards().forEach((shard, range) -> shards.merge(shard, range, ShardRange::and));
        }
        final Optional<String> shape = deliveries.getFirst().targetShape();
        if (!deliveries.stream().allMatch(delivery -> delivery.targetShape().equals(shape))) {
            throw new IllegalArgumentException("a batch has one description of the target");
        }
        return new Batch(
                deliveries.stream().map(Delivery::records).toList(),
                List.copyOf(columns.values()),
                shape,
                shards,
                areApart(deliveries));
    }

    /** Whether no position can be in two of them. */
    private static boolean areApart(final List<? extends Delivery<?>> deliveries) {
        final Map<StreamShard, List<ShardRange>> byShard = new HashMap<>();
        deliveries.forEach(delivery -> delivery.shards()
                .forEach((shard, range) ->
                        byShard.computeIfAbsent(shard, key -> new ArrayList<>()).add(range)));
        for (final List<ShardRange> ranges : byShard.values()) {
            // If any two overlap, then two that follow one another.
            ranges.sort(Comparator.comparing(ShardRange::min));
            for (int i = 1; i < ranges.size(); i++) {
                if (ranges.get(i).overlaps(ranges.get(i - 1))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** All records. */
    public long rows() {
        return shards.values().stream().mapToLong(ShardRange::rows).sum();
    }
}
