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
package io.shardflow.nifi.kinesis.manage;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.nifi.kinesis.ConsumeKinesisStream;
import io.shardflow.nifi.kinesis.settings.AuthenticationStrategy;
import io.shardflow.nifi.kinesis.settings.ConsumerProperties;
import io.shardflow.nifi.kinesis.state.IntervalSteps;
import io.shardflow.nifi.kinesis.state.Intervals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** A stream and an application of their own on the local stack, consumers that read them, and runs of ManageKinesisState. */
final class StateFixture implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(90);
    static final String SHARD = "shardId-000000000000";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static LocalStack stack;

    final String stream = "stream-" + UUID.randomUUID();
    final String application = "app-" + UUID.randomUUID();
    final KinesisClient kinesis;
    final DynamoDbClient dynamoDb;
    private final List<TestRunner> consumers = new ArrayList<>();

    StateFixture(final int shards) {
        kinesis = stack().kinesisClient();
        dynamoDb = stack().dynamoDbClient();
        LocalAws.createStream(kinesis, stream, shards);
    }

    /** Started by the first test of the JVM, ended with it. */
    private static synchronized LocalStack stack() {
        if (stack == null) {
            stack = LocalStack.builder().with(Part.KINESIS, Part.DYNAMODB).start();
        }
        return stack;
    }

    static URI dynamoDbEndpoint() {
        return stack().endpoint(Part.DYNAMODB);
    }

    /** Watches for a moment only: in most tests nobody lives who could be found. */
    static class HastyManager extends ManageKinesisState {

        @Override
        IntervalSteps intervalSteps() {
            final Intervals standard = IntervalSteps.STANDARD.of(1);
            return new IntervalSteps(
                    List.of(new IntervalSteps.Step(
                            Integer.MAX_VALUE,
                            new Intervals(
                                    Duration.ofMillis(100),
                                    standard.renewal(),
                                    standard.assignment(),
                                    standard.dispatch(),
                                    standard.workerCapture(),
                                    standard.workerReport(),
                                    standard.leaderLease(),
                                    standard.leaderHeartbeat(),
                                    standard.parentPoll()))),
                    Duration.ZERO,
                    Duration.ZERO);
        }
    }

    TestRunner manager(final String... properties) {
        return manager(new HastyManager(), properties);
    }

    /** @param properties names and values in turn */
    TestRunner manager(final ManageKinesisState processor, final String... properties) {
        final TestRunner runner = runner(processor);
        runner.setIncomingConnection(false);
        runner.setNonLoopConnection(false);
        for (int i = 0; i < properties.length; i += 2) {
            runner.setProperty(properties[i], properties[i + 1]);
        }
        return runner;
    }

    /** Runs it once, as from the canvas, and expects the report. */
    static String report(final TestRunner runner) {
        runner.run();
        final List<MockFlowFile> failures = runner.getFlowFilesForRelationship(ManageKinesisState.FAILURE);
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.getFirst().getAttribute(ManageKinesisState.REASON_ATTRIBUTE));
        }
        return runner.getFlowFilesForRelationship(ManageKinesisState.SUCCESS)
                .getLast()
                .getContent();
    }

    /** A manager that dies at a write. @param at which one, from 1 */
    TestRunner dyingManager(final int at, final boolean takesEffect, final String... properties) {
        return manager(
                new HastyManager() {
                    @Override
                    StateAccess open(final ManageSettings settings) {
                        final StateAccess access = super.open(settings);
                        return new StateAccess(
                                new CrashingTable(access.table(), at, takesEffect),
                                access.directory(),
                                access.shards(),
                                access.calls(),
                                access.connection());
                    }
                },
                properties);
    }

    /** Runs it once. @return whether it lived until its end */
    static boolean survives(final TestRunner manager) {
        try {
            manager.run();
            return true;
        } catch (final CrashingTable.Crash e) {
            return false;
        } catch (final AssertionError e) {
            if (e.getCause() instanceof CrashingTable.Crash) {
                return false;
            }
            throw e;
        }
    }

    /** Runs it once and expects JSON. */
    static JsonNode json(final TestRunner runner) throws IOException {
        runner.setProperty(ManageProperties.REPORT_FORMAT, ReportFormat.JSON.name());
        return JSON.readTree(report(runner));
    }

    /** Runs it once and expects that it is refused; why. */
    static String refusal(final TestRunner runner) {
        runner.run();
        if (runner.getFlowFilesForRelationship(ManageKinesisState.FAILURE).isEmpty()) {
            throw new AssertionError("not refused: "
                    + runner.getFlowFilesForRelationship(ManageKinesisState.SUCCESS).stream()
                            .map(MockFlowFile::getContent)
                            .toList());
        }
        return runner.getFlowFilesForRelationship(ManageKinesisState.FAILURE)
                .getLast()
                .getAttribute(ManageKinesisState.REASON_ATTRIBUTE);
    }

    /** A consumer, scheduled; stopped with this fixture at the latest. */
    TestRunner startConsumer() {
        return startConsumer(UnaryOperator.identity());
    }

    TestRunner startConsumer(final UnaryOperator<TestRunner> configuration) {
        final TestRunner runner = configuration.apply(runner(new ConsumeKinesisStream()));
        consumers.add(runner);
        runner.run(1, false, true);
        return runner;
    }

    static void stop(final TestRunner consumer) {
        consumer.run(0, true, false);
    }

    /** Reads until so many records have come, and stops. */
    List<JsonNode> consume(final int count) {
        final TestRunner consumer = startConsumer();
        final List<JsonNode> records = awaitRecords(consumer, count);
        stop(consumer);
        return records;
    }

    static List<JsonNode> awaitRecords(final TestRunner consumer, final int count) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> {
            consumer.run(1, false, false);
            return count(consumer) >= count;
        });
        return records(consumer);
    }

    static int count(final TestRunner consumer) {
        return consumer.getFlowFilesForRelationship(ConsumeKinesisStream.SUCCESS).stream()
                .mapToInt(flowFile -> Integer.parseInt(flowFile.getAttribute("record.count")))
                .sum();
    }

    static List<JsonNode> records(final TestRunner consumer) {
        final List<JsonNode> records = new ArrayList<>();
        for (final MockFlowFile flowFile : consumer.getFlowFilesForRelationship(ConsumeKinesisStream.SUCCESS)) {
            new String(flowFile.toByteArray(), StandardCharsets.UTF_8).lines().forEach(line -> {
                try {
                    records.add(JSON.readTree(line));
                } catch (final IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return records;
    }

    static List<Integer> numbers(final List<JsonNode> records) {
        return records.stream().map(node -> node.get("n").asInt()).sorted().toList();
    }

    static List<Integer> range(final int from, final int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    static JsonNode metadata(final List<JsonNode> records, final int number) {
        return records.stream()
                .filter(node -> node.get("n").asInt() == number)
                .findFirst()
                .orElseThrow()
                .get("kinesisMetadata");
    }

    /** Waits for a line in the processor's error log, which is where bulletins come from, triggering meanwhile. */
    static String awaitError(final TestRunner consumer, final String part) {
        return await().atMost(PATIENCE)
                .until(
                        () -> {
                            consumer.run(1, false, false);
                            return consumer.getLogger().getErrorMessages().stream()
                                    .map(LogMessage::getMsg)
                                    .filter(message -> message.contains(part))
                                    .findFirst();
                        },
                        Optional::isPresent)
                .get();
    }

    /** Puts {"n":from} to {"n":to-1}, spread over the shards. */
    void put(final int from, final int to) {
        for (int start = from; start < to; start += 500) {
            final List<PutRecordsRequestEntry> entries = IntStream.range(start, Math.min(to, start + 500))
                    .mapToObj(n -> PutRecordsRequestEntry.builder()
                            .partitionKey("key-" + n)
                            .data(SdkBytes.fromUtf8String("{\"n\":" + n + "}"))
                            .build())
                    .toList();
            kinesis.putRecords(request -> request.streamName(stream).records(entries));
        }
    }

    /** Splits the first shard, and waits until the stream is whole again. */
    void split() {
        kinesis.splitShard(request -> request.streamName(stream)
                .shardToSplit(SHARD)
                .newStartingHashKey(BigInteger.TWO.pow(127).toString()));
        await().atMost(PATIENCE)
                .until(() -> kinesis.listShards(request -> request.streamName(stream))
                                        .shards()
                                        .size()
                                == 3
                        && kinesis.describeStreamSummary(request -> request.streamName(stream))
                                        .streamDescriptionSummary()
                                        .streamStatus()
                                == StreamStatus.ACTIVE);
    }

    /** What is put from now on has arrived later than what was put before. */
    static void awaitNextMillisecond() {
        final long now = System.currentTimeMillis();
        await().until(() -> System.currentTimeMillis() > now + 1);
    }

    /** Every item of the table by its key. */
    Map<String, Map<String, AttributeValue>> items() {
        final Map<String, Map<String, AttributeValue>> items = new TreeMap<>();
        dynamoDb.scan(request -> request.tableName(application).consistentRead(true))
                .items()
                .forEach(item -> items.put(item.get("leaseKey").s(), item));
        return items;
    }

    /** What decides where is read, by key; counters and ids only tell the turns apart. Nothing if there is no table. */
    Map<String, Map<String, AttributeValue>> state() {
        final Map<String, Map<String, AttributeValue>> state = new TreeMap<>();
        if (hasTable(application)) {
            items().forEach((key, item) -> {
                final Map<String, AttributeValue> kept = new HashMap<>(item);
                kept.remove("leaseCounter");
                kept.computeIfPresent("sfRewind", (name, id) -> AttributeValue.fromS("an id"));
                state.put(key, kept);
            });
        }
        return state;
    }

    /** Makes a table with one key. */
    void createTable(final String name, final String key) {
        dynamoDb.createTable(request -> request.tableName(name)
                .billingMode("PAY_PER_REQUEST")
                .keySchema(KeySchemaElement.builder()
                        .attributeName(key)
                        .keyType(KeyType.HASH)
                        .build())
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName(key)
                        .attributeType(ScalarAttributeType.S)
                        .build()));
    }

    /** Puts the table back to what it held. */
    void restore(final Map<String, Map<String, AttributeValue>> items) {
        if (hasTable(application)) {
            items().keySet()
                    .forEach(key -> dynamoDb.deleteItem(request ->
                            request.tableName(application).key(Map.of("leaseKey", AttributeValue.fromS(key)))));
        } else {
            createTable(application, "leaseKey");
        }
        items.values()
                .forEach(item -> dynamoDb.putItem(
                        request -> request.tableName(application).item(item)));
    }

    /** What a worker does that renews a lease. */
    void raiseCounter(final String shardId) {
        dynamoDb.updateItem(request -> request.tableName(application)
                .key(Map.of("leaseKey", AttributeValue.fromS(shardId)))
                .updateExpression("ADD leaseCounter :one")
                .expressionAttributeValues(Map.of(":one", AttributeValue.fromN("1"))));
    }

    /** Notes down a reset, and dies. */
    void beginReset() {
        final Map<String, AttributeValue> change = new HashMap<>();
        change.put("changeId", AttributeValue.fromS("test"));
        change.put("kind", AttributeValue.fromS("RESET"));
        change.put("what", AttributeValue.fromS("delete the state"));
        change.put("begun", AttributeValue.fromN("0"));
        change.put("checkpoints", AttributeValue.fromL(List.of()));
        dynamoDb.updateItem(request -> request.tableName(application)
                .key(Map.of("leaseKey", AttributeValue.fromS("Migration3.0")))
                .updateExpression("SET sfChange = :change")
                .expressionAttributeValues(Map.of(":change", AttributeValue.fromM(change))));
    }

    boolean hasTable(final String name) {
        return dynamoDb.listTables().tableNames().contains(name);
    }

    private TestRunner runner(final Processor processor) {
        final TestRunner runner = TestRunners.newTestRunner(processor);
        runner.setProperty(ConsumerProperties.STREAM_NAME.getName(), stream);
        runner.setProperty(ConsumerProperties.APPLICATION_NAME.getName(), application);
        runner.setProperty(ConsumerProperties.REGION.getName(), LocalAws.REGION.id());
        runner.setProperty(
                ConsumerProperties.AUTHENTICATION_STRATEGY.getName(), AuthenticationStrategy.ACCESS_KEY.getValue());
        runner.setProperty(ConsumerProperties.ACCESS_KEY_ID.getName(), LocalAws.ACCESS_KEY);
        runner.setProperty(ConsumerProperties.SECRET_ACCESS_KEY.getName(), LocalAws.SECRET_KEY);
        runner.setProperty(
                ConsumerProperties.KINESIS_ENDPOINT.getName(),
                stack().endpoint(Part.KINESIS).toString());
        runner.setProperty(
                ConsumerProperties.DYNAMODB_ENDPOINT.getName(),
                dynamoDbEndpoint().toString());
        return runner;
    }

    @Override
    public void close() {
        consumers.forEach(StateFixture::stop);
        kinesis.close();
        dynamoDb.close();
    }
}
