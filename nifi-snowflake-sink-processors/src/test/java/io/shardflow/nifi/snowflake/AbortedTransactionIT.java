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

import io.shardflow.nifi.snowflake.load.DeliveryGuarantee;
import io.shardflow.nifi.snowflake.settings.SinkProperties;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Somebody ends the transaction that PutSnowflake has open, which hears nothing of it: its next statement opens another one, and
 * COMMIT is acknowledged with nothing in it. No FlowFile is settled whose records are not in the table.
 */
class AbortedTransactionIT {

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    private static void abortAll() throws SQLException {
        for (final String transaction : snowflake.query("SHOW TRANSACTIONS")) {
            snowflake.query("SELECT SYSTEM$ABORT_TRANSACTION(" + transaction.split("\\|")[0] + ")");
        }
    }

    private static TestRunner runner(
            final String table, final WatchedConnections connections, final DeliveryGuarantee guarantee)
            throws Exception {
        final TestRunner runner = SnowflakeForTests.runner(table, connections);
        runner.setProperty(SinkProperties.DELIVERY_GUARANTEE, guarantee.name());
        runner.enableControllerService(connections);
        runner.enqueue(Records.records(1, 0, 1) + Records.records(2, 0, 1));
        runner.run(1, false, true);
        return runner;
    }

    /** Shards, and the first and last number of the records of each. */
    private static void load(final TestRunner runner, final int shards, final int first, final int last) {
        final StringBuilder content = new StringBuilder();
        for (int shard = 1; shard <= shards; shard++) {
            content.append(Records.records(shard, first, last));
        }
        runner.clearTransferState();
        runner.enqueue(content.toString());
        runner.run(1, false, false);
        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 1);
    }

    private static long distinct(final String table) throws SQLException {
        return Long.parseLong(snowflake
                .query("SELECT COUNT(*) FROM (SELECT DISTINCT KINESISMETADATA:shardId::VARCHAR,"
                        + " KINESISMETADATA:sequenceNumber::VARCHAR FROM " + table + ")")
                .getFirst());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE \"DEMO_DB\".\"PUBLIC\".\"STATEMENT_SHARDFLOW_GUARD",
                "UPDATE \"DEMO_DB\".\"PUBLIC\".\"STATEMENT_SHARDFLOW_LEDGER",
                "COMMIT"
            })
    void rowsThatWereInItAreLoadedAgain(final String statement) throws Exception {
        final WatchedConnections connections = new WatchedConnections(snowflake);
        final TestRunner runner = runner("STATEMENT", connections, DeliveryGuarantee.EXACTLY_ONCE);
        final long before = snowflake.count("STATEMENT");
        connections.before(statement, 1, AbortedTransactionIT::abortAll);
        load(runner, 1, (int) before + 10, (int) before + 11);
        runner.stop();

        assertThat(snowflake.count("STATEMENT")).isEqualTo(before + 2);
        assertThat(runner.getCounterValue("Shards Taken by Other Writers"))
                .as("no counter is made for none")
                .isNull();
        assertThat(runner.getLogger().getErrorMessages()).isEmpty();
    }

    /** Each statement of a fast load, then of one that finds some of its records there. */
    @Tag("long")
    @ParameterizedTest
    @CsvSource({"EXACTLY_ONCE, 1", "EXACTLY_ONCE, 2", "AT_LEAST_ONCE, 2"})
    void beforeAnyStatement(final DeliveryGuarantee guarantee, final int shards) throws Exception {
        final String table = guarantee + "_" + shards;
        final WatchedConnections connections = new WatchedConnections(snowflake);
        final TestRunner runner = runner(table, connections, guarantee);
        int last = 1;
        int at = 0;
        int sent;
        do {
            sent = 0;
            for (int known = 0; known < 2; known++) {
                final int target = at;
                final AtomicInteger count = new AtomicInteger();
                connections.before("", Integer.MAX_VALUE, () -> {
                    if (count.getAndIncrement() == target) {
                        abortAll();
                    }
                });
                load(runner, shards, last + 1 - known, last + 2);
                last += 2;
                sent = Math.max(sent, count.get());
                assertThat(distinct(table))
                        .as("aborted before statement " + at)
                        .isEqualTo(2 * 2 + shards * (last - 1L));
                if (guarantee == DeliveryGuarantee.EXACTLY_ONCE) {
                    assertThat(snowflake.count(table)).isEqualTo(distinct(table));
                }
            }
            at++;
        } while (at < sent);
        runner.stop();
        assertThat(at).isGreaterThan(12);
    }
}
