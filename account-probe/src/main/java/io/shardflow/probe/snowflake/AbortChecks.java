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
package io.shardflow.probe.snowflake;

import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.ledger.AttemptId;
import io.shardflow.nifi.snowflake.ledger.LedgerSet;
import io.shardflow.nifi.snowflake.ledger.TransactionId;
import io.shardflow.nifi.snowflake.ledger.WarehouseSession;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import io.shardflow.probe.Answer;
import io.shardflow.probe.Check;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Transactions that are ended by others than their session. */
final class AbortChecks {

    private static final StreamShard SHARD = SampleRecords.shard(1);

    /** Snowflake ends what blocks others after five minutes, says its documentation. */
    private static final Duration ORPHAN = Duration.ofMinutes(7);

    private AbortChecks() {}

    static List<Check<ProbePlace>> all() {
        return List.of(
                Check.needed(
                        "own-aborted",
                        "A user may end its own transaction from another session; then its rows are gone and its lock is free.",
                        "0 rows, lock given",
                        AbortChecks::aborted),
                Check.known(
                        "aborted-is-silent",
                        "A session whose transaction was ended from outside hears nothing of it, and its COMMIT is acknowledged.",
                        "UPDATE of 0 rows, COMMIT acknowledged",
                        AbortChecks::afterAbort),
                Check.known(
                        "orphan-ended",
                        "Snowflake ends a transaction whose client is silent, after about five minutes, if it blocks another one.",
                        "lock given within " + ORPHAN.toMinutes() + " minutes",
                        AbortChecks::orphan));
    }

    private static Answer aborted(final ProbePlace place) throws WarehouseException, IOException, SQLException {
        final ProbeTable table = place.table("ABORTED");
        table.makeLedger(SHARD);
        try (WarehouseSession first = table.open();
                WarehouseSession second = table.open()) {
            final AttemptId attempt = place.attempt();
            first.stage(attempt, List.of(place.file(new SampleRecords(SHARD, 1, 3).lines())), false);
            first.begin(attempt);
            final long copied = first.copyIntoTarget(table.columns());
            if (copied != 3) {
                return Answer.notChecked("the COPY of 3 rows has loaded " + copied);
            }
            first.lockGuard(table.ledgerId(), attempt);
            second.abort(attempt.value()::equals);
            final AttemptId next = place.attempt();
            second.begin(next);
            final long locked = second.lockGuard(table.ledgerId(), next);
            second.rollback();
            first.discard();
            final long rows = table.count();
            return Answer.of(rows == 0 && locked == 1, rows + " rows, lock " + (locked == 1 ? "given" : "not given"));
        }
    }

    /** Only an UPDATE that changes its row before, and a transaction that is open before and not after, tell of the abort. */
    private static Answer afterAbort(final ProbePlace place) throws WarehouseException, SQLException {
        final ProbeTable table = place.table("AFTER_ABORT");
        table.makeLedger(SHARD);
        try (WarehouseSession first = table.open();
                WarehouseSession second = table.open();
                PlainSession other = place.session()) {
            final AttemptId attempt = place.attempt();
            final TransactionId id = first.begin(attempt);
            first.lockGuard(table.ledgerId(), attempt);
            final List<LedgerSet> one = List.of(table.set(SHARD, SampleRecords.position(1)));
            final long before = first.setLedger(attempt, id, one);
            final boolean wasOpen = isOpen(other, attempt);
            second.abort(attempt.value()::equals);
            if (before != 1) {
                return Answer.notChecked(
                        "the UPDATE of 1 row has changed " + before + " before the transaction was ended");
            }
            if (!wasOpen || isOpen(other, attempt)) {
                return Answer.notChecked("no transaction was ended: SHOW TRANSACTIONS "
                        + (wasOpen ? "has it as before" : "did not have it"));
            }
            final String set = said(() -> "UPDATE of " + first.setLedger(attempt, id, one) + " rows");
            final String commit = said(() -> {
                first.commit();
                return "COMMIT acknowledged";
            });
            first.discard();
            return Answer.of(
                    set.equals("UPDATE of 0 rows") && commit.equals("COMMIT acknowledged"), set + ", " + commit);
        }
    }

    private static boolean isOpen(final PlainSession session, final AttemptId attempt) throws SQLException {
        return session.query("SHOW TRANSACTIONS").stream()
                .anyMatch(row -> attempt.value().equals(row.get("name")));
    }

    private interface Step {
        String run() throws WarehouseException;
    }

    private static String said(final Step step) {
        try {
            return step.run();
        } catch (final WarehouseException e) {
            return e.getMessage();
        }
    }

    private static Answer orphan(final ProbePlace place) throws WarehouseException {
        if (!place.isPatient()) {
            return Answer.notChecked(
                    "it takes more than five minutes, in which the warehouse runs: ask with --patient");
        }
        final ProbeTable table = place.table("ORPHAN");
        table.makeLedger(SHARD);
        final WarehouseSession silent = table.open();
        final AttemptId left = place.attempt();
        silent.begin(left);
        silent.lockGuard(table.ledgerId(), left);
        final long start = System.nanoTime();
        while (System.nanoTime() - start < ORPHAN.toNanos()) {
            try (WarehouseSession waiting = table.open()) {
                final AttemptId attempt = place.attempt();
                waiting.begin(attempt);
                waiting.lockGuard(table.ledgerId(), attempt);
                waiting.rollback();
                return Answer.of(true, "lock given after %d s".formatted((System.nanoTime() - start) / 1_000_000_000));
            } catch (final WarehouseException e) {
                if (e.kind() != Kind.LOCK_TIMEOUT) {
                    throw e;
                }
            }
        }
        return Answer.of(false, "no lock within " + ORPHAN.toMinutes() + " minutes");
    }
}
