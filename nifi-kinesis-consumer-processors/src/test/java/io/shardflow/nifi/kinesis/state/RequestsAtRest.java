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
 * DynamoDB requests a second that one worker alone makes at rest, computed from the intervals.
 *
 * @param writes UpdateItem: renewals, reports, the leader's heartbeat
 * @param scans Scan: the leader's assignment and the guard
 * @param queries Query on the index: leases assigned to this worker
 * @param descriptions DescribeTable: the guard
 */
public record RequestsAtRest(double writes, double scans, double queries, double descriptions) {

    /** @param leases leases that are not finished */
    public static RequestsAtRest of(final int leases) {
        final Intervals intervals = IntervalSteps.STANDARD.of(leases);
        return new RequestsAtRest(
                leases * per(intervals.renewal()) + per(intervals.workerReport()) + per(intervals.leaderHeartbeat()),
                per(intervals.assignment()) + per(Intervals.GUARD) / intervals.guardsPerRead(),
                per(intervals.discovery()),
                per(Intervals.GUARD));
    }

    private static double per(final Duration interval) {
        return 1000.0 / interval.toMillis();
    }

    public double perSecond() {
        return writes + scans + queries + descriptions;
    }
}
