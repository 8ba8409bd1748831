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
package io.shardflow.nifi.snowflake.progress;

import io.shardflow.nifi.snowflake.load.ArrivalRange;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How old the records of each shard were when they were last settled, and when the newest of all arrived. A shard of which
 * nothing came for a while is forgotten: it has ended, or another node has it. Shard ids come from the records, so there may be
 * any number. Times are milliseconds since the epoch.
 *
 * <p>Not safe for several threads.
 */
final class ShardAges {

    static final Duration FORGET = Duration.ofMinutes(15);

    static final int MOST_SHARDS = 1_000;

    private record Last(long age, long at) {}

    private final Map<String, Last> shards = new HashMap<>();
    private long newest = Long.MIN_VALUE;

    void settled(final Map<String, ArrivalRange> arrivals, final long now) {
        arrivals.forEach((shardId, range) -> {
            newest = Math.max(newest, range.last());
            if (shards.size() < MOST_SHARDS || shards.containsKey(shardId)) {
                shards.put(shardId, new Last(Math.max(0, now - range.first()), now));
            }
        });
    }

    /** Milliseconds from arrival to settlement of the oldest record that came last of a shard, by shard id. */
    Map<String, Long> ages(final long now) {
        shards.values().removeIf(last -> now - last.at() >= FORGET.toMillis());
        final Map<String, Long> ages = new HashMap<>();
        shards.forEach((shardId, last) -> ages.put(shardId, last.age()));
        return ages;
    }

    /** When the newest record arrived; empty if none has come. */
    OptionalLong newest() {
        return newest == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(newest);
    }
}
