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

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.shardflow.localstack.Installation;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.connector.Connector;
import io.shardflow.localstack.nifi.Nars.Nar;
import io.shardflow.localstack.nifi.NifiLog;
import io.shardflow.localstack.nifi.Verification;
import io.shardflow.localstack.snowflake.LocalAccount;
import io.shardflow.localstack.snowflake.StandInControl;
import io.shardflow.localstack.workload.LandedOrders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The bad days of docs/runbook.md, each made in a NiFi and then followed as the page prints it. A test's name is its day's
 * heading. What it relies on in the words of the page stands in {@code says(…)}.
 */
@Tag("long")
@ExtendWith(Shardflow.class)
class RunbookIT {

    private static final Pattern LOGGED_LAG = Pattern.compile("Shards held: (\\d+)\\. Lag: (\\d+\\.\\d) s");
    private static final String NEXT_VERSION = "9.9.9";

    private static RunbookPage page;

    @TempDir
    private static Path folder;

    private final Connector connector = Shardflow.connector();

    @BeforeAll
    static void read() throws IOException {
        page = RunbookPage.read();
    }

    @Test
    void everyDayOfTheTableIsDescribedAndHasATest() {
        assertThat(page.days()).containsExactlyElementsOf(page.rows());
        final Set<String> tests = Arrays.stream(RunbookIT.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(method -> method.getName().toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
        tests.remove("everydayofthetableisdescribedandhasatest");
        assertThat(tests)
                .isEqualTo(page.days().stream()
                        .map(day -> day.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", ""))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void rowsComeLate() throws SQLException {
        try (BadDay day = BadDay.of(page.day("Rows come late"), "runbook-late")) {
            day.begin(200);

            day.page().says("the queue *records* is large: Snowflake is behind");
            BadDay.stop(Connector.SINK);
            day.run().produce(400);
            await().atMost(BadDay.LIMIT).until(() -> BadDay.records().flowFiles() > 0);
            await("the newest row grows old")
                    .atMost(BadDay.LIMIT)
                    .until(() -> Long.parseLong(BadDay.only(day.follow("SELECT TIMESTAMPDIFF"))) >= 3);
            assertThat(day.follow("SELECT START_TIME"))
                    .anySatisfy(row -> assertThat(row.get("query_text")).startsWith("COPY INTO"))
                    .allSatisfy(row -> assertThat(row.get("query_text")).doesNotContain("QUERY_HISTORY"));
            day.page().says("*Concurrent Tasks* of *Put into Snowflake*, up to the number of shards");
            Shardflow.nifi().processors().concurrentTasks(BadDay.id(Connector.SINK), 4);
            BadDay.start(Connector.SINK);
            day.run().assertExact(600);

            day.page().says("the queue *records* is empty or small: the consumer is behind");
            BadDay.stop(Connector.CONSUMER);
            day.run().produce(200);
            assertThat(BadDay.records().flowFiles()).isZero();
            day.page().says("how far each is behind, who reads it, and for how long that worker has been silent");
            assertThat(StateProcessor.upload(Shardflow.nifi()).run(Map.of("Action", "DESCRIBE")))
                    .contains("shardId-000000000003")
                    .contains("Behind", "Worker", "Silent for");
            // the introduction: time is the only thing that runs out
            AwsCommand.of(page.introduction()
                            .command("aws kinesis increase-stream-retention-period")
                            .replace("STREAM", day.run().stream()))
                    .run(day.kinesis());
            assertThat(page.introduction().notFollowed()).isEmpty();
            assertThat(day.kinesis()
                            .describeStreamSummary(request -> request.streamName(day.run().stream()))
                            .streamDescriptionSummary()
                            .retentionPeriodHours())
                    .isEqualTo(168);
            BadDay.start(Connector.CONSUMER);
            day.run().assertExact(800);
            assertThat(Shardflow.nifi().monitoring().counters(BadDay.id(Connector.CONSUMER)))
                    .containsKeys("Lag Milliseconds", "Lag Milliseconds for shardId-000000000000");
            day.over();
        } finally {
            connector.stop();
            Shardflow.nifi().processors().concurrentTasks(BadDay.id(Connector.SINK), 1);
        }
    }

    @Test
    void nothingMovesAndThereIsNoBulletin() throws SQLException, IOException {
        try (BadDay day = BadDay.of(page.day("Nothing moves, and there is no bulletin"), "runbook-full")) {
            day.page().says("In the shipped flow only " + queuesThatCanBeFull());
            final NifiLog log = new NifiLog(Shardflow.stack().service(Part.NIFI).log());
            Shardflow.nifi().queues().limit(BadDay.records().id(), 1);
            day.begin(100);
            BadDay.stop(Connector.SINK);
            day.run().produce(400);
            await().atMost(BadDay.LIMIT).until(() -> BadDay.records().percentFull() >= 100);
            day.run().produce(400);

            day.page().says("The consumer says it itself after 30 s");
            day.awaitQuoted(-1);
            assertThat(day.run().bulletins())
                    .as("nobody else says anything")
                    .allSatisfy(bulletin -> assertThat(bulletin.sourceId()).isEqualTo(BadDay.id(Connector.CONSUMER)));
            await("the lag is logged").atMost(BadDay.LIMIT).until(() -> loggedLag(log) >= 20);

            day.page().says("Find why what is behind the full queue does not run: it is stopped");
            BadDay.start(Connector.SINK);
            day.run().assertExact(900);
            day.over();
        } finally {
            connector.stop();
            Shardflow.nifi().queues().limit(BadDay.records().id(), 10_000);
        }
    }

    /** The connections of the flow that hold back what fills them, in the page's words. */
    private static String queuesThatCanBeFull() throws IOException {
        final Map<String, String> full = new TreeMap<>();
        for (final JsonNode connection : new ObjectMapper()
                .readTree(Installation.flowDefinition().toFile())
                .at("/flowContents/connections")) {
            final int flowFiles = connection.path("backPressureObjectThreshold").asInt();
            if (flowFiles > 0) {
                full.put(
                        connection.path("name").asText(),
                        String.format(
                                Locale.ROOT,
                                "%,d FlowFiles or %s",
                                flowFiles,
                                connection.path("backPressureDataSizeThreshold").asText()));
            }
        }
        assertThat(full).containsOnlyKeys("records", "mended");
        return "*records* can be, with %s, and *mended* of the way back".formatted(full.get("records"));
    }

    /** Seconds, the greatest that a line has. */
    private static double loggedLag(final NifiLog log) {
        return log.lines().stream()
                .map(line -> LOGGED_LAG.matcher(line.text()))
                .filter(Matcher::find)
                .mapToDouble(lag -> Double.parseDouble(lag.group(2)))
                .max()
                .orElse(-1);
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
    void aKeyWasRotatedOrHasExpired() throws SQLException {
        final LocalAccount next = new LocalAccount();
        try (BadDay day = BadDay.of(page.day("A key was rotated, or has expired"), "runbook-keys")) {
            day.begin(100);
            day.page().says("set both parameters (NiFi restarts the consumer)");
            connector.set(Map.of(
                    "AWS Access Key ID",
                    LocalAws.ACCESS_KEY,
                    "AWS Secret Access Key",
                    "next-secret-key-of-this-machine"));
            day.run().produce(100);
            day.run().assertExact(200);

            day.page().says("NiFi stops what uses them, disables and enables the pool, and starts it again");
            day.execute(day.printed("ALTER USER SHARDFLOW SET RSA_PUBLIC_KEY_2")
                    .replace("…", withoutFirstAndLastLine(next.publicKeyPem())));
            connector.set(Map.of("Snowflake Private Key", next.privateKeyPem()));
            day.run().produce(100);
            day.run().assertExact(300);
            day.follow("ALTER USER SHARDFLOW UNSET RSA_PUBLIC_KEY");
            // with new sessions
            day.run().stop();
            Shardflow.nifi().controllerServices().disableAll(connector.groupId(), BadDay.LIMIT);
            day.run().start();
            day.run().produce(100);
            day.run().assertExact(400);
            day.follow("ALTER USER SHARDFLOW SET MINS_TO_UNLOCK");
            day.over();
        } finally {
            restoreKeys();
        }
    }

    private void restoreKeys() throws SQLException {
        final LocalAccount account = Shardflow.stack().account();
        try (Connection connection = LocalAccount.connect(Shardflow.stack().endpoint(Part.SNOWFLAKE));
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER USER SHARDFLOW SET RSA_PUBLIC_KEY = '"
                    + withoutFirstAndLastLine(account.publicKeyPem()) + "'");
            statement.execute("ALTER USER SHARDFLOW UNSET RSA_PUBLIC_KEY_2");
        }
        connector.set(
                Map.of("AWS Secret Access Key", LocalAws.SECRET_KEY, "Snowflake Private Key", account.privateKeyPem()));
    }

    private static String withoutFirstAndLastLine(final String pem) {
        return pem.lines().filter(line -> !line.startsWith("---")).collect(Collectors.joining("\n"));
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

    /** LostNodeIT kills a NiFi and deletes its disk; here the queue is emptied by hand, which loses the same. */
    @Test
    void aNodeIsLostForGood() throws SQLException {
        try (BadDay day = BadDay.of(page.day("A node is lost for good"), "runbook-lost")) {
            day.begin(300);
            day.page().says("what waited in its queues: read from the stream, checkpointed, and not loaded");
            BadDay.stop(Connector.SINK);
            day.run().produce(300);
            day.awaitCheckpointed();
            Shardflow.nifi().queues().empty(BadDay.records().id());
            BadDay.start(Connector.SINK);
            day.run().produce(100);
            assertThat(day.run().awaitReadToTheEnd()).isEqualTo(new LandedOrders(400, 300, 0, 0));

            day.page()
                    .says(
                            "stop the consumers on every node, *ManageKinesisState* with `REWIND` to `LEDGER`, first dry; start");
            connector.stop();
            final StateProcessor state = StateProcessor.upload(Shardflow.nifi());
            final Map<String, String> checkpoints = day.run().checkpoints();
            state.run(Map.of("Action", "REWIND", "Rewind To", "LEDGER", "Dry Run", "true"));
            assertThat(day.run().checkpoints()).isEqualTo(checkpoints);
            state.run(Map.of("Action", "REWIND", "Rewind To", "LEDGER", "Dry Run", "false"));
            day.run().start();
            day.page().says("Nothing doubles under `EXACTLY_ONCE`");
            day.run().assertExact(700);
            day.over();
        }
    }

    /** SharedApplicationIT kills NiFi servers that share an application; here one of two connectors stands still with a full queue. */
    @Test
    void aNodeWasAwayForAnHour() throws SQLException {
        final Connector other = Connector.upload(Shardflow.nifi());
        try (BadDay day = BadDay.of(page.day("A node was away for an hour"), "runbook-away")) {
            day.begin(200);
            BadDay.stop(Connector.SINK);
            day.run().produce(200);
            await().atMost(BadDay.LIMIT).until(() -> BadDay.records().flowFiles() > 0);
            day.page().says("Others read its shards");
            other.start();
            BadDay.stop(Connector.CONSUMER);
            day.run().produce(200);
            await("the others load").atMost(BadDay.LIMIT).until(() -> day.run().rows() >= 400);

            day.page().says("Its queue loads when it is back; what others have loaded meanwhile is recognised");
            day.page().says("**Do.** Nothing");
            BadDay.start(Connector.SINK);
            BadDay.start(Connector.CONSUMER);
            day.run().awaitLanded(600);
            await().atMost(BadDay.LIMIT).until(() -> other.queuedFlowFiles() == 0);
            day.run().assertExact(600);
            day.over();
        } finally {
            other.stop();
            Shardflow.nifi().controllerServices().disableAll(other.groupId(), BadDay.LIMIT);
            Shardflow.nifi().processGroups().delete(other.groupId());
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

    /** StateDeletedWhileRunningIT does so with two NiFi servers. */
    @Test
    void theStateTableWasDeletedOrRestored() throws SQLException {
        try (BadDay day = BadDay.of(page.day("The state table was deleted or restored"), "runbook-state");
                DynamoDbClient dynamoDb = Shardflow.stack().dynamoDbClient()) {
            day.begin(200);
            dynamoDb.deleteTable(request -> request.tableName(day.run().stream()));
            day.awaitSaid(-1, "was deleted while the consumer was running");
            day.run().produce(100);
            day.page().says("stop, set *Initial Stream Position* (`TRIM_HORIZON` leaves nothing out), start");
            day.run().stop();
            connector.set(Map.of("AWS Kinesis Initial Stream Position", "TRIM_HORIZON"));
            day.run().start();
            day.run().assertExact(300);

            day.run().stop();
            final SavedTable backup = new SavedTable(dynamoDb, day.run().stream());
            day.run().start();
            day.run().produce(100);
            day.run().assertExact(400);
            day.run().stop();
            backup.restore();
            day.page().says("**Costs** reading again");
            final long recognised = connector.counter(Connector.SINK, "Rows Recognised");
            day.run().start();
            await().atMost(BadDay.LIMIT)
                    .until(() -> connector.counter(Connector.SINK, "Rows Recognised") - recognised >= 100);
            day.run().assertExact(400);
            day.over();
        }
    }

    @Test
    void aDiskIsFull() throws SQLException, IOException {
        final Path spool = Files.createDirectory(folder.resolve("spool"));
        final Path away = folder.resolve("away");
        try (BadDay day = BadDay.of(page.day("A disk is full"), "runbook-disk")) {
            connector.configure(Connector.SINK, Map.of("Spool Directory", spool.toString()));
            day.begin(100);
            day.page().says("a folder that cannot be written stands for the full disk of Spool Directory");
            Files.move(spool, away);
            Files.createFile(spool);
            day.run().produce(100);
            day.awaitSaid(-1, "check 'Spool Directory': free space and rights");

            day.page().says("Make room. Both go on by themselves");
            Files.delete(spool);
            Files.move(away, spool);
            day.run().assertExact(200);
            day.page().says("Move *Spool Directory* to another disk");
            BadDay.stop(Connector.SINK);
            connector.configure(
                    Connector.SINK,
                    Map.of(
                            "Spool Directory",
                            Files.createDirectory(folder.resolve("other")).toString()));
            BadDay.start(Connector.SINK);
            day.run().produce(100);
            day.run().assertExact(300);
            day.over();
        } finally {
            final Map<String, String> none = new TreeMap<>();
            none.put("Spool Directory", null);
            connector.configure(Connector.SINK, none);
        }
    }

    @Test
    void anUpgradeAndTheWayBack() throws SQLException, IOException {
        try (BadDay day = BadDay.of(page.day("An upgrade, and the way back"), "runbook-upgrade")) {
            day.begin(200);
            final String before = Shardflow.nifi()
                    .versions()
                    .of(connector.groupId())
                    .iterator()
                    .next();
            final String ledger = BadDay.only(day.execute("SELECT LEDGER_ID FROM %s_SHARDFLOW_GUARD"
                    .formatted(day.run().tableName())));
            day.page().says("Stop the consumer, and let the queues run empty");
            BadDay.stop(Connector.CONSUMER);
            day.run().awaitDrained();
            day.page().says("Upload the new NAR");
            final Nar next = Shardflow.nifi().nars().upload(NextNar.write(folder, NEXT_VERSION));
            try {
                changeVersion(NEXT_VERSION);
                day.page().says("*Verify*, start");
                assertThat(Shardflow.nifi().processors().verify(BadDay.id(Connector.CONSUMER), BadDay.LIMIT))
                        .extracting(Verification::outcome)
                        .doesNotContain("FAILED");
                day.run().start();
                day.run().produce(100);
                day.run().assertExact(300);
                day.page().says("The way back is the same with the old NAR");
                BadDay.stop(Connector.CONSUMER);
                day.run().awaitDrained();
            } finally {
                changeVersion(before);
                Shardflow.nifi().nars().delete(next.id());
            }
            day.run().start();
            day.run().produce(100);
            day.run().assertExact(400);
            day.page().says("State table, guard and ledger stay");
            assertThat(BadDay.only(day.execute("SELECT LEDGER_ID FROM %s_SHARDFLOW_GUARD"
                            .formatted(day.run().tableName()))))
                    .isEqualTo(ledger);

            day.page().says("Where it replaces one of the same version, NiFi restarts the components by itself");
            Shardflow.nifi().nars().upload(Installation.nar());
            day.run().produce(100);
            day.run().assertExact(500);
            day.over();
        }
    }

    /** Stops, and chooses a version for the processors and the pool as <i>Change Version</i> in their menus does. */
    private void changeVersion(final String version) {
        connector.stop();
        Shardflow.nifi().controllerServices().disableAll(connector.groupId(), BadDay.LIMIT);
        Shardflow.nifi().versions().change(connector.groupId(), version);
        assertThat(Shardflow.nifi().versions().of(connector.groupId())).containsExactly(version);
    }
}
