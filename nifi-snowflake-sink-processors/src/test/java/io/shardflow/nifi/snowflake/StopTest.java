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
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StopTest {

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    @Test
    void aStatementThatWaitsHoldsUpAStopForNoMoreThanTenSeconds() throws Exception {
        final TestRunner runner = snowflake.runner("STOPPED");
        runner.enqueue(Records.records(1, 0, 9));
        runner.run(1, false, true);
        try (Connection other = snowflake.connect();
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN");
            statement.execute("UPDATE STOPPED_SHARDFLOW_GUARD SET LOCKED_BY = 'another'");
            runner.enqueue(Records.records(1, 10, 19));
            final CompletableFuture<Void> running = CompletableFuture.runAsync(() -> runner.run(1, false, false));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> snowflake.control("{}").contains("\"STOPPED_SHARDFLOW_GUARD\":1"));

            ((PutSnowflake) runner.getProcessor()).onUnscheduled();
            assertThat(running).succeedsWithin(Duration.ofSeconds(10));
            statement.execute("ROLLBACK");
        }
        assertThat(snowflake.control("{}")).contains("\"transactions\":[]");
        assertThat(runner.getLogger().getErrorMessages()).isEmpty();
        assertThat(runner.getLogger().getWarnMessages()).isEmpty();
        assertThat(runner.getQueueSize().getObjectCount()).isEqualTo(1);

        runner.stop();
        runner.run();
        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 2);
        assertThat(snowflake.count("STOPPED")).isEqualTo(20);
    }
}
