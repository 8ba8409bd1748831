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

import io.shardflow.nifi.kinesis.lifecycle.ErrorTexts;
import io.shardflow.nifi.kinesis.state.BegunChange;
import io.shardflow.nifi.kinesis.state.FatalStateException;
import io.shardflow.nifi.kinesis.state.ManagedRow;
import io.shardflow.nifi.kinesis.state.StateChecks;
import io.shardflow.nifi.kinesis.state.StateTable;
import io.shardflow.nifi.kinesis.stream.StreamIdentity;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

/** One run of ManageKinesisState from the first reading to the report. One thread. */
final class ManageRun {

    private static final String NO_STATE =
            "The application has no state: the next start creates the table and reads from the Initial Stream Position.";

    private static final String NOTHING = " Nothing was changed.";

    private final ManageSettings settings;
    private final StateAccess access;
    private final Observation observation;
    private final StateChange changes;
    private final Ownership ownership;
    private final Finishing finishing;
    private final Report report = new Report();

    ManageRun(final ManageSettings settings, final StateAccess access, final Observation observation) {
        this.settings = settings;
        this.access = access;
        this.observation = observation;
        this.changes = new StateChange(access.table(), access.directory(), observation);
        this.ownership = new Ownership(settings, access.table());
        this.finishing = new Finishing(settings, access, changes, report);
    }

    /**
     * Does what the settings say.
     *
     * @throws ChangeRefusedException with what an operator has to read
     * @throws InterruptedException if the processor is stopped before anything was decided
     */
    Report run() throws ChangeRefusedException, InterruptedException {
        report.fact("application", settings.aws().application())
                .fact("region", settings.aws().region())
                .fact("action", settings.action().name())
                .fact("dryRun", settings.dryRun());
        try {
            return report.fact("changed", work());
        } catch (final ChangeRefusedException e) {
            throw refused(e.getMessage(), e);
        } catch (final FatalStateException e) {
            throw refused(e.getMessage() + NOTHING, e);
        } catch (final WarehouseException e) {
            throw refused(
                    "%s: the ledger could not be read: %s.%s"
                            .formatted(ManageProperties.CONNECTION_POOL.getDisplayName(), e.getMessage(), NOTHING),
                    e);
        } catch (final SdkException e) {
            throw refused(ErrorTexts.describe(e, access.calls(), settings.aws()) + NOTHING, e);
        }
    }

    private ChangeRefusedException refused(final String reason, final Exception cause) {
        return new ChangeRefusedException(
                finishing
                                .finished()
                                .map(change -> "What an earlier run had begun, to " + change.what()
                                        + ", was finished first. For the rest: ")
                                .orElse("")
                        + reason,
                cause);
    }

    /** @return whether anything was written */
    private boolean work() throws ChangeRefusedException, InterruptedException, WarehouseException {
        final Optional<StreamIdentity> stream = stream();
        final Optional<StateTable.Identity> identity = access.table().describe();
        if (identity.isEmpty()) {
            return noState();
        }
        StateChecks.usable(access.table().name(), identity.get());
        Snapshot seen = new Snapshot(access.table().scan());
        if (isToWrite(seen, stream)) {
            requireOwner(seen, stream);
            seen = new Snapshot(observation.watch(seen.rows()));
            if (finishing.isPossible(seen, stream.isPresent())) {
                finishing.finish(seen);
                if (access.table().describe().isEmpty()) {
                    noState();
                    return true;
                }
                seen = new Snapshot(access.table().scan());
            }
        }
        finishing.tell(seen, stream.isPresent());
        return act(seen, stream) || finishing.finished().isPresent();
    }

