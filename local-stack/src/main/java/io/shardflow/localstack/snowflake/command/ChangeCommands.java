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
import io.shardflow.localstack.snowflake.catalog.History;
import io.shardflow.localstack.snowflake.catalog.TableDef;
import io.shardflow.localstack.snowflake.query.Translator;
import io.shardflow.localstack.snowflake.session.Request;
import io.shardflow.localstack.snowflake.session.TransactionCommands;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import io.shardflow.localstack.snowflake.transaction.LockTable;
import io.shardflow.localstack.snowflake.transaction.Transaction;
import io.shardflow.localstack.snowflake.value.H2Text;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** UPDATE, DELETE and TRUNCATE: what excludes other writers of a table until the transaction ends. */
final class ChangeCommands {
    private ChangeCommands() {}

    static Answer update(final Request request) throws SQLException {
        final Tokens in = request.in();
        in.expectWord("UPDATE");
        final List<String> name = in.name();
        final TableDef table = request.session().table(name);
        final Translator translator = new Translator(in, request.session(), request.binds());
        final String alias = translator.aliasName(name.getLast());
        translator.enter(alias, table);
        in.expectWord("SET");
        final List<String> assigned = new ArrayList<>();
        final List<String> values = new ArrayList<>();
        do {
            assigned.add(H2Text.quote(in.name().getLast()));
            in.expectSymbol("=");
            values.add(translator.expression());
        } while (in.acceptSymbol(","));
        final Change change = new Change(table, alias, assigned, values, condition(in, translator));
        final long count = change(request, change, "UPDATE");
        return Answer.counts(Answer.UPDATE, "number of rows updated", count, "number of multi-joined rows updated", 0);
    }

    static Answer delete(final Request request) throws SQLException {
        final Tokens in = request.in();
        in.expectWord("DELETE");
        in.expectWord("FROM");
        final List<String> name = in.name();
        final TableDef table = request.session().table(name);
        final Translator translator = new Translator(in, request.session(), request.binds());
        final String alias = translator.aliasName(name.getLast());
        translator.enter(alias, table);
        final Change change = new Change(table, alias, List.of(), List.of(), condition(in, translator));
        return Answer.counts(Answer.DELETE, "number of rows deleted", change(request, change, "DELETE"));
    }

    static Answer truncate(final Request request) throws SQLException {
        final Tokens in = request.in();
        in.expectWord("TRUNCATE");
        in.acceptWord("TABLE");
        final boolean ifExists = in.acceptWord("IF", "EXISTS");
        final List<String> name = in.name();
        in.expectEnd();
        if (ifExists && request.session().find(request.session().resolve(name)) == null) {
            return Answer.status(Answer.DDL, "Statement executed successfully.");
        }
        final TableDef table = request.session().table(name);
        if (!request.describeOnly()) {
            change(request, new Change(table, table.name().name(), List.of(), List.of(), null), "TRUNCATE");
        }
        return Answer.status(Answer.DDL, "Statement executed successfully.");
    }

    private static String condition(final Tokens in, final Translator translator) {
        final String condition = in.acceptWord("WHERE") ? translator.expression() : null;
        in.expectEnd();
        return condition;
    }

    private static long change(final Request request, final Change change, final String kind) throws SQLException {
        if (request.describeOnly()) {
            return 0;
        }
        return TransactionCommands.write(request, change.table(), kind, transaction -> {
            final FoundRows before = lock(request, change, transaction);
            final FoundRows read = FoundRows.asRead(request, change);
            final FoundRows found = read == null ? before : read;
            final long count =
                    found == null ? apply(request, change, transaction) : found.change(request, change, transaction);
            if (kind.equals("TRUNCATE")) {
                request.standIn().loads().forget(request.session().h2(), change.table());
            }
            return count;
        });
    }

    /** Takes the table's lock; returns the rows found before waiting, with the new values, when the switch says that those count. */
    private static FoundRows lock(final Request request, final Change change, final Transaction transaction)
            throws SQLException {
        final LockTable locks = request.standIn().transactions().locks();
        if (change.table().temporary() || locks.tryAcquire(change.table(), transaction)) {
            return null;
        }
        final FoundRows found =
                request.standIn().switches().waitedUpdateKeepsSnapshot() ? FoundRows.now(request, change) : null;
        final long seconds = Long.parseLong(request.session().parameters().get("LOCK_TIMEOUT", "43200"));
        locks.acquire(
                change.table(),
                transaction,
                Duration.ofSeconds(seconds),
                request.running(),
                request.standIn().transactions()::abortIfAbandoned);
        return found;
    }

    private static long apply(final Request request, final Change change, final Transaction transaction)
            throws SQLException {
        if (transaction.tracked() && !change.table().temporary()) {
            execute(request, History.keep(change.table(), change.alias(), change.condition(), transaction.id()));
        }
        final StringBuilder sql =
                new StringBuilder(change.deletes() ? "DELETE FROM " : "UPDATE ").append(change.from());
        String separator = " SET ";
        for (int i = 0; i < change.assigned().size(); i++) {
            sql.append(separator)
                    .append(change.assigned().get(i))
                    .append(" = ")
                    .append(change.values().get(i));
            separator = ", ";
        }
        return execute(request, sql.append(change.where()).toString());
    }

    private static long execute(final Request request, final String sql) throws SQLException {
        try (PreparedStatement statement = request.session().h2().prepareStatement(sql)) {
            request.binds().apply(statement, statement.getParameterMetaData().getParameterCount(), 0);
            request.running().current(statement);
            return statement.executeLargeUpdate();
        } finally {
            request.running().current(null);
        }
    }
}
