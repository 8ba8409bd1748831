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
package io.shardflow.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.shardflow.localstack.Part;
import io.shardflow.localstack.connector.Connector;
import io.shardflow.localstack.snowflake.LocalAccount;
import io.shardflow.localstack.snowflake.StandInControl;
import io.shardflow.localstack.workload.LandedOrders;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.SdkBytes;

/** The days that begin in Snowflake: see {@link RunbookIT}. */
@Tag("long")
@ExtendWith(Shardflow.class)
class RunbookSnowflakeIT {

    private static RunbookPage page;

    private final Connector connector = Shardflow.connector();

    @BeforeAll
    static void read() throws IOException {
        page = RunbookPage.read();
    }

    @Test
    void theTableIsLocked() throws SQLException {
        final String password = "nightly-job-of-this-machine";
        try (BadDay day = BadDay.of(page.day("The table is locked"), "runbook-locked");
                StandInControl snowflake = new StandInControl(Shardflow.stack().endpoint(Part.SNOWFLAKE))) {
            day.begin(100);
            day.execute("CREATE USER IF NOT EXISTS NIGHTLY_JOB PASSWORD = '" + password + "'");
            // as long as Snowflake leaves a transaction that is at work
            final Duration before = snowflake.abandonedAfter(Duration.ofHours(4));
            try (Connection foreign =
                            LocalAccount.connect(Shardflow.stack().endpoint(Part.SNOWFLAKE), "NIGHTLY_JOB", password);
                    Statement statement = foreign.createStatement()) {
                statement.execute("BEGIN NAME NIGHTLY");
                final String guard = day.run().tableName() + "_SHARDFLOW_GUARD";
                statement.execute("UPDATE %s SET TOKEN = TOKEN".formatted(guard));
                day.run().produce(100);
                day.awaitQuoted(-1);

                assertThat(day.execute("SHOW TRANSACTIONS IN ACCOUNT"))
                        .as("another role sees its own user's")
                        .noneMatch(row -> row.get("name").equals("NIGHTLY"));
                day.follow("USE ROLE ACCOUNTADMIN");
                final Map<String, String> transaction = day.follow("SHOW TRANSACTIONS IN ACCOUNT").stream()
                        .filter(row -> !row.get("name").startsWith("SF_"))
                        .collect(Collectors.collectingAndThen(Collectors.toList(), rows -> {
                            assertThat(rows).as("ours are called SF_…").hasSize(1);
                            return rows.getFirst();
                        }));
                assertThat(transaction.get("name")).isEqualTo("NIGHTLY");
                day.page().says("whose `status` is HOLDING for the `resource` `…ORDERS_SHARDFLOW_GUARD`");
                assertThat(day.follow("SHOW LOCKS IN ACCOUNT"))
                        .filteredOn(row -> row.get("status").equals("HOLDING")
                                && row.get("resource").endsWith(guard))
                        .extracting(row -> row.get("transaction"))
                        .containsExactly(transaction.get("id"));
                day.page().says("with the number that stands under `transaction`");
                day.execute(
                        day.printed("SELECT SYSTEM$ABORT_TRANSACTION").replaceAll("\\d{10,}", transaction.get("id")));
                day.run().assertExact(200);
            } finally {
                snowflake.abandonedAfter(before);
            }
            day.over();
        }
    }

    @Test
    void theLedgerWasDroppedOrTheTableSwapped() throws SQLException {
        try (BadDay day = BadDay.of(page.day("The ledger was dropped, or the table swapped"), "runbook-ledger")) {
            final String table = day.run().tableName();
            final String ledger = table + "_SHARDFLOW_LEDGER";
            day.begin(200);

            day.execute("DROP TABLE " + ledger);
            day.run().produce(100);
            day.awaitQuoted(-1);
            day.page().says("Stop every PutSnowflake of the table, on all nodes. Drop both small tables");
            day.run().stop();
            dropLedger(day);
            day.run().start();
            day.run().assertExact(300);

            day.page().says("An older copy of the ledger in its place is not reported");
            assertThatThrownBy(() -> day.execute("CREATE TABLE OLD_LEDGER CLONE " + ledger))
                    .as("what is transient stays so")
                    .isInstanceOf(SQLException.class);
            for (final String one : List.of("GUARD", "LEDGER")) {
                day.execute("CREATE TRANSIENT TABLE OLD_%2$s CLONE %1$s_SHARDFLOW_%2$s".formatted(table, one));
            }
            day.run().produce(100);
            day.run().assertExact(400);
            final long last = day.lastSaid();
            for (final String one : List.of("GUARD", "LEDGER")) {
                day.execute(
                        "CREATE OR REPLACE TRANSIENT TABLE %1$s_SHARDFLOW_%2$s CLONE OLD_%2$s".formatted(table, one));
            }
            day.run().produce(100);
            day.run().assertExact(500);
            assertThat(day.lastSaid()).as("nothing is said").isEqualTo(last);
            day.run().stop();
            dropLedger(day);
            day.run().start();
            day.run().assertExact(500);

            swapAndRestore(day, table);
            day.over();
        }
    }

