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
package io.shardflow.nifi.snowflake.jdbc;

import io.shardflow.nifi.snowflake.ledger.AttemptId;
import io.shardflow.nifi.snowflake.ledger.TransactionId;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Begins and ends the transactions of one session, and those that other sessions of ours have left. One thread. */
final class SessionTransaction {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,30}");

    private final SqlRunner sql;
    private boolean open;

    SessionTransaction(final SqlRunner sql) {
        this.sql = sql;
    }

    /** Whether one was begun and is not known to have ended. */
    boolean isOpen() {
        return open;
    }

    /** What was read before may have opened a transaction, which is documented in two ways; BEGIN would leave it without a name. */
    TransactionId begin(final AttemptId attempt) throws WarehouseException {
        open = true;
        if (sql.hasRead()) {
            sql.run("opening a transaction", "ROLLBACK");
        }
        sql.run("opening a transaction", "BEGIN NAME " + attempt.value());
        return current()
                .orElseThrow(() -> new WarehouseException(
                        Kind.TRANSIENT,
                        "Snowflake has no transaction open right after BEGIN: it was ended from outside"));
    }

    Optional<TransactionId> current() throws WarehouseException {
        return sql.query("asking for the open transaction", "SELECT CURRENT_TRANSACTION()", row -> Optional.ofNullable(
                                row.getString(1))
                        .map(TransactionId::new))
                .getFirst();
    }

    void commit() throws WarehouseException {
        try {
            sql.run("committing", "COMMIT");
            open = false;
        } catch (final WarehouseException e) {
            // Whatever was answered instead of an acknowledgement, the outcome is not known.
            throw new WarehouseException(Kind.SESSION_LOST, e.getMessage(), e);
        }
    }

    /**
     * By DESCRIBE TRANSACTION, which is no query that could open a transaction, and which a stop lets through.
     *
     * @return false also if Snowflake does not say
     */
    boolean isCommitted(final TransactionId id) throws WarehouseException {
        if (!NUMBER.matcher(id.value()).matches()) {
            return false;
        }
        for (int i = 0; i < 2; i++) {
            try {
                return sql
                        .query(
                                "asking what became of the transaction",
                                "DESC TRANSACTION " + id.value(),
                                row -> row.getString("state"))
                        .stream()
                        .anyMatch("committed"::equalsIgnoreCase);
            } catch (final WarehouseException e) {
                if (e.kind() == Kind.SESSION_LOST) {
                    throw e;
                }
                if (e.kind() != Kind.STOPPED) {
                    return false;
                }
                // A stop came while it ran. The next one is let through.
            }
        }
        return false;
    }

    void rollback() throws WarehouseException {
        sql.run("rolling back", "ROLLBACK");
        open = false;
    }

    void abort(final Predicate<String> names) throws WarehouseException {
        final List<Long> found = sql.query(
                "listing open transactions",
                "SHOW TRANSACTIONS",
                row -> names.test(Objects.requireNonNullElse(row.getString("name"), "")) ? row.getLong("id") : null);
        WarehouseException first = null;
        for (final Long id : found) {
            try {
                if (id != null) {
                    sql.query(
                            "aborting a detached transaction of our own",
                            "SELECT SYSTEM$ABORT_TRANSACTION(" + id + ")",
                            row -> row.getString(1));
                }
            } catch (final WarehouseException e) {
                if (e.kind() == Kind.SESSION_LOST) {
                    throw e;
                }
                // It may have ended by itself; the others may be those that hold a lock.
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
