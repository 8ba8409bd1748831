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

import io.shardflow.nifi.kinesis.metadata.FlowFileAttributes;
import io.shardflow.nifi.snowflake.settings.BatchProperties;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.nifi.processor.ProcessSessionFactory;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.SharedSessionState;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several tasks of one processor share a queue: each FlowFile is spooled once, and none overtakes another of its shard. */
class ConcurrentTasksTest {

    private static final int TASKS = 4;
    private static final int SHARDS = 6;
    private static final int ROUNDS = 15;

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    private final Map<Long, Integer> reads = new ConcurrentHashMap<>();

    @Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
    @ParameterizedTest
    @CsvSource({"NAMED, 1, 8", "NAMED_AND_HELD_UP, 1, 5", "SOME_NAMED, 3, 8", "NONE_NAMED, 1000000, 8"})
    void nothingIsSpooledTwiceAndNoBatchIsOvertaken(final String table, final int unnamed, final int connections)
            throws Exception {
        final SnowflakeConnectionPool pool = new SnowflakeConnectionPool();
        final TestRunner runner = SnowflakeForTests.runner(table, pool);
        snowflake.login(runner, pool);
        runner.setProperty(pool, "Maximum Connections", Integer.toString(connections));
        runner.enableControllerService(pool);
        runner.setProperty(BatchProperties.MAXIMUM_FLOWFILES, "4");
        final PutSnowflake processor = (PutSnowflake) runner.getProcessor();
        final SharedSessionState queue = new SharedSessionState(processor, new AtomicLong());
        final ProcessSessionFactory sessions = () -> new FifoSession(queue, processor, reads);
        runner.run(1, false, true);

        for (int shard = 0; shard < SHARDS; shard++) {
            enqueue(queue, shard, 0, true);
        }
        work(runner, queue, sessions);
        for (int round = 1; round <= ROUNDS; round++) {
            for (int shard = 0; shard < SHARDS; shard++) {
                enqueue(queue, shard, round, unnamed == 1 || (round * SHARDS + shard) % unnamed != 0);
            }
        }
        final CompletableFuture<?>[] tasks = new CompletableFuture<?>[TASKS];
        try (ExecutorService threads = Executors.newFixedThreadPool(TASKS)) {
            for (int i = 0; i < TASKS; i++) {
                tasks[i] = CompletableFuture.runAsync(() -> work(runner, queue, sessions), threads);
            }
        }
        CompletableFuture.allOf(tasks).join();
        runner.stop();

        assertThat(reads).hasSize(SHARDS * (ROUNDS + 1)).allSatisfy((id, times) -> assertThat(times)
                .isEqualTo(1));
        assertThat(queue.getCounterValue("Slow Transactions")).isNull();
        assertThat(queue.getCounterValue("Repeated Attempts")).isNull();
        assertThat(snowflake.count(table)).isEqualTo(SHARDS * (ROUNDS + 1) * 10);
    }

    @Test
    void theNextTransactionIsReadWhileOneIsLoaded() throws Exception {
        final WatchedConnections pool = new WatchedConnections(snowflake);
        final TestRunner runner = SnowflakeForTests.runner("AHEAD", pool);
        runner.enableControllerService(pool);
        runner.setProperty(BatchProperties.MAXIMUM_FLOWFILES, "2");
        final PutSnowflake processor = (PutSnowflake) runner.getProcessor();
        final SharedSessionState queue = new SharedSessionState(processor, new AtomicLong());
        final ProcessSessionFactory sessions = () -> new FifoSession(queue, processor, reads);
        runner.run(1, false, true);
        for (int round = 0; round < 4; round++) {
            enqueue(queue, 1, round, true);
        }
        final FutureTask<Void> next =
                new FutureTask<>(() -> processor.onTrigger(runner.getProcessContext(), sessions), null);
        pool.before("COPY", 1, () -> {
            Thread.ofPlatform().start(next);
            await().until(() -> reads.size() == 4);
        });
        processor.onTrigger(runner.getProcessContext(), sessions);
        next.get(1, TimeUnit.MINUTES);
        runner.stop();

        assertThat(queue.getFlowFileQueue().isEmpty()).isTrue();
        assertThat(queue.getCounterValue("Fast Transactions")).isEqualTo(2);
        assertThat(snowflake.count("AHEAD")).isEqualTo(40);
    }

    private static void enqueue(final SharedSessionState queue, final int shard, final int round, final boolean named) {
        final MockFlowFile flowFile = new MockFlowFile(queue.nextFlowFileId());
        flowFile.setData(Records.records(shard, round * 10, round * 10 + 9).getBytes(StandardCharsets.UTF_8));
        if (named) {
            flowFile.putAttributes(Map.of(
                    FlowFileAttributes.STREAM_NAME,
                    "orders",
                    FlowFileAttributes.SHARD_ID,
                    "shardId-00000000000" + shard));
        }
        queue.getFlowFileQueue().offer(flowFile);
    }

    private static void work(
            final TestRunner runner, final SharedSessionState queue, final ProcessSessionFactory sessions) {
        while (!queue.getFlowFileQueue().isEmpty()) {
            ((PutSnowflake) runner.getProcessor()).onTrigger(runner.getProcessContext(), sessions);
            assertThat(runner.getLogger().getErrorMessages()).isEmpty();
            assertThat(runner.getLogger().getWarnMessages()).isEmpty();
        }
    }
}
