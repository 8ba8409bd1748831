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

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.dbcp.DBCPService;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Any DBCPService serves: here one that opens a plain connection each time, with autocommit on and no session setting of ours. */
class ForeignPoolTest {

    private static final class PlainConnections extends AbstractControllerService implements DBCPService {

        private final SnowflakeForTests snowflake;
        private final List<String> left;

        /** @param left statements of those who had the connection before */
        PlainConnections(final SnowflakeForTests snowflake, final String... left) {
            this.snowflake = snowflake;
            this.left = List.of(left);
        }

        @Override
        public Connection getConnection() {
            try {
                final Connection connection = snowflake.connect();
                for (final String sql : left) {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute(sql);
                    }
                }
                return connection;
            } catch (final SQLException e) {
                throw new ProcessException("no connection", e);
            }
        }
    }

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    /** Each statement would be its own transaction otherwise, without the guard's lock. */
    @Test
    void whatComesBehindATransactionThatSomebodyEndedIsNotCommittedByItself() throws Exception {
        final WatchedConnections pool = new WatchedConnections(snowflake);
        final TestRunner runner = SnowflakeForTests.runner("ENDED", pool);
        runner.enableControllerService(pool);
        runner.enqueue(Records.records(1, 0, 9));
        runner.run(1, false, true);
        final AtomicLong seen = new AtomicLong();
        pool.before("COPY", 1, () -> {
            for (final String transaction : snowflake.query("SHOW TRANSACTIONS")) {
                snowflake.query("SELECT SYSTEM$ABORT_TRANSACTION(" + transaction.split("\\|")[0] + ")");
            }
            pool.before("UPDATE", 1, () -> seen.set(snowflake.count("ENDED")));
        });
        runner.enqueue(Records.records(1, 10, 19));
        runner.run(1, true, false);

        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 2);
        assertThat(seen).hasValue(10);
        assertThat(snowflake.count("ENDED")).isEqualTo(20);
    }

    /** To turn autocommit off commits what is open. */
    @Test
    void whatAnotherBorrowerHasLeftOpenIsNotCommitted() throws Exception {
        snowflake.execute("CREATE TABLE LEFT_OPEN (ID NUMBER)");
        final PlainConnections pool =
                new PlainConnections(snowflake, "BEGIN", "INSERT INTO DEMO_DB.PUBLIC.LEFT_OPEN VALUES (1)");
        final TestRunner runner = SnowflakeForTests.runner("BEHIND_OTHERS", pool);
        runner.enableControllerService(pool);
        runner.enqueue(Records.records(1, 0, 9));
        runner.run();

        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 1);
        assertThat(snowflake.count("LEFT_OPEN")).isZero();
    }

    @Test
    void loadsEachRecordOnceOverConnectionsOfAForeignPool() throws Exception {
        final PlainConnections pool = new PlainConnections(snowflake);
        final TestRunner runner = SnowflakeForTests.runner("PLAIN", pool);
        runner.enableControllerService(pool);
        runner.enqueue(Records.records(1, 0, 9));
        runner.run(1, false, true);
        runner.enqueue(Records.records(1, 10, 19));
        runner.run(1, false, false);
        snowflake.control("{\"addHook\":{\"table\":\"PLAIN\",\"action\":\"DROP\",\"times\":1}}");
        runner.enqueue(Records.records(1, 20, 29));
        await().atMost(Duration.ofMinutes(2)).until(() -> {
            runner.run(1, false, false);
            return runner.isQueueEmpty();
        });
        runner.enqueue(Records.records(1, 0, 39));
        runner.run(1, true, false);

        runner.assertQueueEmpty();
        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 4);
        assertThat(snowflake.count("PLAIN")).isEqualTo(40);
        assertThat(runner.getCounterValue("Fast Transactions")).isPositive();
    }
}
