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

import io.shardflow.nifi.snowflake.load.RowRefusedException;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs single statements, each bounded in time, and turns errors into {@link WarehouseException}. */
final class SqlRunner {

    /** Longest time for one statement without many bytes, in seconds; Snowflake's own default is two days. */
    static final int STATEMENT_SECONDS = 300;

    private final Connection connection;

    /** Asked for while the connection answers: a pool may close it at an error. */
    private final SessionWishes wishes;

    private int seconds;
    private boolean failed;
    private boolean read;

    SqlRunner(final Connection connection) {
        this(connection, STATEMENT_SECONDS);
    }

    /** @param seconds longest time for one statement */
    SqlRunner(final Connection connection, final int seconds) {
        this.connection = connection;
        this.wishes =
                CleanConnection.watch(connection).map(WatchedSession::wishes).orElse(SessionWishes.UNKNOWN);
        this.seconds = seconds;
    }

    /** Gives each statement from now on a second more for every MiB that it may have to do with. */
    void allowFor(final long bytes) {
        seconds = STATEMENT_SECONDS + (int) Math.min(STATEMENT_SECONDS * 10L, bytes >> 20);
    }

    /** Longest time for the next statement. */
    int seconds() {
        return seconds;
    }

    /** Whether a statement has failed, whatever is known of its effect. */
    boolean hasFailed() {
        return failed;
    }

    /** Whether a SELECT has run. */
    boolean hasRead() {
        return read;
    }

    Connection connection() {
        return connection;
    }

    /** @return rows changed; 0 for statements that change none */
    long update(final String doing, final String sql) throws WarehouseException {
        try (TimedStatement timed = open(sql)) {
            return timed.statement().executeUpdate(sql);
        } catch (final SQLException e) {
            throw failure(e, doing, sql);
        }
    }

    /**
     * Runs a statement that brings the batch's rows into a table: the only one that can fail because of them.
     *
     * @return rows loaded
     * @throws WarehouseException DATA_REJECTED if a value does not fit; a {@link
     *     io.shardflow.nifi.snowflake.load.RowsHeldUpException} if it takes too long or the session is lost
     */
    long load(final String doing, final String sql) throws WarehouseException {
        try (TimedStatement timed = open(sql)) {
            return timed.statement().executeUpdate(sql);
        } catch (final SQLException e) {
            failed = true;
            throw Failures.ofRows(e, doing, grant(e, sql));
        }
    }

    /** Runs a statement whose result does not matter. */
    void run(final String doing, final String sql) throws WarehouseException {
        try (TimedStatement timed = open(sql)) {
            timed.statement().execute(sql);
        } catch (final SQLException e) {
            throw failure(e, doing, sql);
        }
    }

    <T> List<T> query(final String doing, final String sql, final Row<T> row) throws WarehouseException {
        read |= sql.startsWith("SELECT ");
        try (TimedStatement timed = open(sql);
                ResultSet results = timed.statement().executeQuery(sql)) {
            final List<T> rows = new ArrayList<>();
            while (results.next()) {
                rows.add(row.read(results));
            }
            return rows;
        } catch (final SQLException e) {
            throw failure(e, doing, sql);
        }
    }

    /** What a statement says of its columns. */
    <T> T describe(final String doing, final String sql, final Row<T> columns) throws WarehouseException {
        read |= sql.startsWith("SELECT ");
        try (TimedStatement timed = open(sql);
                ResultSet results = timed.statement().executeQuery(sql)) {
            return columns.read(results);
        } catch (final SQLException e) {
            throw failure(e, doing, sql);
        }
    }

    /** A value that does not fit is one of the target or the ledger: the FlowFiles are not to blame. */
    private WarehouseException failure(final SQLException e, final String doing, final String sql) {
        failed = true;
        final WarehouseException failure = Failures.of(e, doing, grant(e, sql));
        return failure instanceof RowRefusedException refused
                ? new WarehouseException(
                        Kind.PERMANENT,
                        doing + " failed: " + failure.getMessage()
                                + (refused.isKnown() ? ". " + Remedies.WRONG_VALUE : ""),
                        e)
                : failure;
    }

    /** The GRANT that the statement lacked. */
    private Optional<String> grant(final SQLException e, final String sql) {
        return MissingRight.grant(e, sql, connection, wishes);
    }

    private TimedStatement open(final String sql) throws SQLException {
        return sql.startsWith("PUT ")
                ? TimedStatement.openUpload(connection, seconds)
                : TimedStatement.open(connection, seconds);
    }

    /** Reads one row. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet results) throws SQLException, WarehouseException;
    }
}
