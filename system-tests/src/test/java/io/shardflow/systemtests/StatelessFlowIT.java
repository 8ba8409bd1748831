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
import static org.awaitility.Awaitility.await;

import io.shardflow.localstack.Part;
import io.shardflow.localstack.connector.Connector;
import io.shardflow.localstack.connector.LocalParameters;
import io.shardflow.localstack.nifi.Component;
import io.shardflow.localstack.nifi.NifiClient;
import io.shardflow.localstack.nifi.Queues.Queue;
import io.shardflow.localstack.process.Service;
import io.shardflow.localstack.snowflake.LocalAccount;
import io.shardflow.localstack.snowflake.StandInControl;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** The flow definition for the Stateless engine as it is shipped, in a NiFi of its own that is killed and loses its disk. */
@Tag("long")
@ExtendWith(Shardflow.class)
class StatelessFlowIT {

    private static final String NAME = "stateless-nifi";
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int ORDERS = 2_000;

    private static Service process;
    private static NifiClient nifi;
    private static Connector connector;

    @BeforeAll
    static void start() {
        process = OwnNifi.start(Shardflow.stack(), NAME);
        nifi = OwnNifi.client(process);
        Connector.upload(nifi);
        connector = Connector.uploadStateless(nifi);
        connector.set(LocalParameters.ofStack(Shardflow.stack()));
        connector.set(Map.of("Maximum Batch Age", "3 sec"));
    }

    @AfterAll
    static void end() {
        nifi.close();
        process.kill9();
    }

    @Test
    void standsBesideTheFirstFlowWithAContextOfItsOwn() {
        assertThat(connector.components())
                .extracting(Component::name)
                .containsExactlyInAnyOrder(
                        Connector.CONSUMER,
                        Connector.SINK,
                        Connector.ERROR_SINK,
                        Connector.WAY_BACK,
                        Connector.MENDED_SINK,
                        "Snowflake connections");
        connector.set(LocalParameters.ofJob("stateless", "stateless", "STATELESS"));
        connector.enableServices();
        final String wayBack = connector.processor(Connector.WAY_BACK).id();
        nifi.processors().enable(wayBack);
        try {
            assertThat(connector.components()).allSatisfy(component -> assertThat(component.validation())
                    .as(component.name() + " " + component.errors())
                    .isEqualTo("VALID"));
        } finally {
            nifi.processors().disable(wayBack);
        }
        assertThat(nifi.parameterContexts().find("Kinesis to Snowflake")).isPresent();
        assertThat(nifi.parameterContexts().find("Kinesis to Snowflake, Stateless"))
                .isPresent();
    }

    @Test
    void landsEachRecordOnceAndManyFlowFilesOfAllShardsInOneTransaction() throws Exception {
        final long flowFilesBefore = flowFilesRead();
        final long transactionsBefore = transactions();
        final long consumedBefore = consumed();
        try (Run run = Run.of("stateless-good", connector)) {
            run.start();
            final SteadyLoad load = run.produceSteadily(100);
            run.awaitLanded(ORDERS);
            load.stop();
            run.assertExact(run.produced());

            final long flowFiles = flowFilesRead() - flowFilesBefore;
            final long transactions = transactions() - transactionsBefore;
            System.out.printf("%d FlowFiles in %d transactions%n", flowFiles, transactions);
            assertThat(transactions).isPositive().isLessThan(flowFiles / 4);
            await("all are counted, once").atMost(LIMIT).until(() -> consumed() - consumedBefore == run.produced());
            assertThat(run.bulletins()).isEmpty();
        }
    }

    /** Each transaction of a run leaves FlowFiles to wait for the next one, and meanwhile the run reads on. */
    @Test
    void aBacklogThatIsMoreThanARunHoldsLandsInSeveralRuns() throws Exception {
        final long consumedBefore = consumed();
        final long recognisedBefore = recognised();
        try (Run run = Run.of("stateless-backlog", connector);
                KinesisClient kinesis = Shardflow.stack().kinesisClient();
                Connection connection = LocalAccount.connect(Shardflow.stack().endpoint(Part.SNOWFLAKE))) {
            final String padding = "x".repeat(100_000);
            for (int id = 0; id < 400; id++) {
                put(kinesis, run.stream(), "{\"id\":%d,\"padding\":\"%s\"}".formatted(id, padding));
            }
            connector.configure(Connector.CONSUMER, Map.of("Max Buffer Size", "32 MB", "Max Batch Size", "1 MB"));
            connector.configure(Connector.SINK, Map.of("Maximum Bytes per Transaction", "3 MB"));
            run.start();

            await("all of it is counted, once").atMost(LIMIT).until(() -> consumed() - consumedBefore == 400);
            awaitCounts(connection, Map.of("STATELESS_BACKLOG", 400L));
            assertThat(recognised()).as("what was loaded was read again").isEqualTo(recognisedBefore);
        } finally {
            connector.stop();
            connector.configure(Connector.CONSUMER, Map.of("Max Buffer Size", "100 MB", "Max Batch Size", "10 MB"));
            connector.configure(Connector.SINK, Map.of("Maximum Bytes per Transaction", "250 MB"));
        }
    }

