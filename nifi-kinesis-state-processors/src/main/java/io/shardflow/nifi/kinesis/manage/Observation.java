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
package io.shardflow.nifi.kinesis.manage;

import io.shardflow.nifi.kinesis.state.IntervalSteps;
import io.shardflow.nifi.kinesis.state.ManagedRow;
import io.shardflow.nifi.kinesis.state.ManagedTable;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** Watches the state table until it is certain that nobody uses it. One thread. */
final class Observation {

    /** A worker renews its leases more than twice in this many fail-over times, whatever else it does. */
    static final int FAILOVERS = 2;

    private static final int READINGS_PER_FAILOVER = 10;
    private static final int MOST_NAMED = 3;

    /** Waits. */
    @FunctionalInterface
    interface Pause {

        /** @throws InterruptedException if nothing is to be done any more */
        void sleep(Duration time) throws InterruptedException;
    }

    private final ManagedTable table;
    private final IntervalSteps steps;
    private final Pause pause;
    private final LongSupplier nanoClock;

    Observation(final ManagedTable table, final IntervalSteps steps, final Pause pause, final LongSupplier nanoClock) {
        this.table = table;
        this.steps = steps;
        this.pause = pause;
        this.nanoClock = nanoClock;
    }

    /** How long the application is watched. */
    Duration time(final List<ManagedRow> rows) {
        final long unfinished = rows.stream()
                .map(ManagedRow::row)
                .filter(row -> row.isLease() && !row.isFinished())
                .count();
        return steps.of((int) unfinished).failover().multipliedBy(FAILOVERS);
    }

    /**
     * Returns the rows when two fail-over times have passed in which none of them changed.
     *
     * @throws ChangeRefusedException as soon as one does
     */
    List<ManagedRow> watch(final List<ManagedRow> rows) throws ChangeRefusedException, InterruptedException {
        final Duration time = time(rows);
        final long end = nanoClock.getAsLong() + time.toNanos();
        while (nanoClock.getAsLong() - end < 0) {
            pause.sleep(time.dividedBy(FAILOVERS * READINGS_PER_FAILOVER));
            look(rows);
        }
        return rows;
    }

    /** @throws ChangeRefusedException if the rows are not as they were */
    void look(final List<ManagedRow> rows) throws ChangeRefusedException {
        final List<String> signs = LifeSigns.between(rows, table.scan());
        if (!signs.isEmpty()) {
            final String more = signs.size() > MOST_NAMED ? " and " + (signs.size() - MOST_NAMED) + " more" : "";
            throw new ChangeRefusedException(
                    ("The application \"%s\" is in use: %s%s. Nothing was changed. Stop every ConsumeKinesisStream and every"
                                    + " other worker with this Application Name, on all nodes, and run this again.")
                            .formatted(
                                    table.name(),
                                    String.join(", ", signs.subList(0, Math.min(MOST_NAMED, signs.size()))),
                                    more));
        }
    }
}
