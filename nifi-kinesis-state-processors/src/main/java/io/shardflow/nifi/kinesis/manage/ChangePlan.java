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
import io.shardflow.nifi.kinesis.state.StartData;
import io.shardflow.nifi.kinesis.stream.StreamDirectory;
import io.shardflow.nifi.snowflake.jdbc.CommittedPositions;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides what a RESET or a REWIND changes. One thread. */
final class ChangePlan {

    private final ManageSettings settings;
    private final StateAccess access;
    private final Report report;

    ChangePlan(final ManageSettings settings, final StateAccess access, final Report report) {
        this.settings = settings;
        this.access = access;
        this.report = report;
    }

    /** That the state is deleted, and its part of the report. @param seen while nobody writes */
    BegunChange reset(final Snapshot seen) throws ChangeRefusedException {
        final List<String> tables = new ArrayList<>(access.table().olderTables());
        tables.add(access.table().name());
        for (final String table : tables) {
            final Optional<String> why = access.table().whyKept(table);
            if (why.isPresent()) {
                throw new ChangeRefusedException("The DynamoDB table \"%s\" is not deleted: %s. Nothing was changed."
                        .formatted(table, why.get()));
            }
            report.row("tables").with("name", table);
        }
        report.note(
                "The next start creates the table and reads from the Initial Stream Position: Trim Horizon reads again what"
                        + " the stream still has, Latest skips what arrives until then.");
        for (final ManagedRow row : seen.corrupt()) {
            report.note("The row \"%s\" is corrupt and goes with the others: %s."
                    .formatted(row.key(), row.fault().orElseThrow()));
        }
        return Rewind.reset();
    }

    /**
     * The rewind that is asked for, and its part of the report; empty if there is nothing to change.
     *
     * @param seen while nobody writes, with a mark that can be read
     */
    Optional<BegunChange> rewind(final Snapshot seen, final StreamDirectory.Listing listing)
            throws ChangeRefusedException, InterruptedException, WarehouseException {
        final RewindTo to = settings.rewindTo().orElseThrow();
        CorruptRows.refuse(seen, to);
        final StartData mark = seen.mark().orElseThrow();
        final Rewind rewind = new Rewind(access, seen, mark, report);
        final WholeRewind whole = new WholeRewind(access.shards(), seen, mark, listing, report);
        return switch (to) {
            case SEQUENCE_NUMBER ->
                Optional.of(rewind.toSequenceNumber(
                        settings.shardId().orElseThrow(),
                        settings.sequenceNumber().orElseThrow()));
            case TIMESTAMP -> Optional.of(whole.toTime(settings.timestamp().orElseThrow()));
            case TRIM_HORIZON -> Optional.of(whole.toOldest());
            case LATEST -> Optional.of(whole.toLatest());
            case LEDGER -> {
                final Duration margin = settings.margin().orElseThrow();
                yield rewind.toLedger(
                        new LedgerRewind(access.shards(), committed(settings, report), margin), listing, margin);
            }
        };
    }

    /** What the sink has committed of each shard, as its ledger says; nothing if no pool is given. */
    static Map<String, CommittedPositions.Committed> committed(final ManageSettings settings, final Report report)
            throws WarehouseException, ChangeRefusedException {
        if (settings.ledger().isEmpty()) {
            return Map.of();
        }
        final Optional<CommittedPositions> positions =
                settings.ledger().get().read(settings.aws().stream().name());
        if (positions.isEmpty()) {
            if (settings.action() == Action.REWIND) {
                throw new ChangeRefusedException(
                        ("Table Name: the table %s has no ledger that this connection sees, so nothing is known of what the sink has"
                                        + " committed. Check the names and the role, or rewind to TRIM_HORIZON.")
                                .formatted(settings.ledger().get().table()));
            }
            report.note("The table %s has no ledger that the connection sees."
                    .formatted(settings.ledger().get().table()));
            return Map.of();
        }
        report.fact("ledger", positions.get().ledger());
        return positions.get().byShard();
    }
}
