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

import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * Borrows connections and makes them fit for the protocol, whatever pool they are from. What outlasts a ROLLBACK (a current
 * schema, a temporary table of the target's name) is known of our own pool only: a session that others have had is ended.
 */
final class CleanConnection {

    /** How long a statement waits for a lock, in seconds; Snowflake's default is 12 hours. */
    static final int LOCK_TIMEOUT_SECONDS = 10;

    /** Dead connections that a pool may hand out in a row before this gives up. */
    private static final int TRIES = 4;

    /** Sessions that others have had before this takes what comes; more than a pool holds. */
    private static final int MOST_STRANGE = 200;

    private static final Duration DISCARD_WAIT = Duration.ofSeconds(2);

    private CleanConnection() {}

    /**
     * A connection that is fit.
     *
     * @param left what its last user has left in it, if it is known
     */
    record Borrowed(Connection connection, Optional<SessionState> left) {}

    /** See {@link #borrowWithState}, whose state is of no use to the caller. */
    static Connection borrow(final ConnectionSource source) throws WarehouseException {
        final Borrowed borrowed = borrowWithState(source);
        final Optional<SessionStage> stage = borrowed.left().flatMap(SessionState::stage);
        if (stage.isPresent()) {
            try {
                // Nobody will know of it.
                new SqlRunner(borrowed.connection())
                        .run("dropping a stage", stage.get().drop());
            } catch (final WarehouseException e) {
                discard(borrowed.connection());
                throw e;
            }
        }
        return borrowed.connection();
    }

    /**
     * A connection without an open transaction, with JSON results (Arrow needs a JVM flag that NiFi does not set), a
     * short lock timeout, UTC, Snowflake's own defaults for reading times and binary values, and exact names; made so unless it is known to be so. Autocommit is off, or what comes behind a transaction that somebody has ended
     * would be committed, statement by statement. Pools put it back.
     */
    static Borrowed borrowWithState(final ConnectionSource source) throws WarehouseException {
        WarehouseException last = null;
        for (int i = 0; i < TRIES; i++) {
            final Connection connection = connectUnknown(source);
            try {
                final Optional<SessionState> left = watch(connection).flatMap(WatchedSession::found);
                if (left.isEmpty()) {
                    clean(connection);
                }
                return new Borrowed(connection, left);
            } catch (final WarehouseException e) {
                if (e.kind() != Kind.SESSION_LOST) {
                    giveBack(connection);
                    throw e;
                }
                discard(connection);
                last = e;
            }
        }
        throw new WarehouseException(Kind.TRANSIENT, last.getMessage(), last);
    }

    private static Connection connectUnknown(final ConnectionSource source) throws WarehouseException {
        Connection connection = connect(source);
        for (int i = 0; i < MOST_STRANGE && isStrange(connection); i++) {
            discard(connection);
            connection = connect(source);
        }
        watch(connection).ifPresent(WatchedSession::keep);
        return connection;
    }

    private static boolean isStrange(final Connection connection) {
        return watch(connection).filter(WatchedSession::isStrange).isPresent();
    }

    private static Connection connect(final ConnectionSource source) throws WarehouseException {
        try {
            return source.connect();
        } catch (final SQLException e) {
            final WarehouseException failure = Failures.of(e, "connecting");
            throw failure.kind() == Kind.PERMANENT || failure.kind() == Kind.STOPPED
                    ? failure
                    : new WarehouseException(Kind.TRANSIENT, failure.getMessage(), e);
        }
    }

    private static void clean(final Connection connection) throws WarehouseException {
        final SqlRunner sql = new SqlRunner(connection);
        sql.run("preparing the session", "ROLLBACK");
        try {
            // After the ROLLBACK: it would commit what is open.
            if (connection.getAutoCommit()) {
                connection.setAutoCommit(false);
            }
        } catch (final SQLException e) {
            throw Failures.of(e, "preparing the session");
        }
        sql.run(
                "preparing the session",
                "ALTER SESSION SET JDBC_QUERY_RESULT_FORMAT = 'JSON' LOCK_TIMEOUT = " + LOCK_TIMEOUT_SECONDS
                        + " TIMEZONE = 'UTC' DATE_INPUT_FORMAT = 'AUTO' TIME_INPUT_FORMAT = 'AUTO'"
                        + " TIMESTAMP_INPUT_FORMAT = 'AUTO' BINARY_INPUT_FORMAT = 'HEX'"
                        + " QUOTED_IDENTIFIERS_IGNORE_CASE = FALSE");
    }

    /** Empty if the pool does not watch who has its connections. */
    static Optional<WatchedSession> watch(final Connection connection) {
        try {
            return connection.isWrapperFor(WatchedSession.class)
                    ? Optional.of(connection.unwrap(WatchedSession.class))
                    : Optional.empty();
        } catch (final SQLException | RuntimeException e) {
            // Other pools answer as they like.
            return Optional.empty();
        }
    }

    static void giveBack(final Connection connection) {
        try {
            connection.close();
        } catch (final SQLException e) {
            discard(connection);
        }
    }

    /**
     * Closes the session itself, so that the pool cannot hand it out again. The driver's abort is its close, which may
     * wait for a server that is gone; it gets a moment here and finishes on its own thread.
     */
    static void discard(final Connection connection) {
        final Thread closer = Thread.ofVirtual().name("snowflake-discard").start(() -> {
            try {
                connection.abort(Runnable::run);
            } catch (final SQLException | RuntimeException e) {
                // What cannot be closed is given back below and fails its pool's or our next check.
            }
            try {
                connection.close();
            } catch (final SQLException | RuntimeException e) {
                // The session is gone either way.
            }
        });
        try {
            closer.join(DISCARD_WAIT);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
