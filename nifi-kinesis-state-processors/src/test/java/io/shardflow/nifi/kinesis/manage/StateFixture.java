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
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.nifi.kinesis.ConsumerFixture;
import io.shardflow.nifi.kinesis.state.ManagedTable;
import java.io.IOException;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;
import software.amazon.kinesis.leases.EntityType;

/** A stream and an application of their own, consumers that read them, and runs of ManageKinesisState. */
final class StateFixture extends ConsumerFixture {

    static final String SHARD = "shardId-000000000000";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AttributeValue WORKER = AttributeValue.fromS(EntityType.WORKER_METRIC_STATS.getDdbValue());

    StateFixture(final int shards) {
        super(shards);
    }

    TestRunner manager(final String... properties) {
        return manager(new HastyManager(), properties);
    }

    /** @param properties names and values in turn */
    TestRunner manager(final ManageKinesisState processor, final String... properties) {
        final TestRunner runner = runner(processor, stream, application, kinesisEndpoint(), dynamoDbEndpoint());
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

    /** @param between what is put between the manager and its table */
    TestRunner managerOn(final UnaryOperator<ManagedTable> between, final String... properties) {
        return manager(
                new HastyManager() {
                    @Override
                    StateAccess open(final ManageSettings settings) {
                        final StateAccess access = super.open(settings);
                        return new StateAccess(
                                between.apply(access.table()),
                                access.directory(),
                                access.shards(),
                                access.calls(),
                                access.connection());
                    }
                },
                properties);
    }

    /** A manager that dies at a write. @param at which one, from 1 */
    TestRunner dyingManager(final int at, final boolean takesEffect, final String... properties) {
        return managerOn(table -> new CrashingTable(table, at, takesEffect), properties);
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
        final TestRunner runner = configuration.apply(runner());
        schedule(runner);
        return runner;
    }

    /** Reads until so many records have come, and stops. */
    List<JsonNode> consume(final int count) {
        final TestRunner consumer = startConsumer();
        final List<JsonNode> records = awaitRecords(consumer, count);
        unschedule(consumer);
        return records;
    }

    static JsonNode metadata(final List<JsonNode> records, final int number) {
        return records.stream()
                .filter(node -> node.get("n").asInt() == number)
                .findFirst()
                .orElseThrow()
                .get("kinesisMetadata");
    }

    /** Splits the shard of a stream that has one, and waits until the stream is whole again. */
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

    /** Returns when Kinesis knows it no more. */
    void deleteStream() {
        kinesis.deleteStream(request -> request.streamName(stream));
        await().atMost(PATIENCE)
                .until(() -> !kinesis.listStreams().streamNames().contains(stream));
    }

    /** Every item of the table by its key. */
    Map<String, Map<String, AttributeValue>> items() {
        final Map<String, Map<String, AttributeValue>> items = new TreeMap<>();
        dynamoDb.scan(request -> request.tableName(application).consistentRead(true))
                .items()
                .forEach(item -> items.put(item.get("leaseKey").s(), item));
        return items;
    }

    /** Waits for the row in which a worker of the client library says that it lives: it is written beside the reading. */
    void awaitWorkerReport() {
        await().atMost(PATIENCE)
                .until(() -> items().values().stream().anyMatch(item -> WORKER.equals(item.get("entityType"))));
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

    /** Puts the table back to what it held. */
    void restore(final Map<String, Map<String, AttributeValue>> items) {
        if (hasTable(application)) {
            items().keySet()
                    .forEach(key -> dynamoDb.deleteItem(request ->
                            request.tableName(application).key(Map.of("leaseKey", AttributeValue.fromS(key)))));
        } else {
            LocalAws.createTable(dynamoDb, application, "leaseKey");
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

    /** What a rewind and the next start make of a row; the counter stays as it is. */
    void moveToBeginning(final String shardId, final String rewind) {
        dynamoDb.updateItem(request -> request.tableName(application)
                .key(Map.of("leaseKey", AttributeValue.fromS(shardId)))
                .updateExpression("SET sfRewind = :rewind")
                .expressionAttributeValues(Map.of(":rewind", AttributeValue.fromS(rewind))));
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
}