    /** Empty if it does not exist, which keeps nothing from being told or deleted. */
    private Optional<StreamIdentity> stream() throws ChangeRefusedException {
        try {
            final StreamIdentity stream = access.directory().describe();
            report.fact("stream", stream.arn()).fact("streamCreated", Instant.ofEpochMilli(stream.createdMillis()));
            return Optional.of(stream);
        } catch (final ResourceNotFoundException e) {
            final String gone = ErrorTexts.describe(e, access.calls(), settings.aws());
            if (settings.action() == Action.REWIND) {
                throw new ChangeRefusedException(
                        gone
                                + " There is nothing to read again. If it was deleted for good, or is to be made anew, RESET"
                                + " deletes its state." + NOTHING,
                        e);
            }
            report.note(gone);
            return Optional.empty();
        }
    }

    private boolean isToWrite(final Snapshot seen, final Optional<StreamIdentity> stream) {
        return !settings.dryRun()
                && (settings.action() != Action.DESCRIBE || finishing.isPossible(seen, stream.isPresent()));
    }

    private void requireOwner(final Snapshot seen, final Optional<StreamIdentity> stream)
            throws ChangeRefusedException {
        if (settings.action() == Action.RESET) {
            ownership.requireForReset(seen, stream);
        } else {
            ownership.require(seen, stream.orElseThrow());
        }
    }

    private boolean noState() throws ChangeRefusedException {
        if (settings.action() == Action.REWIND) {
            throw new ChangeRefusedException(NO_STATE + " There is nothing to rewind. Check the Application Name.");
        }
        report.note(NO_STATE);
        return false;
    }

    private boolean act(final Snapshot seen, final Optional<StreamIdentity> stream)
            throws ChangeRefusedException, InterruptedException, WarehouseException {
        if (settings.action() == Action.DESCRIBE) {
            describe(seen, stream.isPresent());
            noteWhatFailed();
            return false;
        }
        requireOwner(seen, stream);
        final ChangePlan plan = new ChangePlan(settings, access, report);
        final Optional<BegunChange> change = settings.action() == Action.RESET
                ? Optional.of(plan.reset(seen))
                : plan.rewind(seen, access.directory().list());
        noteWhatFailed();
        if (change.isEmpty()) {
            report.note("There is nothing to change.");
            return false;
        }
        report.fact("change", change.get().what());
        if (settings.dryRun()) {
            report.note("This was a dry run: nothing was changed, and whether a worker lives was not watched.");
            return false;
        }
        make(change.get(), seen);
        return true;
    }

    /** A record that could not be looked at is a remark in its shard's row; why, and what to do, stands once for all. */
    private void noteWhatFailed() {
        ErrorTexts.failing(access.calls(), settings.aws())
                .forEach(text -> report.note("What the report says of records is not complete. " + text));
    }

    private void describe(final Snapshot seen, final boolean stream)
            throws ChangeRefusedException, InterruptedException, WarehouseException {
        report.fact("tableBegan", began(seen));
        new Description(
                        stream ? Optional.of(access.shards()) : Optional.empty(),
                        seen,
                        access.table().name(),
                        stream ? access.directory().list().shards() : List.of(),
                        ChangePlan.committed(settings, report),
                        Instant.now())
                .tell(report);
    }

    private void make(final BegunChange change, final Snapshot seen) throws ChangeRefusedException {
        try {
            if (change.kind() == BegunChange.Kind.RESET && seen.goesWithoutNote()) {
                changes.resetWithoutNote(seen);
            } else {
                changes.make(change, seen.mark().orElseThrow(), seen);
            }
        } catch (final StateChange.NothingDoneException e) {
            throw new ChangeRefusedException(
                    ErrorTexts.describe(e.getCause(), access.calls(), settings.aws()) + NOTHING, e.getCause());
        } catch (final SdkException e) {
            throw finishing.unfinished(change, e);
        }
    }

    private static String began(final Snapshot seen) {
        if (seen.markRow().flatMap(ManagedRow::fault).isPresent()) {
            return "not known: the mark is corrupt";
        }
        return seen.mark()
                .map(mark -> mark.startAt().isPresent()
                        ? Instant.ofEpochMilli(mark.startAt().getAsLong()).toString()
                        : "TRIM_HORIZON")
                .orElse("not known: the table has no mark");
    }
}
