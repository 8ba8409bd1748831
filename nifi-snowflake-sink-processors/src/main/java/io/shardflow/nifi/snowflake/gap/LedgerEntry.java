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
package io.shardflow.nifi.snowflake.gap;

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What a ledger row tells.
 *
 * @param position empty as long as only AT_LEAST_ONCE has loaded the shard
 * @param committed when its last transaction was committed, by Snowflake's clock; empty before the first
 */
public record LedgerEntry(StreamShard shard, Optional<Position> position, Optional<Instant> committed) {

    public LedgerEntry {
        Objects.requireNonNull(shard, "shard");
        Objects.requireNonNull(position, "position");
        Objects.requireNonNull(committed, "committed");
    }
}
