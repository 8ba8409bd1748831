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
import io.shardflow.nifi.snowflake.ledger.CopyCheck;
import io.shardflow.nifi.snowflake.ledger.RolledBackCopy;
import io.shardflow.nifi.snowflake.ledger.WarehouseSession;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import io.shardflow.probe.Answer;
import io.shardflow.probe.Check;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** PUT and COPY: files, names, transactions. */
final class LoadingChecks {

    private static final StreamShard SHARD = SampleRecords.shard(1);

    private LoadingChecks() {}

    static List<Check<ProbePlace>> all() {
        return List.of(
                Check.needed(
                        "copy-atomic",
                        "COPY and UPDATE of one explicit transaction take effect together, or not at all.",
                        "3 rows copied; 0 there and no lock noted after ROLLBACK; 3 there and the lock noted after COMMIT; 0 left"
                                + " of the start's try",
                        LoadingChecks::atomic),
                Check.needed(
                        "copy-new-name",
                        "After a COPY was rolled back, the same records load under another file name.",
                        "3 rows",
                        LoadingChecks::newName),
                Check.known(
                        "copy-forgets",
                        "A ROLLBACK also takes back that COPY remembers the file as loaded.",
                        "3 rows when the same file is copied again",
                        LoadingChecks::forgets),
                Check.known(
                        "copy-remembers",
                        "COPY passes over a file that its own open transaction has loaded.",
                        "0 rows when the same file is copied again",
                        LoadingChecks::remembers),
                Check.known(
                        "joined-frames",
                        "Zstandard frames in a row in one file are read to the last.",
                        "6 rows of two frames",
                        place -> files(place, "JOINED", false)),
                Check.needed(
                        "put-wildcard",
                        "One PUT with a wildcard uploads several files, and says UPLOADED of each.",
                        "6 rows of two files",
                        place -> files(place, "APART", true)),
                Check.needed(
                        "temporary-objects",
                        "Temporary tables and stages outlast COMMIT and ROLLBACK in their session, and no other session sees them.",
                        "1 row after COMMIT and ROLLBACK; another session: 002003",
                        LoadingChecks::temporaries),
                Check.needed(
                        "copies-do-not-wait",
                        "Two transactions copy into one table at the same time, neither waiting for the other.",
                        "the second one commits while the first one is open; 6 rows",
                        LoadingChecks::parallel));
    }

    private static Answer atomic(final ProbePlace place) throws WarehouseException, IOException, SQLException {
        final ProbeTable table = place.table("ATOMIC");
        table.makeLedger(SHARD);
        final SampleRecords records = new SampleRecords(SHARD, 1, 3);
        try (WarehouseSession session = table.open()) {
            final AttemptId lost = place.attempt();
            session.stage(lost, List.of(place.file(records.lines())), false);
            session.begin(lost);
            final long copied = session.copyIntoTarget(table.columns());
            session.lockGuard(table.ledgerId(), lost);
            session.rollback();
            session.dropTemporaries();
            final long left = table.count();
            final boolean lockLeft = lockedBy(place, table).equals(lost.value());

            final AttemptId kept = place.attempt();
            session.stage(kept, List.of(place.file(records.lines())), false);
            session.begin(kept);
            session.copyIntoTarget(table.columns());
            session.lockGuard(table.ledgerId(), kept);
            session.commit();
            session.dropTemporaries();
            final long there = table.count();
            final boolean lockThere = lockedBy(place, table).equals(kept.value());
            final RolledBackCopy atStart = new CopyCheck(place::attempt).ask(table.sessions(), place.file("{}\n"));
            return Answer.of(
                    copied == 3
                            && left == 0
                            && !lockLeft
                            && there == 3
                            && lockThere
                            && atStart.equals(new RolledBackCopy(1, 0)),
                    "%d rows copied; %d there and %s after ROLLBACK; %d there and %s after COMMIT; %d left of the start's try"
                            .formatted(copied, left, lock(lockLeft), there, lock(lockThere), atStart.left()));
        }
    }

    private static String lock(final boolean noted) {
        return noted ? "the lock noted" : "no lock noted";
    }

    private static String lockedBy(final ProbePlace place, final ProbeTable table) throws SQLException {
        try (PlainSession session = place.session()) {
            return session.value("SELECT \"LOCKED_BY\" FROM "
                    + table.name()
                            .sibling(table.name().object().name() + "_SHARDFLOW_GUARD")
                            .sql());
        }
    }

