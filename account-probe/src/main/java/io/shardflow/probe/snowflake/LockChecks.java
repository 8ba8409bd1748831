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

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.ledger.AttemptId;
import io.shardflow.nifi.snowflake.ledger.LedgerSet;
import io.shardflow.nifi.snowflake.ledger.TransactionId;
import io.shardflow.nifi.snowflake.ledger.UpdateCheck;
import io.shardflow.nifi.snowflake.ledger.WarehouseSession;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import io.shardflow.probe.Answer;
import io.shardflow.probe.Check;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Which statements wait for which, and what they see afterwards. */
final class LockChecks {

    private static final StreamShard SHARD = SampleRecords.shard(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** As the connector sets it for each of its sessions. */
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(10);

    /** Snowflake measures it by itself, and documents no precision. */
    private static final Duration EARLY = Duration.ofSeconds(1);

    private LockChecks() {}

    static List<Check<ProbePlace>> all() {
        return List.of(
                Check.needed(
                        "updates-exclude",
                        "An UPDATE waits for the transaction that has updated the table, for LOCK_TIMEOUT, and then fails with"
                                + " 000625; its transaction can go on.",
                        "000625 after about 10 s, ROLLBACK works",
                        LockChecks::exclude),
                Check.needed(
                        "update-under-lock",
                        "An UPDATE that runs under a lock held since before it began sees the latest committed row, whatever its"
                                + " session has read before.",
                        "0 rows with the token from before, 1 with the latest",
                        LockChecks::underLock),
                Check.known(
                        "waited-update",
                        "An UPDATE that has waited for a lock looks at the rows again.",
                        "0 rows with the value from before",
                        LockChecks::waited),
                Check.needed(
                        "update-count",
                        "The count of an UPDATE is that of the rows of its WHERE, also when it gives them the value that they had.",
                        "2 of 2 rows, 1 of 1",
                        LockChecks::count),
                Check.known(
                        "open-session-reads",
                        "A SELECT of a session that was open sees at once what another one has committed.",
                        "1 row",
                        place -> reads(place, "OPEN_READS", true)),
                Check.needed(
                        "new-session-reads",
                        "A session that is opened after a COMMIT sees what it has committed.",
                        "1 row",
                        place -> reads(place, "NEW_READS", false)));
    }

    private static Answer exclude(final ProbePlace place) throws WarehouseException {
        final ProbeTable table = place.table("EXCLUDE");
        table.makeLedger(SHARD);
        try (WarehouseSession holder = table.open();
                WarehouseSession waiter = table.open()) {
            final AttemptId first = place.attempt();
            holder.begin(first);
            holder.lockGuard(table.ledgerId(), first);
            final AttemptId second = place.attempt();
            waiter.begin(second);
            final long start = System.nanoTime();
            try {
                waiter.lockGuard(table.ledgerId(), second);
                return Answer.of(false, "the second lock was given");
            } catch (final WarehouseException e) {
                final Duration waited = Duration.ofNanos(System.nanoTime() - start);
                if (e.kind() == Kind.SESSION_LOST) {
                    throw e;
                }
                waiter.rollback();
                return excluded(e, waited);
            } finally {
                holder.rollback();
            }
        }
    }

    /** A lock that is refused too early, or much too late, is not refused because of LOCK_TIMEOUT. */
    static Answer excluded(final WarehouseException refusal, final Duration waited) {
        final boolean inTime =
                waited.compareTo(LOCK_TIMEOUT.minus(EARLY)) >= 0 && waited.compareTo(LOCK_TIMEOUT.multipliedBy(2)) <= 0;
        final boolean timedOut = refusal.kind() == Kind.LOCK_TIMEOUT;
        return Answer.of(
                timedOut && inTime,
                "%s after %d s%s, ROLLBACK works"
                        .formatted(
                                timedOut ? "000625" : refusal.getMessage(),
                                waited.toSeconds(),
                                inTime ? "" : ", where LOCK_TIMEOUT is " + LOCK_TIMEOUT.toSeconds() + " s"));
    }

    /** With a lock that was waited for; and, as each start of the connector asks, with one that was not. */
    private static Answer underLock(final ProbePlace place) throws Exception {
        final ProbeTable table = place.table("UNDER_LOCK");
        table.makeLedger(SHARD);
        try (WarehouseSession first = table.open();
                WarehouseSession second = table.open()) {
            second.readLedger(Set.of(SHARD));
            final AttemptId winner = place.attempt();
            final TransactionId id = first.begin(winner);
            first.lockGuard(table.ledgerId(), winner);
            final long won = first.setLedger(winner, id, List.of(table.set(SHARD, SampleRecords.position(1))));
            final AttemptId loser = place.attempt();
            final TransactionId other = second.begin(loser);
            afterWaiting(place, other.value(), () -> second.lockGuard(table.ledgerId(), loser), () -> {
                first.commit();
                return null;
            });
            final Position position = SampleRecords.position(2);
            final long before = second.setLedger(loser, other, List.of(table.set(SHARD, position)));
            final long latest = second.setLedger(loser, other, List.of(new LedgerSet(SHARD, winner.value(), position)));
            second.rollback();
            if (won != 1) {
                // An UPDATE that passes over every row finds none with the token from before, either.
                return Answer.notChecked("the first session's UPDATE of 1 row has changed " + won);
            }
            final UpdateCheck.Counts atStart = new UpdateCheck(place::attempt).ask(table.sessions(), table.ledgerId());
            final boolean holds = before == 0 && latest == 1 && atStart.equals(new UpdateCheck.Counts(0, 1));
            return Answer.of(
                    holds,
                    before + " rows with the token from before, " + latest + " with the latest"
                            + (holds ? "" : "; at a start " + atStart.before() + " and " + atStart.latest()));
        }
    }

    private static Answer waited(final ProbePlace place) throws Exception {
        final QualifiedName name = place.name("WAITED");
        try (PlainSession first = place.session();
                PlainSession second = place.session()) {
            first.run(
                    "CREATE TABLE " + name.sql() + " (ID NUMBER(1,0), TOKEN VARCHAR)",
                    "INSERT INTO " + name.sql() + " VALUES (1, 'a'), (2, 'a')",
                    "COMMIT",
                    "UPDATE " + name.sql() + " SET TOKEN = 'b' WHERE ID = 1");
            second.run("BEGIN");
            final Optional<Long> rows = afterWaiting(
                    place,
                    second.value("SELECT CURRENT_TRANSACTION()"),
                    () -> second.update("UPDATE " + name.sql() + " SET TOKEN = 'c' WHERE ID = 1 AND TOKEN = 'a'"),
                    () -> {
                        first.run("COMMIT");
                        return null;
                    });
            second.run("ROLLBACK");
            return rows.map(changed -> Answer.of(changed == 0, changed + " rows with the value from before"))
                    .orElseGet(() -> Answer.notChecked("SHOW LOCKS has not shown the UPDATE waiting"));
        }
    }

    /**
     * Runs the first on a thread of its own, and the second as soon as the first one waits for a lock, or after some seconds.
     *
     * @param transaction of the one that waits
     * @return what the first one returned; empty if it was not seen waiting
     */
    private static <T> Optional<T> afterWaiting(
            final ProbePlace place, final String transaction, final Callable<T> waits, final Callable<Void> frees)
            throws Exception {
        final FutureTask<T> waiting = new FutureTask<>(waits);
        Thread.ofVirtual().start(waiting);
        boolean seen = false;
        try (PlainSession session = place.session()) {
            final long end = System.nanoTime() + Duration.ofSeconds(8).toNanos();
            while (!seen && !waiting.isDone() && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(50);
                seen = isWaiting(session.query("SHOW LOCKS"), transaction);
            }
        }
        frees.call();
        final T result = waiting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return seen ? Optional.of(result) : Optional.empty();
    }

    /** The user's other sessions, of a connector that runs perhaps, may wait for locks of their own. @param locks of SHOW LOCKS */
    static boolean isWaiting(final List<Map<String, String>> locks, final String transaction) {
        return locks.stream()
                .anyMatch(lock ->
                        transaction.equals(lock.get("transaction")) && "WAITING".equalsIgnoreCase(lock.get("status")));
    }

    private static Answer count(final ProbePlace place) throws SQLException {
        final QualifiedName name = place.name("COUNT");
        try (PlainSession session = place.session()) {
            session.run(
                    "CREATE TABLE " + name.sql() + " (ID NUMBER(1,0), TOKEN VARCHAR)",
                    "INSERT INTO " + name.sql() + " VALUES (1, 'a'), (2, 'a')",
                    "COMMIT");
            final long all = session.update("UPDATE " + name.sql() + " SET TOKEN = TOKEN");
            final long one = session.update("UPDATE " + name.sql() + " SET TOKEN = 'a' WHERE ID = 1");
            session.run("ROLLBACK");
            return Answer.of(all == 2 && one == 1, all + " of 2 rows, " + one + " of 1");
        }
    }

    private static Answer reads(final ProbePlace place, final String suffix, final boolean open) throws SQLException {
        final QualifiedName name = place.name(suffix);
        try (PlainSession writer = place.session();
                PlainSession reader = place.session()) {
            writer.run("CREATE TABLE " + name.sql() + " (N NUMBER(1,0))");
            reader.value("SELECT COUNT(*) FROM " + name.sql());
            writer.run("INSERT INTO " + name.sql() + " VALUES (1)", "COMMIT");
            final String rows;
            if (open) {
                rows = reader.value("SELECT COUNT(*) FROM " + name.sql());
            } else {
                try (PlainSession later = place.session()) {
                    rows = later.value("SELECT COUNT(*) FROM " + name.sql());
                }
            }
            return Answer.of(rows.equals("1"), rows + " row");
        }
    }
}
