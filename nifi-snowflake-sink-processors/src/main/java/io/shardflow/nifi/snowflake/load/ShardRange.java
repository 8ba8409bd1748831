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
import java.util.Objects;
import java.util.Optional;

/**
 * What some content holds of one shard. The positions lie in [min, max], not necessarily all there are, but those two; each
 * once, unless ranges were put together that overlap.
 *
 * @param arrivals the arrival times; empty as soon as one record has none, because the target may then not be searched
 *     by arrival
 * @param rows number of records, 1 or more
 */
public record ShardRange(StreamShard shard, Position min, Position max, Optional<ArrivalRange> arrivals, long rows) {

    /** @throws IllegalArgumentException if there are no rows or min is after max */
    public ShardRange {
        Objects.requireNonNull(shard, "shard");
        Objects.requireNonNull(arrivals, "arrivals");
        if (rows < 1 || min.isAfter(max)) {
            throw new IllegalArgumentException("an empty range of " + shard);
        }
    }

    /** Whether a position could be in both. */
    public boolean overlaps(final ShardRange other) {
        return shard.equals(other.shard) && !min.isAfter(other.max) && !other.min.isAfter(max);
    }

    /**
     * The range of both contents together.
     *
     * @throws IllegalArgumentException if they are of different shards
     */
    public ShardRange and(final ShardRange other) {
        if (!shard.equals(other.shard)) {
            throw new IllegalArgumentException("ranges of " + shard + " and " + other.shard);
        }
        return new ShardRange(
                shard,
                min.isAfter(other.min) ? other.min : min,
                max.isAfter(other.max) ? max : other.max,
                arrivals.flatMap(own -> other.arrivals.map(own::and)),
                rows + other.rows);
    }
}
