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
package io.shardflow.localstack.snowflake.catalog;

import io.shardflow.localstack.snowflake.value.H2Text;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/** Earlier versions of rows, kept beside a table while switch B is on, so that a session can be shown the table without the latest commits. */
public final class History {
    private static final String NUMBER = "\"SF$N\"";
    private static final String WRITER = "\"" + TableDef.WRITER + "\"";
    private static final String ENDER = "\"" + TableDef.ENDER + "\"";
    private static final String ROW = "\"" + TableDef.ROW + "\"";

    private History() {}

    public static String definition(final TableDef table) {
        return "CREATE TABLE " + table.history() + "("
                + table.columns().stream()
                        .map(c -> H2Text.quote(c.name()) + " " + c.type().h2() + ", ")
                        .collect(Collectors.joining())
                + WRITER + " BIGINT, " + ENDER + " BIGINT, " + ROW + " BIGINT, " + NUMBER
                + " BIGINT GENERATED ALWAYS AS IDENTITY)";
    }

    /**
     * Keeps the versions that an UPDATE or DELETE with this condition is about to end.
     *
     * @param transaction number of the transaction that ends them
     */
    public static String keep(
            final TableDef table, final String alias, final String condition, final long transaction) {
        final String columns = columns(table, "");
        return "INSERT INTO " + table.history() + "(" + columns + ", " + WRITER + ", " + ENDER + ", " + ROW
                + ") SELECT " + columns + ", " + WRITER
                + ", " + transaction + ", _ROWID_ FROM " + table.physical() + " AS " + H2Text.quote(alias)
                + (condition == null ? "" : " WHERE " + condition);
    }

    /** The table as it was without the effects of some transactions, as a table expression. @param hidden their numbers */
    public static String before(final TableDef table, final List<Long> hidden) {
        return before(table, hidden, "", "");
    }

    /** The same, with the number of each row in the table as a column more, {@link TableDef#ROW}. */
    public static String beforeWithRows(final TableDef table, final List<Long> hidden) {
        return before(table, hidden, ", _ROWID_ AS " + ROW, ", H." + ROW);
    }

    private static String before(
            final TableDef table, final List<Long> transactions, final String presentRow, final String formerRow) {
        final String hidden = transactions.stream().map(String::valueOf).collect(Collectors.joining(", "));
        final String sequence = table.columns().stream()
                .filter(TableDef.Column::positions)
                .map(c -> ", " + H2Text.quote(TableDef.SEQUENCE + c.name()))
                .collect(Collectors.joining());
        final String computed = table.columns().stream()
                .filter(TableDef.Column::positions)
                .map(c -> ", SF_TEXTAT(H." + H2Text.quote(c.name()) + ", '" + TableDef.SEQUENCE_PATH + "')")
                .collect(Collectors.joining());
        return "(SELECT " + columns(table, "") + sequence + presentRow + " FROM " + table.physical() + " WHERE "
                + WRITER
                + " NOT IN (" + hidden
                + ") UNION ALL SELECT " + columns(table, "H.") + computed + formerRow + " FROM " + table.history()
                + " AS H WHERE H." + ENDER + " IN (" + hidden
                + ") AND H." + WRITER + " NOT IN (" + hidden + ") AND NOT EXISTS (SELECT 1 FROM " + table.physical()
                + " AS C WHERE C._ROWID_ = H."
                + ROW + " AND C." + WRITER + " NOT IN (" + hidden + ")) AND NOT EXISTS (SELECT 1 FROM "
                + table.history() + " AS D WHERE D." + ROW
                + " = H." + ROW + " AND D." + NUMBER + " > H." + NUMBER + " AND D." + ENDER + " NOT IN (" + hidden
                + ")))";
    }

    private static String columns(final TableDef table, final String prefix) {
        return table.columns().stream()
                .map(c -> prefix + H2Text.quote(c.name()))
                .collect(Collectors.joining(", "));
    }

    static void clear(final Statement statement, final TableDef table) throws SQLException {
        statement.execute("TRUNCATE TABLE " + table.history());
    }
}
