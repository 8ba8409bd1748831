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

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A statement that is cancelled if it is not closed in time. So does {@link Statement#setQueryTimeout}, but the driver starts a thread
 * for each statement then, which takes longer than all else that it does for a small one. One thread.
 */
final class TimedStatement implements AutoCloseable {

    private final Statement statement;
    private final CompletableFuture<Boolean> late;

    private TimedStatement(final Statement statement, final CompletableFuture<Boolean> late) {
        this.statement = statement;
        this.late = late;
    }

    /** @param seconds after which it is cancelled */
    static TimedStatement open(final Connection connection, final int seconds) throws SQLException {
        final Statement statement = connection.createStatement();
        final CompletableFuture<Boolean> late = new CompletableFuture<>();
        late.completeOnTimeout(true, seconds, TimeUnit.SECONDS).thenAccept(isLate -> {
            if (isLate) {
                // Snowflake is asked to, by the JDK's one timer otherwise.
                Thread.ofVirtual().name("snowflake-timeout").start(() -> cancel(statement));
            }
        });
        return new TimedStatement(statement, late);
    }

    /** A PUT, whose upload may take any time: of such the driver bounds the statement itself. */
    static TimedStatement openUpload(final Connection connection, final int seconds) throws SQLException {
        final Statement statement = connection.createStatement();
        statement.setQueryTimeout(seconds);
        return new TimedStatement(statement, CompletableFuture.completedFuture(false));
    }

    private static void cancel(final Statement statement) {
        try {
            statement.cancel();
        } catch (final SQLException | RuntimeException e) {
            // It has ended meanwhile, or the session is lost, which it notices itself.
        }
    }

    Statement statement() {
        return statement;
    }

    @Override
    public void close() throws SQLException {
        late.complete(false);
        statement.close();
    }
}
