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
package io.shardflow.nifi.snowflake.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.jdbc.JdbcWarehouseSessions;
import io.shardflow.nifi.snowflake.load.Batch;
import io.shardflow.nifi.snowflake.load.DeliveryGuarantee;
import io.shardflow.nifi.snowflake.load.LoadOutcome;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A transaction that a lost session left open, with the guard's lock, holds up nobody longer than it takes to abort it. */
class OrphansTest {

    private static final StreamShard SHARD = new StreamShard("orders", "shardId-000000000001");

    /** One attempt for each load. */
    private static final LoadTimes ONCE = new LoadTimes(Duration.ZERO, Duration.ofMillis(1), Duration.ofMillis(1));

    private static final AttemptNames NAMES = () -> AttemptId.random("SF");

    @AutoClose
    private static SqlWarehouse warehouse;

    @BeforeAll
    static void start(@TempDir final Path folder) {
        warehouse = new SqlWarehouse(folder);
    }

    private static Batch batch(final int number) {
        return batch(number, Optional.empty());
    }

    private static Batch batch(final int number, final Optional<String> shape) {
        return Batch.of(
                List.of(warehouse.delivery(List.of(new ModelRecord(SHARD, new Position("49" + number, 0))), shape)));
    }

    private static boolean isLock(final String sql) {
        return sql.contains("SET \"LOCKED_BY\"");
    }

    /** Loses the connection when the guard was locked. */
    private static SqlConnections.Hand losing(final AtomicInteger times) {
        return (sql, execution) -> {
            final Object result = execution.run(sql);
            if (isLock(sql) && times.getAndDecrement() > 0) {
                throw new SqlConnections.Lost();
            }
            return result;
        };
    }

    @Test
    void aLoadThatEndsKnowingOfOneLeavesTheKnowledgeToTheNext() throws Exception {
        final SqlConnections connections = new SqlConnections(warehouse.source());
        final JdbcWarehouseSessions sessions = SqlWarehouse.sessions(connections, "ORPHANED");
        final LedgerLoader loader =
                new LedgerLoader("1", sessions, DeliveryGuarantee.AT_LEAST_ONCE, false, ONCE, NAMES);
        loader.start();
        assertThat(loader.load(batch(1))).isInstanceOf(LoadOutcome.Loaded.class);
        connections.through(losing(new AtomicInteger(1)));

        assertThat(loader.load(batch(2)))
                .isInstanceOfSatisfying(LoadOutcome.NotYet.class, outcome -> assertThat(outcome.reason())
                        .isEqualTo(LoadOutcome.Reason.SESSION_LOST));
        assertThat(loader.load(batch(3))).isInstanceOf(LoadOutcome.Loaded.class);
    }

    @Test
    void theSuccessorOfALoaderKnowsOfItWhenItStarts() throws Exception {
        final SqlConnections connections = new SqlConnections(warehouse.source());
        final JdbcWarehouseSessions sessions = SqlWarehouse.sessions(connections, "INHERITED");
        final LedgerLoader loader = new LedgerLoader("2", sessions, DeliveryGuarantee.EXACTLY_ONCE, false, ONCE, NAMES);
        loader.start();
        connections.through(losing(new AtomicInteger(1)));
        assertThat(loader.load(batch(1))).isInstanceOf(LoadOutcome.NotYet.class);

        warehouse.execute("CREATE OR REPLACE TABLE INHERITED (KINESISMETADATA VARIANT, ID VARIANT)");
        final LedgerLoader successor = loader.successor(sessions);
        // Another table has come into its place, so that starting needs the guard's lock.
        successor.start();
    }

    @Test
    void aRollbackWithoutAnAnswerLeavesOneToo() throws Exception {
        final SqlConnections connections = new SqlConnections(warehouse.source());
        final JdbcWarehouseSessions sessions = SqlWarehouse.sessions(connections, "UNANSWERED");
        final LedgerLoader loader =
                new LedgerLoader("3", sessions, DeliveryGuarantee.AT_LEAST_ONCE, false, ONCE, NAMES);
        loader.start();
        final AtomicBoolean refused = new AtomicBoolean();
        connections.through((sql, execution) -> {
            if (isLock(sql)) {
                refused.set(true);
                throw new SQLException("throttled", "57014", 604);
            }
            if (refused.get()) {
                throw new SqlConnections.Lost();
            }
            return execution.run(sql);
        });
        assertThat(loader.load(batch(1))).isInstanceOf(LoadOutcome.NotYet.class);
        connections.through((sql, execution) -> execution.run(sql));

        assertThat(loader.load(batch(2))).isInstanceOf(LoadOutcome.Loaded.class);
        assertThat(warehouse.control("{}")).contains("\"transactions\":[]");
    }