    private static void dropLedger(final BadDay day) throws SQLException {
        day.follow("DROP TABLE IF EXISTS \"ORDERS_SHARDFLOW_GUARD\"");
        day.follow("DROP TABLE IF EXISTS \"ORDERS_SHARDFLOW_LEDGER\"");
    }

    /** Into a copy that lacks the last hundred orders, back, and then what was dropped is fetched again. */
    private static void swapAndRestore(final BadDay day, final String table) throws SQLException {
        day.execute("CREATE TABLE %1$s_NEW CLONE %1$s".formatted(table));
        day.run().produce(100);
        day.run().assertExact(600);
        day.page().says("stop, drop both small tables, then one of these, start");
        day.run().stop();
        dropLedger(day);
        day.follow("ALTER TABLE \"ORDERS\" SWAP WITH");
        day.run().start();
        day.run().produce(100);
        day.page().says("What the table that is there now lacks");
        assertThat(day.run().awaitReadToTheEnd()).isEqualTo(new LandedOrders(600, 100, 0, 0));
        day.page().says("comes when the stream is [read again]");
        day.run().stop();
        StateProcessor.upload(Shardflow.nifi())
                .run(Map.of("Action", "REWIND", "Rewind To", "TRIM_HORIZON", "Dry Run", "false"));
        day.run().start();
        day.run().assertExact(700);

        day.run().stop();
        dropLedger(day);
        day.execute("DROP TABLE " + table);
        day.follow("UNDROP TABLE \"ORDERS\"");
        day.run().start();
        day.run().produce(100);
        day.run().assertExact(800);
    }

    @Test
    void theRecordsHaveOtherFieldsThanYesterday() throws SQLException {
        try (BadDay day = BadDay.of(page.day("The records have other fields than yesterday"), "runbook-fields")) {
            final String table = day.run().tableName();
            day.execute(
                    "CREATE TABLE %s (KINESISMETADATA VARIANT, ID NUMBER(10,0), TOTAL NUMBER(10,2))".formatted(table));
            day.run().start();
            put(day, "{\"id\":1,\"total\":12.5}");
            put(day, "{\"id\":2,\"total\":12.5,\"note\":\"new today\"}");
            put(day, "{\"id\":3,\"total\":\"to be agreed\"}");
            day.page().says("New fields, and wider values, change the table by themselves if our role owns it");
            awaitIds(day, "1", "2");
            assertThat(day.execute("SELECT NOTE::VARCHAR AS NOTE FROM %s WHERE ID = 2".formatted(table)))
                    .containsExactly(Map.of("note", "new today"));
            await("the reason is in the error table")
                    .atMost(BadDay.LIMIT)
                    .ignoreExceptionsInstanceOf(SQLException.class)
                    .untilAsserted(() -> assertThat(day.follow("SELECT \"REASON\""))
                            .singleElement()
                            .satisfies(row -> assertThat(row.get("reason")).contains("TOTAL"))
                            .satisfies(row -> assertThat(row.get("records")).isEqualTo("1")));

            day.page().says("Mend the table by `ALTER TABLE`");
            day.execute("ALTER TABLE %s RENAME COLUMN TOTAL TO TOTAL_AS_NUMBER".formatted(table));
            day.execute("ALTER TABLE %s ADD COLUMN TOTAL VARCHAR".formatted(table));
            day.page().says("enable *Get rejected records*, *Run Once*, disable");
            connector.runOnce(Connector.WAY_BACK);
            awaitIds(day, "1", "2", "3");
            day.over();
        }
    }

    private static void put(final BadDay day, final String payload) {
        day.kinesis().putRecord(request -> request.streamName(day.run().stream())
                .partitionKey(payload)
                .data(SdkBytes.fromUtf8String(payload)));
    }

    private static void awaitIds(final BadDay day, final String... ids) {
        await().atMost(BadDay.LIMIT).untilAsserted(() -> assertThat(day.execute(
                        "SELECT ID FROM %s ORDER BY ID".formatted(day.run().tableName())))
                .extracting(row -> row.get("id"))
                .containsExactly(ids));
    }
}
