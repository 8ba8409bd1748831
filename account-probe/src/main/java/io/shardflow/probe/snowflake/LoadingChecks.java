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
import io.shardflow.nifi.snowflake.jdbc.OneMetadataColumn;
import io.shardflow.nifi.snowflake.ledger.AttemptId;
import io.shardflow.nifi.snowflake.ledger.WarehouseSession;
import io.shardflow.nifi.snowflake.load.LoadColumn;
import io.shardflow.nifi.snowflake.load.LoadColumn.Form;
import io.shardflow.nifi.snowflake.load.RowRefusedException;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import io.shardflow.probe.Answer;
import io.shardflow.probe.Check;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** PUT and COPY. */
final class LoadingChecks {

    private static final StreamShard SHARD = SampleRecords.shard(1);

    private LoadingChecks() {}

    static List<Check<ProbePlace>> all() {
        return List.of(
                Check.needed(
                        "copy-atomic",
                        "COPY and UPDATE of one explicit transaction take effect together, or not at all.",
                        "3 rows copied; 0 there and no lock noted after ROLLBACK; 3 there and the lock noted after COMMIT",
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
                        "copy-columns",
                        "In a COPY from a SELECT, field names keep their case, a column that is not listed gets its default, NVL"
                                + " takes the first field that is there, JSON null is NULL in a typed column and stays JSON null in"
                                + " VARIANT.",
                        "1, 2, JSON null, NULL, 5, {\"x\":7}, none, default",
                        LoadingChecks::columns),
                Check.needed(
                        "row-errors",
                        "What is wrong with a single row is told by one of the codes that the connector knows.",
                        "each kind of bad row is refused with a known code, and the transaction stays usable",
                        LoadingChecks::rowErrors),
                Check.needed(
                        "variant-values",
                        "A VARIANT keeps texts of 56 digits, and numbers of 38, as they are.",
                        "both unchanged",
                        LoadingChecks::variants),
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
            return Answer.of(
                    copied == 3 && left == 0 && !lockLeft && there == 3 && lockThere,
                    "%d rows copied; %d there and %s after ROLLBACK; %d there and %s after COMMIT"
                            .formatted(copied, left, lock(lockLeft), there, lock(lockThere)));
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
            copyAndRollBack(place, table, session, records);
            session.dropTemporaries();
            final AttemptId again = place.attempt();
            session.stage(again, List.of(place.file(records.lines())), false);
            session.begin(again);
            final long rows = session.copyIntoTarget(table.columns());
            session.rollback();
            return Answer.of(rows == 3, rows + " rows");
        }
    }

    private static Answer forgets(final ProbePlace place) throws WarehouseException, IOException {
        final ProbeTable table = place.table("FORGETS");
        try (WarehouseSession session = table.open()) {
            copyAndRollBack(place, table, session, new SampleRecords(SHARD, 1, 3));
            session.begin(place.attempt());
            final long rows = session.copyIntoTarget(table.columns());
            session.rollback();
            return Answer.of(rows == 3, rows + " rows when the same file is copied again");
        }
    }

