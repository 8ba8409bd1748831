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
package io.shardflow.nifi.kinesis.checkpoint;

import io.shardflow.nifi.kinesis.metadata.Position;

/** Writes the checkpoint of one lease. Called by one checkpoint thread at a time; does not throw. */
public interface LeaseCheckpointer {

    /** What came of a write. */
    enum Outcome {
        WRITTEN,
        /** throttled, no answer, table not there: worth another try */
        RETRY,
        /** the lease is another worker's by now: nothing can be written any more */
        LEASE_LOST
    }

    Outcome checkpoint(Position position);

    /** Says that the shard is closed and all its records are committed. */
    Outcome checkpointShardEnd();
}
