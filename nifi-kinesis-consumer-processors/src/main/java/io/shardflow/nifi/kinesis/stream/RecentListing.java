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
package io.shardflow.nifi.kinesis.stream;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The stream's shards and identity, asked for at most once in a while however many ask. After a reshard hundreds of shards
 * end at once, and AWS allows an account twenty DescribeStreamSummary calls a second and a stream a thousand ListShards
 * calls (API reference of Amazon Kinesis Data Streams). A failure is kept as long as an answer is.
 *
 * <p><b>Threading.</b> Any thread; while one asks, the others wait for its answer.
 */
public final class RecentListing {

    private final StreamDirectory directory;
    private final long maxAgeNanos;
    private final LongSupplier nanoClock;
    private View view;
    private RuntimeException failure;
    private long since;

    /** @param stream which stream it was after its shards had been listed, so that they are this stream's or an older one's */
    public record View(List<ShardInfo> shards, StreamIdentity stream) {

        public Optional<ShardInfo> shard(final String shardId) {
            return shards.stream()
                    .filter(shard -> shard.shardId().equals(shardId))
                    .findFirst();
        }
    }

    public RecentListing(final StreamDirectory directory, final Duration maxAge) {
        this(directory, maxAge, System::nanoTime);
    }

    RecentListing(final StreamDirectory directory, final Duration maxAge, final LongSupplier nanoClock) {
        this.directory = directory;
        this.maxAgeNanos = maxAge.toNanos();
        this.nanoClock = nanoClock;
    }

    /**
     * The stream with the shard in its listing, or asked for anew without it: it has left the stream.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException what the calls failed with
     */
    public View showing(final String shardId) {
        final View recent = get();
        return recent.shard(shardId).isPresent() ? recent : newerThan(recent);
    }

    /** @throws software.amazon.awssdk.core.exception.SdkException what the calls failed with */
    synchronized View get() {
        if (view == null && failure == null || nanoClock.getAsLong() - since > maxAgeNanos) {
            ask();
        }
        if (failure != null) {
            throw failure;
        }
        return view;
    }

    private synchronized View newerThan(final View seen) {
        if (view == seen) {
            ask();
        }
        return get();
    }

    private void ask() {
        view = null;
        failure = null;
        try {
            final List<ShardInfo> shards = directory.list().shards();
            view = new View(shards, directory.describe());
        } catch (final RuntimeException e) {
            failure = e;
        }
        since = nanoClock.getAsLong();
    }
}
