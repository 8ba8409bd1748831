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
package io.shardflow.nifi.kinesis.state;

import io.shardflow.nifi.kinesis.stream.ShardInfo;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where an application begins to read that began at a time.
 *
 * @param at milliseconds since the epoch; empty if it began with the oldest record
 * @param shards ids of those that were open at that time. Reading goes on from their ends into younger shards, which may
 *     have an AT_TIMESTAMP lease too
 */
public record ShardStarts(OptionalLong at, Set<String> shards) {

    public static final ShardStarts OLDEST = new ShardStarts(OptionalLong.empty(), Set.of());

    public ShardStarts {
        shards = Set.copyOf(shards);
    }

    /**
     * @param listing every shard of the stream
     * @param since ids of the shards that were open at that time or are younger
     */
    public static ShardStarts at(final long millis, final List<ShardInfo> listing, final Set<String> since) {
        return new ShardStarts(
                OptionalLong.of(millis),
                listing.stream()
                        .filter(shard -> since.contains(shard.shardId()))
                        .filter(shard -> shard.parents().stream().noneMatch(since::contains))
                        .map(ShardInfo::shardId)
                        .collect(Collectors.toSet()));
    }

    /** The time from which a shard is read, if reading begins with it. */
    public OptionalLong of(final String shardId) {
        return shards.contains(shardId) ? at : OptionalLong.empty();
    }
}
