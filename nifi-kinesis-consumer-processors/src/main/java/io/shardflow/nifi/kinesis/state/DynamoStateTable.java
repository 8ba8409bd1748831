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

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.kinesis.leases.dynamodb.DynamoDBLeaseSerializer;

/** {@link StateTable} on DynamoDB, in the row format of the client library's own serializer. */
public final class DynamoStateTable implements StateTable {

    private static final String UNMARKED = "attribute_not_exists(" + StartData.STREAM_ARN + ")";

    private final DynamoDBLeaseSerializer serializer = new DynamoDBLeaseSerializer();
    private final String table;
    private final DynamoRows rows;
    private final DynamoTables tables;

    /** @param timeout for one call */
    public DynamoStateTable(final DynamoDbAsyncClient dynamoDb, final String table, final Duration timeout) {
        this.table = table;
        this.rows = new DynamoRows(dynamoDb, table, timeout);
        this.tables = new DynamoTables(dynamoDb, timeout);
    }

    /** What client libraries of versions 3.0 to 3.4 call the tables that they keep beside this one. */
    public static List<String> olderNames(final String table) {
        return DynamoTables.olderNames(table);
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
        return tables.olderThan(table);
    }

    @Override
    public StartData claim(final StartData start, final String workerId) {
        final Map<String, AttributeValue> ours = StateItems.start(start);
        final Map<String, AttributeValue> library = StateItems.libraryVersion(workerId);
        final String update = library.keySet().stream()
                .map(name -> "%1$s = if_not_exists(%1$s, :%1$s)".formatted(name))
                .collect(Collectors.joining(", ", DynamoRows.setting(ours) + ", ", ""));
        final Map<String, AttributeValue> values = DynamoRows.values(ours);
        values.putAll(DynamoRows.values(library));
        return rows.update(StateItems.MARK, update, UNMARKED, values)
                ? start
                : row(StateItems.MARK)
                        .flatMap(StateRow::start)
                        .orElseThrow(() -> new NotReadyException(
                                "The row %s of the DynamoDB table \"%s\" was removed while the consumer started; it is tried again."
                                        .formatted(StateItems.MARK, table)));
    }

    @Override
    public List<StateRow> scan() {
        return rows.scan().stream().map(StateItems::row).toList();
    }

    @Override
    public boolean createLease(final LeasePlan.NewLease lease, final StartData start, final String owner) {
        final Map<String, AttributeValue> item =
                new HashMap<>(serializer.toDynamoRecord(StateItems.lease(lease, owner)));
        item.putAll(StateItems.start(start));
        return rows.create(item);
    }

    @Override
    public boolean removeLease(final StateRow lease) {
        final Map<String, AttributeValue> values =
                new HashMap<>(Map.of(":seen", fromN(Long.toString(lease.counter()))));
        final Optional<String> rewind = lease.start().flatMap(StartData::rewind);
        rewind.ifPresent(id -> values.put(":rewind", fromS(id)));
        return rows.delete(
                lease.key(),
                "attribute_not_exists(%s) OR leaseCounter = :seen AND %s"
                        .formatted(StateItems.KEY, StartData.isOf(rewind, ":rewind")),
                values);
    }

    @Override
    public void stamp(final String shardId, final StartData start) {
        final Map<String, AttributeValue> ours = StateItems.start(start);
        rows.update(
                shardId,
                DynamoRows.setting(ours),
                "attribute_exists(leaseKey) AND " + UNMARKED,
                DynamoRows.values(ours));
    }

    @Override
    public void evict(final StateRow lease, final String workerId) {
        final String removed =
                workerId.equals(lease.checkpointOwner()) ? "checkpointOwner" : "leaseOwner, checkpointOwner";
        rows.update(
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
        rows.update(
                workerId,
                "SET " + StateItems.RUN + " = :run",
                "attribute_exists(entityType)",
                Map.of(":run", fromS(run)));
    }

    /** If another run has claimed the row, that one lives and keeps it. */
    @Override
    public void removeWorker(final String workerId, final String run) {
        rows.delete(
                workerId,
                "attribute_not_exists(" + StateItems.RUN + ") OR " + StateItems.RUN + " = :run",
                Map.of(":run", fromS(run)));
    }

    @Override
    public boolean removeDeadWorker(final StateRow worker) {
        return rows.delete(
                worker.key(),
                StateItems.REPORTED + " = :seen",
                Map.of(":seen", fromN(Long.toString(worker.aliveSeconds()))));
    }

    @Override
    public Optional<StateRow> row(final String key) {
        final Map<String, AttributeValue> item = rows.get(key);
        return item.isEmpty() ? Optional.empty() : Optional.of(StateItems.row(item));
    }
}
