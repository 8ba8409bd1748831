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

import io.shardflow.nifi.kinesis.state.Intervals;
import io.shardflow.nifi.kinesis.state.StampedLeaseSerializer;
import io.shardflow.nifi.kinesis.state.StartData;
import java.time.Duration;
import java.util.concurrent.Executors;
import software.amazon.kinesis.leases.LeaseCleanupManager;
import software.amazon.kinesis.leases.LeaseManagementConfig;
import software.amazon.kinesis.leases.dynamodb.DynamoDBLeaseManagementFactory;
import software.amazon.kinesis.metrics.MetricsFactory;

/**
 * The library's own lease management, but rows of finished shards go soon. As long as they are there, the library counts them
 * when it spreads leases, so that after a reshard one worker may hold all that is finished and another one all that is open. By
 * itself the library looks once a minute, and not within five minutes of its start or of the last row that went, which cannot
 * be set.
 *
 * <p>What a row has to wait for stays the library's rule: its shard's children have checkpoints of their own, and the rows of
 * its parents are gone. A row may also go when its shard has left the stream, which the library asks for from half an hour after the
 * start on: without it, the row would stay for as long as a child gets no record.
 */
final class LeaseManagement extends DynamoDBLeaseManagementFactory {

    /** At each look, however long ago the last row was removed. */
    private static final long AT_ONCE = 0;

    private final Duration look;

    /** @param config as it is to be used: later changes are not seen */
    LeaseManagement(final LeaseManagementConfig config, final Intervals intervals, final StartData start) {
        super(config, new StampedLeaseSerializer(start), false);
        look = intervals.cleanUp();
    }

    @Override
    public LeaseCleanupManager createLeaseCleanupManager(final MetricsFactory metrics) {
        return new LeaseCleanupManager(
                createLeaseCoordinator(metrics),
                metrics,
                Executors.newSingleThreadScheduledExecutor(),
                isCleanupLeasesUponShardCompletion(),
                look.toMillis(),
                AT_ONCE,
                LeaseManagementConfig.DEFAULT_GARBAGE_LEASE_CLEANUP_INTERVAL_MILLIS);
    }
}