    private static void copyAndRollBack(
            final ProbePlace place, final ProbeTable table, final WarehouseSession session, final SampleRecords records)
            throws WarehouseException, IOException {
        final AttemptId attempt = place.attempt();
        session.stage(attempt, List.of(place.file(records.lines())), false);
        session.begin(attempt);
        session.copyIntoTarget(table.columns());
        session.rollback();
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

    private static Answer columns(final ProbePlace place) throws WarehouseException, IOException, SQLException {
        final QualifiedName name = place.name("COLUMNS");
        try (PlainSession plain = place.session()) {
            plain.run("CREATE TABLE " + name.sql()
                    + " (\"UPPER\" NUMBER(38,0), \"LOWER\" NUMBER(38,0), \"ANY\" VARIANT, \"NOTE\" VARCHAR, \"FIRST\" NUMBER(38,0),"
                    + " \"REST\" VARIANT, \"OTHERWISE\" VARCHAR, \"LEFT_OUT\" VARCHAR DEFAULT 'default')");
            final ProbeTable table = ProbeTable.find(place, name, new OneMetadataColumn(new Identifier("ANY")));
            final List<LoadColumn> columns = List.of(
                    new LoadColumn("UPPER", "NUMBER(38,0)", List.of("ID")),
                    new LoadColumn("LOWER", "NUMBER(38,0)", List.of("id")),
                    new LoadColumn("ANY", "VARIANT", List.of("any")),
                    new LoadColumn("NOTE", "VARCHAR(16777216)", List.of("note")),
                    new LoadColumn("FIRST", "NUMBER(38,0)", List.of("a", "b")),
                    new LoadColumn("REST", "VARIANT", List.of("x", "y"), Form.OBJECT),
                    new LoadColumn("OTHERWISE", "VARCHAR(16777216)", List.of("missing"), Form.VALUE, "", "'none'"));
            try (WarehouseSession session = table.open()) {
                final AttemptId attempt = place.attempt();
                session.stage(
                        attempt,
                        List.of(place.file("{\"ID\":1,\"id\":2,\"any\":null,\"note\":null,\"b\":5,\"x\":7}\n")),
                        false);
                session.begin(attempt);
                session.copyIntoTarget(columns);
                session.commit();
            }
            final Map<String, String> row = plain.query("SELECT \"UPPER\", \"LOWER\", \"ANY\" IS NULL AS \"ANY_NULL\","
                            + " \"NOTE\" IS NULL AS \"NOTE_NULL\", \"FIRST\", \"REST\":x::VARCHAR AS \"X\","
                            + " \"REST\":y IS NULL AS \"Y_NULL\", \"OTHERWISE\", \"LEFT_OUT\" FROM " + name.sql())
                    .getFirst();
            final List<String> seen = row.values().stream()
                    .map(value -> "TRUE".equals(value) ? "1" : "FALSE".equals(value) ? "0" : String.valueOf(value))
                    .toList();
            return Answer.of(
                    seen.equals(List.of("1", "2", "0", "1", "5", "7", "1", "none", "default")), row.toString());
        }
    }

    private static Answer rowErrors(final ProbePlace place) throws WarehouseException, IOException, SQLException {
        final QualifiedName name = place.name("ROW_ERRORS");
        final Map<String, String> fields = new LinkedHashMap<>();
        fields.put("N", "\"n\":\"abc\",\"r\":1");
        fields.put("B", "\"b\":\"perhaps\",\"r\":1");
        fields.put("T", "\"t\":\"no time\",\"r\":1");
        fields.put("D", "\"d\":\"no date\",\"r\":1");
        fields.put("S", "\"s\":\"four\",\"r\":1");
        fields.put("R", "\"r\":null");
        fields.put("twice", "\"r\":1,\"r\":2");
        fields.put("broken", "\"r\":1,]");
        final List<LoadColumn> columns = List.of(
                new LoadColumn("N", "NUMBER(5,0)", List.of("n")),
                new LoadColumn("B", "BOOLEAN", List.of("b")),
                new LoadColumn("T", "TIMESTAMP_NTZ(9)", List.of("t")),
                new LoadColumn("D", "DATE", List.of("d")),
                new LoadColumn("S", "VARCHAR(3)", List.of("s")),
                new LoadColumn("R", "NUMBER(38,0)", List.of("r")));
        try (PlainSession plain = place.session()) {
            plain.run("CREATE TABLE " + name.sql() + " (\"N\" NUMBER(5,0), \"B\" BOOLEAN, \"T\" TIMESTAMP_NTZ(9),"
                    + " \"D\" DATE, \"S\" VARCHAR(3), \"R\" NUMBER(38,0) NOT NULL)");
        }
        final ProbeTable table = ProbeTable.find(place, name, new OneMetadataColumn(new Identifier("R")));
        final List<String> seen = new ArrayList<>();
        boolean known = true;
        for (final Map.Entry<String, String> field : fields.entrySet()) {
            try (WarehouseSession session = table.open()) {
                final AttemptId attempt = place.attempt();
                session.stage(attempt, List.of(place.file("{" + field.getValue() + "}\n")), false);
                session.begin(attempt);
                final String found = refusal(session, columns);
                session.rollback();
                seen.add(field.getKey() + " " + found);
                known &= found.matches("[0-9]+");
            }
        }
        return Answer.of(known, String.join(", ", seen));
    }

    /** The code; with words where it is not what the connector expects. */
    private static String refusal(final WarehouseSession session, final List<LoadColumn> columns) {
        try {
            return "is loaded: " + session.copyIntoTarget(columns);
        } catch (final RowRefusedException e) {
            final String code = Integer.toString(((SQLException) e.getCause()).getErrorCode());
            return e.isKnown() ? code : code + " (not among the known codes)";
        } catch (final WarehouseException e) {
            return e.kind() + ": " + e.getMessage();
        }
    }

    private static Answer variants(final ProbePlace place) throws WarehouseException, IOException, SQLException {
        final String text = SampleRecords.position(1).sequenceNumber();
        final String number = "12345678901234567890123456789012345678";
        final QualifiedName name = place.name("VARIANTS");
        try (PlainSession plain = place.session()) {
            plain.run("CREATE TABLE " + name.sql() + " (\"V\" VARIANT)");
            final ProbeTable table = ProbeTable.find(place, name, new OneMetadataColumn(new Identifier("V")));
            try (WarehouseSession session = table.open()) {
                final AttemptId attempt = place.attempt();
                session.stage(
                        attempt,
                        List.of(place.file("{\"v\":{\"text\":\"" + text + "\",\"number\":" + number + "}}\n")),
                        false);
                session.begin(attempt);
                session.copyIntoTarget(List.of(new LoadColumn("V", "VARIANT", List.of("v"))));
                session.commit();
            }
            final Map<String, String> row = plain.query("SELECT \"V\":text::VARCHAR AS \"T\", \"V\":number::VARCHAR"
                            + " AS \"N\" FROM " + name.sql())
                    .getFirst();
            final boolean same = text.equals(row.get("t")) && number.equals(row.get("n"));
            return Answer.of(same, same ? "both unchanged" : row.toString());
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

    private static void copy(
            final ProbePlace place, final ProbeTable table, final WarehouseSession session, final SampleRecords records)
            throws WarehouseException, IOException {
        final AttemptId attempt = place.attempt();
        session.stage(attempt, List.of(place.file(records.lines())), false);
        session.begin(attempt);
        session.copyIntoTarget(table.columns());
    }
}
