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

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import java.util.Map;
import java.util.Optional;

/**
 * One snapshot of target and ledger, taken by one statement.
 *
 * @param ledgerId of the guard row
 * @param shards for every shard of the {@link Look}, also those of which no row is missing
 */
public record LookResult(String ledgerId, Map<StreamShard, Shard> shards) {

    public LookResult {
        shards = Map.copyOf(shards);
    }

    /**
     * One shard.
     *
     * @param ledgerRows ledger rows of the shard: 1 is right, 0 must be made, more must be repaired
     * @param token of the ledger row; empty unless there is exactly one
     * @param position of the ledger row; empty also while the row is new and nobody has anchored it yet
     * @param highest highest position of the shard in the target: of all rows that are not below the incoming ones, and of no
     *     matter which others; empty if the look did not ask or there is none
     * @param missing incoming rows of the shard that are not in the target
     */
    public record Shard(
            int ledgerRows,
            Optional<String> token,
            Optional<Position> position,
            Optional<Position> highest,
            long missing) {}
}
