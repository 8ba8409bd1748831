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
import io.shardflow.nifi.kinesis.state.FatalStateException;
import io.shardflow.nifi.kinesis.state.NotReadyException;
import io.shardflow.nifi.kinesis.state.ShardStarts;
import io.shardflow.nifi.kinesis.state.StartData;
import io.shardflow.nifi.kinesis.state.StateChecks;
import io.shardflow.nifi.kinesis.state.StateRow;
import io.shardflow.nifi.kinesis.state.StateTable;
import io.shardflow.nifi.kinesis.stream.ShardInfo;
import io.shardflow.nifi.kinesis.stream.StreamDirectory;
import io.shardflow.nifi.kinesis.stream.StreamIdentity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.nifi.logging.ComponentLog;

/**
 * Everything that must be in the state table before the Scheduler runs: the table with its index, the mark that says of
 * which stream it is, a lease row for every shard nobody else makes one for, start data on every row. Made on every start;
 * what is there already stays.
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
    private final MissingLeases leases;

    /** What a run goes on with. @param leases number of lease rows that are not finished */
    record Prepared(
            StreamIdentity stream, StateTable.Identity identity, StartData start, ShardStarts starts, int leases) {}

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
        this.leases = new MissingLeases(directory, table, workerId, log);
    }

    /**
     * @param known the table that this run has used before; then none is created
     * @throws FatalStateException if somebody has to act first
     * @throws NotReadyException if a later attempt may succeed
     */
    Prepared prepare(final Optional<StateTable.Identity> known, final StartTimeline timeline)
            throws InterruptedException {
        final StreamIdentity stream = directory.describe();
        final StreamDirectory.Listing listing = directory.list();
        timeline.mark(StartTimeline.Step.STREAM, System.nanoTime());
        // first the table itself: after a change of its name, a missing permission is told for this one
        final Optional<StateTable.Identity> found = describe(known);
        checkOlderTables();
        final StateTable.Identity identity = table(found, known);
        timeline.mark(StartTimeline.Step.TABLE, System.nanoTime());
        final StartData start = new ApplicationStart(settings, directory, table, workerId, log)
                .read(checked(table.scan(), stream), stream, listing);
        final List<StateRow> rows = withoutEarlierBeginning(checked(table.scan(), stream), start);
        final Set<String> since =
                start.startAt().isPresent() ? directory.since(start.startAt().getAsLong()) : Set.of();
        final List<ShardInfo> shards = leases.knowingAll(rows, listing.shards());
        final Set<String> ours = leases.write(rows, shards, start, since);
        // a rewind that was made meanwhile has deleted none of the rows written since it read the table
        final List<StateRow> written = checked(table.scan(), stream);
        StateChecks.sameStart(table.name(), written, start);
        StateChecks.ofThisBeginning(table.name(), written, start);
        final int late = leases.removeLate(ours, written, shards);
        timeline.mark(StartTimeline.Step.LEASES, System.nanoTime());
        final ShardStarts starts = start.startAt().isPresent()
                ? ShardStarts.at(start.startAt().getAsLong(), shards, since)
                : ShardStarts.OLDEST;
        return new Prepared(stream, identity, start, starts, StepWatch.unfinished(written) - late);
    }

    private List<StateRow> checked(final List<StateRow> rows, final StreamIdentity stream) {
        StateChecks.ofStream(table.name(), rows, stream);
        StateChecks.whole(table.name(), rows);
        return rows;
    }

    /**
     * Removes what a consumer left that was starting while the application was made to begin elsewhere: its lease of a shard
     * would say that the parents are done.
     */
    private List<StateRow> withoutEarlierBeginning(final List<StateRow> rows, final StartData start) {
        final Map<Boolean, List<StateRow>> ofThis = rows.stream()
                .collect(Collectors.partitioningBy(row -> !row.isLease()
                        || row.start().map(start::isOfSameBeginning).orElse(true)));
        if (!ofThis.get(false).isEmpty()) {
            // or they are of a later beginning than the one read before them
            StateChecks.sameStart(table.name(), table.scan(), start);
        }
        for (final StateRow lease : ofThis.get(false)) {
            if (!table.removeLease(lease) && isOfEarlierBeginning(table.row(lease.key()), start)) {
                throw new NotReadyException(
                        ("The lease of %s in the DynamoDB table \"%s\" is from before the last rewind, and a consumer that"
                                        + " started meanwhile still uses it; it is tried again. Stop that consumer if it does not"
                                        + " stop by itself.")
                                .formatted(lease.key(), table.name()));
            }
        }
        if (!ofThis.get(false).isEmpty()) {
            log.info(
                    "Removed {} leases from before the last rewind",
                    ofThis.get(false).size());
        }
        return ofThis.get(true);
    }

    /** A node that starts at the same time may have removed the row, and written one of this beginning. */
    private static boolean isOfEarlierBeginning(final Optional<StateRow> lease, final StartData start) {
        return lease.flatMap(StateRow::start)
                .map(of -> !start.isOfSameBeginning(of))
                .orElse(false);
    }

    private void checkOlderTables() {
        final List<String> older = table.olderTables();
        StateChecks.noOlderCoordinator(table.name(), older);
        if (!older.isEmpty()) {
            log.info(
                    "The table {} was left by the Kinesis Client Library of versions 3.0 to 3.4; it is not used and may be"
                            + " deleted when no worker of that application runs",
                    older);
        }
    }

    private StateTable.Identity table(
            final Optional<StateTable.Identity> seen, final Optional<StateTable.Identity> known)
            throws InterruptedException {
        final long deadline = System.nanoTime() + TABLE_WAIT.toNanos();
        boolean waiting = false;
        Optional<StateTable.Identity> found = seen;
        if (found.isEmpty()) {
            log.info("Creating the DynamoDB table {}", table.name());
            table.create();
            found = describe(known);
        }
        while (found.isEmpty() || !found.get().active()) {
            if (System.nanoTime() - deadline > 0) {
                throw new NotReadyException("The DynamoDB table \"" + table.name() + "\" is not ready after "
                        + TABLE_WAIT.toSeconds() + " s; it is tried again.");
            }
            if (!waiting) {
                waiting = true;
                log.info("Waiting for the DynamoDB table {} and its index", table.name());
            }
            Thread.sleep(TABLE_POLL);
            if (found.isEmpty()) {
                table.create();
            }
            found = describe(known);
        }
        if (!found.get().indexed()) {
            log.info(
                    "The DynamoDB table {} has no index by lease owner yet. The Kinesis Client Library adds it, which may"
                            + " take minutes, before it reads",
                    table.name());
        }
        return found.get();
    }

    private Optional<StateTable.Identity> describe(final Optional<StateTable.Identity> known) {
        final Optional<StateTable.Identity> found = table.describe();
        if (known.isPresent()) {
            StateChecks.unchanged(table.name(), known.get(), found);
        }
        found.ifPresent(identity -> StateChecks.usable(table.name(), identity));
        return found;
    }
}
