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

import io.shardflow.nifi.kinesis.stream.HashRange;
import java.util.Optional;

/**
 * What is asked of the stream about one shard: above all whether it has really ended. Kinesis answers for a shard of a
 * deleted stream as for one without further records, so that answer is not enough.
 */
public interface ShardEnds {

    /**
     * Asks the service. May take a call's time-out.
     *
     * @return true if the stream is the one of this run and the shard takes no more records
     */
    boolean isReallyClosed(String shardId);

    /** The hash keys of the shard; empty if it has left the stream. May take a call's time-out. */
    Optional<HashRange> hashRange(String shardId);
}
