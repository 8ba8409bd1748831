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
package io.shardflow.nifi.snowflake.content;

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import java.util.List;
import java.util.Objects;

/**
 * What one record says about itself.
 *
 * @param fields top-level field names as written, in order
 * @param identity where the record stands in its stream
 */
record ScannedRecord(List<String> fields, Identity identity) {

    ScannedRecord {
        fields = List.copyOf(fields);
        Objects.requireNonNull(identity, "identity");
    }

    /** @param arrival approximate arrival in milliseconds since the epoch; null when absent or not a whole number */
    record Identity(StreamShard shard, Position position, Long arrival) {

        Identity {
            Objects.requireNonNull(shard, "shard");
            Objects.requireNonNull(position, "position");
        }
    }
}