    @Test
    void poisonLandsInTheErrorTableOnceAndTheRestInItsOwn() throws Exception {
        final long consumedBefore = consumed();
        final long recognisedBefore = recognised();
        try (Run run = Run.of("stateless-poison", connector);
                Connection connection = LocalAccount.connect(Shardflow.stack().endpoint(Part.SNOWFLAKE))) {
            execute(
                    connection,
                    "CREATE TABLE STATELESS_POISON (KINESISMETADATA VARIANT, ID NUMBER(10,0), TOTAL NUMBER(10,2))");
            run.start();
            putWithPoison(run.stream());

            awaitCounts(connection, Map.of("STATELESS_POISON", 199L, "STATELESS_POISON_ERRORS", 2L));
            await("all of it is counted, once").atMost(LIMIT).until(() -> consumed() - consumedBefore == 201);
            awaitCounts(connection, Map.of("STATELESS_POISON", 199L, "STATELESS_POISON_ERRORS", 2L));
            assertThat(recognised()).as("what was loaded was read again").isEqualTo(recognisedBefore);
        }
    }

    @Test
    void whatEvenTheErrorTableRefusesLeavesByThePortAndHoldsUpNobody() throws Exception {
        final long consumedBefore = consumed();
        final long recognisedBefore = recognised();
        try (Run run = Run.of("stateless-port", connector);
                Connection connection = LocalAccount.connect(Shardflow.stack().endpoint(Part.SNOWFLAKE))) {
            execute(
                    connection,
                    "CREATE TABLE STATELESS_PORT (KINESISMETADATA VARIANT, ID NUMBER(10,0), TOTAL NUMBER(10,2))",
                    "CREATE TABLE STATELESS_PORT_ERRORS (KINESISMETADATA VARIANT, RAW NUMBER(10,0), REASON VARCHAR)");
            run.start();
            putWithPoison(run.stream());

            awaitCounts(connection, Map.of("STATELESS_PORT", 199L, "STATELESS_PORT_ERRORS", 0L));
            await("all of it is counted, once").atMost(LIMIT).until(() -> consumed() - consumedBefore == 201);
            final Queue kept = kept("kept: not in the error table");
            assertThat(kept.flowFiles()).isBetween(1L, 2L);
            assertThat(nifi.queues()
                            .attributes(
                                    kept.id(),
                                    nifi.queues().waiting(kept.id()).getFirst().uuid()))
                    .containsKey("snowflake.error.reason");
            assertThat(recognised()).as("what was loaded was read again").isEqualTo(recognisedBefore);
            nifi.queues().empty(kept.id());
        }
    }

    @Test
    void whatFailsLeavesByThePortAndIsNotReadAgain() throws Exception {
        final long consumedBefore = consumed();
        final String table = "Table Name";
        try (Run run = Run.of("stateless-failure", connector)) {
            connector.configure(Connector.SINK, Map.of(table, "${no.such.attribute}"));
            run.start();
            run.produce(100);
            await("all of it is counted, once").atMost(LIMIT).until(() -> consumed() - consumedBefore == 100);
            await("checkpoints of all that was put").atMost(LIMIT).until(() -> run.checkpoints()
                    .entrySet()
                    .containsAll(run.lastProduced().entrySet()));
            final Queue kept = kept("kept: not loaded");
            assertThat(kept.flowFiles()).isPositive();
            assertThat(consumed() - consumedBefore).isEqualTo(100);
            run.stop();
            nifi.queues().empty(kept.id());
        } finally {
            connector.stop();
            connector.configure(Connector.SINK, Map.of(table, "#{Snowflake Destination Table}"));
        }
    }

