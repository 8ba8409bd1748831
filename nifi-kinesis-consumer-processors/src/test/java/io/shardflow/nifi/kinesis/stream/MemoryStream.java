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

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

/** A stream in memory, for logic that is tested without Kinesis. */
public final class MemoryStream implements StreamDirectory {

    public final List<ShardInfo> shards = new ArrayList<>();
    public final Set<String> records = new HashSet<>();
    public StreamIdentity identity;
    public long clockMillis = 5_000_000;

    public MemoryStream(final StreamIdentity identity, final ShardInfo... shards) {
        this.identity = identity;
        this.shards.addAll(List.of(shards));
    }

    @Override
    public StreamIdentity describe() {
        if (identity == null) {
            throw ResourceNotFoundException.builder().message("no stream").build();
        }
        return identity;
    }

    @Override
    public Listing list() {
        return new Listing(List.copyOf(shards), clockMillis);
    }

    @Override
    public Set<String> since(final long millis) {
        return shards.stream().map(ShardInfo::shardId).collect(Collectors.toSet());
    }

    @Override
    public boolean hasRecord(final String shardId, final String sequenceNumber) {
        return records.contains(shardId + "/" + sequenceNumber);
    }

    @Override
    public void tryListing() {}
}
