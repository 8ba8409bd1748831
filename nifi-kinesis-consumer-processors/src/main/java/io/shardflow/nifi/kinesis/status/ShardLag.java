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
package io.shardflow.nifi.kinesis.status;

import io.shardflow.nifi.kinesis.status.ConsumerStatus.ShardView;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * How old the oldest record of a shard is that NiFi has not committed, or could be, as far as this node knows: a shard of which
 * nothing is heard may have a record of the moment after the last answer. So it grows when NiFi does not take what was read,
 * when Kinesis cannot be asked, and when there is no room for an answer; and it is 0 only for a shard that was read to its
 * tip a moment ago and of which everything is committed. Pure.
 *
 * @param millis 0 or more
 */
public record ShardLag(String shardId, long millis) {

    /** A shard is asked once a second at least; what is older than this is no ordinary pause between two answers. */
    static final Duration BETWEEN_ANSWERS = Duration.ofSeconds(5);

    /**
     * @param oldestArrival of the records that were fetched and are not committed, milliseconds since the epoch
     * @param now milliseconds since the epoch, by this machine's clock
     */
    static ShardLag of(final ShardView shard, final OptionalLong oldestArrival, final long now) {
        final long fetched = oldestArrival.isPresent() ? now - oldestArrival.getAsLong() : 0;
        return new ShardLag(shard.shardId(), Math.max(Math.max(fetched, notFetched(shard)), 0));
    }

    private static long notFetched(final ShardView shard) {
        final Duration silent = shard.sinceAnswer().orElse(shard.sinceTaken());
        final long behind = shard.millisBehind().orElse(0);
        return behind == 0 && silent.compareTo(BETWEEN_ANSWERS) < 0 ? 0 : behind + silent.toMillis();
    }
}
