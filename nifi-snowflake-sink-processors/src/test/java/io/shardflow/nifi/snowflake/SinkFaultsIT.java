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
package io.shardflow.nifi.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardflow.localstack.snowflake.settings.StandInConfig;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What fails between PutSnowflake and Snowflake does so at each statement that a load of one shard sends when the table is open and its
 * ledger row there, on the wire, under the driver and its own repetitions: every record is in the table once, whatever it was, and nobody
 * had to act.
 *
 * <p>Elsewhere: transactions that somebody ends, before each statement ({@link AbortedTransactionIT}); what is said of a fault that
 * lasts ({@link SinkErrorsIT}); statements that take too long ({@link HeldUpLoadsIT}); a node that is killed ({@link KilledRunIT});
 * a COMMIT that never arrives, whose transaction keeps its locks (PutSnowflakeTest); one that is executed when its client has given it up, and
 * the statements that make guard, ledger and their rows, or change the table (ExactlyOnceModelTest, SqlProtocolTest).
 */
@Tag("long")
class SinkFaultsIT {

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    @RegisterExtension
    static final SnowflakeForTests withWarehouses = new SnowflakeForTests(StandInConfig::withAccessControl);

    private static final AtomicInteger TABLES = new AtomicInteger();

    /** The statements of a load that can go the short way, and of one that cannot, at least. */
    private enum Path {
        FAST(9),
        SLOW(16);

        private final int statements;

        Path(final int statements) {
            this.statements = statements;
        }

        String counter() {
            return this == FAST ? "Fast Transactions" : "Slow Transactions";
        }
    }

    @AfterEach
    void endFaults() throws Exception {
        snowflake.control("{\"clearFaults\":true,\"release\":\"all\",\"quirks\":[]}");
    }

    private static LoadedTable table(final String... poolSettings) throws Exception {
        final String table = "FAULTS_" + TABLES.incrementAndGet();
        final TestRunner runner = snowflake.runner(table);
        final ControllerService pool = runner.getControllerService("pool");
        runner.disableControllerService(pool);
        runner.setProperty(pool, "maxHttpRetries", "1");
        for (int i = 0; i < poolSettings.length; i += 2) {
            runner.setProperty(pool, poolSettings[i], poolSettings[i + 1]);
        }
        runner.enableControllerService(pool);
        return new LoadedTable(snowflake, table, runner);
    }

    private static LoadedTable table(final SnowflakeForTests where, final WatchedConnections connections)
            throws Exception {
        final String table = "FAULTS_" + TABLES.incrementAndGet();
        final TestRunner runner = SnowflakeForTests.runner(table, connections);
        runner.enableControllerService(connections);
        return new LoadedTable(where, table, runner);
    }

    private static void load(final LoadedTable table, final Path path) throws Exception {
        if (path == Path.FAST) {
            table.loadNext();
        } else {
            table.loadNextWithKnown();
        }
    }

    /** Nothing of it is to need anybody. */
    private static void throughEach(final Path path, final String fault) throws Exception {
        throughEach(path, fault, Optional.empty());
    }

    /**
     * Does so for the first statement, then for the second, until one has gone through without it.
     *
     * @param expectedError part of each error that may be told; empty: none may
     */
    private static void throughEach(final Path path, final String fault, final Optional<String> expectedError)
            throws Exception {
        try (LoadedTable table = table()) {
            int at = 0;
            long met;
            long loadedThatWay;
            do {
                table.loadNext();
                met = snowflake.faultsMet();
                loadedThatWay = table.counter(path.counter());
                snowflake.control(
                        "{\"addFault\":{\"path\":\"/queries\",\"skip\":%d,\"times\":1,%s}}".formatted(at, fault));
                load(table, path);
                met = snowflake.faultsMet() - met;
                snowflake.control("{\"clearFaults\":true}");
                table.assertEachRecordOnce("at statement " + at);
                at++;
            } while (met > 0);
            table.assertNoErrorsBut(expectedError);
            assertThat(at).isGreaterThan(path.statements);
            assertThat(table.counter(path.counter())).isEqualTo(loadedThatWay + 1);
        }
    }

    @ParameterizedTest
    @CsvSource({"FAST, false", "FAST, true", "SLOW, false", "SLOW, true"})
    void theConnectionIsLostBeforeAStatementArrivesOrBeforeItsAnswerDoes(final Path path, final boolean executed)
            throws Exception {
        throughEach(path, "\"status\":-1,\"executed\":" + executed);
    }

    /** The driver sends it again under the same requestId. A temporary table that is there already is told as an error. */
    @ParameterizedTest
    @EnumSource
    void aStatementWhoseAnswerIsLostIsRunTwice(final Path path) throws Exception {
        snowflake.control("{\"quirks\":[\"REPEATED_REQUESTS_RUN\"]}");
        throughEach(path, "\"status\":503,\"executed\":true", Optional.of("Snowflake error 002002 (42710)"));
    }

    /** 390112 asks the driver to renew the session and to repeat; after the others there is none. */
    @ParameterizedTest
    @CsvSource({"FAST, 390112", "FAST, 390114", "SLOW, 390112", "SLOW, 390114"})
    void theSessionExpiresAtAStatement(final Path path, final String code) throws Exception {
        throughEach(path, "\"code\":\"" + code + "\",\"message\":\"expired\"");
    }

