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

import io.shardflow.localstack.snowflake.answer.Answer;
import io.shardflow.localstack.snowflake.answer.Column;
import io.shardflow.localstack.snowflake.catalog.TableDef;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.query.Translator;
import io.shardflow.localstack.snowflake.session.Request;
import io.shardflow.localstack.snowflake.session.TransactionCommands;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import io.shardflow.localstack.snowflake.value.H2Text;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.List;

/** INSERT … VALUES and INSERT … SELECT. */
final class InsertCommand {
    private InsertCommand() {}

    static Answer run(final Request request) throws SQLException {
        final Tokens in = request.in();
        in.expectWord("INSERT");
        in.expectWord("INTO");
        final TableDef table = request.session().table(in.name());
        final Translator translator = new Translator(in, request.session(), request.binds());
        final List<TableDef.Column> columns;
        if (in.atSymbol("(") && !in.peek(1).isWord("SELECT") && !in.peek(1).isWord("WITH")) {
            columns = table.listed(in.identifiers());
        } else {
            columns = table.columns();
        }
        final String names = String.join(
                ", ", columns.stream().map(c -> H2Text.quote(c.name())).toList());
        final boolean values = in.atWord("VALUES");
        final String source;
        if (in.acceptWord("VALUES")) {
            translator.refuse("PARSE_JSON");
            source = "VALUES " + translator.valueRows();
        } else {
            source = translator.query();
        }
        in.expectEnd();
        if (request.describeOnly()) {
            return Answer.of(Answer.INSERT, List.of(Column.number("number of rows inserted")), List.of());
        }
        if (!values) {
            check(request, source, columns);
        }
        final String sql = "INSERT INTO " + table.physical() + "(" + names + ") " + source;
        final long count = TransactionCommands.write(request, table, "INSERT", transaction -> execute(request, sql));
        return Answer.counts(Answer.INSERT, "number of rows inserted", count);
    }

    /** Snowflake does not turn other types into VARIANT by itself when a SELECT is inserted. */
    private static void check(final Request request, final String query, final List<TableDef.Column> columns)
            throws SQLException {
        try (PreparedStatement statement = request.session().h2().prepareStatement(query)) {
            final ResultSetMetaData metadata = statement.getMetaData();
            if (metadata.getColumnCount() != columns.size()) {
                throw new SnowflakeError(
                        "002020",
                        "21S01",
                        "SQL compilation error:\nInsert value list does not match column list expecting "
                                + columns.size() + " but got " + metadata.getColumnCount());
            }
            for (int i = 0; i < columns.size(); i++) {
                final String from = metadata.getColumnTypeName(i + 1);
                if (columns.get(i).type().semiStructured() && !from.equals("JSON") && !from.equals("NULL")) {
                    throw new SnowflakeError(
                            "002023",
                            "22000",
                            "SQL compilation error:\nExpression type does not match column data type, expecting "
                                    + columns.get(i).type().name() + " but got " + from + " for column "
                                    + columns.get(i).name());
                }
            }
        }
    }

    private static long execute(final Request request, final String sql) throws SQLException {
        try (PreparedStatement statement = request.session().h2().prepareStatement(sql)) {
            request.running().current(statement);
            long count = 0;
            for (int row = 0; row < request.binds().rows(); row++) {
                request.binds().apply(statement, request.in().binds(), row);
                count += statement.executeLargeUpdate();
            }
            return count;
        } finally {
            request.running().current(null);
        }
    }
}
