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

import io.shardflow.nifi.kinesis.metadata.FlowFileAttributes;
import io.shardflow.nifi.snowflake.settings.BatchProperties;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.dbcp.DBCPService;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.SharedSessionState;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two tasks with no more connections than they need, from a pool that waits for ever, as NiFi's DBCPConnectionPool does where it is
 * told so: neither keeps one that the other waits for.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class ScarceConnectionsTest {

    private static final int TASKS = 2;
    private static final int FLOW_FILES = 16;

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    /** A foreign pool of so many connections, each of them new. */
    private static final class Scarce extends AbstractControllerService implements DBCPService {
        private final Semaphore left;
        private final StatementWatch watch = new StatementWatch();

        Scarce(final int count) {
            left = new Semaphore(count);
        }

        @Override
        public Connection getConnection() {
            try {
                left.acquire();
                return watch.watched(returning(snowflake.connect()));
            } catch (final SQLException | InterruptedException e) {
                throw new ProcessException("no connection", e);
            }
        }

        private Connection returning(final Connection connection) {
            final AtomicBoolean closed = new AtomicBoolean();
            return (Connection) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                        try {
                            return method.invoke(connection, arguments);
                        } catch (final InvocationTargetException e) {
                            throw e.getCause();
                        } finally {
                            if (method.getName().equals("close") && closed.compareAndSet(false, true)) {
                                left.release();
                            }
                        }
                    });
        }
    }

    /** All of one shard, so that one task loads and the other waits for its turn. */
    private static void loadAll(final String table, final Scarce pool, final String moreInEachSecond) throws Exception {
        final TestRunner runner = SnowflakeForTests.runner(table, pool);
        runner.enableControllerService(pool);
        runner.setProperty(BatchProperties.MAXIMUM_FLOWFILES, "2");
        final PutSnowflake processor = (PutSnowflake) runner.getProcessor();
        final SharedSessionState queue = new SharedSessionState(processor, new AtomicLong());
        runner.run(1, false, true);
        for (int i = 0; i < FLOW_FILES; i++) {
            final MockFlowFile flowFile = new MockFlowFile(queue.nextFlowFileId());
            flowFile.setData(
                    Records.record(1, i, "\"id\":" + i + (i % 4 < 2 ? "" : moreInEachSecond.replace("#", "f" + i / 4)))
                            .getBytes(StandardCharsets.UTF_8));
            flowFile.putAttributes(Map.of(
                    FlowFileAttributes.STREAM_NAME, "orders", FlowFileAttributes.SHARD_ID, "shardId-000000000001"));
            queue.getFlowFileQueue().offer(flowFile);
        }
        final CompletableFuture<?>[] tasks = new CompletableFuture<?>[TASKS];
        try (ExecutorService threads = Executors.newFixedThreadPool(TASKS)) {
            for (int i = 0; i < TASKS; i++) {
                tasks[i] = CompletableFuture.runAsync(
                        () -> {
                            while (!queue.getFlowFileQueue().isEmpty()) {
                                processor.onTrigger(
                                        runner.getProcessContext(),
                                        () -> new FifoSession(queue, processor, new ConcurrentHashMap<>()));
                            }
                        },
                        threads);
            }
        }
        CompletableFuture.allOf(tasks).join();
        runner.stop();
        assertThat(snowflake.query(
                        "SELECT COUNT(*), COUNT(DISTINCT KINESISMETADATA:sequenceNumber::VARCHAR) FROM " + table))
                .containsExactly(FLOW_FILES + "|" + FLOW_FILES);
    }

    @Test
    void oneIsEnoughWhenItsSessionIsLost() throws Exception {
        final Scarce one = new Scarce(1);
        one.watch.before("UPDATE", 3, () -> {
            throw new SQLException("no answer", "08006", 200_015);
        });
        loadAll("ONE", one, "");
        assertThat(one.watch.isDone()).isTrue();
    }

    @Test
    void twoAreEnoughWhenTheTableChanges() throws Exception {
        loadAll("TWO", new Scarce(2), ",\"#\":1");
        assertThat(snowflake.query("SELECT COUNT(F3) FROM TWO")).containsExactly("2");
    }
}
