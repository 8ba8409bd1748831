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
import io.shardflow.nifi.snowflake.schema.UnknownFields;
import io.shardflow.nifi.snowflake.settings.BatchProperties;
import io.shardflow.nifi.snowflake.settings.ColumnProperties;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
 * While one task loads, another one uploads the next transaction of the same shard: what becomes of its files, and of its
 * connection when somebody needs one. Statements are looked at from the upload of the first to the end of both.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class UploadAheadTest {

    /** Two FlowFiles make a transaction. */
    private static final int FLOW_FILES = 2;

    /** One for each task, and two that are left. */
    private static final int CONNECTIONS = 4;

    private static final Pattern FILE = Pattern.compile("SF_[0-9A-F_]*_0\\.json\\.\\w+");

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    private final WatchedPool pool = new WatchedPool();
    private final StatementWatch watch = pool.watch;
    private int connections = CONNECTIONS;
    private UnknownFields unknownFields = UnknownFields.EVOLVE;
    private SharedSessionState queue;
    private TestRunner runner;
    private int rounds;

    /** The task that comes second. */
    private volatile Thread second;

    /** One transaction is loaded, so that the shard is known, and two wait, whose FlowFiles begin with records of these fields. */
    private void begin(final String table, final String first, final String next) throws Exception {
        runner = SnowflakeForTests.runner(table, pool);
        snowflake.login(runner, pool);
        runner.setProperty(pool, "Maximum Connections", Integer.toString(connections));
        runner.enableControllerService(pool);
        runner.setProperty(ColumnProperties.UNKNOWN_FIELDS, unknownFields.name());
        runner.setProperty(BatchProperties.MAXIMUM_FLOWFILES, Integer.toString(FLOW_FILES));
        queue = new SharedSessionState(runner.getProcessor(), new AtomicLong());
        runner.run(1, false, true);
        enqueue("");
        trigger();
        enqueue(first);
        enqueue(next);
    }

    private void begin(final String table) throws Exception {
        begin(table, "", "");
    }

    private void enqueue(final String more) {
        for (int i = 0; i < FLOW_FILES; i++) {
            final MockFlowFile flowFile = new MockFlowFile(queue.nextFlowFileId());
            flowFile.setData(IntStream.range(rounds * 10, rounds * 10 + 10)
                    .mapToObj(number -> Records.record(1, number, "\"id\":" + number + (number % 10 == 0 ? more : "")))
                    .collect(Collectors.joining("\n"))
                    .getBytes(StandardCharsets.UTF_8));
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

    /** Until nothing waits. */
    private void loadTheRest() {
        await().until(() -> {
            trigger();
            return queue.getFlowFileQueue().isEmpty();
        });
    }

    /**
     * Runs two tasks, the second one from a statement of the first on.
     *
     * @param at that statement
     * @param upload what is done before the second one is there
     * @param then what is done when that waits for its turn
     * @return PUT, BEGIN, COPY and COMMIT, as they were sent
     */
    private List<String> loadBoth(final String at, final StatementWatch.Action upload, final StatementWatch.Action then)
            throws Exception {
        final int before = sent().size();
        final FutureTask<Void> next = new FutureTask<>(this::trigger, null);
        watch.before(at, 1, () -> {
            upload.run();
            second = Thread.ofPlatform().start(next);
            await().until(this::waitsForItsTurn);
            then.run();
        });
        trigger();
        next.get(1, TimeUnit.MINUTES);
        final List<String> all = sent();
        return all.subList(before, all.size());
    }

    private List<String> loadBoth(final StatementWatch.Action then) throws Exception {
        return loadBoth("COPY", UploadAheadTest::nothing, then);
    }

    private boolean waitsForItsTurn() {
        return Arrays.stream(second.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("await")
                        && frame.getClassName().contains("Intake"));
    }

    private List<String> sent() {
        return watch.sent("PUT ", "BEGIN ", "COPY ", "COMMIT");
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

    /** Of the pool, for somebody else; none has to be waited for. */
    private void borrowAndGiveBack(final int count) throws SQLException {
        if (count > 0) {
            try (Connection borrowed = pool.getConnection()) {
                assertThat(borrowed.isClosed()).isFalse();
                borrowAndGiveBack(count - 1);
            }
        }
    }

    /** Each record once, and every connection has come back. */
    private void assertLoaded(final String table) throws SQLException {
        assertLoaded(table, rounds * 10);
    }

    private void assertLoaded(final String table, final int rows) throws SQLException {
        assertThat(queue.getFlowFileQueue().isEmpty()).isTrue();
        borrowAndGiveBack(connections);
        assertThat(snowflake.query(
                        "SELECT COUNT(*), COUNT(DISTINCT KINESISMETADATA:sequenceNumber::VARCHAR) FROM " + table))
                .containsExactly(rows + "|" + rows);
        runner.stop();
    }

    private void assertNothingWasHeldUp() {
        assertThat(runner.getLogger().getWarnMessages()).isEmpty();
        assertNothingWasRepeated();
    }

    private void assertNothingWasRepeated() {
        assertThat(Stream.of("Slow Transactions", "Repeated Attempts", "Failed Loads")
                        .map(queue::getCounterValue))
                .containsOnlyNulls();
    }

    private static void nothing() {
        // Nobody disturbs.
    }

    @Test
    void itIsUploadedWhileTheOneBeforeIsLoadedAndBegunAfterThatIsCommitted() throws Exception {
        begin("UPLOADED");
        final List<String> statements = loadBoth(UploadAheadTest::nothing);

        assertThat(kinds(statements))
                .containsExactly("PUT", "BEGIN", "PUT", "COPY", "COMMIT", "BEGIN", "COPY", "COMMIT");
        assertThat(files(statements, "COPY")).doesNotHaveDuplicates().isEqualTo(files(statements, "PUT"));
        assertNothingWasHeldUp();
        assertLoaded("UPLOADED");
    }

    @Test
    void itIsNotLoadedWhenTheOneBeforeGoesBackIntoTheQueue() throws Exception {
        begin("RETURNED");
        final List<String> statements = loadBoth(() -> {
            throw new SQLException("Insufficient privileges to operate on table", "42501", 3001);
        });
        assertThat(kinds(statements)).containsExactly("PUT", "BEGIN", "PUT");
        assertThat(queue.getFlowFileQueue().size().getObjectCount()).isEqualTo(2 * FLOW_FILES);
        borrowAndGiveBack(connections);

        loadTheRest();
        assertThat(files(sent(), "COPY"))
                .doesNotHaveDuplicates()
                .doesNotContain(files(statements, "PUT").getLast());
        assertLoaded("RETURNED");
    }

    /** And not the error of the one that is loaded meanwhile. */
    @Test
    void whatCannotBeUploadedIsUploadedWhenItIsLoaded() throws Exception {
        begin("REFUSED");
        final List<String> statements = loadBoth(
                "COPY",
                () -> watch.before("PUT", 1, () -> {
                    throw new SQLException("no answer", "08006", 200_015);
                }),
                () -> assertThat(watch.isDone()).isTrue());

        assertThat(kinds(statements))
                .containsExactly("PUT", "BEGIN", "COPY", "COMMIT", "PUT", "BEGIN", "COPY", "COMMIT");
        assertNothingWasHeldUp();
        assertLoaded("REFUSED");
    }

    /** No transaction was begun in it, so none is left that somebody would have to end. */
    @Test
    void itIsLoadedInAnotherSessionWhenItsOwnIsLost() throws Exception {
        begin("LOST");
        final List<String> statements = loadBoth(() -> watch.before("BEGIN", 1, () -> {
            throw new SQLException("no answer", "08006", 200_015);
        }));

        assertThat(watch.isDone()).isTrue();
        assertThat(files(statements, "COPY"))
                .doesNotContain(files(statements, "PUT").get(1));
        assertLoaded("LOST");
    }

    @Test
    void itIsUploadedAgainWhenTheTableIsNoLongerTheOneItWasMeantFor() throws Exception {
        begin("ALTERED");
        final List<String> statements =
                loadBoth(() -> snowflake.execute("ALTER TABLE ALTERED ADD COLUMN LATER VARCHAR"));

        assertThat(kinds(statements))
                .containsExactly(
                        "PUT", "BEGIN", "PUT", "COPY", "PUT", "BEGIN", "COPY", "COMMIT", "PUT", "BEGIN", "COPY",
                        "COMMIT");
        assertThat(files(statements, "COPY"))
                .doesNotHaveDuplicates()
                .doesNotContain(files(statements, "PUT").get(1));
        assertLoaded("ALTERED");
    }

    @Test
    void nothingIsUploadedAheadOfWhichRecordsAreLeftOut() throws Exception {
        unknownFields = UnknownFields.REFUSE;
        begin("LEFT_OUT", "", ",\"extra\":1");
        final List<String> statements = loadBoth(UploadAheadTest::nothing);

        assertThat(kinds(statements))
                .containsExactly("PUT", "BEGIN", "COPY", "COMMIT", "PUT", "BEGIN", "COPY", "COMMIT");
        assertNothingWasRepeated();
        assertLoaded("LEFT_OUT", rounds * 10 - FLOW_FILES);
    }

    @Test
    void nothingIsUploadedAheadThatNeedsAnotherTable() throws Exception {
        begin("WIDENED", "", ",\"extra\":1");
        final List<String> statements = loadBoth(UploadAheadTest::nothing);

        assertThat(kinds(statements).subList(0, 4)).containsExactly("PUT", "BEGIN", "COPY", "COMMIT");
        assertThat(files(statements, "COPY")).doesNotHaveDuplicates().isEqualTo(files(statements, "PUT"));
        assertNothingWasRepeated();
        assertLoaded("WIDENED");
    }

    /** Whoever that is: another processor, a look at the table, Verify. */
    @Test
    void itsConnectionGoesToWhoeverWouldHaveToWaitForOne() throws Exception {
        begin("RECALLED");
        final List<String> statements = loadBoth(() -> borrowAndGiveBack(3));

        assertThat(kinds(statements))
                .containsExactly("PUT", "BEGIN", "PUT", "COPY", "COMMIT", "PUT", "BEGIN", "COPY", "COMMIT");
        assertThat(files(statements, "COPY"))
                .doesNotHaveDuplicates()
                .doesNotContain(files(statements, "PUT").get(1));
        assertNothingWasHeldUp();
        assertLoaded("RECALLED");
    }

    @Test
    void whoNeedsItsConnectionWhileItUploadsWaitsForThatAlone() throws Exception {
        begin("INTERRUPTED");
        final FutureTask<Void> others = new FutureTask<>(() -> {
            borrowAndGiveBack(3);
            return null;
        });
        loadBoth(
                "COPY",
                () -> watch.before("PUT", 1, () -> {
                    final Thread borrower = Thread.ofPlatform().start(others);
                    await().until(() -> borrower.getState() == Thread.State.TIMED_WAITING);
                }),
                () -> assertThat(others).succeedsWithin(20, TimeUnit.SECONDS));

        assertNothingWasHeldUp();
        assertLoaded("INTERRUPTED");
    }

    @Test
    void itsConnectionGoesToTheOneBeforeWhichNeedsTwoToChangeTheTable() throws Exception {
        begin("CHANGED", ",\"extra\":1", "");
        final List<Connection> others = new ArrayList<>();
        // the guard's lock, behind which the second one is borrowed
        final List<String> statements = loadBoth("UPDATE", UploadAheadTest::nothing, () -> {
            others.add(pool.getConnection());
            others.add(pool.getConnection());
            watch.before("ALTER TABLE", 1, UploadAheadTest::nothing);
        });
        for (final Connection other : others) {
            other.close();
        }

        assertThat(watch.isDone()).isTrue();
        assertThat(kinds(statements).subList(0, 2)).containsExactly("BEGIN", "PUT");
        assertThat(files(statements, "COPY"))
                .doesNotContain(files(statements, "PUT").getFirst());
        assertThat(runner.getLogger().getWarnMessages()).isEmpty();
        assertLoaded("CHANGED");
    }

    @Test
    void nothingIsUploadedAheadWhereNoTwoConnectionsWouldBeLeft() throws Exception {
        connections = 3;
        begin("FEW");
        final List<String> statements = loadBoth(UploadAheadTest::nothing);

        assertThat(kinds(statements))
                .containsExactly("PUT", "BEGIN", "COPY", "COMMIT", "PUT", "BEGIN", "COPY", "COMMIT");
        assertNothingWasHeldUp();
        assertLoaded("FEW");
    }

    @Test
    void itsConnectionComesBackWhenItsTaskIsTerminated() throws Exception {
        begin("TERMINATED");
        loadBoth(() -> {
            second.interrupt();
            await().until(() -> !second.isAlive());
            borrowAndGiveBack(3);
        });
        assertThat(queue.getFlowFileQueue().size().getObjectCount()).isEqualTo(FLOW_FILES);

        loadTheRest();
        assertLoaded("TERMINATED");
    }
}
