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
package io.shardflow.nifi.kinesis.lifecycle;

import io.shardflow.nifi.kinesis.kcl.ShardEnds;
import io.shardflow.nifi.kinesis.stream.HashRange;
import io.shardflow.nifi.kinesis.stream.RecentListing;
import io.shardflow.nifi.kinesis.stream.ShardInfo;
import io.shardflow.nifi.kinesis.stream.StreamIdentity;
import java.util.Optional;
import org.apache.nifi.logging.ComponentLog;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

/**
 * What the stream's listing says about one shard. A stream that is no longer this run's wakes the run's thread, whose guard
 * knows what to do.
 *
 * <p><b>Threading.</b> The fetching threads of the shards.
 */
final class ListedShards implements ShardEnds {

    private final RecentListing listing;
    private final StreamIdentity stream;
    private final Runnable wake;
    private final ComponentLog log;

    ListedShards(
            final RecentListing listing, final StreamIdentity stream, final Runnable wake, final ComponentLog log) {
        this.listing = listing;
        this.stream = stream;
        this.wake = wake;
        this.log = log;
    }

    @Override
    public boolean isReallyClosed(final String shardId) {
        final RecentListing.View view;
        try {
            view = listing.showing(shardId);
        } catch (final ResourceNotFoundException e) {
            wake.run();
            return false;
        }
        if (!view.stream().equals(stream)) {
            wake.run();
            return false;
        }
        final Optional<ShardInfo> shard = view.shard(shardId);
        if (shard.isEmpty()) {
            log.warn(
                    "{} has left the stream: it was closed longer ago than the retention period. Records of it that had"
                            + " not been read are lost",
                    shardId);
        }
        return shard.isEmpty() || shard.get().closed();
    }

    @Override
    public Optional<HashRange> hashRange(final String shardId) {
        return listing.showing(shardId).shard(shardId).map(HashRange::of);
    }
}
