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
package io.shardflow.localstack.snowflake.command;

import io.shardflow.localstack.snowflake.catalog.TableDef;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import io.shardflow.localstack.snowflake.value.H2Text;
import io.shardflow.localstack.snowflake.value.SnowflakeType;
import java.util.List;

/** ALTER TABLE … ALTER COLUMN: SET DATA TYPE to a wider type of the same kind, and DROP NOT NULL; several in one statement. */
final class AlterColumns {
    private AlterColumns() {}

    /** ALTER or MODIFY has been read. Changes the list, and adds H2's statements. */
    static void read(
            final Tokens in, final TableDef table, final List<TableDef.Column> columns, final List<String> statements) {
        do {
            in.acceptWord("COLUMN");
            final TableDef.Column before = table.column(in.identifier());
            final TableDef.Column now = columns.stream()
                    .filter(column -> column.name().equals(before.name()))
                    .findFirst()
                    .orElseThrow();
            columns.set(columns.indexOf(now), change(in, table, now, statements));
        } while (in.acceptSymbol(","));
    }

    private static TableDef.Column change(
            final Tokens in, final TableDef table, final TableDef.Column column, final List<String> statements) {
        if (in.acceptWord("DROP", "NOT", "NULL")) {
            add(statements, List.of(table.physical()), column, "DROP NOT NULL");
            return new TableDef.Column(column.name(), column.type(), false, column.defaultSql());
        }
        if (!in.acceptWord("SET", "DATA", "TYPE")) {
            throw in.unknownStatement();
        }
        final SnowflakeType type = SnowflakeType.parse(in);
        checkWider(column, type);
        add(statements, TableCommands.physical(table), column, "SET DATA TYPE " + type.h2());
        return new TableDef.Column(column.name(), type, column.notNull(), column.defaultSql());
    }

    private static void add(
            final List<String> statements,
            final List<String> tables,
            final TableDef.Column column,
            final String change) {
        for (final String physical : tables) {
            statements.add("ALTER TABLE " + physical + " ALTER COLUMN " + H2Text.quote(column.name()) + " " + change);
        }
    }

    /** Snowflake may also narrow a NUMBER whose values fit; that is not known here. */
    private static void checkWider(final TableDef.Column column, final SnowflakeType type) {
        final SnowflakeType old = column.type();
        if (type.equals(old)) {
            return;
        }
        final boolean sized = type.name().equals("NUMBER") || type.name().equals("VARCHAR");
        if (!type.name().equals(old.name()) || !sized) {
            throw refused(column, type, "");
        }
        if (type.scale() != old.scale()) {
            throw refused(column, type, " because changing the scale of a number is not supported.");
        }
        if (type.precision() < old.precision()) {
            throw refused(column, type, " because reducing the length or precision of a column is not supported.");
        }
    }

    private static SnowflakeError refused(
            final TableDef.Column column, final SnowflakeType type, final String because) {
        return new SnowflakeError(
                "002108",
                "22000",
                "SQL compilation error:\ncannot change column " + column.name() + " from type "
                        + column.type().describe() + " to " + type.describe() + because);
    }
}
