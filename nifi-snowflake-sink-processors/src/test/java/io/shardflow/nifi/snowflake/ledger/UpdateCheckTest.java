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
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.shardflow.nifi.snowflake.jdbc.JdbcWarehouseSessions;
import io.shardflow.nifi.snowflake.load.DeliveryGuarantee;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpdateCheckTest {

    private static final LoadTimes TIMES = new LoadTimes(Duration.ZERO, Duration.ofMillis(1), Duration.ofMillis(1));

    private static final AttemptNames NAMES = () -> AttemptId.random("SF");

    @AutoClose
    private static SqlWarehouse warehouse;

    private final SqlConnections connections = new SqlConnections(warehouse.carelessPool());

    @BeforeAll
    static void start(@TempDir final Path folder) {
        warehouse = new SqlWarehouse(folder);
    }

    @AfterEach
    void answerAsUsual() {
        warehouse.control("{\"quirks\":[]}");
    }

    /** A loader that was started. */
    private LedgerLoader loader(final String table) throws WarehouseException {
        return loader(SqlWarehouse.sessions(connections, table), table);
    }

    private static LedgerLoader loader(final WarehouseSessions sessions, final String table) throws WarehouseException {
        final LedgerLoader loader =
                new LedgerLoader(table, sessions, DeliveryGuarantee.EXACTLY_ONCE, false, TIMES, NAMES);
        loader.start();
        return loader;
    }

    private static List<String> ledger(final String table) {
        return warehouse.query("SELECT STREAM, SHARD FROM " + table + "_SHARDFLOW_LEDGER ORDER BY SHARD");
    }

    private List<String> statements() {
        final List<String> sent = Collections.synchronizedList(new ArrayList<>());
        connections.through((sql, execution) -> {
            sent.add(sql.replaceFirst("(\\w+).*", "$1"));
            return execution.run(sql);
        });
        return sent;
    }

    private static void quirk(final String name) {
        warehouse.control("{\"quirks\":[\"" + name + "\"]}");
    }

    @Test
    void itPassesOnceAndLeavesTheLedgerAsItWas() throws Exception {
        final LedgerLoader loader = loader("PASSES");
        final List<String> sent = statements();
        loader.checkUpdates();
        assertThat(sent)
                .filteredOn(word -> !List.of("ROLLBACK", "ALTER").contains(word))
                .containsExactly(
                        "BEGIN", "SELECT", "INSERT", "COMMIT", "SELECT", "BEGIN", "SELECT", "UPDATE", "UPDATE",
                        "COMMIT", "DESC", "BEGIN", "SELECT", "UPDATE", "UPDATE", "UPDATE", "DELETE", "COMMIT");
        assertThat(ledger("PASSES")).isEmpty();

        sent.clear();
        loader.checkUpdates();
        assertThat(sent).isEmpty();
    }

    @Test
    void anAccountWhoseUpdatesSeeWhatWasReadBeforeIsRefusedEachTime() throws Exception {
        quirk("UPDATES_UNDER_LOCK_STALE");
        final LedgerLoader loader = loader("STALE");
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(WarehouseException.class)
                    .isThrownBy(loader::checkUpdates)
                    .withMessageContaining("./probe snowflake")
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.PERMANENT));
        }
        assertThat(ledger("STALE")).isEmpty();
    }

    @Test
    void anAccountWhoseUpdatesDoNotSeeTheirTransactionIsRefusedForThat() throws Exception {
        quirk("UPDATES_SEE_NO_TRANSACTION");
        final LedgerLoader loader = loader("UNSEEN");
        assertThatExceptionOfType(WarehouseException.class)
                .isThrownBy(loader::checkUpdates)
                .withMessageContaining("CURRENT_TRANSACTION()")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.PERMANENT));
    }

    /** @param transaction of the check, right before which it happens */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void whenAnotherNodeClearsTheLedgerItIsAskedAgain(final int transaction) throws Exception {
        final String table = "CLEARED_" + transaction;
        final LedgerLoader loader = loader(table);
        final AtomicInteger begun = new AtomicInteger();
        connections.through((sql, execution) -> {
            if (sql.startsWith("BEGIN") && begun.incrementAndGet() == transaction) {
                warehouse.execute("DELETE FROM " + table + "_SHARDFLOW_LEDGER");
            }
            return execution.run(sql);
        });
        assertThatExceptionOfType(WarehouseException.class)
                .isThrownBy(loader::checkUpdates)
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.TRANSIENT));
        loader.checkUpdates();
    }

    @Test
    void checksOfManyNodesAtTheSameMomentAllPass() throws Exception {
        final List<Callable<Optional<String>>> checks = new ArrayList<>();
        final List<Connection> warm = new ArrayList<>();
        for (int node = 0; node < 8; node++) {
            checks.add(loader("TOGETHER")::checkUpdates);
            warm.add(connections.connect());
            warm.add(connections.connect());
        }
        // No login is waited for.
        for (final Connection connection : warm) {
            connection.close();
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(checks.size())) {
            for (final Future<Optional<String>> check : threads.invokeAll(checks)) {
                assertThat(check.get()).isEmpty();
            }
        }
        assertThat(ledger("TOGETHER")).isEmpty();
    }

    /** Its COMMIT is acknowledged: nothing was replaced, and the account is not to blame. */
    @Test
    void aTransactionThatIsEndedRightBeforeItsCommitBlamesNobody() throws Exception {
        final LedgerLoader loader = loader("ENDED");
        final AtomicInteger commits = new AtomicInteger();
        connections.through((sql, execution) -> {
            if (sql.equals("COMMIT") && commits.incrementAndGet() == 2) {
                for (final String transaction : warehouse.query("SHOW TRANSACTIONS")) {
                    warehouse.query(
                            "SELECT SYSTEM$ABORT_TRANSACTION(" + transaction.split("\\|")[0] + ")");
                }
            }
            return execution.run(sql);
        });
        assertThatExceptionOfType(WarehouseException.class)
                .isThrownBy(loader::checkUpdates)
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.SESSION_LOST));
        loader.checkUpdates();
    }

    /** Where the locale has digits of its own, a node would take the rows of others for old ones. */
    @Test
    void theTimeOfARowIsInTheSameDigitsEverywhere() throws Exception {
        final LedgerLoader loader = loader("DIGITS");
        final List<String> inserted = new ArrayList<>();
        connections.through((sql, execution) -> {
            if (sql.startsWith("INSERT INTO")) {
                inserted.add(sql);
            }
            return execution.run(sql);
        });
        final Locale former = Locale.getDefault(Locale.Category.FORMAT);
        Locale.setDefault(Locale.Category.FORMAT, Locale.forLanguageTag("ar-EG"));
        try {
            loader.checkUpdates();
        } finally {
            Locale.setDefault(Locale.Category.FORMAT, former);
        }
        assertThat(inserted).singleElement().asString().containsPattern("'[0-9]{13}-");
    }

    /** A check that was killed leaves its row. */
    @Test
    void whatAnotherCheckHasLeftIsRemovedADayLater() throws Exception {
        final LedgerLoader loader = loader("LEFT_BEHIND");
        final long now = System.currentTimeMillis();
        final long hour = Duration.ofHours(1).toMillis();
        for (final long at : new long[] {now - 25 * hour, now - 23 * hour}) {
            warehouse.execute("INSERT INTO LEFT_BEHIND_SHARDFLOW_LEDGER (STREAM, SHARD, TOKEN) VALUES ('"
                    + UpdateCheck.STREAM + "', '" + at + "-SF_1_CHECK', 'SF_1_CHECK')");
        }
        warehouse.execute(
                "INSERT INTO LEFT_BEHIND_SHARDFLOW_LEDGER (STREAM, SHARD, TOKEN) VALUES ('orders', '0', 'SF_1')");
        loader.checkUpdates();
        assertThat(ledger("LEFT_BEHIND"))
                .containsExactly("orders|0", UpdateCheck.STREAM + "|" + (now - 23 * hour) + "-SF_1_CHECK");
    }

    /** @param statement whose answer is lost the first time */
    @ParameterizedTest
    @CsvSource({"LOST_ADDING, INSERT INTO", "LOST_LOCKING, UPDATE", "LOST_REMOVING, DELETE"})
    void aTransactionThatItLeavesOpenIsEndedByTheNextStart(final String table, final String statement)
            throws Exception {
        final LedgerLoader loader = loader(table);
        final AtomicInteger sent = new AtomicInteger();
        connections.through((sql, execution) -> {
            final Object result = execution.run(sql);
            if (sql.startsWith(statement) && sent.incrementAndGet() == 1) {
                throw new SqlConnections.Lost();
            }
            return result;
        });
        assertThatExceptionOfType(WarehouseException.class)
                .isThrownBy(loader::checkUpdates)
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.SESSION_LOST));
        assertThat(warehouse.query("SHOW TRANSACTIONS")).isNotEmpty();
        final LedgerLoader successor = loader.successor(SqlWarehouse.sessions(connections, table));
        successor.start();
        assertThat(warehouse.query("SHOW TRANSACTIONS")).isEmpty();
        successor.checkUpdates();
    }

    /** @param lock of the check, which another transaction holds */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aLockThatIsNotGivenEndsTheTransactionsAndKeepsTheSessions(final int lock) throws Exception {
        final LedgerLoader loader = loader("LOCKED_" + lock);
        final long before = sessions();
        final AtomicInteger locks = new AtomicInteger();
        connections.through((sql, execution) -> {
            if (sql.contains("SET \"LOCKED_BY\"") && locks.incrementAndGet() == lock) {
                throw new SQLException("the lock was not given in time", "57014", 625);
            }
            return execution.run(sql);
        });
        assertThatExceptionOfType(WarehouseException.class)
                .isThrownBy(loader::checkUpdates)
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.LOCK_TIMEOUT));
        assertThat(warehouse.query("SHOW TRANSACTIONS")).isEmpty();
        assertThat(sessions()).isEqualTo(before + 1);
        loader.checkUpdates();
    }

    /** Of this stand-in, that are open. */
    private static long sessions() {
        final Matcher number = Pattern.compile("\"sessions\":(\\d+)").matcher(warehouse.control("{}"));
        assertThat(number.find()).isTrue();
        return Long.parseLong(number.group(1));
    }

    @Test
    void aPoolWithoutASecondConnectionIsNotWaitedForAndToldOfOnce() throws Exception {
        final JdbcWarehouseSessions sessions = SqlWarehouse.sessions(connections, "ONE");
        final LedgerLoader loader = loader(sessions, "ONE");
        final AtomicInteger open = new AtomicInteger();
        final List<String> sent = statements();
        final LedgerLoader scarce = loader(
                () -> {
                    if (open.getAndIncrement() > 0) {
                        throw new WarehouseException(Kind.TRANSIENT, "all connections are in use");
                    }
                    return sessions.open();
                },
                "ONE");
        open.set(0);
        sent.clear();
        assertThat(scarce.checkUpdates()).hasValueSatisfying(leftOut -> assertThat(leftOut)
                .contains("all connections are in use", "Maximum Connections"));
        open.set(0);
        assertThat(scarce.checkUpdates()).isEmpty();
        assertThat(sent).containsOnly("ROLLBACK");
        assertThat(loader.checkUpdates()).isEmpty();
        assertThat(sent).contains("UPDATE");
    }
}
