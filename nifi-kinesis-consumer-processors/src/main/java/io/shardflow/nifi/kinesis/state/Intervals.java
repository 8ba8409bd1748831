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
 * The intervals of the client library and of the guard. They decide how fast leases move and what DynamoDB costs; all
 * workers of an application should use the same.
 *
 * <p>What costs grows with the number of leases is their renewal, so it is rare. A dead process is not noticed by its
 * leases but by its worker row, which costs one write per process: a worker whose row stands still is taken for dead
 * after {@link #NEIGHBOUR_LOOKS} looks, and its leases are freed then ({@code Neighbours}). The fail-over time is what
 * remains for a worker that reports and does not renew, and for workers that nobody of ours watches.
 *
 * <p>From kill -9 to the first new record of every shard, for the intervals of few leases: up to 1 s until a look sees the
 * last report, 4 s of looks, up to 1.7 s until the leader's next assignment, up to 2 s until the new owner finds out, and
 * what a shard takes to start: 4 to 9.5 s. If the dead worker was the leader: up to 3 s until the others see its last
 * heartbeat, 6.4 s until its lease has run out, then assignment and discovery as before: 7 to 13 s.
 *
 * @param failover a lease not renewed for this long is free
 * @param renewal how often a lease is renewed; twice this is less than the fail-over time, so that one renewal may fail
 * @param assignment how often the leader looks for leases to assign; it reads the whole table
 * @param dispatch step of the library's state machines: a shard takes four or five of them from the lease to the first record.
 *     It asks AWS for nothing
 * @param workerCapture how often a worker measures itself; it gets no lease before the second time
 * @param workerReport how often a worker reports; the leader takes it for alive for twice as long
 * @param leaderLease a leader not heard of for this long is replaced
 * @param leaderHeartbeat how often the leader says that it is there, and how often the others look
 * @param parentPoll how often a child shard looks whether its parent has ended
 */
public record Intervals(
        Duration failover,
        Duration renewal,
        Duration assignment,
        Duration dispatch,
        Duration workerCapture,
        Duration workerReport,
        Duration leaderLease,
        Duration leaderHeartbeat,
        Duration parentPoll) {

    /** How often the identity of table and stream is checked. */
    public static final Duration GUARD = Duration.ofSeconds(5);

    /** How often a worker in company looks at the next one. */
    public static final Duration NEIGHBOUR_LOOK = Duration.ofSeconds(1);

    /** Looks in a row that see the same report of a dead worker; a report is due every one and a half. */
    public static final int NEIGHBOUR_LOOKS = 4;

    private static final Duration CLOCKS_APART = Duration.ofSeconds(5);

    /**
     * The library's epsilonMillis, by which it renews and looks for assigned leases more often than by its own rule: a third
     * of the fail-over time, and half of the assignment interval (DynamoDBLeaseCoordinator). Less than nothing makes it do
     * both more rarely.
     */
    public Duration epsilon() {
        return failover.dividedBy(3).minus(renewal);
    }

    /** How often a worker looks for leases that were assigned to it. */
    public Duration discovery() {
        return assignment.dividedBy(2).minus(epsilon());
    }

    /**
     * How often a worker looks whether rows of shards that it has finished may go. Nothing is asked while it has none; for
     * each that waits for the first record of a child, a look costs up to five reads of single rows; from half an hour after
     * the start on it also calls GetShardIterator and GetRecords once, to find out whether the shard has left the stream.
     */
    public Duration cleanUp() {
        return failover.dividedBy(2);
    }

    /** Every how many looks of the guard it reads the whole table: about once per fail-over time. */
    public int guardsPerRead() {
        return (int) Math.max(1, failover.dividedBy(GUARD));
    }

    /** For how long after its last report the leader assigns leases to a worker. */
    public Duration workerExpiry() {
        return workerReport.multipliedBy(2);
    }

    /** How long after its last report a worker may still be alive, its clock being off by a few seconds included. */
    public Duration workerAlive() {
        return workerExpiry().plus(CLOCKS_APART);
    }
}
