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
package io.shardflow.nifi.kinesis.state;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.shardflow.nifi.kinesis.stream.AwsCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.kinesis.leases.dynamodb.DynamoDBLeaseSerializer;

/** {@link StateTable} on DynamoDB, in the row format of the client library's own serializer. */
public final class DynamoStateTable implements StateTable {

    private static final String KEY = StateItems.KEY;
    private static final String UNMARKED = "attribute_not_exists(" + StartData.STREAM_ARN + ")";
    private static final List<String> OLDER_TABLES = List.of("-CoordinatorState", "-WorkerMetricStats");

    private final DynamoDBLeaseSerializer serializer = new DynamoDBLeaseSerializer();
    private final DynamoDbAsyncClient dynamoDb;
    private final String table;
    private final Duration timeout;
    private final DynamoTables tables;

    /** @param timeout for one call */
    public DynamoStateTable(final DynamoDbAsyncClient dynamoDb, final String table, final Duration timeout) {
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.timeout = timeout;
        this.tables = new DynamoTables(dynamoDb, timeout);
    }

    @Override
    public String name() {
        return table;
    }

    @Override
    public Optional<Identity> describe() {
        return tables.describe(table);
    }

    @Override
    public void create() {
        tables.create(table);
    }

    @Override
    public List<String> olderTables() {
        return OLDER_TABLES.stream()
                .map(table::concat)
                .filter(name -> tables.describe(name).isPresent())
                .toList();
    }

    @Override
    public StartData claim(final StartData start, final String workerId) {
        final Map<String, AttributeValue> ours = StateItems.start(start);
        final Map<String, AttributeValue> library = StateItems.libraryVersion(workerId);
        final String update = library.keySet().stream()
                .map(name -> "%1$s = if_not_exists(%1$s, :%1$s)".formatted(name))
                .collect(Collectors.joining(", ", setting(ours) + ", ", ""));
        final Map<String, AttributeValue> values = values(ours);
        values.putAll(values(library));
        return update(StateItems.MARK, update, UNMARKED, values)
                ? start
                : row(StateItems.MARK)
                        .flatMap(StateRow::start)
                        .orElseThrow(() -> new NotReadyException(
                                "The row %s of the DynamoDB table \"%s\" was removed while the consumer started; it is tried again."
                                        .formatted(StateItems.MARK, table)));
    }

    @Override
    public List<StateRow> scan() {
        final List<StateRow> rows = new ArrayList<>();
        Map<String, AttributeValue> from = null;
        do {
            final ScanResponse page = AwsCalls.get(
                    dynamoDb.scan(ScanRequest.builder()
                            .tableName(table)
                            .consistentRead(true)
                            .exclusiveStartKey(from)
                            .build()),
                    timeout);
            page.items().stream().map(StateItems::row).forEach(rows::add);
            from = page.hasLastEvaluatedKey() && !page.lastEvaluatedKey().isEmpty() ? page.lastEvaluatedKey() : null;
        } while (from != null);
        return List.copyOf(rows);
    }

    @Override
    public boolean createLease(final LeasePlan.NewLease lease, final StartData start, final String owner) {
        final Map<String, AttributeValue> item =
                new HashMap<>(serializer.toDynamoRecord(StateItems.lease(lease, owner)));
        item.putAll(StateItems.start(start));
        try {
            AwsCalls.get(
                    dynamoDb.putItem(PutItemRequest.builder()
                            .tableName(table)
                            .item(item)
                            .conditionExpression("attribute_not_exists(" + KEY + ")")
                            .build()),
                    timeout);
            return true;
        } catch (final ConditionalCheckFailedException e) {
            return false;
        }
    }

    @Override
    public void stamp(final String shardId, final StartData start) {
        final Map<String, AttributeValue> ours = StateItems.start(start);
        update(shardId, setting(ours), "attribute_exists(leaseKey) AND " + UNMARKED, values(ours));
    }

    private static String setting(final Map<String, AttributeValue> attributes) {
        return attributes.keySet().stream()
                .map(name -> name + " = :" + name)
                .collect(Collectors.joining(", ", "SET ", ""));
    }

    private static Map<String, AttributeValue> values(final Map<String, AttributeValue> attributes) {
        final Map<String, AttributeValue> values = new HashMap<>();
        attributes.forEach((name, value) -> values.put(":" + name, value));
        return values;
    }

    @Override
    public void evict(final StateRow lease, final String workerId) {
        final String removed =
                workerId.equals(lease.checkpointOwner()) ? "checkpointOwner" : "leaseOwner, checkpointOwner";
        update(
                lease.key(),
                "REMOVE " + removed + " ADD leaseCounter :one",
                "leaseCounter = :seen AND leaseOwner = :owner",
                Map.of(
                        ":one", fromN("1"),
                        ":seen", fromN(Long.toString(lease.counter())),
                        ":owner", fromS(lease.owner())));
    }

    @Override
    public void claimWorker(final String workerId, final String run) {
        update(
                workerId,
                "SET " + StateItems.RUN + " = :run",
                "attribute_exists(entityType)",
                Map.of(":run", fromS(run)));
    }

    /** @return false if the row has moved on; whoever moved it knows better */
    private boolean update(
            final String key,
            final String expression,
            final String condition,
            final Map<String, AttributeValue> values) {
        try {
            AwsCalls.get(
                    dynamoDb.updateItem(UpdateItemRequest.builder()
                            .tableName(table)
                            .key(Map.of(KEY, fromS(key)))
                            .updateExpression(expression)
                            .conditionExpression(condition)
                            .expressionAttributeValues(values)
                            .build()),
                    timeout);
            return true;
        } catch (final ConditionalCheckFailedException e) {
            return false;
        }
    }

    @Override
    public void removeWorker(final String workerId, final String run) {
        try {
            AwsCalls.get(
                    dynamoDb.deleteItem(DeleteItemRequest.builder()
                            .tableName(table)
                            .key(Map.of(KEY, fromS(workerId)))
                            .conditionExpression(
                                    "attribute_not_exists(" + StateItems.RUN + ") OR " + StateItems.RUN + " = :run")
                            .expressionAttributeValues(Map.of(":run", fromS(run)))
                            .build()),
                    timeout);
        } catch (final ConditionalCheckFailedException e) {
            // claimed by a later run, which lives
        }
    }

    @Override
    public boolean removeDeadWorker(final StateRow worker) {
        try {
            AwsCalls.get(
                    dynamoDb.deleteItem(DeleteItemRequest.builder()
                            .tableName(table)
                            .key(Map.of(KEY, fromS(worker.key())))
                            .conditionExpression(StateItems.REPORTED + " = :seen")
                            .expressionAttributeValues(Map.of(":seen", fromN(Long.toString(worker.aliveSeconds()))))
                            .build()),
                    timeout);
            return true;
        } catch (final ConditionalCheckFailedException e) {
            return false;
        }
    }

    @Override
    public Optional<StateRow> row(final String key) {
        final Map<String, AttributeValue> item = AwsCalls.get(
                        dynamoDb.getItem(GetItemRequest.builder()
                                .tableName(table)
                                .key(Map.of(KEY, fromS(key)))
                                .consistentRead(true)
                                .build()),
                        timeout)
                .item();
        return item.isEmpty() ? Optional.empty() : Optional.of(StateItems.row(item));
    }
}
