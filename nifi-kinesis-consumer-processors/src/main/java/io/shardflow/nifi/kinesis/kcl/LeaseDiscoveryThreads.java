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

import java.lang.reflect.Field;
import java.util.concurrent.ExecutorService;
import org.apache.nifi.logging.ComponentLog;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.leases.dynamodb.DynamoDBLeaseCoordinator;

/**
 * Ends the threads with which a Scheduler looks for leases assigned to it. The client library never ends them itself, so
 * each Scheduler that has shared shards with another worker leaves four or five behind (awslabs/amazon-kinesis-client pull
 * request 1815, in no release up to 3.5.1). Nothing public reaches the pool: hence the private field.
 */
final class LeaseDiscoveryThreads {

    private static final String POOL = "leaseDiscoveryThreadPool";

    private LeaseDiscoveryThreads() {}

    /** To be called by the Scheduler's thread when {@code run()} has returned: nobody looks for leases any more. */
    static void end(final Scheduler scheduler, final ComponentLog log) {
        try {
            pool(scheduler).shutdownNow();
        } catch (final ReflectiveOperationException | RuntimeException e) {
            log.warn("Threads named LeaseDiscovery could not be ended and stay until NiFi stops: {}", e.toString());
        }
    }

    static ExecutorService pool(final Scheduler scheduler) throws ReflectiveOperationException {
        final Field field = DynamoDBLeaseCoordinator.class.getDeclaredField(POOL);
        field.setAccessible(true);
        return (ExecutorService) field.get(scheduler.leaseCoordinator());
    }
}
