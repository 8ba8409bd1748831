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
package io.shardflow.localstack.chaos.site;

import io.shardflow.localstack.snowflake.LocalAccount;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A connection to Snowflake that is made anew when it was lost. Everything asked in it can be asked twice.
 *
 * <p>Threads: every method is synchronized.
 */
public final class Worksheet implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(500);

    private final URI snowflake;
    private Connection connection;

    Worksheet(final URI snowflake) {
        this.snowflake = snowflake;
    }

    /** Something to be asked. */
    @FunctionalInterface
    public interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }

    /** The answer, sooner or later; the last failure after a minute without one. */
    public synchronized <T> T ask(final Question<T> question) throws SQLException {
        final long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                if (connection == null) {
                    connection = LocalAccount.connect(snowflake);
                }
                return question.ask(connection);
            } catch (final SQLException e) {
                forget();
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(POLL.toNanos());
            }
        }
    }

    /** Runs a statement, again if it has failed. */
    public void run(final String sql) throws SQLException {
        ask(open -> {
            try (Statement statement = open.createStatement()) {
                return statement.execute(sql);
            }
        });
    }

    private void forget() {
        final Connection lost = connection;
        connection = null;
        if (lost != null) {
            try {
                lost.close();
            } catch (final SQLException e) {
                // it was lost
                return;
            }
        }
    }

    @Override
    public synchronized void close() {
        forget();
    }
}
