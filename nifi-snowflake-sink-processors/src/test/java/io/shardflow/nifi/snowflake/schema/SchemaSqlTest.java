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

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SchemaSqlTest {

    private static final QualifiedName TABLE =
            new QualifiedName(new Identifier("DB"), new Identifier("S"), new Identifier("ORDERS"));

    @Test
    void aHundredNewFieldsMakeOneStatement() {
        final Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < 100; i++) {
            row.put("f" + i, String.valueOf(i));
        }
        final List<String> statements = SchemaSql.alter(TABLE, plan(Batches.table(), row));
        assertThat(statements).hasSize(1);
        assertThat(statements.get(0))
                .startsWith("ALTER TABLE \"DB\".\"S\".\"ORDERS\" ADD COLUMN IF NOT EXISTS \"F0\" NUMBER(38,0),"
                        + " IF NOT EXISTS \"F1\" NUMBER(38,0), ")
                .endsWith(", IF NOT EXISTS \"F99\" NUMBER(38,0)");
    }

    @Test
    void changesOfColumnsAreOneStatement() {
        final DescribedTable table =
                Batches.table("A NUMBER(5,2) NOT NULL", "B VARCHAR(3)", "C VARCHAR(3) NOT NULL", "D NUMBER(38,0)");
        assertThat(SchemaSql.alter(TABLE, plan(table, Batches.row("a", "12345.5", "b", "\"long\"", "d", "1"))))
                .containsExactly("ALTER TABLE \"DB\".\"S\".\"ORDERS\" ALTER COLUMN \"A\" SET DATA TYPE NUMBER(38,2),"
                        + " COLUMN \"B\" SET DATA TYPE VARCHAR(16777216), COLUMN \"C\" DROP NOT NULL");
    }

    @Test
    void nothingToChangeIsNoStatement() {
        assertThat(SchemaSql.alter(TABLE, plan(Batches.table("A NUMBER(5,2)"), Batches.row("a", "1"))))
                .isEmpty();
    }

    @Test
    void makesATable() {
        assertThat(SchemaSql.create(
                        TABLE,
                        List.of(
                                DescribedColumn.of(new Identifier("SELECT"), ColumnType.BOOLEAN),
                                DescribedColumn.of(new Identifier("at"), ColumnType.TIMESTAMP_TZ))))
                .isEqualTo("CREATE TABLE IF NOT EXISTS \"DB\".\"S\".\"ORDERS\" (\"SELECT\" BOOLEAN,"
                        + " \"at\" TIMESTAMP_TZ(9))");
    }

    @Property
    void namesAreReadBackFromTheStatementAsTheyWereMeant(
            @ForAll("names") final Set<String> fields, @ForAll final ColumnNaming naming) {
        final Map<String, String> row = new LinkedHashMap<>();
        fields.forEach(field -> row.put(field, "true"));
        final EvolutionPlan plan =
                Batches.planner(UnknownFields.EVOLVE, naming).plan(Batches.table(), Batches.shape(List.of(row)));
        final Set<String> expected = new LinkedHashSet<>();
        fields.forEach(field -> expected.add(naming.columnOf(field)));
        final List<String> outside = new ArrayList<>();
        assertThat(namesIn(SchemaSql.alter(TABLE, plan).get(0), outside)).containsExactlyElementsOf(expected);
        // nothing of a name is left outside its quotes
        assertThat(String.join("", outside)).matches("ALTER TABLE ADD COLUMN( ?IF NOT EXISTS BOOLEAN,?)+");
    }

    /** The quoted names after the table's, as SQL reads them. */
    private static List<String> namesIn(final String sql, final List<String> outside) {
        final List<String> names = new ArrayList<>();
        final StringBuilder between = new StringBuilder();
        int i = 0;
        while (i < sql.length()) {
            if (sql.charAt(i) != '"') {
                between.append(sql.charAt(i++));
                continue;
            }
            final StringBuilder name = new StringBuilder();
            for (i++; sql.charAt(i) != '"' || i + 1 < sql.length() && sql.charAt(i + 1) == '"'; i++) {
                name.append(sql.charAt(i));
                i += sql.charAt(i) == '"' ? 1 : 0;
            }
            i++;
            names.add(name.toString());
        }
        outside.add(between.toString().replace(". .", "").replace("..", "").replaceAll(" +", " "));
        return names.subList(3, names.size());
    }

    private static EvolutionPlan plan(final DescribedTable table, final Map<String, String> row) {
        return Batches.planner(UnknownFields.EVOLVE, ColumnNaming.UPPER_CASE).plan(table, Batches.shape(List.of(row)));
    }

    @Provide
    Arbitrary<Set<String>> names() {
        return Arbitraries.oneOf(
                        Arbitraries.strings().ofMinLength(1).ofMaxLength(20).map(JsonValues::paired),
                        Arbitraries.strings()
                                .withChars("\"'; )(-.\\\n$a")
                                .ofMinLength(1)
                                .ofMaxLength(20),
                        Arbitraries.of("SELECT", "order", "CURRENT_DATE", "x\" VARIANT, \"y", "a.b", "1", "\"\"", "😀"))
                .filter(name -> name.indexOf('\0') < 0)
                .set()
                .ofMinSize(1)
                .ofMaxSize(5);
    }
}
