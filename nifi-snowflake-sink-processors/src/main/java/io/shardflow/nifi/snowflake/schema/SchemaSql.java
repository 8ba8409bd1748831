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
import io.shardflow.nifi.snowflake.name.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The statements of a plan. Every name is in quotes, so no name ends where it should not and no word is reserved. */
public final class SchemaSql {

    private SchemaSql() {}

    /** Makes a table unless there is one. */
    public static String create(final QualifiedName table, final List<DescribedColumn> columns) {
        return "CREATE TABLE IF NOT EXISTS " + table.sql()
                + columns.stream().map(SchemaSql::definition).collect(Collectors.joining(", ", " (", ")"));
    }

    /**
     * The plan's change: none, one or two statements, however many columns there are. Snowflake has no single one for new
     * columns and changed ones. Each may be run again, by this node or another.
     */
    public static List<String> alter(final QualifiedName table, final EvolutionPlan plan) {
        final List<String> statements = new ArrayList<>();
        if (!plan.added().isEmpty()) {
            statements.add(plan.added().stream()
                    .map(column -> "IF NOT EXISTS " + definition(column))
                    .collect(Collectors.joining(", ", "ALTER TABLE " + table.sql() + " ADD COLUMN ", "")));
        }
        final List<String> changes = Stream.concat(
                        plan.widened().stream()
                                .map(column -> clause(
                                        column.name(),
                                        "SET DATA TYPE " + column.type().declared())),
                        plan.nullable().stream().map(name -> clause(name, "DROP NOT NULL")))
                .toList();
        if (!changes.isEmpty()) {
            statements.add("ALTER TABLE " + table.sql() + " ALTER " + String.join(", ", changes));
        }
        return statements;
    }

    private static String definition(final DescribedColumn column) {
        return column.name().sql() + ' ' + column.type().declared();
    }

    private static String clause(final Identifier name, final String change) {
        return "COLUMN " + name.sql() + ' ' + change;
    }
}