    @Test
    void aServiceThatIsBusyAgainAndAgainWithStatementsAndTheirAnswers() throws Exception {
        try (LoadedTable table = table()) {
            table.loadNext();
            for (int load = 0; load < 2; load++) {
                for (int burst = 0; burst < 5; burst++) {
                    snowflake.control(
                            "{\"addFault\":{\"path\":\"/queries\",\"skip\":%d,\"times\":%d,\"status\":503,\"executed\":%s}}"
                                    .formatted(5 * burst + load, 1 + (burst + load) % 3, burst % 2 == 1));
                }
                final long met = snowflake.faultsMet();
                load(table, load % 2 == 0 ? Path.FAST : Path.SLOW);
                assertThat(snowflake.faultsMet() - met).isGreaterThan(3);
                table.assertEachRecordOnce("in storm " + load);
                snowflake.control("{\"clearFaults\":true}");
            }
        }
    }

    /** How the wait for the answer to a COMMIT ends that was executed. */
    private enum Answer {
        COMES,
        IS_LOST_WITH_THE_CONNECTION,
        NEVER_COMES
    }

    /** A user agent of its own makes the driver take another HTTP client, which waits a second and not a minute. */
    @ParameterizedTest
    @EnumSource
    void aCommitIsExecutedAndItsAnswerKeepsTheClientWaiting(final Answer answer) throws Exception {
        final String[] impatient = {"user_agent_suffix", "impatient", "HTTP_CLIENT_SOCKET_TIMEOUT", "1000"};
        try (LoadedTable table = table(answer == Answer.NEVER_COMES ? impatient : new String[0])) {
            table.loadNext();
            snowflake.control("{\"addHook\":{\"table\":\"" + table.name() + "\",\"action\":\"HOLD\"}}");
            final CompletableFuture<Void> loading = CompletableFuture.runAsync(table::loadNext);
            await().until(() -> snowflake.control("{}").contains("\"fired\":1"));
            assertThat(snowflake.count(table.name())).isEqualTo(2 * LoadedTable.STEP);
            assertThat(loading).isNotDone();
            if (answer == Answer.IS_LOST_WITH_THE_CONNECTION) {
                snowflake.control("{\"addFault\":{\"sql\":\"COMMIT\",\"executed\":true,\"status\":-1,\"times\":1}}");
            }
            if (answer != Answer.NEVER_COMES) {
                snowflake.control("{\"release\":\"all\"}");
            }
            loading.join();
            table.assertEachRecordOnce(answer.toString());
            assertThat(table.counter("Rows Recognised")).isEqualTo(answer == Answer.COMES ? 0 : LoadedTable.STEP);
        }
    }

    private static <T> T unchecked(final Callable<T> action) {
        try {
            return action.call();
        } catch (final Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void snowflakeIsRestartedWhileNothingIsLoaded() throws Exception {
        try (LoadedTable table = table()) {
            table.loadNext();
            snowflake.restart();
            table.loadNext();
            table.assertEachRecordOnce("after the restart");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "BEGIN", "COPY", "UPDATE", "COMMIT", "DESC TRANSACTION"})
    void snowflakeIsRestartedInATransaction(final String before) throws Exception {
        final WatchedConnections connections = new WatchedConnections(snowflake);
        try (LoadedTable table = table(snowflake, connections)) {
            table.loadNext();
            connections.before(before, 1, snowflake::restart);
            table.loadNext();
            assertThat(connections.isDone()).isTrue();
            table.assertEachRecordOnce("restarted before " + before);
        }
    }

    @Test
    void snowflakeIsRestartedAfterACommitWhoseAnswerIsLost() throws Exception {
        final WatchedConnections connections = new WatchedConnections(snowflake);
        try (LoadedTable table = table(snowflake, connections)) {
            table.loadNext();
            connections.before("COMMIT", 1, () -> {
                unchecked(() -> snowflake.control(
                        "{\"addFault\":{\"sql\":\"COMMIT\",\"executed\":true,\"status\":-1,\"times\":1}}"));
                connections.before("", 1, snowflake::restart);
            });
            table.loadNext();
            assertThat(connections.isDone()).isTrue();
            table.assertEachRecordOnce("after the restart");
            assertThat(table.counter("Rows Recognised")).isEqualTo(LoadedTable.STEP);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theWarehouseIsSuspendedBeforeAStatementAndResumedWhileItIsTriedAgain(final Path path) throws Exception {
        withWarehouses.execute("CREATE WAREHOUSE IF NOT EXISTS SUSPENDED_WH");
        final WatchedConnections connections =
                new WatchedConnections(withWarehouses, "USE WAREHOUSE SUSPENDED_WH", "USE SCHEMA DEMO_DB.PUBLIC");
        try (LoadedTable table = table(withWarehouses, connections)) {
            table.loadNext();
            int at = 0;
            int sent;
            do {
                final int target = at;
                final AtomicInteger count = new AtomicInteger();
                connections.before("", Integer.MAX_VALUE, () -> {
                    if (count.getAndIncrement() == target) {
                        suspend();
                    }
                });
                table.enqueue(path == Path.SLOW);
                table.trigger();
                sent = count.get();
                withWarehouses.execute("ALTER WAREHOUSE SUSPENDED_WH SET AUTO_RESUME = TRUE");
                table.awaitLoaded();
                connections.before("", 0, () -> {});
                table.assertEachRecordOnce("suspended before statement " + at);
                at++;
            } while (at < sent);
            assertThat(at).isGreaterThan(path.statements);
        }
    }

    private static void suspend() throws SQLException {
        withWarehouses.execute(
                "ALTER WAREHOUSE SUSPENDED_WH SET AUTO_RESUME = FALSE", "ALTER WAREHOUSE SUSPENDED_WH SUSPEND");
    }
}
