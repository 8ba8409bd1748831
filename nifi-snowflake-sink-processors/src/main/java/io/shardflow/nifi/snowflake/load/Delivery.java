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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One FlowFile, scanned.
 *
 * @param source what the caller calls it: the FlowFile
 * @param records exactly its records (identical repetitions of a position left out)
 * @param columns the target's columns that it fills
 * @param targetShape see {@link Batch#targetShape()}
 * @param shards ranges by shard, from the records themselves and never from attributes
 */
public record Delivery<F>(
        F source,
        Records records,
        List<LoadColumn> columns,
        Optional<String> targetShape,
        Map<StreamShard, ShardRange> shards) {

    public Delivery {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(records, "records");
        columns = List.copyOf(columns);
        shards = Map.copyOf(shards);
    }
}
