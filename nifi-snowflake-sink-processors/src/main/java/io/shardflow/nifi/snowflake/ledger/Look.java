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
import io.shardflow.nifi.snowflake.load.ShardRange;
import java.util.Map;
import java.util.Set;

/**
 * What to look for: records that are staged, or that are to be.
 *
 * @param attempt names the temporary table that receives the result
 * @param shards only rows of these shards are looked at; their arrivals (when known) bound the search of the target
 * @param doubted of these shards, the highest position in the target is taken too
 */
public record Look(AttemptId attempt, Map<StreamShard, ShardRange> shards, Set<StreamShard> doubted) {

    public Look {
        doubted = Set.copyOf(doubted);
    }

    /** Records that the look covers. */
    public long rows() {
        return shards.values().stream().mapToLong(ShardRange::rows).sum();
    }

    Set<StreamShard> keys() {
        return shards.keySet();
    }
}
