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

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A processor was killed while its transaction held the guard's lock: the next one on that node ends what it left, and nobody
 * ends what is not its own.
 */
class KilledRunIT {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    /** What a run leaves in the local state of its node, having loaded record 0 into the table. */
    private static Map<String, String> earlierRun(final String table) throws Exception {
        final TestRunner runner = snowflake.runner(table);
        load(runner, 0);
        return state(runner);
    }

    private static Map<String, String> state(final TestRunner runner) throws IOException {
        return runner.getStateManager().getState(Scope.LOCAL).toMap();
    }

    private static TestRunner runnerOf(final String table, final Map<String, String> state) throws Exception {
        final TestRunner runner = snowflake.runner(table);
        runner.getStateManager().setState(state, Scope.LOCAL);
        return runner;
    }

    private static void load(final TestRunner runner, final int number) {
        runner.enqueue(Records.record(1, number));
        runner.run();
        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 1);
    }

    private static String lastTransaction(final String table) throws SQLException {
        return snowflake
                .query("SELECT LOCKED_BY FROM " + table + "_SHARDFLOW_GUARD")
                .getFirst();
    }

    /** The last run's transaction once more, as it is before its COMMIT; the session that has it falls silent. */
    private static Connection orphan(final String table) throws SQLException {
        final String name = lastTransaction(table);
        final Connection connection = snowflake.connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN NAME " + name);
            statement.execute("INSERT INTO " + table + " SELECT * FROM " + table);
            statement.execute("UPDATE " + table + "_SHARDFLOW_GUARD SET LOCKED_BY = '" + name + "'");
        }
        return connection;
    }

    private static boolean isOpen(final String transaction) throws SQLException {
        return snowflake.query("SHOW TRANSACTIONS").stream().anyMatch(row -> row.contains(transaction));
    }

    /** A processor over connections of which a test sees when the guard of the table is about to be locked. */
    private static TestRunner runnerOf(
            final String table, final Map<String, String> state, final WatchedConnections connections)
            throws Exception {
        final TestRunner runner = SnowflakeForTests.runner(table, connections);
        runner.getStateManager().setState(state, Scope.LOCAL);
        runner.enableControllerService(connections);
        return runner;
    }

    private static WatchedConnections beforeTheLock(final String table, final StatementWatch.Action action) {
        final WatchedConnections connections = new WatchedConnections(snowflake);
        connections.before("UPDATE \"DEMO_DB\".\"PUBLIC\".\"" + table + "_SHARDFLOW_GUARD\"", 1, action);
        return connections;
    }

    @Test
    void theNextRunEndsItAndNeedNotWait() throws Exception {
        final Map<String, String> state = earlierRun("KILLED");
        final String left = lastTransaction("KILLED");
        try (Connection silent = orphan("KILLED")) {
            final WatchedConnections connections =
                    beforeTheLock("KILLED", () -> assertThat(isOpen(left)).isFalse());
            final TestRunner runner = runnerOf("KILLED", state, connections);
            load(runner, 1);

            assertThat(connections.isDone()).isTrue();
            assertThat(snowflake.query("SELECT ID FROM KILLED ORDER BY ID")).containsExactly("0", "1");
            assertThat(state(runner)).isEqualTo(state);
            assertThat(silent.isClosed()).isFalse();
        }
    }

    @Test
    void aRunWithAnotherStateWaitsForIt() throws Exception {
        earlierRun("WAITED");
        final String left = lastTransaction("WAITED");
        try (Connection silent = orphan("WAITED")) {
            final WatchedConnections connections = beforeTheLock("WAITED", () -> {
                assertThat(isOpen(left)).isTrue();
                silent.rollback();
            });
            load(runnerOf("WAITED", Map.of(), connections), 1);

            assertThat(connections.isDone()).isTrue();
            assertThat(snowflake.query("SELECT ID FROM WAITED ORDER BY ID")).containsExactly("0", "1");
        }
    }

    /** Snowflake ends after five minutes what blocks others and belongs to a silent session; the stand-in's clock brings them near. */
    @Tag("long")
    @Test
    void aRunWithoutStateSaysForWhatItWaitsAndGoesOnByItselfWhenSnowflakeHasEndedIt() throws Exception {
        earlierRun("FORGOTTEN");
        final String left = lastTransaction("FORGOTTEN");
        try (Connection silent = orphan("FORGOTTEN")) {
            final TestRunner runner = runnerOf("FORGOTTEN", Map.of());
            runner.enqueue(Records.record(1, 1));
            runner.run(1, false, true);
            await().atMost(LIMIT).until(() -> {
                runner.run(1, false, false);
                return !runner.getLogger().getWarnMessages().isEmpty();
            });
            assertThat(runner.getLogger().getWarnMessages())
                    .singleElement()
                    .satisfies(warning -> assertThat(warning.getMsg()).contains("FORGOTTEN", "000625", "SHOW LOCKS"));
            assertThat(isOpen(left)).isTrue();
            assertThat(runner.isQueueEmpty()).isFalse();

            snowflake.control("{\"clockAheadMillis\":301000}");
            await().atMost(LIMIT).until(() -> {
                runner.run(1, false, false);
                return runner.isQueueEmpty();
            });
            runner.stop();
            assertThat(isOpen(left)).isFalse();
            assertThat(silent.isClosed()).isFalse();
            assertThat(snowflake.query("SELECT ID FROM FORGOTTEN ORDER BY ID")).containsExactly("0", "1");
        } finally {
            snowflake.control("{\"clockAheadMillis\":0}");
        }
    }

    /** As the copies of a processor in a Stateless group do; it is no matter whose table is the same. */
    @ParameterizedTest
    @ValueSource(strings = {"COPIED", "ELSEWHERE"})
    void whatStillRunsIsNotEnded(final String other) throws Exception {
        final Map<String, String> state = earlierRun("COPIED");
        final TestRunner second = runnerOf(other, state);
        final WatchedConnections connections = beforeTheLock("COPIED", () -> {
            second.enqueue(Records.record(2, 7));
            second.run();
            assertThat(isOpen("SF_")).isTrue();
        });
        load(runnerOf("COPIED", state, connections), 1);

        assertThat(connections.isDone()).isTrue();
        second.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 1);
        assertThat(snowflake.query("SELECT ID FROM COPIED WHERE ID <> 7 ORDER BY ID"))
                .containsExactly("0", "1");
    }

    @Test
    void aStateThatCannotBeReadKeepsNothingFromLoading() throws Exception {
        final TestRunner runner = snowflake.runner("UNREAD");
        runner.getStateManager().setFailOnStateGet(Scope.LOCAL, true);
        load(runner, 0);

        assertThat(runner.getLogger().getWarnMessages()).singleElement().satisfies(warning -> assertThat(
                        warning.getMsg())
                .contains("could not be kept in NiFi's local state", "conf/state-management.xml"));
    }
}
