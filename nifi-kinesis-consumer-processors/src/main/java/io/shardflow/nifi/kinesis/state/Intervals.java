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
package io.shardflow.nifi.kinesis.state;

import java.time.Duration;

/**
 * The client library's intervals. They decide how fast leases move and what DynamoDB costs, so they grow with the number
 * of leases. All workers of an application should use the same values: a worker with a longer fail-over time than its
 * neighbours loses its leases to them.
 *
 * @param failover a lease not renewed for this long is free
 * @param assignment how often the leader assigns leases
 * @param dispatch step of the library's state machines; the leader reads its lock row once per step
 * @param workerCapture how often a worker measures itself; it gets no lease before the second time
 * @param workerReport how often a worker reports; it counts as alive for twice as long
 * @param leaderLease a leader not heard of for this long is replaced
 * @param leaderHeartbeat how often the leader says that it is there
 * @param parentPoll how often a child shard looks whether its parent has ended
 */
public record Intervals(
        Duration failover,
        Duration assignment,
        Duration dispatch,
        Duration workerCapture,
        Duration workerReport,
        Duration leaderLease,
        Duration leaderHeartbeat,
        Duration parentPoll) {

    private static final int MANY_LEASES = 100;

    /** @param leases number of lease rows, 0 or more */
    public static Intervals forLeases(final int leases) {
        return new Intervals(
                Duration.ofSeconds(leases > MANY_LEASES ? 10 : 5),
                Duration.ofMillis(Math.max(1000, leases * 10L)),
                Duration.ofMillis(Math.clamp(150 + leases, 150, 1000)),
                Duration.ofMillis(Math.clamp(100 + leases, 100, 1000)),
                Duration.ofMillis(Math.clamp(2000 + leases * 4L, 2000, 10_000)),
                Duration.ofSeconds(10),
                Duration.ofSeconds(3),
                Duration.ofSeconds(1));
    }

    /** How long after its last report a worker may still be alive, its clock being off by a few seconds included. */
    public Duration workerAlive() {
        return workerReport.multipliedBy(2).plusSeconds(5);
    }
}