    private static Answer newName(final ProbePlace place) throws WarehouseException, IOException {
        final ProbeTable table = place.table("NEW_NAME");
        final SampleRecords records = new SampleRecords(SHARD, 1, 3);
        try (WarehouseSession session = table.open()) {
            final long first = copy(place, table, session, records);
            session.rollback();
            session.dropTemporaries();
            final long rows = copy(place, table, session, records);
            session.rollback();
            return again(first, rows, rows + " rows");
        }
    }

    private static Answer forgets(final ProbePlace place) throws WarehouseException, IOException {
        final ProbeTable table = place.table("FORGETS");
        try (WarehouseSession session = table.open()) {
            final long first = copy(place, table, session, new SampleRecords(SHARD, 1, 3));
            session.rollback();
            session.begin(place.attempt());
            final long rows = session.copyIntoTarget(table.columns());
            session.rollback();
            return again(first, rows, rows + " rows when the same file is copied again");
        }
    }

    private static Answer remembers(final ProbePlace place) throws WarehouseException, IOException {
        final ProbeTable table = place.table("REMEMBERS");
        try (WarehouseSession session = table.open()) {
            final long first = copy(place, table, session, new SampleRecords(SHARD, 1, 3));
            final long rows = session.copyIntoTarget(table.columns());
            session.rollback();
            return Answer.of(
                    first == 3 && rows == 0,
                    rows + " rows when the same file is copied again" + (first == 3 ? "" : ", first " + first));
        }
    }

    /** What was not loaded before is no sign that it can be loaded again. */
    private static Answer again(final long first, final long rows, final String seen) {
        return first == 3
                ? Answer.of(rows == 3, seen)
                : Answer.notChecked("the COPY of 3 rows that was rolled back has loaded " + first);
    }

    private static Answer files(final ProbePlace place, final String suffix, final boolean apart)
            throws WarehouseException, IOException {
        final ProbeTable table = place.table(suffix);
        try (WarehouseSession session = table.open()) {
            final AttemptId attempt = place.attempt();
            session.stage(
                    attempt,
                    List.of(
                            place.file(new SampleRecords(SHARD, 1, 3).lines()),
                            place.file(new SampleRecords(SHARD, 4, 3).lines())),
                    apart);
            session.begin(attempt);
            final long rows = session.copyIntoTarget(table.columns());
            session.rollback();
            return Answer.of(rows == 6, rows + " rows of two " + (apart ? "files" : "frames"));
        }
    }

    private static Answer temporaries(final ProbePlace place) throws SQLException {
        final QualifiedName name = place.name("TEMPORARY");
        try (PlainSession own = place.session();
                PlainSession other = place.session()) {
            own.run(
                    "CREATE TEMPORARY TABLE " + name.sql() + " (N NUMBER(1,0))",
                    "CREATE TEMPORARY STAGE "
                            + name.sibling(name.object().name() + "_STAGE").sql(),
                    "INSERT INTO " + name.sql() + " VALUES (1)",
                    "COMMIT",
                    "ROLLBACK");
            final String rows = own.value("SELECT COUNT(*) FROM " + name.sql());
            String seen;
            try {
                seen = other.value("SELECT COUNT(*) FROM " + name.sql()) + " rows";
            } catch (final SQLException e) {
                seen = "%06d".formatted(e.getErrorCode());
            }
            return Answer.of(
                    rows.equals("1") && seen.equals("002003"),
                    rows + " row after COMMIT and ROLLBACK; another session: " + seen);
        }
    }

    private static Answer parallel(final ProbePlace place) throws WarehouseException, IOException, SQLException {
        final ProbeTable table = place.table("PARALLEL");
        try (WarehouseSession first = table.open();
                WarehouseSession second = table.open()) {
            copy(place, table, first, new SampleRecords(SHARD, 1, 3));
            copy(place, table, second, new SampleRecords(SHARD, 4, 3));
            second.commit();
            first.commit();
        }
        final long rows = table.count();
        return Answer.of(rows == 6, "the second one commits while the first one is open; " + rows + " rows");
    }

    /** In a transaction that stays open. @return how many rows */
    private static long copy(
            final ProbePlace place, final ProbeTable table, final WarehouseSession session, final SampleRecords records)
            throws WarehouseException, IOException {
        final AttemptId attempt = place.attempt();
        session.stage(attempt, List.of(place.file(records.lines())), false);
        session.begin(attempt);
        return session.copyIntoTarget(table.columns());
    }
}
