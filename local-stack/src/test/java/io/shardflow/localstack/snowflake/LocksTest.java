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
package io.shardflow.localstack.snowflake;

import static io.shardflow.localstack.snowflake.RunningStandIn.rows;
import static io.shardflow.localstack.snowflake.RunningStandIn.update;
import static io.shardflow.localstack.snowflake.RunningStandIn.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LocksTest {
    @RegisterExtension
    static final RunningStandIn STAND_IN = new RunningStandIn();

    private Connection one;
    private Connection two;

    @BeforeEach
    void connect() throws SQLException {
        one = STAND_IN.connect();
        two = STAND_IN.connect();
        update(one, "CREATE OR REPLACE TABLE G (ID NUMBER, TOKEN VARCHAR)");
        update(one, "INSERT INTO G VALUES (1, 'a'), (2, 'a')");
    }

    @AfterEach
    void close() throws SQLException {
        one.close();
        two.close();
    }

    static CompletableFuture<Integer> later(final Connection connection, final String sql) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return update(connection, sql);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    static void awaitWaiters(final RunningStandIn standIn, final String table, final int number) {
        await().until(() -> {
            for (final var transaction : standIn.control("{}").path("transactions")) {
                if (transaction.path("locksWithWaiters").path(table).asInt() == number) {
                    return true;
                }
            }
            return false;
        });
    }

    @Test
    void updateOfAnotherRowWaitsForTheTransactionAndThenSeesItsChange() throws Exception {
        update(one, "BEGIN");
        update(one, "UPDATE G SET TOKEN = 'b' WHERE ID = 1");
        final CompletableFuture<Integer> waiting = later(two, "UPDATE G SET TOKEN = 'c' WHERE TOKEN = 'a'");
        awaitWaiters(STAND_IN, "G", 1);
        update(one, "COMMIT");
        assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(rows(one, "SELECT TOKEN FROM G ORDER BY ID")).containsExactly("b", "c");
    }

    @Test
    void insertDoesNotWait() throws SQLException {
        update(one, "BEGIN");
        update(one, "UPDATE G SET TOKEN = 'b'");
        assertThat(update(two, "INSERT INTO G VALUES (3, 'x')")).isEqualTo(1);
        update(one, "ROLLBACK");
    }

    @Test
    void lockTimeoutIs625AndLeavesTheTransactionOpen() throws SQLException {
        update(one, "BEGIN");
        update(one, "DELETE FROM G WHERE ID = 1");
        update(two, "ALTER SESSION SET LOCK_TIMEOUT=0");
        update(two, "BEGIN");
        update(two, "INSERT INTO G VALUES (4, 'x')");
        assertThatThrownBy(() -> update(two, "UPDATE G SET TOKEN = 'c'"))
                .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getErrorCode() + "/" + e.getSQLState())
                        .isEqualTo("625/57014"));
        update(one, "COMMIT");
        update(two, "COMMIT");
        assertThat(rows(one, "SELECT ID FROM G ORDER BY 1")).containsExactly("2", "4");
    }

    @Test
    void theTwentyFirstWaiterIsRefused() throws Exception {
        update(one, "BEGIN");
        update(one, "UPDATE G SET TOKEN = 'b' WHERE ID = 1");
        final List<Connection> connections = new ArrayList<>();
        final List<CompletableFuture<Integer>> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            connections.add(STAND_IN.connect());
        }
        try (ExecutorService pool = Executors.newFixedThreadPool(20)) {
            for (final Connection connection : connections) {
                waiting.add(CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return update(connection, "UPDATE G SET TOKEN = 'w' WHERE ID = 2");
                            } catch (SQLException e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        pool));
            }
            awaitWaiters(STAND_IN, "G", 20);
            assertThatThrownBy(() -> update(two, "UPDATE G SET TOKEN = 'c'"))
                    .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getErrorCode())
                            .isEqualTo(625))
                    .hasMessageContaining("20 statements limit");
            update(one, "COMMIT");
            for (final CompletableFuture<Integer> done : waiting) {
                assertThat(done.get(20, TimeUnit.SECONDS)).isEqualTo(1);
            }
        }
        for (final Connection connection : connections) {
            connection.close();
        }
    }

    @Test
    void aSilentBlockerIsAbortedAfterItsIdleTime() throws Exception {
        STAND_IN.control("{\"abandonedAfterMillis\":200}");
        update(one, "BEGIN");
        update(one, "UPDATE G SET TOKEN = 'lost'");
        assertThat(update(two, "UPDATE G SET TOKEN = 'c' WHERE TOKEN = 'a'")).isEqualTo(2);
        update(one, "COMMIT");
        assertThat(rows(two, "SELECT DISTINCT TOKEN FROM G")).containsExactly("c");
    }

    @Test
    void theIdleTimePassesByTheClockOfTheStandIn() throws Exception {
        update(one, "BEGIN");
        update(one, "UPDATE G SET TOKEN = 'lost'");
        final CompletableFuture<Integer> waiting = later(two, "UPDATE G SET TOKEN = 'c' WHERE TOKEN = 'a'");
        awaitWaiters(STAND_IN, "G", 1);
        try {
            STAND_IN.control("{\"clockAheadMillis\":301000}");
            assertThat(waiting.get(20, TimeUnit.SECONDS)).isEqualTo(2);
        } finally {
            STAND_IN.control("{\"clockAheadMillis\":0}");
        }
    }

    @Test
    void aWaitingStatementCanBeCancelled() throws Exception {
        update(one, "BEGIN");
        update(one, "UPDATE G SET TOKEN = 'b'");
        try (Statement statement = two.createStatement()) {
            final CompletableFuture<Integer> waiting = CompletableFuture.supplyAsync(() -> {
                try {
                    return statement.executeUpdate("UPDATE G SET TOKEN = 'c'");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            awaitWaiters(STAND_IN, "G", 1);
            statement.cancel();
            assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .rootCause()
                    .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getErrorCode())
                            .isEqualTo(604));
        }
        update(one, "ROLLBACK");
    }

    @Test
    void deadlockHitsTheLatestStatement() throws Exception {
        update(one, "CREATE OR REPLACE TABLE H (ID NUMBER)");
        update(one, "BEGIN");
        update(one, "UPDATE G SET TOKEN = 'b'");
        update(two, "BEGIN");
        update(two, "DELETE FROM H");
        final CompletableFuture<Integer> waiting = later(one, "DELETE FROM H");
        awaitWaiters(STAND_IN, "H", 1);
        assertThatThrownBy(() -> update(two, "UPDATE G SET TOKEN = 'c'")).isInstanceOf(SQLException.class);
        update(two, "COMMIT");
        assertThat(waiting.get(10, TimeUnit.SECONDS)).isZero();
        update(one, "ROLLBACK");
    }

    @Test
    void switchAMakesAWaitedUpdateKeepItsOldView() throws Exception {
        STAND_IN.control("{\"waitedUpdateKeepsSnapshot\":true}");
        update(one, "BEGIN");
        update(one, "UPDATE G SET TOKEN = 'b' WHERE ID = 1");
        final CompletableFuture<Integer> waiting = later(two, "UPDATE G SET TOKEN = 'c' WHERE ID = 1 AND TOKEN = 'a'");
        awaitWaiters(STAND_IN, "G", 1);
        update(one, "COMMIT");
        assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(value(one, "SELECT TOKEN FROM G WHERE ID = 1")).isEqualTo("c");
    }

    @Test
    void switchADoesNotTouchAnUpdateThatDidNotWait() throws SQLException {
        STAND_IN.control("{\"waitedUpdateKeepsSnapshot\":true}");
        update(one, "UPDATE G SET TOKEN = 'b' WHERE ID = 1");
        assertThat(update(two, "UPDATE G SET TOKEN = 'c' WHERE ID = 1 AND TOKEN = 'a'"))
                .isZero();
    }
}
