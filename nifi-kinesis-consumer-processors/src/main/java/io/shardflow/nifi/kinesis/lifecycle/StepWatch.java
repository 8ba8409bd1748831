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
package io.shardflow.nifi.kinesis.lifecycle;

import io.shardflow.nifi.kinesis.state.IntervalSteps;
import io.shardflow.nifi.kinesis.state.Intervals;
import io.shardflow.nifi.kinesis.state.StateRow;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Notices that the number of leases has left the step that an attempt was started with, for long enough not to restart to
 * and fro at a step's edge.
 *
 * <p><b>Threading.</b> The run's thread.
 */
final class StepWatch {

    private final IntervalSteps steps;
    private final Intervals used;
    private final LongSupplier nanoClock;
    private Intervals fitting;
    private int leases;
    private long since;

    /** @param used what the attempt was started with */
    StepWatch(final IntervalSteps steps, final Intervals used, final LongSupplier nanoClock) {
        this.steps = steps;
        this.used = used;
        this.fitting = used;
        this.nanoClock = nanoClock;
    }

    /** Takes note of the leases in the table. */
    void see(final List<StateRow> rows) {
        leases = unfinished(rows);
        final Intervals now = steps.of(leases);
        if (!now.equals(fitting)) {
            fitting = now;
            since = nanoClock.getAsLong();
        }
    }

    static int unfinished(final List<StateRow> rows) {
        return (int)
                rows.stream().filter(row -> row.isLease() && !row.isFinished()).count();
    }

    /** Whether other intervals have been fitting for long enough. */
    boolean isOutgrown() {
        if (fitting.equals(used)) {
            return false;
        }
        final boolean longer = fitting.failover().compareTo(used.failover()) > 0;
        final Duration patience = longer ? steps.untilLonger() : steps.untilShorter();
        return nanoClock.getAsLong() - since >= patience.toNanos();
    }

    /** The number of leases that are not finished, as last seen. */
    int leases() {
        return leases;
    }
}
