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

import io.shardflow.nifi.kinesis.settings.ConsumerSettings;
import io.shardflow.nifi.kinesis.settings.InitialStreamPosition;
import io.shardflow.nifi.kinesis.state.FatalStateException;
import io.shardflow.nifi.kinesis.state.LeasePlan;
import io.shardflow.nifi.kinesis.state.StartData;
import io.shardflow.nifi.kinesis.state.StateChecks;
import io.shardflow.nifi.kinesis.state.StateRow;
import io.shardflow.nifi.kinesis.state.StateTable;
import io.shardflow.nifi.kinesis.stream.StreamDirectory;
import io.shardflow.nifi.kinesis.stream.StreamIdentity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.nifi.logging.ComponentLog;

/**
 * Everything that must be in the state table before the Scheduler runs: the table with its index, a lease row for every
 * shard nobody else makes one for, start data on every row. Made on every start; what is there already stays.
 *
 * <p><b>Threading.</b> The run's thread.
 */
final class StatePreparation {

    private static final Duration TABLE_WAIT = Duration.ofMinutes(2);
    private static final Duration TABLE_POLL = Duration.ofMillis(100);

    private final ConsumerSettings settings;
    private final StreamDirectory directory;
    private final StateTable table;
    private final String workerId;
    private final ComponentLog log;

    /** What a run goes on with. @param leases number of lease rows that are not finished */
    record Prepared(StreamIdentity stream, StateTable.Identity identity, StartData start, int leases) {}

    StatePreparation(
            final ConsumerSettings settings,
            final StreamDirectory directory,
            final StateTable table,
            final String workerId,
            final ComponentLog log) {
        this.settings = settings;
        this.directory = directory;
        this.table = table;
        this.workerId = workerId;
        this.log = log;
    }

    /**
     * @param known the table that this run has used before; then none is created
     * @throws FatalStateException if somebody has to act first
     */
    Prepared prepare(final Optional<StateTable.Identity> known, final StartTimeline timeline)
            throws InterruptedException {
        final StreamIdentity stream = directory.describe();
        final StreamDirectory.Listing listing = directory.list();
        timeline.mark(StartTimeline.Step.STREAM, System.nanoTime());
        final StateTable.Identity identity = table(known);
        timeline.mark(StartTimeline.Step.TABLE, System.nanoTime());
        final List<StateRow> rows = table.scan();
        StateChecks.ofStream(table.name(), rows, stream);
        final StartData start = new StartData(stream, startAt(rows, listing.serviceMillis()));
        final int leases = writeLeases(rows, listing, start);
        timeline.mark(StartTimeline.Step.LEASES, System.nanoTime());
        return new Prepared(stream, identity, start, leases);
    }

    private StateTable.Identity table(final Optional<StateTable.Identity> known) throws InterruptedException {
        final long deadline = System.nanoTime() + TABLE_WAIT.toNanos();
        boolean waiting = false;
        while (true) {
            final Optional<StateTable.Identity> found = table.describe();
            if (known.isPresent()) {
                StateChecks.unchanged(table.name(), known.get(), found);
            }
            if (found.isEmpty()) {
                log.info("Creating the DynamoDB table {}", table.name());
                table.create();
            } else {
                StateChecks.usable(table.name(), found.get());
                if (found.get().active()) {
                    return found.get();
                }
                if (!waiting) {
                    waiting = true;
                    log.info("Waiting for the DynamoDB table {} and its index", table.name());
                }
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("the DynamoDB table \"" + table.name() + "\" is not ready after "
                        + TABLE_WAIT.toSeconds() + " s; it is tried again");
            }
            Thread.sleep(TABLE_POLL);
        }
    }

    private OptionalLong startAt(final List<StateRow> rows, final long serviceMillis) {
        final List<StateRow> leases = rows.stream().filter(StateRow::isLease).toList();
        if (leases.stream().anyMatch(row -> row.start().isPresent())) {
            log.info(
                    "The application {} has state: reading goes on from its checkpoints, Initial Stream Position is"
                            + " ignored",
                    settings.application());
            return StateTable.startAt(leases);
        }
        return switch (settings.position()) {
            case TRIM_HORIZON -> OptionalLong.empty();
            case LATEST -> OptionalLong.of(serviceMillis);
            case AT_TIMESTAMP ->
                OptionalLong.of(settings.timestamp().orElseThrow().toEpochMilli());
        };
    }

    private int writeLeases(final List<StateRow> rows, final StreamDirectory.Listing listing, final StartData start) {
        final Map<String, Boolean> leases =
                rows.stream().filter(StateRow::isLease).collect(Collectors.toMap(StateRow::key, StateRow::isFinished));
        final List<LeasePlan.NewLease> missing = LeasePlan.missing(listing.shards(), leases, planStart(start));
        int written = 0;
        for (final LeasePlan.NewLease lease : missing) {
            written += table.createLease(lease, start, workerId) ? 1 : 0;
        }
        if (written > 0) {
            log.info(
                    "Wrote {} lease rows of {} shards listed",
                    written,
                    listing.shards().size());
        }
        for (final StateRow row : rows) {
            if (row.isLease() && row.start().isEmpty()) {
                table.stamp(row.key(), start);
            }
        }
        return StepWatch.unfinished(rows) + missing.size();
    }

    private LeasePlan.Start planStart(final StartData start) {
        if (start.startAt().isEmpty()) {
            return LeasePlan.Start.TRIM_HORIZON;
        }
        return settings.position() == InitialStreamPosition.LATEST
                ? LeasePlan.Start.LATEST
                : LeasePlan.Start.AT_TIMESTAMP;
    }
}
