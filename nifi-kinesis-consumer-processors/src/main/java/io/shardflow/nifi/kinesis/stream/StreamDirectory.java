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
}
