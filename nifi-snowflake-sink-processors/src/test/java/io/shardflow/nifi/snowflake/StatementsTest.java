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

import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The statements that one transaction sends, as Snowflake sees them: each is a round trip. */
class StatementsTest {

    private static final Map<String, Long> FAST =
            Map.of("PUT", 1L, "BEGIN", 1L, "COPY", 1L, "SELECT", 2L, "UPDATE", 2L, "COMMIT", 1L, "DESC", 1L);

    private static final Pattern QUERIES = Pattern.compile("\"queries\":\\{([^}]*)}");
    private static final Pattern COUNT = Pattern.compile("\"(\\w+)\":(\\d+)");

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    private static Map<String, Long> statements() throws Exception {
        final Matcher queries = QUERIES.matcher(snowflake.control("{}"));
        assertThat(queries.find()).isTrue();
        final Map<String, Long> counts = new TreeMap<>();
        COUNT.matcher(queries.group(1))
                .results()
                .forEach(count -> counts.put(count.group(1), Long.parseLong(count.group(2))));
        return counts;
    }

    private static Map<String, Long> statementsOf(final TestRunner runner) throws Exception {
        final Map<String, Long> before = statements();
        runner.run(1, false, false);
        final Map<String, Long> sent = statements();
        before.forEach((kind, count) -> sent.merge(kind, -count, Long::sum));
        sent.values().removeIf(count -> count == 0);
        return sent;
    }

    /** FlowFiles of so many records of each shard, the first number as given. */
    private static void enqueue(
            final TestRunner runner, final int shards, final int flowFiles, final int records, final int first) {
        for (int i = 0; i < flowFiles; i++) {
            final StringBuilder content = new StringBuilder();
            for (int shard = 0; shard < shards; shard++) {
                final int number = first + i * records;
                content.append(Records.records(shard, number, number + records - 1));
            }
            runner.enqueue(content.toString());
        }
    }

    private static void enqueue(final TestRunner runner, final int shards, final int flowFiles, final int first) {
        enqueue(runner, shards, flowFiles, 1, first);
    }

    /** Loads until nothing of table, ledger and connection is new any more. */
    private static TestRunner warm(final String table, final int shards) throws Exception {
        final TestRunner runner = snowflake.runner(table);
        enqueue(runner, shards, 1, 0);
        runner.run(1, false, true);
        enqueue(runner, shards, 1, 1);
        runner.run(1, false, false);
        return runner;
    }

    private static Map<String, Long> with(final Map<String, Long> counts, final String kind, final long more) {
        final Map<String, Long> sum = new TreeMap<>(counts);
        sum.merge(kind, more, Long::sum);
        return sum;
    }

    @Tag("long")
    @ParameterizedTest
    @CsvSource({"200, 1", "200, 50"})
    void ofManyShardsNoMore(final int shards, final int flowFiles) throws Exception {
        aTransactionSendsAFixedNumberOfStatements(shards, flowFiles);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 50", "20, 50"})
    void aTransactionSendsAFixedNumberOfStatements(final int shards, final int flowFiles) throws Exception {
        final TestRunner runner = warm("FIXED_" + shards + "_" + flowFiles, shards);
        final Map<String, Long> fast = shards == 1 ? FAST : with(FAST, "SELECT", 1);

        enqueue(runner, shards, flowFiles, 2);
        assertThat(statementsOf(runner)).as("fast").isEqualTo(fast);

        // One half is there already.
        enqueue(runner, shards, flowFiles, 2, 2);
        final Map<String, Long> slow = statementsOf(runner);
        assertThat(slow)
                .as("slow")
                .isEqualTo(with(
                        with(
                                with(with(with(with(fast, "ROLLBACK", 1), "CREATE", 2), "COMMIT", 1), "SELECT", 3),
                                "INSERT",
                                1),
                        "DROP",
                        2));
        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 2 + 2 * flowFiles);
        assertThat(snowflake.count("FIXED_" + shards + "_" + flowFiles)).isEqualTo((2L + 2 * flowFiles) * shards);
        runner.stop();
    }

