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

import io.shardflow.nifi.snowflake.jdbc.OneMetadataColumn;
import io.shardflow.nifi.snowflake.ledger.AttemptId;
import io.shardflow.nifi.snowflake.ledger.WarehouseSession;
import io.shardflow.nifi.snowflake.load.LoadColumn;
import io.shardflow.nifi.snowflake.load.LoadColumn.Form;
import io.shardflow.nifi.snowflake.load.RowRefusedException;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import io.shardflow.probe.Answer;
import io.shardflow.probe.Check;
import java.io.IOException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a COPY makes of fields and of their values. */
final class ValueChecks {

    /** A field's name that has to be quoted, and its quote doubled. */
    private static final String ODD_NAME = "o\"d.d n'\u00e4me";

    private static final String LOADED = "is loaded";

    private ValueChecks() {}

    static List<Check<ProbePlace>> all() {
        return List.of(
                Check.needed(
                        "copy-columns",
                        "In a COPY from a SELECT, field names are as they are written, with case, quotes, dots and blanks, $1 is the"
                                + " whole record, a column that is not listed gets its default, NVL takes the first field that is"
                                + " there, JSON null is NULL in a typed column and stays JSON null in VARIANT.",
                        "1, 2, JSON null, NULL, 5, {\"x\":7}, none, 3, the record, default",
                        ValueChecks::columns),
                Check.needed(
                        "row-errors",
                        "What is wrong with a single row is told by one of the codes that the connector knows.",
                        "each kind of bad row is refused with a known code, and the transaction stays usable",
                        ValueChecks::rowErrors),
                Check.needed(
                        "variant-values",
                        "A VARIANT keeps texts of 56 digits, and numbers of 38, as they are.",
                        "both unchanged",
                        ValueChecks::variants));
    }

    private static Answer columns(final ProbePlace place) throws WarehouseException, IOException, SQLException {
        final QualifiedName name = place.name("COLUMNS");
        try (PlainSession plain = place.session()) {
            plain.run("CREATE TABLE " + name.sql()
                    + " (\"UPPER\" NUMBER(38,0), \"LOWER\" NUMBER(38,0), \"ANY\" VARIANT, \"NOTE\" VARCHAR, \"FIRST\" NUMBER(38,0),"
                    + " \"REST\" VARIANT, \"OTHERWISE\" VARCHAR, \"ODD\" NUMBER(38,0),"
                    + " \"WHOLE\" VARIANT, \"LEFT_OUT\" VARCHAR DEFAULT 'default')");
            final ProbeTable table = ProbeTable.find(place, name, new OneMetadataColumn(new Identifier("ANY")));
            final List<LoadColumn> columns = List.of(
                    new LoadColumn("UPPER", "NUMBER(38,0)", List.of("ID")),
                    new LoadColumn("LOWER", "NUMBER(38,0)", List.of("id")),
                    new LoadColumn("ANY", "VARIANT", List.of("any")),
                    new LoadColumn("NOTE", "VARCHAR(16777216)", List.of("note")),
                    new LoadColumn("FIRST", "NUMBER(38,0)", List.of("a", "b")),
                    new LoadColumn("REST", "VARIANT", List.of("x", "y"), Form.OBJECT),
                    new LoadColumn("OTHERWISE", "VARCHAR(16777216)", List.of("missing"), Form.VALUE, "", "'none'"),
                    new LoadColumn("ODD", "NUMBER(38,0)", List.of(ODD_NAME)),
                    new LoadColumn("WHOLE", "VARIANT", List.of(), Form.RECORD));
            try (WarehouseSession session = table.open()) {
                final AttemptId attempt = place.attempt();
                session.stage(
                        attempt,
                        List.of(place.file("{\"ID\":1,\"id\":2,\"any\":null,\"note\":null,\"b\":5,\"x\":7,"
                                + "\"o\\\"d.d n'\u00e4me\":3}\n")),
                        false);
                session.begin(attempt);
                session.copyIntoTarget(columns);
                session.commit();
            }
            final Map<String, String> row = plain.query("SELECT \"UPPER\", \"LOWER\", \"ANY\" IS NULL AS \"ANY_NULL\","
                            + " \"NOTE\" IS NULL AS \"NOTE_NULL\", \"FIRST\", \"REST\":x::VARCHAR AS \"X\","
                            + " \"REST\":y IS NULL AS \"Y_NULL\", \"OTHERWISE\", \"ODD\","
                            + " \"WHOLE\":ID::VARCHAR AS \"I\", \"LEFT_OUT\" FROM " + name.sql())
                    .getFirst();
            final List<String> seen = row.values().stream()
                    .map(value -> "TRUE".equals(value) ? "1" : "FALSE".equals(value) ? "0" : String.valueOf(value))
                    .toList();
            return Answer.of(
                    seen.equals(List.of("1", "2", "0", "1", "5", "7", "1", "none", "3", "1", "default")),
                    row.toString());
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
        final Map<String, String> found = new LinkedHashMap<>();
        for (final Map.Entry<String, String> field : fields.entrySet()) {
            try (WarehouseSession session = table.open()) {
                final AttemptId attempt = place.attempt();
                session.stage(attempt, List.of(place.file("{" + field.getValue() + "}\n")), false);
                session.begin(attempt);
                found.put(field.getKey(), refusal(session, columns));
                session.rollback();
            }
        }
        return refusals(found);
    }

    /** Where every row is loaded no code was seen. @param found code or words, by kind of bad row */
    static Answer refusals(final Map<String, String> found) {
        final String seen = found.entrySet().stream()
                .map(row -> row.getKey() + " " + row.getValue())
                .collect(Collectors.joining(", "));
        return found.values().stream().allMatch(words -> words.startsWith(LOADED))
                ? Answer.notChecked("no bad row was refused: " + seen)
                : Answer.of(found.values().stream().allMatch(words -> words.matches("[0-9]+")), seen);
    }

    /** The code; with words where it is not what the connector expects. */
    private static String refusal(final WarehouseSession session, final List<LoadColumn> columns)
            throws WarehouseException {
        try {
            return LOADED + ": " + session.copyIntoTarget(columns);
        } catch (final RowRefusedException e) {
            final String code = Integer.toString(((SQLException) e.getCause()).getErrorCode());
            return e.isKnown() ? code : code + " (not among the known codes)";
        } catch (final WarehouseException e) {
            if (e.kind() == Kind.SESSION_LOST) {
                throw e;
            }
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
}