    @Test
    void aLoadThatEndsAsTheTableWasAlteredLeavesTheKnowledgeToo() throws Exception {
        final SqlConnections connections = new SqlConnections(warehouse.source());
        final JdbcWarehouseSessions sessions = SqlWarehouse.sessions(connections, "REDESCRIBED");
        final LedgerLoader loader =
                new LedgerLoader("4", sessions, DeliveryGuarantee.AT_LEAST_ONCE, false, ONCE, NAMES);
        loader.start();
        assertThat(loader.load(batch(1))).isInstanceOf(LoadOutcome.Loaded.class);
        warehouse.execute("ALTER TABLE REDESCRIBED ADD COLUMN NOTE VARCHAR");
        final AtomicBoolean copied = new AtomicBoolean();
        connections.through((sql, execution) -> {
            if (copied.get() && sql.equals("ROLLBACK")) {
                copied.set(false);
                throw new SqlConnections.Lost();
            }
            if (sql.equals("SHOW TRANSACTIONS")) {
                throw new SQLException("throttled", "57014", 604);
            }
            final Object result = execution.run(sql);
            if (sql.startsWith("COPY INTO")) {
                copied.set(true);
                throw new SQLException("Numeric value 'x' is not recognized", "22018", 100_038);
            }
            return result;
        });
        assertThat(loader.load(batch(2, sessions.target().shape()))).isInstanceOf(LoadOutcome.Altered.class);
        assertThat(warehouse.control("{}")).doesNotContain("\"transactions\":[]");
        connections.through((sql, execution) -> execution.run(sql));

        assertThat(loader.load(batch(3))).isInstanceOf(LoadOutcome.Loaded.class);
        assertThat(warehouse.control("{}")).contains("\"transactions\":[]");
    }

    @Test
    void whatAnEarlierRunLeftIsAbortedByTheFirstSessionThatCan() throws Exception {
        final SqlConnections connections = new SqlConnections(warehouse.source());
        final JdbcWarehouseSessions sessions = SqlWarehouse.sessions(connections, "KILLED");
        final String processor = AttemptId.randomDigits();
        final AttemptId left;
        try (RunNames run = new RunNames(processor)) {
            new LedgerLoader("5", sessions, DeliveryGuarantee.EXACTLY_ONCE, false, ONCE, run).start();
            left = run.get();
        }
        try (RunNames run = new RunNames(processor);
                Connection silent = warehouse.source().connect();
                Statement statement = silent.createStatement()) {
            statement.execute("BEGIN NAME " + left);
            statement.execute("UPDATE KILLED_SHARDFLOW_GUARD SET LOCKED_BY = 'KILLED'");
            connections.through((sql, execution) -> {
                if (sql.equals("SHOW TRANSACTIONS")) {
                    throw new SQLException("throttled", "57014", 604);
                }
                return execution.run(sql);
            });
            final LedgerLoader loader =
                    new LedgerLoader("5", sessions, DeliveryGuarantee.EXACTLY_ONCE, false, ONCE, run);
            loader.start();
            assertThat(warehouse.control("{}")).contains(left.value());
            connections.through((sql, execution) -> execution.run(sql));

            assertThat(loader.load(batch(1))).isInstanceOf(LoadOutcome.Loaded.class);
            assertThat(warehouse.control("{}")).contains("\"transactions\":[]");
        }
    }

    /** Of two that an earlier run has left, the server refuses to end the older one. */
    @Test
    void oneThatCannotBeEndedKeepsNoOtherOpen() throws Exception {
        final SqlConnections connections = new SqlConnections(warehouse.source());
        final JdbcWarehouseSessions sessions = SqlWarehouse.sessions(connections, "TWO_LEFT");
        final String processor = AttemptId.randomDigits();
        final AttemptId stubborn;
        final AttemptId other;
        try (RunNames run = new RunNames(processor)) {
            stubborn = run.get();
            other = run.get();
        }
        try (RunNames run = new RunNames(processor);
                Connection first = begin(stubborn);
                Connection second = begin(other)) {
            final AtomicBoolean refused = new AtomicBoolean();
            connections.through((sql, execution) -> {
                if (sql.contains("SYSTEM$ABORT_TRANSACTION") && !refused.getAndSet(true)) {
                    throw new SQLException("cannot be aborted", "22000", 635);
                }
                return execution.run(sql);
            });
            new LedgerLoader("6", sessions, DeliveryGuarantee.EXACTLY_ONCE, false, ONCE, run).start();
            assertThat(warehouse.control("{}")).contains(stubborn.value()).doesNotContain(other.value());
            assertThat(first.isClosed() || second.isClosed()).isFalse();
        }
    }

    @Test
    void whatARoleMayNotAskForIsNotAskedForByEveryLoad() throws Exception {
        final SqlConnections connections = new SqlConnections(warehouse.source());
        final JdbcWarehouseSessions sessions = SqlWarehouse.sessions(connections, "NOT_SHOWN");
        final AtomicInteger asked = new AtomicInteger();
        connections.through((sql, execution) -> {
            if (sql.equals("SHOW TRANSACTIONS")) {
                asked.incrementAndGet();
                throw new SQLException("Insufficient privileges", "42501", 3001);
            }
            return execution.run(sql);
        });
        try (RunNames run = new RunNames(AttemptId.randomDigits())) {
            final LedgerLoader loader =
                    new LedgerLoader("7", sessions, DeliveryGuarantee.AT_LEAST_ONCE, false, ONCE, run);
            loader.start();
            loader.load(batch(1));
            loader.load(batch(2));
        }
        assertThat(asked).hasValue(1);
    }

    private static Connection begin(final AttemptId name) throws SQLException {
        final Connection connection = warehouse.source().connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN NAME " + name);
        }
        return connection;
    }
}
