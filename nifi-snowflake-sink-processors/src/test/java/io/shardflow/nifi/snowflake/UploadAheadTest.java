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
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.nifi.processor.ProcessSessionFactory;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.SharedSessionState;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * While one task loads, another one uploads the next transaction of the same shard: what becomes of its files. Statements are
 * looked at between the upload of the first and the end of both.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class UploadAheadTest {

    /** Two FlowFiles make a transaction. */
    private static final int FLOW_FILES = 2;

    private static final Pattern FILE = Pattern.compile("SF_[0-9A-F_]*_0\\.json\\.\\w+");

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    private final WatchedConnections pool = new WatchedConnections(snowflake);
    private SharedSessionState queue;
    private TestRunner runner;
    private int rounds;

    /** One transaction is loaded, so that the shard is known, and two wait. */
    private void begin(final String table) throws Exception {
        runner = SnowflakeForTests.runner(table, pool);
        runner.enableControllerService(pool);
        runner.setProperty(BatchProperties.MAXIMUM_FLOWFILES, Integer.toString(FLOW_FILES));
        queue = new SharedSessionState(runner.getProcessor(), new AtomicLong());
        runner.run(1, false, true);
        enqueue(FLOW_FILES);
        trigger();
        enqueue(2 * FLOW_FILES);
    }

    private void enqueue(final int flowFiles) {
        for (int i = 0; i < flowFiles; i++) {
            final MockFlowFile flowFile = new MockFlowFile(queue.nextFlowFileId());
            flowFile.setData(Records.records(1, rounds * 10, rounds * 10 + 9).getBytes(StandardCharsets.UTF_8));
            flowFile.putAttributes(Map.of(
                    FlowFileAttributes.STREAM_NAME, "orders", FlowFileAttributes.SHARD_ID, "shardId-000000000001"));
            queue.getFlowFileQueue().offer(flowFile);
            rounds++;
        }
    }

    private void trigger() {
        final PutSnowflake processor = (PutSnowflake) runner.getProcessor();
        final ProcessSessionFactory sessions = () -> new FifoSession(queue, processor, new ConcurrentHashMap<>());
        processor.onTrigger(runner.getProcessContext(), sessions);
    }

    /**
     * Runs two tasks, the second one from where the first has uploaded until that one would copy.
     *
     * @param upload what is done before the second one is there
     * @param copy what is done when it has uploaded and waits
     * @return PUT, BEGIN, COPY and COMMIT, as they were sent
     */
    private List<String> loadBoth(final WatchedConnections.Action upload, final WatchedConnections.Action copy)
            throws Exception {
        final List<String> before = sent();
        final FutureTask<Void> next = new FutureTask<>(this::trigger, null);
        pool.before("COPY", 1, () -> {
            upload.run();
            final Thread second = Thread.ofPlatform().start(next);
            await().until(() -> waitsForItsTurn(second));
            copy.run();
        });
        trigger();
        next.get(1, TimeUnit.MINUTES);
        return sent().subList(before.size(), sent().size());
    }

    private static boolean waitsForItsTurn(final Thread task) {
        return Arrays.stream(task.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("await")
                        && frame.getClassName().contains("Intake"));
    }

    private List<String> sent() {
        return pool.sent("PUT ", "BEGIN ", "COPY ", "COMMIT");
    }

    private static List<String> kinds(final List<String> statements) {
        return statements.stream().map(sql -> sql.split(" ")[0]).toList();
    }

    private static List<String> files(final List<String> statements, final String kind) {
        return statements.stream()
                .filter(sql -> sql.startsWith(kind))
                .flatMap(sql -> FILE.matcher(sql).results().map(MatchResult::group))
                .toList();
    }

    /** Each record once, by nothing but transactions that went straight into the table. */
    private void assertLoaded(final String table) throws SQLException {
        assertThat(queue.getFlowFileQueue().isEmpty()).isTrue();
        assertThat(pool.open()).isZero();
        assertThat(queue.getCounterValue("Slow Transactions")).isNull();
        assertThat(snowflake.query(
                        "SELECT COUNT(*), COUNT(DISTINCT KINESISMETADATA:sequenceNumber::VARCHAR) FROM " + table))
                .containsExactly(rounds * 10 + "|" + rounds * 10);
        runner.stop();
    }

    private static void nothing() {
        // Nobody disturbs.
    }

    @Test
    void itIsUploadedWhileTheOneBeforeIsLoadedAndBegunAfterThatIsCommitted() throws Exception {
        begin("UPLOADED");
        final List<String> statements = loadBoth(UploadAheadTest::nothing, UploadAheadTest::nothing);

        assertThat(kinds(statements))
                .containsExactly("PUT", "BEGIN", "PUT", "COPY", "COMMIT", "BEGIN", "COPY", "COMMIT");
        assertThat(files(statements, "COPY")).doesNotHaveDuplicates().isEqualTo(files(statements, "PUT"));
        assertThat(runner.getLogger().getWarnMessages()).isEmpty();
        assertLoaded("UPLOADED");
    }

    @Test
    void itIsNotLoadedWhenTheOneBeforeGoesBackIntoTheQueue() throws Exception {
        begin("RETURNED");
        final List<String> statements = loadBoth(UploadAheadTest::nothing, () -> {
            throw new SQLException("Insufficient privileges to operate on table", "42501", 3001);
        });
        assertThat(kinds(statements)).containsExactly("PUT", "BEGIN", "PUT");
        assertThat(queue.getFlowFileQueue().size().getObjectCount()).isEqualTo(2 * FLOW_FILES);

        await().until(() -> {
            trigger();
            return queue.getFlowFileQueue().isEmpty();
        });
        final List<String> all = sent();
        assertThat(files(all, "COPY"))
                .doesNotHaveDuplicates()
                .doesNotContain(files(statements, "PUT").getLast());
        assertLoaded("RETURNED");
    }

    /** And not the error of the one that is loaded meanwhile. */
    @Test
    void whatCannotBeUploadedIsUploadedWhenItIsLoaded() throws Exception {
        begin("REFUSED");
        final List<String> statements = loadBoth(
                () -> pool.before("PUT", 1, () -> {
                    throw new SQLException("no answer", "08006", 200_015);
                }),
                () -> assertThat(pool.isDone()).isTrue());

        assertThat(kinds(statements))
                .containsExactly("PUT", "BEGIN", "COPY", "COMMIT", "PUT", "BEGIN", "COPY", "COMMIT");
        assertThat(Stream.of("Repeated Attempts", "Failed Loads").map(queue::getCounterValue))
                .containsOnlyNulls();
        assertThat(runner.getLogger().getWarnMessages()).isEmpty();
        assertLoaded("REFUSED");
    }

    @Test
    void itIsUploadedAgainWhenItIsLoadedIntoAnotherTableThanItWasMeantFor() throws Exception {
        begin("ALTERED");
        final List<String> statements = loadBoth(
                UploadAheadTest::nothing, () -> snowflake.execute("ALTER TABLE ALTERED ADD COLUMN LATER VARCHAR"));

        assertThat(kinds(statements))
                .containsExactly(
                        "PUT", "BEGIN", "PUT", "COPY", "PUT", "BEGIN", "COPY", "COMMIT", "PUT", "BEGIN", "COPY",
                        "COMMIT");
        assertThat(files(statements, "COPY"))
                .doesNotHaveDuplicates()
                .doesNotContain(files(statements, "PUT").get(1));
        assertLoaded("ALTERED");
    }
}
