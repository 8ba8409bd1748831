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

import io.shardflow.nifi.kinesis.buffer.ByteBudget;
import io.shardflow.nifi.kinesis.buffer.FetchLedger;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The newest feed of each shard. The client library makes the fetcher of a shard before it makes the shard's processor
 * known. When a lease comes back before its loss was dealt with, it makes the next fetcher while the one before is still
 * there: the older feed is closed then.
 *
 * <p><b>Threading.</b> Any thread.
 */
final class ShardFeeds {

    private final Map<String, ShardFeed> feeds = new ConcurrentHashMap<>();
    private final ByteBudget budget;
    private final int maxRecords;

    ShardFeeds(final ByteBudget budget, final int maxRecords) {
        this.budget = budget;
        this.maxRecords = maxRecords;
    }

    /** A new feed for the shard; the one before it is closed. */
    ShardFeed open(final String shardId) {
        final ShardFeed feed = make(shardId);
        final ShardFeed before = feeds.put(shardId, feed);
        if (before != null) {
            before.close();
        }
        return feed;
    }

    ShardFeed of(final String shardId) {
        return feeds.computeIfAbsent(shardId, this::make);
    }

    private ShardFeed make(final String shardId) {
        return new ShardFeed(shardId, new FetchLedger(budget, maxRecords));
    }

    void close(final ShardFeed feed) {
        feeds.remove(feed.shardId(), feed);
        feed.close();
    }
}
