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

import io.shardflow.nifi.kinesis.state.Intervals;
import io.shardflow.nifi.kinesis.state.StateRow;
import io.shardflow.nifi.kinesis.state.StateTable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.nifi.logging.ComponentLog;

/**
 * Watches other workers' rows and frees the leases of one that has died, so that nobody has to wait until they run out.
 *
 * <p>The workers stand in a ring, ordered by their ids. Each looks at those that follow it, up to and including the next
 * one that watches too (a worker of the plain client library does not), so every worker is looked at by one other and a
 * look costs each about one read. Freed leases are assigned at the leader's next round. If a worker was taken for dead and
 * is not, it loses its leases as by any other take-over: its next renewal or checkpoint is refused.
 *
 * <p><b>Threading.</b> The run's thread.
 */
final class Neighbours {

    private final StateTable table;
    private final String workerId;
    private final Intervals intervals;
    private final LongSupplier nanoClock;
    private final ComponentLog log;
    private final Map<String, Pulse> watched = new HashMap<>();
    private long lastLook;

    Neighbours(
            final StateTable table,
            final String workerId,
            final Intervals intervals,
            final LongSupplier nanoClock,
            final ComponentLog log) {
        this.table = table;
        this.workerId = workerId;
        this.intervals = intervals;
        this.nanoClock = nanoClock;
        this.log = log;
        this.lastLook = nanoClock.getAsLong();
    }

    /** Whether there is anybody to look at. */
    boolean isCompany() {
        return !watched.isEmpty();
    }

    /** Finds out whom to watch. */
    void meet(final List<StateRow> rows) {
        final List<StateRow> next = following(rows);
        watched.keySet().retainAll(next.stream().map(StateRow::key).collect(Collectors.toSet()));
        next.forEach(row -> watched.computeIfAbsent(row.key(), key -> pulse(row)));
    }

    /** One that watches has our intervals. One that was met only once before it died must not be waited for. */
    private static Pulse pulse(final StateRow worker) {
        return worker.run() == null
                ? Pulse.ofAnyRhythm(Intervals.NEIGHBOUR_LOOKS)
                : Pulse.ofKnownRhythm(Intervals.NEIGHBOUR_LOOKS);
    }

    private List<StateRow> following(final List<StateRow> rows) {
        final Map<Boolean, List<StateRow>> ring = rows.stream()
                .filter(row -> row.isWorker() && !row.key().equals(workerId))
                .filter(row -> reportedWithin(row, intervals.workerAlive()))
                .sorted(Comparator.comparing(StateRow::key))
                .collect(Collectors.partitioningBy(row -> row.key().compareTo(workerId) > 0));
        final List<StateRow> following = new ArrayList<>();
        for (final StateRow row :
                Stream.concat(ring.get(true).stream(), ring.get(false).stream()).toList()) {
            following.add(row);
            if (row.run() != null) {
                break;
            }
        }
        return following;
    }

    /** One look at those watched; none if the last one was only just now. */
    void look() {
        final long now = nanoClock.getAsLong();
        if (!isCompany() || now - lastLook < Intervals.NEIGHBOUR_LOOK.toNanos() * 9 / 10) {
            return;
        }
        lastLook = now;
        for (final String id : List.copyOf(watched.keySet())) {
            final Optional<StateRow> row = table.row(id);
            if (row.isEmpty()) {
                watched.remove(id);
            } else if (watched.get(id).isDead(row.get().aliveSeconds())) {
                free(row.get());
            }
        }
    }

    private void free(final StateRow dead) {
        final List<StateRow> rows = table.scan();
        if (!ownReportsArrive(rows) || !table.removeDeadWorker(dead)) {
            return;
        }
        final List<StateRow> leases =
                rows.stream().filter(row -> row.isLeaseWith(dead.key())).toList();
        log.info(
                "Worker {} reports no more; the leases of {} shards are free for the others",
                dead.key(),
                leases.size());
        leases.forEach(lease -> table.evict(lease, dead.key()));
        watched.remove(dead.key());
        meet(rows.stream().filter(row -> !row.key().equals(dead.key())).toList());
    }

    /** If this worker's own reports do not arrive either, the others are not dead: the table takes no writes. */
    private boolean ownReportsArrive(final List<StateRow> rows) {
        return rows.stream()
                .anyMatch(row -> row.key().equals(workerId)
                        && reportedWithin(row, intervals.workerExpiry().plus(Intervals.NEIGHBOUR_LOOK)));
    }

    private static boolean reportedWithin(final StateRow worker, final Duration time) {
        return worker.aliveSeconds() >= Instant.now().minus(time).getEpochSecond();
    }
}