    /** 199 good records, one that is no JSON and one with a value that does not fit. */
    private static void putWithPoison(final String stream) {
        try (KinesisClient kinesis = Shardflow.stack().kinesisClient()) {
            for (int id = 0; id < 200; id++) {
                put(kinesis, stream, "{\"id\":%d,\"total\":%s}".formatted(id, id == 100 ? "\"to be agreed\"" : "12.5"));
                if (id == 50) {
                    put(kinesis, stream, "no JSON");
                }
            }
        }
    }

    private static void awaitCounts(final Connection connection, final Map<String, Long> rowsByTable) {
        await().atMost(LIMIT).ignoreExceptionsInstanceOf(SQLException.class).untilAsserted(() -> {
            for (final Map.Entry<String, Long> table : rowsByTable.entrySet()) {
                assertThat(count(connection, table.getKey())).as(table.getKey()).isEqualTo(table.getValue());
            }
        });
    }

    private static long recognised() {
        return connector.counter(Connector.SINK, "Rows Recognised");
    }

    private static long consumed() {
        return connector.counter(Connector.CONSUMER, "Records Consumed");
    }

    private static long flowFilesRead() {
        return nifi.processors()
                .status(connector.processor(Connector.CONSUMER).id())
                .flowFilesOut();
    }

    private static long transactions() {
        return connector.counter(Connector.SINK, "Fast Transactions")
                + connector.counter(Connector.SINK, "Slow Transactions");
    }

    private static Queue kept(final String name) {
        return nifi.queues().list(connector.groupId()).stream()
                .filter(queue -> queue.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void put(final KinesisClient kinesis, final String stream, final String payload) {
        kinesis.putRecord(request -> request.streamName(stream)
                .partitionKey(Integer.toString(payload.hashCode()))
                .data(SdkBytes.fromUtf8String(payload)));
    }

    private static void execute(final Connection connection, final String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (final String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static long count(final Connection connection, final String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            result.next();
            return result.getLong(1);
        }
    }

    @Test
    void triggersAtMostTwentyTimesASecondWhileAwsIsOutOfReach() throws Exception {
        final Map<String, String> reached = Map.of(
                "AWS Kinesis Endpoint Override",
                Shardflow.stack().endpoint(Part.KINESIS).toString(),
                "AWS DynamoDB Endpoint Override",
                Shardflow.stack().endpoint(Part.DYNAMODB).toString());
        try (Run run = Run.of("stateless-down", connector)) {
            final String consumer = connector.processor(Connector.CONSUMER).id();
            connector.set(Map.of(
                    "AWS Kinesis Endpoint Override",
                    "http://127.0.0.1:1",
                    "AWS DynamoDB Endpoint Override",
                    "http://127.0.0.1:1"));
            final long before = nifi.processors().status(consumer).tasks();
            final long begin = System.nanoTime();
            run.start();
            await().atMost(LIMIT).until(() -> nifi.processors().status(consumer).tasks() >= before + 200);
            final double seconds = (System.nanoTime() - begin) / 1e9;
            final long triggers = nifi.processors().status(consumer).tasks() - before;
            System.out.printf("%d triggers in %.1f s%n", triggers, seconds);
            assertThat(triggers / seconds).isLessThanOrEqualTo(20);
            run.stop();
        } finally {
            connector.set(reached);
        }
    }

    @Test
    void losesAndDoublesNothingWhenItIsKilledAndWhenItsDiskIsLostToo() throws Exception {
        try (Run run = Run.of("stateless-kill", connector);
                StandInControl snowflake = new StandInControl(Shardflow.stack().endpoint(Part.SNOWFLAKE))) {
            run.start();
            final SteadyLoad load = run.produceSteadily(100);
            run.awaitLanded(ORDERS / 4);
            final Map<String, String> id = connector.localState(Connector.SINK);
            assertThat(id).as("by which a start ends what was left open").isNotEmpty();
            kill(snowflake, run);
            process.start();
            run.awaitLanded(ORDERS);
            assertThat(connector.localState(Connector.SINK)).isEqualTo(id);

            kill(snowflake, run);
            LostNodeIT.loseTheDisk(NAME);
            process.start();
            run.awaitLanded(run.produced());
            load.stop();
            run.assertExact(run.produced());
            assertThat(recognised())
                    .as("what was committed before the second kill was delivered again and recognised")
                    .isPositive();
        }
    }

    /** Between Snowflake's commit and the end of the run. */
    private static void kill(final StandInControl snowflake, final Run run) throws IOException {
        final StandInControl.HeldCommit commit = snowflake.holdNextCommitOf(run.tableName());
        commit.awaitHeld();
        process.kill9();
        commit.release();
    }
}
