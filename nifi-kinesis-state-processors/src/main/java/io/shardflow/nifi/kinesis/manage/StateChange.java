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

import io.shardflow.nifi.kinesis.state.BegunChange;
import io.shardflow.nifi.kinesis.state.ManagedRow;
import io.shardflow.nifi.kinesis.state.ManagedTable;
import io.shardflow.nifi.kinesis.state.StartData;
import io.shardflow.nifi.kinesis.stream.ShardInfo;
import io.shardflow.nifi.kinesis.stream.StreamDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/**
 * Makes a change of the state, all or nothing. First the whole change is noted down in one write: it is decided. Then it is
 * made row by row, and at last the note is removed. While the note is there, no consumer reads on; whoever finds it finishes
 * what it says. Each write may have been made before. One thread.
 */
final class StateChange {

    private static final int REFUSED_BELOW = 500;

    /** The first step of a reset was refused, and the note is removed again. */
    static final class NothingDoneException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NothingDoneException(final DynamoDbException refusal) {
            super(refusal);
        }
    }

    private final ManagedTable table;
    private final StreamDirectory directory;
    private final Observation observation;

    StateChange(final ManagedTable table, final StreamDirectory directory, final Observation observation) {
        this.table = table;
        this.directory = directory;
        this.observation = observation;
    }

    /**
     * Decides and makes a change.
     *
     * @param seen as it was while nobody used it
     * @throws ChangeRefusedException if somebody uses it now
     * @throws NothingDoneException if DynamoDB refused to begin
     */
    void make(final BegunChange change, final StartData mark, final Snapshot seen) throws ChangeRefusedException {
        observation.look(seen.rows());
        if (!table.begin(change, mark)) {
            throw new ChangeRefusedException(
                    "The table \"%s\" is being changed or replaced by somebody else. Nothing was changed. Run DESCRIBE to see how it is now."
                            .formatted(table.name()));
        }
        if (change.kind() == BegunChange.Kind.RESET) {
            deleteTables(() -> table.abandon(change));
        } else {
            apply(change, mark, seen);
        }
    }

    /**
     * Resets a state that is blocked, or has no mark. What blocks it does so until the table is gone, and need not be noted
     * down; without a mark there is nowhere to note it, and a run that dies before the table, the last, is gone has left the
     * state as it was.
     *
     * @param seen as it was while nobody used it
     * @throws ChangeRefusedException if somebody uses it now
     * @throws NothingDoneException if DynamoDB refused to begin
     */
    void resetWithoutNote(final Snapshot seen) throws ChangeRefusedException {
        observation.look(seen.rows());
        deleteTables(() -> true);
    }

    /** Finishes what an earlier run has decided. @param seen as it is while nobody uses it */
    void finish(final BegunChange change, final Snapshot seen) throws ChangeRefusedException {
        if (change.kind() == BegunChange.Kind.RESET) {
            refuseForeignTables(change);
            deleteTables(() -> false);
        } else {
            apply(change, seen.mark().orElseThrow(), seen);
        }
    }

    private void apply(final BegunChange change, final StartData mark, final Snapshot seen)
            throws ChangeRefusedException {
        final boolean made = change.kind() == BegunChange.Kind.BEGIN
                ? deleteRows(seen) && hasNoLease()
                : setCheckpoints(change, mark, seen.leases());
        if (!made || !table.end(change)) {
            throw new ChangeRefusedException(
                    ("A worker of the application \"%s\" has started in the middle of the change, or another"
                                    + " ManageKinesisState works on it. The change, to %s, is begun and not finished:"
                                    + " ConsumeKinesisStream stops by itself when it notices, and does not start. Stop every"
                                    + " worker with this Application Name and run this again with Dry Run set to false; it is"
                                    + " finished then, if it was not.")
                            .formatted(table.name(), change.what()));
        }
    }

    /** The leases, and what else is corrupt: workers and library make their other rows anew. */
    private boolean deleteRows(final Snapshot seen) {
        return seen.rows().stream()
                .filter(row -> row.row().isLease() || row.fault().isPresent() && !row.isMark())
                .allMatch(table::delete);
    }

    /** A row that came meanwhile says nothing about what is to be read, and the next start would go by it. */
    private boolean hasNoLease() {
        return new Snapshot(table.scan()).leases().isEmpty();
    }

    private boolean setCheckpoints(
            final BegunChange change, final StartData mark, final Map<String, ManagedRow> leases) {
        final Map<String, ShardInfo> listed = change.checkpoints().stream()
                        .allMatch(shard -> leases.containsKey(shard.shardId()))
                ? Map.of()
                : directory.list().shards().stream().collect(Collectors.toMap(ShardInfo::shardId, Function.identity()));
        return change.checkpoints().stream().allMatch(to -> {
            final ManagedRow lease = leases.get(to.shardId());
            if (lease != null) {
                return table.setCheckpoint(lease, to);
            }
            final ShardInfo shard = listed.get(to.shardId());
            // a shard that Kinesis lists no more has no records any more
            return shard == null || table.createLease(shard, to, mark);
        });
    }

    /** Somebody may have made a table of such a name since the change was decided. */
    private void refuseForeignTables(final BegunChange change) throws ChangeRefusedException {
        for (final String name : table.olderTables()) {
            final Optional<String> why = table.whyKept(name);
            if (why.isPresent()) {
                throw new ChangeRefusedException(
                        ("The DynamoDB table \"%s\" is not deleted: %s. The change, to %s, is begun and not finished, and"
                                        + " ConsumeKinesisStream does not start. Move that table out of the way and run this again"
                                        + " with Dry Run set to false.")
                                .formatted(name, why.get(), change.what()));
            }
        }
    }

    /**
     * The main table last: it holds the note.
     *
     * @param undo takes back that the change was decided, if that can be done; asked only if nothing was deleted yet
     */
    private void deleteTables(final BooleanSupplier undo) {
        final List<String> tables = new ArrayList<>(table.olderTables());
        tables.add(table.name());
        boolean untouched = true;
        for (final String name : tables) {
            try {
                table.deleteTable(name);
            } catch (final DynamoDbException e) {
                if (untouched && e.statusCode() < REFUSED_BELOW && undo.getAsBoolean()) {
                    throw new NothingDoneException(e);
                }
                throw e;
            }
            untouched = false;
        }
    }
}
