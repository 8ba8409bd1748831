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

/** Borrows connections and makes them fit for the protocol, whatever pool they are from. */
final class CleanConnection {

    /** How long a statement waits for a lock, in seconds; Snowflake's default is 12 hours. */
    static final int LOCK_TIMEOUT_SECONDS = 10;

    /** Dead connections that a pool may hand out in a row before this gives up. */
    private static final int TRIES = 4;

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
        return borrowWithState(source).connection();
    }

    /**
     * A connection without an open transaction, with JSON results (Arrow needs a JVM flag that NiFi does not set), a
     * short lock timeout and UTC; made so unless it is known to be so. Autocommit is left as it is: setting it would commit.
     */
    static Borrowed borrowWithState(final ConnectionSource source) throws WarehouseException {
        WarehouseException last = null;
        for (int i = 0; i < TRIES; i++) {
            final Connection connection = connect(source);
            try {
                final Optional<SessionState> left = watch(connection).flatMap(WatchedSession::found);
                if (left.isEmpty()) {
                    clean(new SqlRunner(connection));
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

    private static void clean(final SqlRunner sql) throws WarehouseException {
        sql.run("preparing the session", "ROLLBACK");
        sql.run(
                "preparing the session",
                "ALTER SESSION SET JDBC_QUERY_RESULT_FORMAT = 'JSON' LOCK_TIMEOUT = " + LOCK_TIMEOUT_SECONDS
                        + " TIMEZONE = 'UTC'");
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
