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

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.shardflow.nifi.snowflake.name.Identifier;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What docs/types.md says is what the rules do. */
class TypesPageTest {

    private static final Identifier METADATA = new Identifier("KINESISMETADATA");

    @Test
    void whatAVariantAlters() {
        for (final List<String> row : TypesPage.rows("| unaltered | altered, so rejected |")) {
            TypesPage.codes(row.get(0))
                    .forEach(value ->
                            assertThat(JsonValues.isLoadable(value)).as(value).isTrue());
            TypesPage.codes(row.get(1))
                    .forEach(value ->
                            assertThat(JsonValues.isLoadable(value)).as(value).isFalse());
        }
    }

    @Test
    void typesOfNewColumns() {
        checkTypes("| values of the field | column |", TypeRules.DEFAULT);
        checkTypes(
                "| values of the field | column, fractions as FLOAT |",
                new TypeRules(false, Fractions.FLOAT, SizeLimits.STANDARD));
        checkTypes(
                "| values of the field | column, dates recognised |",
                new TypeRules(true, Fractions.EXACT, SizeLimits.STANDARD));
    }

    private static void checkTypes(final String header, final TypeRules rules) {
        for (final List<String> row : TypesPage.rows(header)) {
            final List<String> values = TypesPage.codes(row.get(0));
            final String type = rules.columnType(JsonValues.shapeOf(values))
                    .map(found -> '`' + found.declared() + '`')
                    .orElse("none");
            assertThat(type).as("type for %s", values).isEqualTo(row.get(1));
        }
    }

    @Test
    void valuesInColumns() {
        for (final List<String> row : TypesPage.rows("| column | lands | rejected | left to Snowflake |")) {
            final DescribedColumn column =
                    JsonValues.column(TypesPage.codes(row.get(0)).get(0));
            for (final String value : TypesPage.codes(row.get(1))) {
                assertThat(JsonValues.check(column, value)).as(value + row).isEqualTo(Verdict.FITS);
            }
            for (final String value : TypesPage.codes(row.get(2))) {
                assertThat(JsonValues.check(column, value)).as(value + row).isInstanceOf(Verdict.Misfit.class);
            }
            for (final String value : TypesPage.codes(row.get(3))) {
                assertThat(JsonValues.check(column, value)).as(value + row).isEqualTo(Verdict.LEFT_TO_SNOWFLAKE);
            }
        }
    }

    @Test
    void namesOfColumns() throws IOException {
        for (final List<String> row : TypesPage.rows("| field | column, as written | column, upper case |")) {
            final String field = text(TypesPage.codes(row.get(0)).get(0));
            assertThat(column(field, ColumnNaming.AS_WRITTEN))
                    .as(row.toString())
                    .isEqualTo(row.get(1));
            assertThat(column(field, ColumnNaming.UPPER_CASE))
                    .as(row.toString())
                    .isEqualTo(row.get(2));
        }
    }

    private static String column(final String field, final ColumnNaming naming) {
        return new FieldNames(Batches.table(), naming, Set.of(METADATA)).target(field)
                        instanceof FieldTarget.Missing missing
                ? '`' + missing.name().name() + '`'
                : "no column";
    }

    private static String text(final String json) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            parser.nextToken();
            return parser.getText();
        }
    }

    @Test
    void columnsThatFollow() {
        for (final List<String> row : TypesPage.rows("| column | value | column becomes |")) {
            final DescribedTable table =
                    Batches.table("C " + TypesPage.codes(row.get(0)).get(0));
            final Map<String, String> record =
                    Batches.row("c", TypesPage.codes(row.get(1)).get(0));
            final EvolutionPlan plan = Batches.planner(UnknownFields.EVOLVE, ColumnNaming.UPPER_CASE)
                    .plan(table, Batches.shape(List.of(record)));
            final String becomes = plan.changesTable()
                    ? '`' + plan.table().columns().get(0).type().declared() + '`'
                    : "unchanged";
            final boolean lands = Batches.verdict(plan, record) == Verdict.FITS;
            assertThat(becomes + (lands ? "" : ", record rejected"))
                    .as(row.toString())
                    .isEqualTo(row.get(2));
        }
    }
}
