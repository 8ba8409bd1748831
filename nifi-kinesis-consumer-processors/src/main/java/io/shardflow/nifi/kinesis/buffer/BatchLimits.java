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
package io.shardflow.nifi.kinesis.buffer;

import java.time.Duration;

/**
 * When a FlowFile is cut: by whichever limit is met first. The duration counts from the shard's previous FlowFile, so
 * that a record of a quiet shard leaves at once and no record waits longer than the duration.
 *
 * @param maxBytes payload bytes, above 0; a single larger record still goes alone
 * @param maxRecords above 0
 * @param maxDuration 0 or more
 * @param durationPerShard 0 or more; so much for each shard that is read, as long as that is less
 * @param enoughBytes payload bytes, above 0, up to the most: with so many no more are waited for, though what has come by then goes, too
 */
public record BatchLimits(
        long maxBytes, int maxRecords, Duration maxDuration, Duration durationPerShard, long enoughBytes) {

    public BatchLimits {
        if (maxBytes <= 0
                || maxRecords <= 0
                || maxDuration.isNegative()
                || durationPerShard.isNegative()
                || enoughBytes <= 0
                || enoughBytes > maxBytes) {
            throw new IllegalArgumentException("limits must be above 0, and enough no more than the most");
        }
    }

    /** The same however many shards are read. */
    public BatchLimits(final long maxBytes, final int maxRecords, final Duration maxDuration) {
        this(maxBytes, maxRecords, maxDuration, maxDuration, maxBytes);
    }

    /** The limits while so many shards are read, 1 or more. */
    BatchLimits forShards(final int shards) {
        final Duration shorter = durationPerShard.multipliedBy(shards);
        return shorter.compareTo(maxDuration) < 0
                ? new BatchLimits(maxBytes, maxRecords, shorter, durationPerShard, enoughBytes)
                : this;
    }
}
