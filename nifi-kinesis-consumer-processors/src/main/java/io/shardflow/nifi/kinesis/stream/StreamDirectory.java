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

import java.util.List;
import java.util.Set;

/**
 * What the start, the guard and the end of a shard ask about the stream. Implementations are safe for any thread and
 * throw the SDK's exceptions.
 */
public interface StreamDirectory {

    /**
     * All shards within the retention period.
     *
     * @param serviceMillis the service's clock when it answered, milliseconds since the epoch, at most one second late
     */
    record Listing(List<ShardInfo> shards, long serviceMillis) {}

    StreamIdentity describe();

    Listing list();

    /**
     * Ids of the shards that were open at a time or are younger. None is missing; a shard that ended earlier may be there.
     *
     * @param millis since the epoch, not in the future
     */
    Set<String> since(long millis);

    /** Whether a record of the shard has that sequence number, or had before it expired. The shard has to be listed. */
    boolean hasRecord(String shardId, String sequenceNumber);

    /** Asks for one shard, to see whether the listing could be had. */
    void tryListing();
}
