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
import io.shardflow.localstack.snowflake.catalog.ObjectName;
import io.shardflow.localstack.snowflake.catalog.TableDef;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.session.Request;
import io.shardflow.localstack.snowflake.session.Session;
import io.shardflow.localstack.snowflake.session.TransactionCommands;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import io.shardflow.localstack.snowflake.transaction.Transactions;
import io.shardflow.localstack.snowflake.value.H2Text;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** DROP TABLE and ALTER TABLE. Both commit the open transaction first, as DDL does. */
final class TableCommands {
    private TableCommands() {}

    /** DROP TABLE has been read. */
    static Answer drop(final Request request) throws SQLException {
        final Tokens in = request.in();
        final Session session = request.session();
        final boolean ifExists = in.acceptWord("IF", "EXISTS");
        final List<String> parts = in.name();
        in.expectEnd();
        if (request.describeOnly()) {
            return Answer.status(Answer.DDL, "");
        }
        TransactionCommands.commit(session);
        request.standIn().ddl().lock();
        try {
            final TableDef table = session.find(session.resolve(parts));
            if (table == null && ifExists) {
                return Answer.status(
                        Answer.DDL, "Drop statement executed successfully (" + parts.getLast() + " already dropped).");
            }
            final TableDef dropped = session.table(parts);
            if (dropped.temporary()) {
                session.temporaryTables().remove(dropped.name());
            } else {
                request.standIn().catalog().forget(session.h2(), dropped);
            }
            request.standIn().loads().forget(session.h2(), dropped);
            session.h2().commit();
            final Optional<TableDef> garbage = dropped.temporary() || dropped.retentionDays() == 0
                    ? Optional.of(dropped)
                    : request.standIn().catalog().keepDropped(dropped);
            if (garbage.isPresent()) {
                request.standIn().garbage().drop(session.h2(), garbage.get());
            }
            return Answer.status(Answer.DDL, dropped.name().name() + " successfully dropped.");
        } finally {
            request.standIn().ddl().unlock();
        }
    }

    /** ALTER TABLE has been read. Known: ADD COLUMN, ALTER COLUMN, DROP COLUMN, RENAME COLUMN, RENAME TO, SWAP WITH. */
    static Answer alter(final Request request) throws SQLException {
        final Tokens in = request.in();
        final Session session = request.session();
        in.acceptWord("IF", "EXISTS");
        final TableDef table = session.table(in.name());
        if (in.acceptWord("SWAP", "WITH")) {
            return RestoreCommands.swap(request, table);
        }
        final List<TableDef.Column> columns = new ArrayList<>(table.columns());
        final List<String> statements = new ArrayList<>();
        ObjectName name = table.name();
        if (in.acceptWord("RENAME", "COLUMN")) {
            rename(in, table, columns, statements);
        } else if (in.acceptWord("RENAME", "TO")) {
            name = session.resolve(in.name());
        } else if (in.acceptWord("ADD")) {
            in.acceptWord("COLUMN");
            do {
                add(in, table, columns, statements);
            } while (in.acceptSymbol(","));
        } else if (in.acceptWord("ALTER") || in.acceptWord("MODIFY")) {
            AlterColumns.read(in, table, columns, statements);
        } else if (in.acceptWord("DROP", "COLUMN")) {
            final TableDef.Column dropped = table.column(in.identifier());
            columns.remove(dropped);
            statements.addAll(withoutPositions(table, dropped));
            for (final String physical : physical(table)) {
                statements.add("ALTER TABLE " + physical + " DROP COLUMN " + H2Text.quote(dropped.name()));
            }
        } else {
            throw in.unknownStatement();
        }
        in.expectEnd();
        TransactionCommands.commit(session);
        final Transactions transactions = request.standIn().transactions();
        transactions.writers().close(table, transactions::abortIfAbandoned);
        request.standIn().ddl().lock();
        try (Statement statement = session.h2().createStatement()) {
            if (request.standIn().catalog().table(name) != null && !name.equals(table.name())) {
                throw SnowflakeError.exists(name.name());
            }
            for (final String sql : statements) {
                statement.execute(sql);
            }
            final TableDef altered = new TableDef(
                    table.id(), name, table.kind(), table.retentionDays(), table.created(), List.copyOf(columns));
            if (table.temporary()) {
                session.temporaryTables().remove(table.name());
                session.temporaryTables().put(name, altered);
            } else {
                request.standIn().catalog().register(session.h2(), altered);
            }
        } finally {
            request.standIn().ddl().unlock();
            transactions.writers().open(table);
        }
        return Answer.status(Answer.DDL, "Statement executed successfully.");
    }

    private static void add(
            final Tokens in, final TableDef table, final List<TableDef.Column> columns, final List<String> statements) {
        final boolean ifNotExists = in.acceptWord("IF", "NOT", "EXISTS");
        final TableDef.Column column = ColumnDefinition.read(in);
        if (columns.stream().anyMatch(c -> c.name().equals(column.name()))) {
            if (ifNotExists) {
                return;
            }
            throw exists(column);
        }
        columns.add(column);
        for (final String physical : physical(table)) {
            statements.add("ALTER TABLE " + physical + " ADD COLUMN " + H2Text.quote(column.name()) + " "
                    + column.type().h2() + column.h2Default());
        }
        statements.addAll(withPositions(table, column));
    }

    private static void rename(
            final Tokens in, final TableDef table, final List<TableDef.Column> columns, final List<String> statements) {
        final TableDef.Column from = table.column(in.identifier());
        in.expectWord("TO");
        final TableDef.Column to = new TableDef.Column(in.identifier(), from.type(), from.notNull(), from.defaultSql());
        if (columns.stream().anyMatch(c -> c.name().equals(to.name()))) {
            throw exists(to);
        }
        columns.set(columns.indexOf(from), to);
        statements.addAll(withoutPositions(table, from));
        for (final String physical : physical(table)) {
            statements.add("ALTER TABLE " + physical + " ALTER COLUMN " + H2Text.quote(from.name()) + " RENAME TO "
                    + H2Text.quote(to.name()));
        }
        statements.addAll(withPositions(table, to));
    }

    private static SnowflakeError exists(final TableDef.Column column) {
        return new SnowflakeError(
                "001430", "42601", "SQL compilation error:\ncolumn '" + column.name() + "' already exists");
    }

    private static List<String> withPositions(final TableDef table, final TableDef.Column column) {
        final String sequence = H2Text.quote(TableDef.SEQUENCE + column.name());
        return column.positions()
                ? List.of(
                        "ALTER TABLE " + table.physical() + " ADD COLUMN " + sequence
                                + " VARCHAR INVISIBLE GENERATED ALWAYS AS (SF_TEXTAT("
                                + H2Text.quote(column.name()) + ", '" + TableDef.SEQUENCE_PATH + "'))",
                        "CREATE INDEX " + table.sequenceIndex(column) + " ON " + table.physical() + "(" + sequence
                                + ")")
                : List.of();
    }

    private static List<String> withoutPositions(final TableDef table, final TableDef.Column column) {
        return column.positions()
                ? List.of(
                        "DROP INDEX " + table.sequenceIndex(column),
                        "ALTER TABLE " + table.physical() + " DROP COLUMN "
                                + H2Text.quote(TableDef.SEQUENCE + column.name()))
                : List.of();
    }

    /** The tables of H2 that hold it. */
    static List<String> physical(final TableDef table) {
        return table.temporary() ? List.of(table.physical()) : List.of(table.physical(), table.history());
    }
}
