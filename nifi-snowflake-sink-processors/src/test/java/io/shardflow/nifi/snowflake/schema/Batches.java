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
package io.shardflow.nifi.snowflake.schema;

import io.shardflow.nifi.snowflake.name.Identifier;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Batches and tables in short words. */
final class Batches {

    static final Identifier OVERFLOW = new Identifier("MORE");

    private Batches() {}

    /** A record of fields and their JSON values, in turns. */
    static Map<String, String> row(final String... fieldsAndValues) {
        final Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < fieldsAndValues.length; i += 2) {
            row.put(fieldsAndValues[i], fieldsAndValues[i + 1]);
        }
        return row;
    }

    static BatchShape shape(final List<Map<String, String>> rows) {
        final BatchShape shape = new BatchShape();
        final ShapeReader reader = new ShapeReader();
        rows.forEach(row -> {
            shape.addRecord();
            row.forEach((field, value) ->
                    shape.addField(reader, field, JsonValues.bytes(value), 0, JsonValues.bytes(value).length));
        });
        return shape;
    }

    static EvolutionPlanner planner(final UnknownFields unknown, final ColumnNaming naming) {
        return new EvolutionPlanner(TypeRules.DEFAULT, naming, unknown, OVERFLOW, Set.of());
    }

    /** Columns in the words of DDL: {@code ID NUMBER(38,0) NOT NULL DEFAULT}, which only Snowflake knows, or {@code DEFAULT 'x'}; a key is {@code PRIMARY KEY}. */
    static DescribedTable table(final String... columns) {
        return new DescribedTable(Arrays.stream(columns).map(Batches::column).toList());
    }

    private static DescribedColumn column(final String text) {
        final String[] words = text.split(" ", 3);
        final String rest = words.length < 3 ? "" : words[2];
        return new DescribedColumn(
                new Identifier(words[0]),
                ColumnType.parse(words[1]),
                !rest.contains("NOT NULL") && !rest.contains("PRIMARY KEY"),
                !rest.contains("DEFAULT")
                        ? ColumnDefault.NONE
                        : rest.contains("DEFAULT '")
                                ? new ColumnDefault(true, Optional.of("'x'"))
                                : ColumnDefault.OPAQUE,
                rest.contains("PRIMARY KEY"),
                rest.contains("COMPUTED"));
    }

    /** What becomes of a record under a plan. */
    static Verdict verdict(final EvolutionPlan plan, final Map<String, String> row) {
        return verdict(check(plan), row);
    }

    /** The same, beside all others of the load. */
    static Verdict verdict(final EvolutionPlan plan, final List<Map<String, String>> rows, final int row) {
        return verdict(check(plan).apart(shape(rows)), rows.get(row));
    }

    private static RecordCheck check(final EvolutionPlan plan) {
        return new RecordCheck(plan, new ValueCheck(SizeLimits.STANDARD), Set.of());
    }

    private static Verdict verdict(final RecordCheck check, final Map<String, String> row) {
        check.begin();
        Verdict worst = Verdict.FITS;
        for (final Map.Entry<String, String> field : row.entrySet()) {
            final byte[] value = JsonValues.bytes(field.getValue());
            final Verdict verdict = check.check(field.getKey(), value, 0, value.length);
            worst = worst instanceof Verdict.Misfit || verdict == Verdict.FITS ? worst : verdict;
        }
        return worst instanceof Verdict.Misfit ? worst : check.end() instanceof Verdict.Misfit misfit ? misfit : worst;
    }

    /** Whether all of them land, as far as their shape tells. */
    static boolean takesAll(final EvolutionPlan plan, final List<Map<String, String>> rows) {
        return check(plan).takesAll(shape(rows)) && !check(plan).mixes(shape(rows));
    }

    /** Records of few fields, in rows that meet in columns. */
    static Arbitrary<List<Map<String, String>>> rows() {
        return Arbitraries.maps(Arbitraries.of("a", "b", "c", "d", "e"), JsonValues.loadable())
                .ofMaxSize(4)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    /** Tables for these fields, or for others. */
    static Arbitrary<DescribedTable> tables() {
        final Arbitrary<String> types = Arbitraries.of(
                "BOOLEAN",
                "NUMBER(38,0)",
                "NUMBER(5,2)",
                "NUMBER(20,10)",
                "FLOAT",
                "VARCHAR(3)",
                "VARCHAR(16777216)",
                "VARIANT",
                "OBJECT",
                "ARRAY",
                "DATE",
                "TIME(3)",
                "TIMESTAMP_NTZ(9)",
                "TIMESTAMP_TZ(0)",
                "BINARY(2)",
                "GEOGRAPHY",
                "VECTOR(FLOAT,3)");
        final Arbitrary<String> rest = Arbitraries.of(
                "",
                "",
                "",
                " NOT NULL",
                " NOT NULL DEFAULT",
                " DEFAULT",
                " NOT NULL DEFAULT 'x'",
                " DEFAULT 'x'",
                " PRIMARY KEY",
                " COMPUTED");
        final Arbitrary<String> column = types.flatMap(type -> rest.map(more -> type + more));
        return Arbitraries.maps(Arbitraries.of("A", "B", "c", "X"), column)
                .ofMaxSize(4)
                .map(columns -> Batches.table(columns.entrySet().stream()
                        .map(entry -> entry.getKey() + ' ' + entry.getValue())
                        .toArray(String[]::new)));
    }
}
