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
import io.shardflow.nifi.kinesis.state.StartData;
import io.shardflow.nifi.kinesis.state.StateChecks;
import io.shardflow.nifi.kinesis.state.StateTable;
import io.shardflow.nifi.kinesis.stream.StreamDirectory;
import io.shardflow.nifi.kinesis.stream.StreamIdentity;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;

/** One run of ManageKinesisState from the first reading to the report. One thread. */
final class ManageRun {

    private static final String NO_STATE =
            "The application has no state: the next start creates the table and reads from the Initial Stream Position.";

    private static final String NOTHING = " Nothing was changed.";

    private final ManageSettings settings;
    private final StateAccess access;
    private final Observation observation;
    private final StateChange changes;
    private final Report report = new Report();
    private Optional<BegunChange> finished = Optional.empty();

    ManageRun(final ManageSettings settings, final StateAccess access, final Observation observation) {
        this.settings = settings;
        this.access = access;
        this.observation = observation;
        this.changes = new StateChange(access.table(), access.directory(), observation);
    }

    /**
     * Does what the settings say.
     *
     * @throws ChangeRefusedException with what an operator has to read
     * @throws InterruptedException if the processor is stopped before anything was decided
     */
    Report run() throws ChangeRefusedException, InterruptedException {
        report.fact("application", settings.application())
                .fact("region", settings.region())
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
            throw refused(ErrorTexts.describe(e, access.calls(), settings) + NOTHING, e);
        }
    }

    private ChangeRefusedException refused(final String reason, final Exception cause) {
        return new ChangeRefusedException(
                finished.map(change -> "What an earlier run had begun, to " + change.what()
                                        + ", was finished first. For the rest: ")
                                .orElse("")
                        + reason,
                cause);
    }

    /** @return whether anything was written */
    private boolean work() throws ChangeRefusedException, InterruptedException, WarehouseException {
        final StreamIdentity stream = access.directory().describe();
        report.fact("stream", stream.arn()).fact("streamCreated", Instant.ofEpochMilli(stream.createdMillis()));
        final Optional<StateTable.Identity> identity = access.table().describe();
        if (identity.isEmpty()) {
            return noState();
        }
        StateChecks.usable(access.table().name(), identity.get());
        Snapshot seen = new Snapshot(access.table().scan());
        if (isToWrite(seen)) {
            requireMark(seen, stream);
            seen = new Snapshot(observation.watch(seen.rows()));
            if (seen.begun().isPresent()) {
                finish(seen.begun().get(), seen);
                if (access.table().describe().isEmpty()) {
                    noState();
                    return true;
                }
                seen = new Snapshot(access.table().scan());
            }
        }
        seen.begun().ifPresent(change -> report.fact("unfinishedChange", change.what())
                .note(
                        ("At %s it was begun to %s, and not finished. ConsumeKinesisStream does not start until this is run with"
                                        + " Dry Run set to false, which finishes it.")
                                .formatted(change.begun(), change.what())));
        return act(seen, stream) || finished.isPresent();
    }

    private boolean isToWrite(final Snapshot seen) {
        return !settings.dryRun()
                && (settings.action() != Action.DESCRIBE || seen.begun().isPresent());
    }

    private boolean noState() throws ChangeRefusedException {
        if (settings.action() == Action.REWIND) {
            throw new ChangeRefusedException(NO_STATE + " There is nothing to rewind. Check the Application Name.");
        }
        report.note(NO_STATE);
        return false;
    }

    private void finish(final BegunChange change, final Snapshot seen) throws ChangeRefusedException {
        try {
            changes.finish(change, seen);
        } catch (final SdkException e) {
            throw unfinished(change, e);
        }
        finished = Optional.of(change);
        report.note("What was begun at %s, to %s, is finished.".formatted(change.begun(), change.what()));
    }

    private ChangeRefusedException unfinished(final BegunChange change, final SdkException failure) {
        return new ChangeRefusedException(
                ("%s The change, to %s, may have been begun; if so, it is not finished, and ConsumeKinesisStream does not start."
                                + " Run this again with Dry Run set to false, which finishes it.")
                        .formatted(ErrorTexts.describe(failure, access.calls(), settings), change.what()),
                failure);
    }

    private boolean act(final Snapshot seen, final StreamIdentity stream)
            throws ChangeRefusedException, InterruptedException, WarehouseException {
        final StreamDirectory.Listing listing = access.directory().list();
        if (settings.action() == Action.DESCRIBE) {
            report.fact("tableBegan", seen.mark().map(ManageRun::began).orElse("not known: the table has no mark"));
            new Description(
                            access.shards(),
                            seen,
                            listing.shards(),
                            ChangePlan.committed(settings, report),
                            Instant.now())
                    .tell(report);
            noteWhatFailed();
            return false;
        }
        final StartData mark = requireMark(seen, stream);
        final Optional<BegunChange> change = new ChangePlan(settings, access, report).decide(seen, mark, listing);
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
        make(change.get(), mark, seen);
        return true;
    }

    /** A record that could not be looked at is a remark in its shard's row; why, and what to do, stands once for all. */
    private void noteWhatFailed() {
        ErrorTexts.failing(access.calls(), settings)
                .forEach(text -> report.note("What the report says of records is not complete. " + text));
    }

    private void make(final BegunChange change, final StartData mark, final Snapshot seen)
            throws ChangeRefusedException {
        try {
            changes.make(change, mark, seen);
        } catch (final StateChange.NothingDoneException e) {
            throw new ChangeRefusedException(
                    ErrorTexts.describe(e.getCause(), access.calls(), settings) + NOTHING, e.getCause());
        } catch (final SdkException e) {
            throw unfinished(change, e);
        }
    }

    private static String began(final StartData mark) {
        return mark.startAt().isPresent()
                ? Instant.ofEpochMilli(mark.startAt().getAsLong()).toString()
                : "TRIM_HORIZON";
    }

    private StartData requireMark(final Snapshot seen, final StreamIdentity stream) throws ChangeRefusedException {
        final StartData mark = seen.mark()
                .orElseThrow(() -> new ChangeRefusedException(
                        ("Nothing in the DynamoDB table \"%s\" says of which stream it is, so it is not changed. Start"
                                        + " ConsumeKinesisStream with this Application Name and stop it again: it checks whether"
                                        + " the checkpoints are of the stream, and marks the table. Or delete the table in"
                                        + " DynamoDB if it is not needed.")
                                .formatted(access.table().name())));
        final boolean ofThisName = mark.stream().arn().equals(stream.arn());
        if (settings.action() != Action.RESET || !ofThisName) {
            StateChecks.ofStream(access.table().name(), mark, stream);
        }
        return mark;
    }
}
