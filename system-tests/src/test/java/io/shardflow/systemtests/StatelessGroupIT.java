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

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardflow.localstack.Installation;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.connector.Connector;
import io.shardflow.localstack.connector.LocalParameters;
import io.shardflow.localstack.nifi.Monitoring.Bulletin;
import io.shardflow.localstack.snowflake.LocalAccount;
import io.shardflow.localstack.snowflake.StandInControl;
import io.shardflow.localstack.workload.OrderTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * The flow for the Stateless engine with two concurrent tasks: NiFi makes two copies of the group with the same ids and the same
 * local state. A run of the group is one transaction from Kinesis to the sink; the sinks here fail in the middle of runs.
 */
@Tag("long")
@ExtendWith(Shardflow.class)
class StatelessGroupIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration FLOW_TIMEOUT = Duration.ofSeconds(4);

    @TempDir
    private static Path notes;

    private static Connector shipped;

    @BeforeAll
    static void upload() throws IOException {
        Shardflow.installProbes();
        final ObjectNode flow = read(Installation.statelessFlowDefinition());
        twoTasks(flow.at("/flowContents/processGroups/0"));
        shipped = Connector.uploadStateless(Shardflow.nifi(), "Stateless to Snowflake", flow.toString());
        shipped.set(LocalParameters.ofStack(Shardflow.stack()));
        shipped.set(Map.of("Maximum Batch Age", "500 ms"));
    }

    @Test
    void landsEachRecordOnceThoughSnowflakeFailsInTheMiddleOfRuns() throws Exception {
        final Connector group = shipped;
        final long recognisedBefore = recognised();
        final long consumedBefore = consumed();
        try (Run run = Run.of("stateless-snowflake", group);
                Connection connection = LocalAccount.connect(Shardflow.stack().endpoint(Part.SNOWFLAKE));
                StandInControl snowflake = new StandInControl(Shardflow.stack().endpoint(Part.SNOWFLAKE))) {
            run.start();
            run.produce(1_000);
            run.awaitLanded(1_000);
            awaitTwoWorkers(run, group);

            try (CheckpointWatch watch =
                    new CheckpointWatch(run, new OrderTable(connection, run.tableName())::countUpTo)) {
                final CompletableFuture<Void> producing = run.produceInBackground(6_000);
                final StandInControl.HeldCommit commit = snowflake.holdNextCommitOf(run.tableName());
                commit.awaitHeld();
                awaitTimedOut(run);
                commit.release();
                snowflake.abortNextCommitsOf(run.tableName(), 3);
                producing.join();
                run.assertExact(7_000);
                watch.assertNeverAheadOfSink();
            }
            // what a run has brought is counted by the next one of the same copy
            run.produce(1_000);
            run.assertExact(8_000);
            await("what was committed in the run that timed out was delivered again and recognised")
                    .atMost(LIMIT)
                    .until(() -> recognised() > recognisedBefore);
            await("each record is counted once, however often it was delivered")
                    .atMost(LIMIT)
                    .until(() -> consumed() - consumedBefore == 8_000);
            assertNoTwin(run);
        }
    }

    /** What is rejected has to land somewhere before the run may end. */
    @Test
    void anErrorTableThatCannotBeLoadedHoldsUpItsShardAndThenEachRecordLandsOnce() throws Exception {
        final long consumedBefore = consumed();
        try (Run run = Run.of("stateless-no-errors", shipped);
                KinesisClient kinesis = Shardflow.stack().kinesisClient();
                Connection connection = LocalAccount.connect(Shardflow.stack().endpoint(Part.SNOWFLAKE));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE STATELESS_NO_ERRORS (KINESISMETADATA VARIANT, ID NUMBER(10,0))");
            statement.execute("CREATE TABLE STATELESS_NO_ERRORS_ERRORS (RAW VARCHAR, REASON VARCHAR)");
            run.start();
            // a shard that passes to the other copy while a run is held up is delivered again, and counted again
            awaitTwoWorkers(run, shipped);
            for (int id = 0; id < 100; id++) {
                final String payload = "{\"id\":%s}".formatted(id == 50 ? "\"none\"" : id);
                kinesis.putRecord(request ->
                        request.streamName(run.stream()).partitionKey(payload).data(SdkBytes.fromUtf8String(payload)));
            }
            run.awaitLanded(99);
            awaitTimedOut(run);
            assertThat(run.bulletins())
                    .extracting(Bulletin::message)
                    .anyMatch(text -> text.contains("STATELESS_NO_ERRORS_ERRORS") && text.contains("KINESISMETADATA"));
            assertThat(consumed() - consumedBefore)
                    .as("of the shard with the record that is rejected nothing is committed")
                    .isLessThan(100);

            statement.execute("ALTER TABLE STATELESS_NO_ERRORS_ERRORS ADD COLUMN KINESISMETADATA VARIANT");
            await("each record is committed once").atMost(LIMIT).until(() -> consumed() - consumedBefore >= 100);
            run.stop();
            assertThat(run.rows()).isEqualTo(99);
            try (ResultSet errors = statement.executeQuery("SELECT COUNT(*) FROM STATELESS_NO_ERRORS_ERRORS")) {
                assertThat(errors.next()).isTrue();
                assertThat(errors.getLong(1)).isEqualTo(1);
            }
            assertThat(consumed() - consumedBefore).isEqualTo(100);
        }
    }

    @Test
    void checkpointsAtItsStopWhatIsCommittedAndDeliversNothingOfItAgain() throws Exception {
        final Connector group = shipped;
        final long recognisedBefore = recognised();
        try (Run run = Run.of("stateless-stop", group)) {
            group.configure(Connector.CONSUMER, Map.of("Checkpoint Interval", "1 hour"));
            for (int orders = 1_000; orders <= 3_000; orders += 1_000) {
                run.start();
                awaitTwoWorkers(run, group);
                run.produce(1_000);
                run.awaitLanded(orders);
                // the group's run that brought the last rows ends after a tenth of a second
                await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
                // a shard that passed from one copy to the other has been checkpointed
                assertThat(run.checkpoints()).isNotEqualTo(run.lastProduced());
                run.stop();
                assertThat(run.checkpoints()).containsAllEntriesOf(run.lastProduced());
            }
            run.start();
            run.assertExact(3_000);
            assertThat(recognised()).isEqualTo(recognisedBefore);
            // NiFi 2.3.0 may trigger a copy that it has just ended, and says so in the group's name
            assertThat(run.bulletins())
                    .allSatisfy(one -> assertThat(one.sourceName()).isEqualTo("Read and load"));
        } finally {
            group.configure(Connector.CONSUMER, Map.of("Checkpoint Interval", "2 sec"));
        }
    }

    @Test
    void deliversAgainInOrderWhatTheSinkDidNotTake() throws Exception {
        final ObjectNode flow = toNotebook();
        twoTasks(flow.get("flowContents"));
        final Connector group =
                Connector.uploadAllStateless(Shardflow.nifi(), "Stateless to notebook", flow.toString());
        final Path refuse = notes.resolve("refuse");
        final Path hold = notes.resolve("hold");
        try (Run run = Run.of("stateless-notebook", group)) {
            group.configure(Connector.CONSUMER, Map.of("Max Batch Records", "10"));
            run.start();
            run.produce(1_000);
            awaitTaken(run, 1_000);
            awaitTwoWorkers(run, group);

            try (CheckpointWatch watch = new CheckpointWatch(run, StatelessGroupIT::takenUpTo)) {
                final CompletableFuture<Void> producing = run.produceInBackground(9_000);
                for (int fault = 1; fault <= 5; fault++) {
                    awaitTaken(run, 1_000 + fault * 500);
                    final long before = lines("refused").size();
                    Files.createFile(refuse);
                    await().atMost(LIMIT).until(() -> lines("refused").size() > before + 2);
                    Files.delete(refuse);
                }
                Files.createFile(hold);
                awaitTimedOut(run);
                Files.delete(hold);
                producing.join();
                awaitTaken(run, 10_000);
                watch.assertNeverAheadOfSink();
            }
            final Map<String, List<List<String>>> taken = taken();
            taken.forEach(StatelessGroupIT::assertInOrder);
            System.out.printf(
                    "%d records taken, %d of them more than once%n",
                    taken.values().stream()
                            .flatMap(List::stream)
                            .mapToLong(List::size)
                            .sum(),
                    taken.values().stream()
                                    .flatMap(List::stream)
                                    .mapToLong(List::size)
                                    .sum()
                            - distinct());
            assertNoTwin(run);
        }
    }

    /** Each FlowFile holds a stretch of its shard, and no record comes for the first time after one that lies behind it. */
    private static void assertInOrder(final String shard, final List<List<String>> flowFiles) {
        String last = "";
        for (final List<String> numbers : flowFiles) {
            assertThat(numbers).as(shard).isSortedAccordingTo(Comparator.naturalOrder());
            assertThat(Set.copyOf(numbers)).as(shard).hasSameSizeAs(numbers);
            last = last.compareTo(numbers.getLast()) < 0 ? numbers.getLast() : last;
        }
        final List<String> firstTimes =
                flowFiles.stream().flatMap(List::stream).distinct().toList();
        assertThat(firstTimes)
                .as(shard)
                .isSortedAccordingTo(Comparator.naturalOrder())
                .endsWith(last);
    }

    /** Waits until each copy has a worker id of its own, made of the one local state, and both read. */
    private static void awaitTwoWorkers(final Run run, final Connector group) {
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(300))
                .ignoreExceptions()
                .untilAsserted(() -> {
                    final String id = group.localState(Connector.CONSUMER).get("worker.id");
                    final Map<String, Set<String>> workers = run.workers();
                    assertThat(workers).containsOnlyKeys(id + "-0", id + "-1");
                    assertThat(workers.values())
                            .allSatisfy(shards -> assertThat(shards).hasSize(2));
                });
    }

    private static void awaitTimedOut(final Run run) {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(200)).until(() -> run.bulletins().stream()
                .anyMatch(one -> one.message().contains("timed out")));
    }

    private static void assertNoTwin(final Run run) {
        assertThat(run.bulletins()).extracting(Bulletin::message).noneMatch(text -> text.contains("worker id"));
    }

    private static void awaitTaken(final Run run, final long records) {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(100)).untilAsserted(() -> assertThat(distinct())
                .as("records taken; bulletins: %s", run.bulletins())
                .isGreaterThanOrEqualTo(records));
    }

    private static long distinct() throws IOException {
        return taken().values().stream()
                .mapToLong(flowFiles ->
                        flowFiles.stream().flatMap(List::stream).distinct().count())
                .sum();
    }

    private static long takenUpTo(final String shardId, final String sequenceNumber) throws IOException {
        return taken().getOrDefault(shardId, List.of()).stream()
                .flatMap(List::stream)
                .filter(number -> number.compareTo(sequenceNumber) <= 0)
                .distinct()
                .count();
    }

    /** The sequence numbers of each FlowFile that the notebook took, in its order, by shard. */
    private static Map<String, List<List<String>>> taken() throws IOException {
        return lines("taken").stream()
                .map(line -> List.of(line.split(" ")))
                .collect(Collectors.groupingBy(
                        List::getFirst,
                        TreeMap::new,
                        Collectors.mapping(
                                line -> line.subList(1, line.size()), Collectors.toCollection(ArrayList::new))));
    }

    private static List<String> lines(final String file) throws IOException {
        try {
            return Files.readAllLines(notes.resolve(file));
        } catch (final NoSuchFileException e) {
            return List.of();
        }
    }

    private static long recognised() {
        return shipped.counter(Connector.SINK, "Rows Recognised");
    }

    private static long consumed() {
        return shipped.counter(Connector.CONSUMER, "Records Consumed");
    }

    private static void twoTasks(final JsonNode group) {
        ((ObjectNode) group)
                .put("executionEngine", "STATELESS")
                .put("maxConcurrentTasks", 2)
                .put("statelessFlowTimeout", FLOW_TIMEOUT.toSeconds() + " secs");
    }

    private static ObjectNode read(final Path flow) throws IOException {
        return (ObjectNode) new ObjectMapper().readTree(flow.toFile());
    }

    private static ObjectNode toNotebook() throws IOException {
        final ObjectNode flow = read(Installation.flowDefinition());
        final ObjectNode contents = (ObjectNode) flow.get("flowContents");
        contents.putArray("controllerServices");
        final ArrayNode processors = contents.withArray("processors");
        while (processors.size() > 2) {
            processors.remove(2);
        }
        ((ObjectNode) processors.get(0)).putArray("autoTerminatedRelationships").add("parse.failure");
        final ObjectNode sink = (ObjectNode) processors.get(1);
        sink.put("type", "io.shardflow.systemtests.probes.Notebook");
        sink.putObject("bundle")
                .put("group", ProbeNar.GROUP)
                .put("artifact", ProbeNar.ARTIFACT)
                .put("version", ProbeNar.VERSION);
        sink.putObject("properties").put("Folder", notes.toString());
        sink.putArray("autoTerminatedRelationships");
        final ArrayNode connections = contents.withArray("connections");
        for (int n = connections.size() - 1; n >= 0; n--) {
            if (!connections.get(n).path("name").asText().equals("records")) {
                connections.remove(n);
            }
        }
        return flow;
    }
}
