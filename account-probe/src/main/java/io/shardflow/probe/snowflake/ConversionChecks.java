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
import io.shardflow.nifi.snowflake.load.WarehouseException;
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

/** What values become on their way into a column. */
final class ConversionChecks {

    private static final String NUMBERS =
            "{\"a\":0.1,\"b\":1.50,\"c\":1e3,\"d\":-0,\"e\":1E-7,\"f\":12345678901234567890.5,\"g\":1e40}";

    private ConversionChecks() {}

    static List<Check<ProbePlace>> all() {
        return List.of(
                Check.known(
                        "casts",
                        "A COPY casts to FLOAT, BINARY, TIME, TIMESTAMP_TZ, TIMESTAMP_LTZ, ARRAY, OBJECT and GEOGRAPHY; Z at the end of a"
                                + " time is +00:00.",
                        "one row with all values, both times the same",
                        ConversionChecks::casts),
                Check.known(
                        "json-numbers",
                        "COPY reads numbers of JSON as PARSE_JSON does.",
                        "the same texts",
                        ConversionChecks::numbers));
    }

    private static Answer casts(final ProbePlace place) throws WarehouseException, IOException, SQLException {
        final Map<String, String> values = new LinkedHashMap<>();
        values.put("FLOAT", "1.5");
        values.put("BINARY", "\"0aff\"");
        values.put("TIME(9)", "\"10:15:30\"");
        values.put("TIMESTAMP_TZ(9)", "\"2026-01-02T03:04:05Z\"");
        values.put("TIMESTAMP_LTZ(9)", "\"2026-01-02T03:04:05+00:00\"");
        values.put("ARRAY", "[1]");
        values.put("OBJECT", "{\"x\":1}");
        values.put("GEOGRAPHY", "\"POINT(1 2)\"");
        final List<LoadColumn> columns = values.keySet().stream()
                .map(type -> new LoadColumn(column(type), type, List.of(column(type))))
                .toList();
        final String record = values.entrySet().stream()
                .map(value -> "\"" + column(value.getKey()) + "\":" + value.getValue())
                .collect(Collectors.joining(",", "{", "}\n"));
        final QualifiedName name = place.name("CASTS");
        try (PlainSession plain = place.session()) {
            plain.run(values.keySet().stream()
                    .map(type -> "\"" + column(type) + "\" " + type)
                    .collect(Collectors.joining(", ", "CREATE TABLE " + name.sql() + " (", ", \"V\" VARIANT)")));
            copy(place, name, record, columns);
            final String all = values.keySet().stream()
                    .map(type -> "\"" + column(type) + "\" IS NOT NULL")
                    .collect(Collectors.joining(" AND "));
            final String rows = plain.value("SELECT COUNT(*) FROM " + name.sql() + " WHERE " + all
                    + " AND \"C_TIMESTAMP_TZ\" = \"C_TIMESTAMP_LTZ\"");
            return Answer.of(
                    rows.equals("1"),
                    rows.equals("1") ? "one row with all values, both times the same" : "rows that are so: " + rows);
        }
    }

    private static Answer numbers(final ProbePlace place) throws WarehouseException, IOException, SQLException {
        final QualifiedName name = place.name("NUMBERS");
        try (PlainSession plain = place.session()) {
            plain.run("CREATE TABLE " + name.sql() + " (\"V\" VARIANT)");
            copy(place, name, "{\"v\":" + NUMBERS + "}\n", List.of(new LoadColumn("V", "VARIANT", List.of("v"))));
            plain.run("INSERT INTO " + name.sql() + " SELECT PARSE_JSON('" + NUMBERS + "')", "COMMIT");
            final List<Map<String, String>> rows = plain.query("abcdefg"
                    .chars()
                    .mapToObj(key -> "\"V\":" + (char) key + "::VARCHAR AS \"" + (char) key + '"')
                    .collect(Collectors.joining(", ", "SELECT ", " FROM " + name.sql())));
            final boolean same = rows.size() == 2 && rows.getFirst().equals(rows.getLast());
            return Answer.of(same, same ? "the same texts" : rows.toString());
        }
    }

    private static void copy(
            final ProbePlace place, final QualifiedName name, final String record, final List<LoadColumn> columns)
            throws WarehouseException, IOException {
        final ProbeTable table = ProbeTable.find(place, name, new OneMetadataColumn(new Identifier("V")));
        try (WarehouseSession session = table.open()) {
            final AttemptId attempt = place.attempt();
            session.stage(attempt, List.of(place.file(record)), false);
            session.begin(attempt);
            session.copyIntoTarget(columns);
            session.commit();
        }
    }

    private static String column(final String type) {
        return "C_" + type.replaceFirst("\\(.*", "");
    }
}
