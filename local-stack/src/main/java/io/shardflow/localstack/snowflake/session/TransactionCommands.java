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
package io.shardflow.localstack.snowflake.session;

import io.shardflow.localstack.snowflake.answer.Answer;
import io.shardflow.localstack.snowflake.catalog.TableDef;
import io.shardflow.localstack.snowflake.syntax.Token;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import io.shardflow.localstack.snowflake.transaction.Hooks;
import io.shardflow.localstack.snowflake.transaction.Quirk;
import io.shardflow.localstack.snowflake.transaction.Transaction;
import io.shardflow.localstack.snowflake.transaction.Transactions;
import io.shardflow.localstack.snowflake.value.H2Text;
import io.shardflow.localstack.snowflake.value.SqlFunctions;
import java.sql.SQLException;
import java.sql.Savepoint;

/** BEGIN, COMMIT, ROLLBACK, and the frame in which every statement that writes runs. */
public final class TransactionCommands {
    private TransactionCommands() {}

    /** A statement's work inside a transaction. */
    @FunctionalInterface
    public interface Work<T> {
        public T run(Transaction transaction) throws SQLException;
    }

    public static Answer run(final Request request) throws SQLException {
        final Tokens in = request.in();
        final String word = in.next().text();
        if (word.equals("START")) {
            in.expectWord("TRANSACTION");
        } else if (!in.acceptWord("TRANSACTION")
                && !in.acceptWord("WORK")
                && in.peek().kind() == Token.Kind.WORD
                && !in.atWord("NAME")) {
            throw in.unknownStatement();
        }
        final boolean begin = word.equals("BEGIN") || word.equals("START");
        final String name = begin && in.acceptWord("NAME") ? in.identifier() : null;
        in.expectEnd();
        if (request.describeOnly()) {
            return Answer.status(Answer.TCL, "Statement executed successfully.");
        }
        final Session session = request.session();
        if (begin && session.transaction() == null) {
            final Transaction begun = request.standIn().transactions().begin(session, name, true);
            if (request.standIn().switches().has(Quirk.COLUMNS_AS_AT_BEGIN)) {
                begun.shows(request.standIn().catalog().tables());
            }
            session.transaction(begun);
        } else if (word.equals("COMMIT")) {
            commitOnRequest(request);
        } else if (word.equals("ROLLBACK")) {
            rollback(session);
        }
        return Answer.status(Answer.TCL, "Statement executed successfully.");
    }

    /** CURRENT_TRANSACTION() in a statement, as an expression of H2. */
    public static String current(final Session session, final String sql) {
        final boolean hidden = session.standIn().switches().has(Quirk.UPDATES_SEE_NO_TRANSACTION)
                && sql.stripLeading().regionMatches(true, 0, "UPDATE", 0, "UPDATE".length());
        return session.transaction() == null || hidden
                ? "CAST(NULL AS VARCHAR)"
                : H2Text.literal(Long.toString(session.transaction().id()));
    }

    private static void commitOnRequest(final Request request) throws SQLException {
        final Session session = request.session();
        final Transaction transaction = session.transaction();
        final Hooks hooks = request.standIn().hooks();
        final Hooks.Hook hook = transaction == null ? null : hooks.claim(transaction);
        if (hook == null) {
            commit(session);
            return;
        }
        switch (hook.action()) {
            case LOSE -> hook.fire();
            case ABORT -> {
                rollback(session);
                hook.fire();
            }
            case HOLD, DROP -> {
                commit(session);
                hook.fire();
            }
        }
        if (hook.action() != Hooks.Action.HOLD) {
            throw new Hooks.Dropped();
        }
        hook.await();
    }

    /** Commits the session's transaction when there is one; also what DDL does first. */
    public static void commit(final Session session) throws SQLException {
        final Transaction transaction = session.transaction();
        if (transaction != null) {
            session.transaction(null);
            session.standIn().transactions().commit(transaction);
            session.standIn().hooks().committed(transaction);
        }
    }

    static void rollback(final Session session) throws SQLException {
        final Transaction transaction = session.transaction();
        if (transaction != null) {
            session.transaction(null);
            session.standIn().transactions().rollback(transaction);
        }
    }

    /**
     * Runs a statement that writes: in the open transaction, in a new one that stays open when AUTOCOMMIT is off, else in one of its own. When it fails,
     * its own changes are undone and the transaction stays open.
     */
    public static <T> T write(final Request request, final TableDef table, final String kind, final Work<T> work)
            throws SQLException {
        final Session session = request.session();
        final Transactions transactions = request.standIn().transactions();
        final boolean alone =
                session.transaction() == null && session.parameters().autocommit();
        final Transaction transaction =
                session.transaction() != null ? session.transaction() : transactions.begin(session, null, !alone);
        if (!alone) {
            session.transaction(transaction);
        }
        SqlFunctions.writeAs(transaction.id());
        final Savepoint before = alone ? null : session.h2().setSavepoint();
        boolean done = false;
        try {
            transactions.writers().enter(table, transaction);
            final T result = work.run(transaction);
            transaction.touch(table);
            request.running().check();
            done = true;
            if (alone) {
                transactions.commit(transaction);
                request.standIn().hooks().committed(transaction);
            }
            request.standIn().hooks().ran(kind, table.name().name());
            return result;
        } finally {
            if (!done && alone) {
                transactions.rollback(transaction);
            } else if (!done) {
                session.h2().rollback(before);
            }
        }
    }
}
