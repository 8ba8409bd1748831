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

import io.shardflow.nifi.kinesis.buffer.LeaseIncarnation;

/** What the owner of a Scheduler is told. Called by the client library's threads; must not block. */
public interface SchedulerEvents {

    /** The Scheduler has initialized and looks for leases. */
    void started();

    void leaseTaken(String shardId);

    /** Records are in a buffer. */
    void recordsArrived();

    /**
     * Kinesis answered.
     *
     * @param millisBehindLatest -1 if it did not say
     */
    void read(String shardId, long millisBehindLatest);

    /** A call for records failed and will be made again. @param operation GetRecords, GetShardIterator or SubscribeToShard */
    void readFailed(String shardId, String operation, RuntimeException failure);

    /** The shard cannot go on under this incarnation: seal it and drop its lease. */
    void shardStuck(LeaseIncarnation incarnation, String reason);

    /** The client library gave up initializing; {@code run()} returns next. */
    void initializationFailed(Throwable cause);
}