    @Test
    void whatIsNewToTheTableGoesStraightIntoIt() throws Exception {
        final TestRunner first = snowflake.runner("BACKLOG");
        enqueue(first, 3, 20, 0);
        first.run(1, false, true);
        assertThat(first.getCounterValue("Fast Transactions")).isOne();
        // A shard that the run has not loaded yet.
        enqueue(first, 4, 1, 20);
        first.run(1, false, false);
        assertThat(first.getCounterValue("Fast Transactions")).isEqualTo(2);
        first.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 21);
        first.stop();

        final TestRunner restarted = snowflake.runner("BACKLOG");
        enqueue(restarted, 4, 20, 21);
        final Map<String, Long> before = statements();
        restarted.run(1, false, true);
        assertThat(restarted.getCounterValue("Fast Transactions")).isOne();
        // One of the start's try, one of the transaction.
        assertThat(statements().get("COPY") - before.get("COPY")).isEqualTo(2);
        // The table of the try; one look at the ledger, one at the end of the table.
        assertThat(statements().get("DROP") - before.get("DROP")).isEqualTo(3);
        restarted.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 20);
        restarted.stop();
        assertThat(snowflake.count("BACKLOG")).isEqualTo(3 * 20 + 4 + 4 * 20);
    }

    /** A shard that was read again looks for its rows; the others go straight into the table. */
    @Test
    void oneShardThatIsReadAgainHoldsUpNoOther() throws Exception {
        final TestRunner first = snowflake.runner("AGAIN");
        enqueue(first, 3, 1, 0);
        first.run(1, false, true);
        first.stop();

        final TestRunner restarted = snowflake.runner("AGAIN");
        for (int shard = 0; shard < 3; shard++) {
            restarted.enqueue(Records.records(shard, shard == 1 ? 0 : 1, 2));
        }
        restarted.run(1, false, true);
        restarted.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 3);
        assertThat(restarted.getCounterValue("Fast Transactions")).isOne();
        assertThat(restarted.getCounterValue("Slow Transactions")).isOne();
        assertThat(restarted.getCounterValue("Rows Recognised")).isOne();
        restarted.stop();
        assertThat(snowflake.count("AGAIN")).isEqualTo(3 * 3);
    }

    @Test
    void aConnectionThatSomebodyElseHadIsCleanedAgain() throws Exception {
        final TestRunner runner = warm("SHARED", 1);
        final SnowflakeConnectionPool pool = (SnowflakeConnectionPool)
                runner.getProcessContext().getControllerServiceLookup().getControllerService("pool");
        // The start has left two.
        try (Connection other = pool.getConnection();
                Connection unused = pool.getConnection();
                Statement statement = other.createStatement()) {
            assertThat(unused.isClosed()).isFalse();
            statement.execute("CREATE TABLE OTHER (N NUMBER(10,0))");
            statement.execute("BEGIN");
            statement.execute("INSERT INTO OTHER VALUES (1)");
            statement.execute("ALTER SESSION SET TIMEZONE = 'Asia/Tokyo'");
        }
        enqueue(runner, 1, 1, 2);
        // one of them names the processor as the new session's borrower
        assertThat(statementsOf(runner)).containsEntry("ROLLBACK", 1L).containsEntry("ALTER", 2L);
        assertThat(snowflake.count("OTHER")).isZero();
        enqueue(runner, 1, 1, 3);
        assertThat(statementsOf(runner)).isEqualTo(FAST);
        runner.stop();
    }

    @Test
    void aConnectionOnWhichAStatementFailedIsCleanedAgain() throws Exception {
        snowflake.execute(
                "CREATE TABLE FAILED (KINESISMETADATA VARIANT, ID NUMBER(10,0), NOTE VARCHAR, PLACE GEOGRAPHY)");
        final TestRunner runner = warm("FAILED", 1);
        runner.enqueue(Records.record(1, 2, "\"id\":2,\"place\":\"no point\""));
        runner.run(1, false, false);
        runner.assertTransferCount(PutSnowflake.REJECTED, 1);
        enqueue(runner, 1, 1, 3);
        assertThat(statementsOf(runner))
                .containsEntry("ROLLBACK", 1L)
                .containsEntry("ALTER", 1L)
                .containsEntry("CREATE", 1L);
        enqueue(runner, 1, 1, 4);
        assertThat(statementsOf(runner)).isEqualTo(FAST);
        runner.stop();
    }
}
