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
package io.shardflow.nifi.kinesis.kcl;

import io.shardflow.nifi.kinesis.buffer.FetchLedger;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The newest feed of each shard. When a lease comes back before its loss was dealt with, the client library makes the next
 * fetcher while the one before is still there: the older feed is closed then.
 *
 * <p><b>Threading.</b> {@link #open} and {@link #last} by the Scheduler's thread, {@link #close} and {@link #oldestArrivals} by any.
 */
final class ShardFeeds {

    private final Map<String, ShardFeed> feeds = new ConcurrentHashMap<>();
    private final Supplier<FetchLedger> ledgers;
    private ShardFeed last;

    /** @param ledgers makes a new one for each feed */
    ShardFeeds(final Supplier<FetchLedger> ledgers) {
        this.ledgers = ledgers;
    }

    /** A new feed for the shard; the one before it is closed. */
    ShardFeed open(final String shardId) {
        final ShardFeed feed = new ShardFeed(shardId, ledgers.get());
        final ShardFeed before = feeds.put(shardId, feed);
        if (before != null) {
            before.close();
        }
        last = feed;
        return feed;
    }

    /**
     * The feed of the fetcher that was made last. The library makes the fetcher of a shard and then, on the same thread, the
     * shard's processor (Scheduler.buildConsumer): so the two find each other, whatever comes later for the same shard.
     */
    ShardFeed last() {
        return last;
    }

    /** By shard, of those that have records which are not committed: {@link ShardFeed#oldestArrival}. */
    Map<String, Long> oldestArrivals() {
        final Map<String, Long> oldest = new HashMap<>();
        feeds.forEach((shardId, feed) -> feed.oldestArrival().ifPresent(arrival -> oldest.put(shardId, arrival)));
        return oldest;
    }

    /** The library has ended: nobody closes what is left. */
    void closeAll() {
        feeds.values().forEach(this::close);
    }

    void close(final ShardFeed feed) {
        feeds.remove(feed.shardId(), feed);
        feed.close();
    }
}
