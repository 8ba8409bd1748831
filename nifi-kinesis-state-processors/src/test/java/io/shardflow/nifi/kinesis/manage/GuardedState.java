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

import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.faults.FaultProxy;
import io.shardflow.nifi.kinesis.ConsumeKinesisStream;
import io.shardflow.nifi.kinesis.iam.Gate;
import io.shardflow.nifi.kinesis.iam.Policy;
import io.shardflow.nifi.kinesis.iam.PolicyPage;
import io.shardflow.nifi.kinesis.settings.AwsProperties;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The state of an application that has read a stream to its end, two shards that were merged into a third, and all its
 * records in a table. The rows of the merged shards are gone, as some time after the merge. Runs of ManageKinesisState
 * pass a gate; the consumer does not.
 */
final class GuardedState implements AutoCloseable {

    /** The shard that came of the merge. */
    static final String OPEN_SHARD = "shardId-000000000002";

    static final String REGION = LocalAws.REGION.id();
    private static final String TABLE = "GUARDED";

    final StateFixture fixture = new StateFixture(2);
    final FaultProxy kinesis = FaultProxy.before(URI.create(fixture.kinesisEndpoint()));
    final FaultProxy dynamoDb = FaultProxy.before(URI.create(fixture.dynamoDbEndpoint()));
    final Policy changing = PolicyPage.changing(REGION, fixture.stream, fixture.application);
    final Policy looking = PolicyPage.looking(REGION, fixture.stream, fixture.application);
    final Gate gate = Gate.terse(changing).guard(kinesis).guard(dynamoDb);
    private final SinkFixture sink;
    private final String sequenceNumber;
    private final long arrival;
    private final Map<String, Map<String, AttributeValue>> items;

    GuardedState(final SinkFixture sink) throws InitializationException {
        this.sink = sink;
        final List<MockFlowFile> flowFiles = new ArrayList<>(consume(0, 40));
        fixture.kinesis.mergeShards(request -> request.streamName(fixture.stream)
                .shardToMerge(StateFixture.SHARD)
                .adjacentShardToMerge("shardId-000000000001"));
        LocalAws.awaitActive(fixture.kinesis, fixture.stream);
        final List<MockFlowFile> merged = consume(40, 80);
        flowFiles.addAll(merged);
        sink.load(TABLE, flowFiles);
        sequenceNumber = merged.getFirst().getAttribute("aws.kinesis.first.sequence.number");
        arrival = Long.parseLong(merged.getFirst().getAttribute("aws.kinesis.approximate.arrival.timestamp.ms"));
        for (final String parent : List.of(StateFixture.SHARD, "shardId-000000000001")) {
            fixture.dynamoDb.deleteItem(request ->
                    request.tableName(fixture.application).key(Map.of("leaseKey", AttributeValue.fromS(parent))));
        }
        items = fixture.items();
    }

    private List<MockFlowFile> consume(final int from, final int to) {
        fixture.put(from, to);
        final TestRunner consumer = fixture.startConsumer();
        fixture.awaitRecords(consumer, to - from);
        StateFixture.unschedule(consumer);
        return consumer.getFlowFilesForRelationship(ConsumeKinesisStream.SUCCESS);
    }

    /** The state as it was at first, with the tables of older libraries beside it or without them. */
    void restore(final boolean withOlderTables) {
        fixture.restore(items);
        for (final Map.Entry<String, String> older : older().entrySet()) {
            if (withOlderTables && !fixture.hasTable(older.getKey())) {
                LocalAws.createTable(fixture.dynamoDb, older.getKey(), older.getValue());
            } else if (!withOlderTables && fixture.hasTable(older.getKey())) {
                fixture.dynamoDb.deleteTable(request -> request.tableName(older.getKey()));
            }
        }
    }

    private Map<String, String> older() {
        return Map.of(
                fixture.application + "-CoordinatorState", "key", fixture.application + "-WorkerMetricStats", "wid");
    }

    /** A run of the manager, through the gate. */
    TestRunner manager(final Deed deed, final boolean dryRun) throws InitializationException {
        return guarded(fixture.manager(deed.properties(this, dryRun)), deed);
    }

    /** A run that dies at a write, just after it was made. @param at which one, from 1 */
    TestRunner dying(final Deed deed, final int at) throws InitializationException {
        return guarded(fixture.dyingManager(at, true, deed.properties(this, false)), deed);
    }

    /** A run that finishes what was begun. */
    TestRunner finishing() throws InitializationException {
        return guarded(fixture.manager("Dry Run", "false"), Deed.DESCRIBE);
    }

    private TestRunner guarded(final TestRunner manager, final Deed deed) throws InitializationException {
        manager.setProperty(AwsProperties.KINESIS_ENDPOINT, kinesis.uri().toString());
        manager.setProperty(AwsProperties.DYNAMODB_ENDPOINT, dynamoDb.uri().toString());
        if (deed == Deed.LEDGER) {
            sink.connect(manager, TABLE);
        }
        return manager;
    }

    /** What a run does. */
    enum Deed {
        DESCRIBE,
        RESET,
        SEQUENCE_NUMBER,
        TIMESTAMP,
        TRIM_HORIZON,
        LATEST,
        LEDGER;

        private String[] properties(final GuardedState state, final boolean dryRun) {
            final boolean rewinds = this != DESCRIBE && this != RESET;
            final List<String> properties = new ArrayList<>(
                    List.of("Action", rewinds ? "REWIND" : name(), "Dry Run", Boolean.toString(dryRun)));
            if (rewinds) {
                properties.addAll(List.of("Rewind To", name()));
            }
            if (this == SEQUENCE_NUMBER) {
                properties.addAll(List.of("Shard ID", OPEN_SHARD, "Sequence Number", state.sequenceNumber));
            }
            if (this == TIMESTAMP) {
                properties.addAll(List.of("Timestamp", Long.toString(state.arrival)));
            }
            return properties.toArray(String[]::new);
        }
    }

    @Override
    public void close() {
        fixture.close();
        kinesis.close();
        dynamoDb.close();
    }
}
