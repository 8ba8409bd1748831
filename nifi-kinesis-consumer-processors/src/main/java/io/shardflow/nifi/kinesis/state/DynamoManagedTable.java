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

import io.shardflow.nifi.kinesis.stream.ShardInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.kinesis.leases.dynamodb.DynamoDBLeaseSerializer;

/**
 * {@link ManagedTable} on DynamoDB, in the row format of the client library's own serializer. The SDK repeats a write whose
 * answer was lost, so what a write finds may be what it has made itself.
 */
public final class DynamoManagedTable implements ManagedTable {

    private static final String NO_OWNER = "leaseOwner, checkpointOwner, pendingCheckpoint,"
            + " pendingCheckpointSubSequenceNumber, pendingCheckpointState";
    private static final String AS_READ = "leaseCounter = :seen";
    private static final String AS_SET =
            "leaseCounter = :next AND checkpoint = :at AND checkpointSubSequenceNumber = :sub"
                    + " AND attribute_not_exists(leaseOwner) AND attribute_not_exists(checkpointOwner)";
    private static final String OURS = BegunChange.ATTRIBUTE + ".changeId = :id";

    private final DynamoDBLeaseSerializer serializer = new DynamoDBLeaseSerializer();
    private final String table;
    private final DynamoRows rows;
    private final DynamoTables tables;

    /** @param timeout for one call */
    public DynamoManagedTable(final DynamoDbAsyncClient dynamoDb, final String table, final Duration timeout) {
        this.table = table;
        this.rows = new DynamoRows(dynamoDb, table, timeout);
        this.tables = new DynamoTables(dynamoDb, timeout);
    }

    @Override
    public String name() {
        return table;
    }

    @Override
    public Optional<StateTable.Identity> describe() {
        return tables.describe(table);
    }

    @Override
    public String arn() {
        return tables.arn(table);
    }

    @Override
    public List<String> olderTables() {
        return tables.olderThan(table);
    }

    @Override
    public Optional<String> whyKept(final String name) {
        return tables.whyKept(name, name.substring(table.length()));
    }

    @Override
    public List<ManagedRow> scan() {
        return rows.scan().stream().map(ManagedRow::new).toList();
    }

    @Override
    public boolean begin(final BegunChange change, final StartData mark) {
        final Map<String, AttributeValue> values = DynamoRows.values(change.attribute());
        values.put(":arn", fromS(mark.stream().arn()));
        values.put(":created", fromN(Long.toString(mark.stream().createdMillis())));
        values.put(":id", fromS(change.id()));
        mark.rewind().ifPresent(id -> values.put(":rewind", fromS(id)));
        return rows.update(
                StateItems.MARK,
                DynamoRows.setting(change.attribute()),
                "(attribute_not_exists(%s) OR %s) AND %s = :arn AND %s = :created AND %s"
                        .formatted(
                                BegunChange.ATTRIBUTE,
                                OURS,
                                StartData.STREAM_ARN,
                                StartData.STREAM_CREATED,
                                StartData.isOf(mark.rewind(), ":rewind")),
                values);
    }

    @Override
    public boolean setCheckpoint(final ManagedRow lease, final BegunChange.NewCheckpoint to) {
        final Map<String, AttributeValue> values = new HashMap<>(Map.of(
                ":at", fromS(to.checkpoint().sequenceNumber()),
                ":sub", fromN(Long.toString(to.checkpoint().subSequenceNumber())),
                ":none", fromN("0"),
                ":one", fromN("1"),
                ":seen", fromN(Long.toString(lease.row().counter())),
                ":next", fromN(Long.toString(lease.row().counter() + 1))));
        final Optional<String> rewind = lease.row().start().flatMap(StartData::rewind);
        rewind.ifPresent(id -> values.put(":rewind", fromS(id)));
        return rows.update(
                lease.key(),
                "SET checkpoint = :at, checkpointSubSequenceNumber = :sub, ownerSwitchesSinceCheckpoint = :none REMOVE "
                        + NO_OWNER + " ADD leaseCounter :one",
                "(%s OR (%s)) AND %s".formatted(AS_READ, AS_SET, StartData.isOf(rewind, ":rewind")),
                values);
    }

    @Override
    public boolean createLease(final ShardInfo shard, final BegunChange.NewCheckpoint at, final StartData start) {
        final Map<String, AttributeValue> item =
                new HashMap<>(serializer.toDynamoRecord(StateItems.lease(shard, at.checkpoint(), null)));
        item.putAll(StateItems.start(start));
        return rows.create(item) || isAsCreated(new ManagedRow(item), rows.get(shard.shardId()));
    }

    private static boolean isAsCreated(final ManagedRow created, final Map<String, AttributeValue> item) {
        if (item.isEmpty()) {
            return false;
        }
        final ManagedRow row = new ManagedRow(item);
        return row.fault().isEmpty()
                && row.row().owner() == null
                && row.row().counter() == created.row().counter()
                && row.checkpoint().equals(created.checkpoint());
    }

    /**
     * The counter of a row that is corrupt may tell nothing, or be corrupt itself; so the attribute that makes it corrupt
     * must be as it was read, too.
     */
    @Override
    public boolean delete(final ManagedRow row) {
        final Set<String> attributes = new TreeSet<>(Set.of(StateItems.COUNTER, StartData.REWIND));
        row.fault().map(RowFault::attribute).ifPresent(attributes::add);
        final Map<String, AttributeValue> values = new HashMap<>();
        final List<String> asRead = new ArrayList<>();
        for (final String name : attributes) {
            final AttributeValue value = row.item().get(name);
            asRead.add(value == null ? "attribute_not_exists(" + name + ")" : name + " = :" + name);
            if (value != null) {
                values.put(":" + name, value);
            }
        }
        return rows.delete(
                row.key(),
                "attribute_not_exists(" + StateItems.KEY + ") OR (" + String.join(" AND ", asRead) + ")",
                values);
    }

    @Override
    public boolean end(final BegunChange change) {
        final Map<String, AttributeValue> values = new HashMap<>(Map.of(":id", fromS(change.id())));
        String update = "REMOVE " + BegunChange.ATTRIBUTE;
        if (change.kind() == BegunChange.Kind.BEGIN) {
            String set = "SET " + StartData.REWIND + " = :id";
            if (change.startAt().isPresent()) {
                set += ", " + StartData.START_AT + " = :start";
                values.put(":start", fromN(Long.toString(change.startAt().getAsLong())));
            } else {
                update += ", " + StartData.START_AT;
            }
            update = set + " " + update;
        }
        return rows.update(StateItems.MARK, update, OURS, values) || isEnded(change);
    }

    private boolean isEnded(final BegunChange change) {
        final StateRow mark = StateItems.row(rows.get(StateItems.MARK));
        return mark.isMark()
                && mark.change().isEmpty()
                && (change.kind() != BegunChange.Kind.BEGIN
                        || mark.start().orElseThrow().rewind().equals(Optional.of(change.id())));
    }

    @Override
    public boolean abandon(final BegunChange change) {
        return rows.update(StateItems.MARK, "REMOVE " + BegunChange.ATTRIBUTE, OURS, Map.of(":id", fromS(change.id())));
    }

    @Override
    public void deleteTable(final String name) {
        tables.delete(name);
    }
}
