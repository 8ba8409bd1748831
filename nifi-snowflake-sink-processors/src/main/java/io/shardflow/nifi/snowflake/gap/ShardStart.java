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

import io.shardflow.nifi.kinesis.metadata.FlowFileAttributes;
import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.load.ShardRange;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/**
 * Where the reading of a shard began anew.
 *
 * @param since time from which the shard is read
 * @param first first position that came
 * @param arrival approximate arrival of it; empty if the records have none
 */
public record ShardStart(StreamShard shard, Instant since, Position first, Optional<Instant> arrival) {

    /**
     * What a FlowFile says about a start.
     *
     * @param attributes of the FlowFile; whatever they hold, nothing worse than a missing or needless report follows
     * @param shards what the FlowFile holds of each shard
     * @return empty unless it says that it is the first of one of its shards
     */
    public static Optional<ShardStart> of(
            final Map<String, String> attributes, final Map<StreamShard, ShardRange> shards) {
        final String since = attributes.get(FlowFileAttributes.START_POSITION);
        final String stream = attributes.get(FlowFileAttributes.STREAM_NAME);
        final String shardId = attributes.get(FlowFileAttributes.SHARD_ID);
        if (since == null || stream == null || shardId == null) {
            return Optional.empty();
        }
        final ShardRange range = shards.get(new StreamShard(stream, shardId));
        if (range == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ShardStart(
                    range.shard(),
                    Instant.parse(since),
                    range.min(),
                    range.arrivals().map(arrivals -> Instant.ofEpochMilli(arrivals.first()))));
        } catch (final DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** For a person: the shard with its first position. */
    public String text() {
        return Gap.text(this);
    }
}
