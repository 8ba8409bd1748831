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
import io.shardflow.localstack.snowflake.answer.Cells;
import io.shardflow.localstack.snowflake.catalog.History;
import io.shardflow.localstack.snowflake.catalog.ObjectName;
import io.shardflow.localstack.snowflake.catalog.TableDef;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.query.Translator;
import io.shardflow.localstack.snowflake.session.Request;
import io.shardflow.localstack.snowflake.session.Session;
import io.shardflow.localstack.snowflake.session.TransactionCommands;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import io.shardflow.localstack.snowflake.transaction.Transaction;
import io.shardflow.localstack.snowflake.value.H2Text;
import io.shardflow.localstack.snowflake.value.SqlFunctions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** CREATE TABLE, with columns, LIKE, CLONE, or AS SELECT. */
final class CreateTable {
    private CreateTable() {}

    /** The words up to TABLE have been read. */
    static Answer run(final Request request, final boolean replace, final String kind) throws SQLException {
        final Tokens in = request.in();
        final Session session = request.session();
        final boolean ifNotExists = in.acceptWord("IF", "NOT", "EXISTS");
        final ObjectName name = session.resolve(in.name());
        if (!request.standIn().catalog().hasSchema(name.database(), name.schema())) {
            throw SnowflakeError.missing("Schema", name.database() + "." + name.schema());
        }
        List<TableDef.Column> columns = List.of();
        String query = null;
        final TableOptions options = new TableOptions(kind);
        if (in.acceptWord("LIKE")) {
            columns = session.table(in.name()).columns();
        } else if (in.acceptWord("CLONE")) {
            final TableDef source = session.table(in.name());
            if (!source.kind().equals(kind) && !source.kind().equals("TABLE")) {
                throw SnowflakeError.syntax("clone of a " + source.kind() + " table as " + kind, in.sql());
            }
            columns = source.columns();
            query = "SELECT "
                    + columns.stream().map(c -> H2Text.quote(c.name())).collect(Collectors.joining(", "))
                    + " FROM " + source.physical();
        } else {
            if (in.atSymbol("(")) {
                columns = ColumnDefinition.list(in);
            }
            options.read(in);
            if (in.acceptWord("AS")) {
                if (!columns.isEmpty()) {
                    throw SnowflakeError.syntax("CREATE TABLE with columns and AS", in.sql());
                }
                query = new Translator(in, session, request.binds()).query();
            } else if (columns.isEmpty()) {
                throw in.unexpected("columns");
            }
        }
        options.read(in);
        in.expectEnd();
        if (request.describeOnly()) {
            return Answer.status(Answer.DDL, "");
        }
        TransactionCommands.commit(session);
        request.standIn().ddl().lock();
        try {
            return make(request, replace, ifNotExists, options, name, columns, query);
        } finally {
            request.standIn().ddl().unlock();
        }
    }

    private static Answer make(
            final Request request,
            final boolean replace,
            final boolean ifNotExists,
            final TableOptions options,
            final ObjectName name,
            final List<TableDef.Column> declared,
            final String query)
            throws SQLException {
        final Session session = request.session();
        final boolean temporary = options.kind().equals("TEMPORARY");
        final TableDef old = temporary
                ? session.temporaryTables().get(name)
                : request.standIn().catalog().table(name);
        if (old != null && !replace) {
            if (ifNotExists) {
                return Answer.status(Answer.DDL, name.name() + " already exists, statement succeeded.");
            }
            throw SnowflakeError.exists(name.name());
        }
        final List<TableDef.Column> columns = declared.isEmpty() ? described(request, query) : declared;
        final TableDef table = new TableDef(
                request.standIn().catalog().nextId(),
                name,
                options.kind(),
                options.retentionDays(),
                Instant.now(),
                List.copyOf(columns));
        long rows = 0;
        boolean done = false;
        try {
            physical(session.h2(), table);
            rows = query == null ? 0 : fill(request, table, query);
            session.h2().commit();
            done = true;
        } finally {
            if (!done) {
                session.h2().rollback();
                request.standIn().garbage().drop(session.h2(), table);
            }
        }
        if (temporary) {
            session.temporaryTables().put(name, table);
        } else {
            request.standIn().catalog().register(session.h2(), table);
        }
        if (old != null) {
            request.standIn().garbage().drop(session.h2(), old);
        }
        return Answer.status(
                Answer.DDL,
                "Table " + name.name() + " successfully created." + (query == null ? "" : " " + rows + " rows"));
    }

    private static List<TableDef.Column> described(final Request request, final String query) throws SQLException {
        try (PreparedStatement statement = request.session().h2().prepareStatement(query)) {
            return Cells.columns(statement.getMetaData(), request.standIn().catalog()).stream()
                    .map(c -> new TableDef.Column(c.name(), c.type(), false, null))
                    .toList();
        }
    }

    private static long fill(final Request request, final TableDef table, final String query) throws SQLException {
        final Transaction own = request.standIn().transactions().begin(request.session(), null, false);
        SqlFunctions.writeAs(own.id());
        final String names = String.join(
                ", ", table.columns().stream().map(c -> H2Text.quote(c.name())).toList());
        try (PreparedStatement statement = request.session()
                .h2()
                .prepareStatement("INSERT INTO " + table.physical() + "(" + names + ") " + query)) {
            request.binds().apply(statement, request.in().binds(), 0);
            request.running().current(statement);
            final long rows = statement.executeLargeUpdate();
            request.standIn().transactions().commit(own);
            return rows;
        } finally {
            request.running().current(null);
            if (request.standIn().transactions().open(own.id()) != null) {
                request.standIn().transactions().rollback(own);
            }
        }
    }

    /** Makes the tables in H2; temporary ones have no writers and no history, because no other session sees them. */
    static void physical(final Connection connection, final TableDef table) throws SQLException {
        final String columns = table.columns().stream()
                .map(c ->
                        H2Text.quote(c.name()) + " " + c.type().h2() + c.h2Default() + (c.notNull() ? " NOT NULL" : ""))
                .collect(Collectors.joining(", "));
        final List<TableDef.Column> positions =
                table.columns().stream().filter(TableDef.Column::positions).toList();
        final String sequences = positions.stream()
                .map(c -> ", " + H2Text.quote(TableDef.SEQUENCE + c.name())
                        + " VARCHAR INVISIBLE GENERATED ALWAYS AS (SF_TEXTAT(" + H2Text.quote(c.name()) + ", '"
                        + TableDef.SEQUENCE_PATH + "'))")
                .collect(Collectors.joining());
        final String writer = table.temporary()
                ? ""
                : ", " + H2Text.quote(TableDef.WRITER)
                        + " BIGINT INVISIBLE DEFAULT SF_TRANSACTION() ON UPDATE SF_TRANSACTION()";
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + table.physical() + "(" + columns + writer + sequences + ")");
            for (final TableDef.Column column : positions) {
                statement.execute("CREATE INDEX " + table.sequenceIndex(column) + " ON " + table.physical() + "("
                        + H2Text.quote(TableDef.SEQUENCE + column.name()) + ")");
            }
            if (!table.temporary()) {
                statement.execute(History.definition(table));
            }
        }
    }
}
