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

import static io.shardflow.localstack.snowflake.LocksTest.awaitWaiters;
import static io.shardflow.localstack.snowflake.LocksTest.later;
import static io.shardflow.localstack.snowflake.RunningStandIn.rows;
import static io.shardflow.localstack.snowflake.RunningStandIn.update;
import static io.shardflow.localstack.snowflake.RunningStandIn.value;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** UPDATES_UNDER_LOCK_STALE: an UPDATE finds the rows as its session has read them last. */
class StaleUpdateTest {
    @RegisterExtension
    static final RunningStandIn STAND_IN = new RunningStandIn();

    private Connection writer;
    private Connection reader;

    @BeforeEach
    void connect() throws SQLException {
        writer = STAND_IN.connect();
        reader = STAND_IN.connect();
        update(writer, "CREATE OR REPLACE TABLE L (ID NUMBER, TOKEN VARCHAR)");
        update(writer, "INSERT INTO L VALUES (1, 'a'), (2, 'a')");
        STAND_IN.control("{\"quirks\":[\"UPDATES_UNDER_LOCK_STALE\"]}");
        assertThat(value(reader, "SELECT TOKEN FROM L WHERE ID = 1")).isEqualTo("a");
        update(writer, "UPDATE L SET TOKEN = 'b' WHERE ID = 1");
    }

    @AfterEach
    void close() throws SQLException {
        STAND_IN.control("{\"quirks\":[]}");
        writer.close();
        reader.close();
    }

    private static long set(final Connection session, final String from, final String to) throws SQLException {
        return update(session, "UPDATE L SET TOKEN = '" + to + "' WHERE ID = 1 AND TOKEN = '" + from + "'");
    }

    @Test
    void aTokenThatWasReplacedSinceIsFoundAndTheLatestIsNot() throws SQLException {
        assertThat(set(reader, "b", "c")).isZero();
        assertThat(set(reader, "a", "c")).isOne();
        assertThat(value(writer, "SELECT TOKEN FROM L WHERE ID = 1")).isEqualTo("c");
    }

    @Test
    void soItIsUnderALockThatTheTransactionHolds() throws SQLException {
        update(reader, "BEGIN");
        assertThat(update(reader, "UPDATE L SET TOKEN = TOKEN WHERE ID = 2")).isOne();
        assertThat(set(reader, "a", "c")).isOne();
        assertThat(set(reader, "c", "d")).isOne();
        update(reader, "COMMIT");
        assertThat(rows(writer, "SELECT ID, TOKEN FROM L ORDER BY ID")).containsExactly("1|d", "2|a");
    }

    @Test
    void soItIsAfterItHasWaitedThoughSwitchAKeepsWhatIsFoundThen() throws Exception {
        STAND_IN.control("{\"waitedUpdateKeepsSnapshot\":true}");
        update(writer, "BEGIN");
        update(writer, "UPDATE L SET TOKEN = TOKEN WHERE ID = 2");
        final CompletableFuture<Integer> waiting =
                later(reader, "UPDATE L SET TOKEN = 'c' WHERE ID = 1 AND TOKEN = 'a'");
        awaitWaiters(STAND_IN, "L", 1);
        update(writer, "COMMIT");
        assertThat(waiting.get(10, TimeUnit.SECONDS)).isOne();
    }

    @Test
    void whatTheSessionReadsOnceMoreItSees() throws SQLException {
        assertThat(value(reader, "SELECT TOKEN FROM L WHERE ID = 1")).isEqualTo("b");
        assertThat(set(reader, "a", "c")).isZero();
        assertThat(set(reader, "b", "c")).isOne();
    }

    @Test
    void aSessionThatHasReadNothingOfTheTableSeesTheLatest() throws SQLException {
        try (Connection other = STAND_IN.connect()) {
            assertThat(set(other, "a", "c")).isZero();
            assertThat(set(other, "b", "c")).isOne();
        }
    }

    @Test
    void queriesSeeTheLatest() throws SQLException {
        assertThat(value(reader, "SELECT COUNT(*) FROM L WHERE TOKEN = 'b'")).isEqualTo("1");
    }
}
