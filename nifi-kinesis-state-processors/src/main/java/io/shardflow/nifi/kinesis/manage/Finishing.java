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
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;

/** Finishes what an earlier run of ManageKinesisState has begun, and tells of it. One thread. */
final class Finishing {

    private final ManageSettings settings;
    private final StateAccess access;
    private final StateChange changes;
    private final Report report;
    private Optional<BegunChange> finished = Optional.empty();

    Finishing(final ManageSettings settings, final StateAccess access, final StateChange changes, final Report report) {
        this.settings = settings;
        this.access = access;
        this.changes = changes;
        this.report = report;
    }

    /** Whether there is something to be finished that can be. @param stream whether it exists */
    boolean isPossible(final Snapshot seen, final boolean stream) {
        return seen.begun().isPresent() && hindrance(seen, stream).isEmpty();
    }

    /** Why it cannot be finished, for people. Begun checkpoints go into leases that can be read; all kinds need the mark. */
    private static Optional<String> hindrance(final Snapshot seen, final boolean stream) {
        if (!stream) {
            return Optional.of("the stream does not exist");
        }
        final boolean needsRows = seen.begun().orElseThrow().kind() == BegunChange.Kind.CHECKPOINTS;
        return seen.corrupt().stream()
                .filter(row -> needsRows || row.isMark())
                .findFirst()
                .map(row -> "the row \"%s\" is corrupt".formatted(row.key()));
    }

    void finish(final Snapshot seen) throws ChangeRefusedException {
        final BegunChange change = seen.begun().orElseThrow();
        try {
            changes.finish(change, seen);
        } catch (final SdkException e) {
            throw unfinished(change, e);
        }
        finished = Optional.of(change);
        report.note("What was begun at %s, to %s, is finished.".formatted(change.begun(), change.what()));
    }

    /** What this run has finished. */
    Optional<BegunChange> finished() {
        return finished;
    }

    /** Tells what is still begun. */
    void tell(final Snapshot seen, final boolean stream) {
        seen.begun().ifPresent(change -> report.fact("unfinishedChange", change.what())
                .note("At %s it was begun to %s, and not finished. %s"
                        .formatted(
                                change.begun(),
                                change.what(),
                                hindrance(seen, stream)
                                        .map(why -> "It cannot be finished: %s. RESET gives it up with the state."
                                                .formatted(why))
                                        .orElse("ConsumeKinesisStream does not start until this is run with Dry Run set"
                                                + " to false, which finishes it."))));
    }

    /** What to say when a change that was decided may not have been made. */
    ChangeRefusedException unfinished(final BegunChange change, final SdkException failure) {
        return new ChangeRefusedException(
                ("%s The change, to %s, may have been begun; if so, it is not finished, and ConsumeKinesisStream does not start."
                                + " Run this again with Dry Run set to false, which finishes it.")
                        .formatted(ErrorTexts.describe(failure, access.calls(), settings.aws()), change.what()),
                failure);
    }
}
