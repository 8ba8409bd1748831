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

/** One record, known by its identity. */
record ModelRecord(StreamShard shard, Position position) implements Comparable<ModelRecord> {

    @Override
    public int compareTo(final ModelRecord other) {
        final int byShard = shard.toString().compareTo(other.shard.toString());
        return byShard != 0 ? byShard : position.compareTo(other.position);
    }

    @Override
    public String toString() {
        return shard + ":" + position;
    }
}
