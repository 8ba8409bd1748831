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
import io.shardflow.nifi.kinesis.stream.StreamIdentity;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.kinesis.common.HashKeyRangeForLease;
import software.amazon.kinesis.coordinator.migration.ClientVersion;
import software.amazon.kinesis.coordinator.migration.MigrationState;
import software.amazon.kinesis.leases.EntityType;
import software.amazon.kinesis.leases.Lease;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

/**
 * Rows of the state table as DynamoDB items. Attributes that the client library knows have its names; ours begin with
 * "sf". Pure.
 */
final class StateItems {

    static final String KEY = "leaseKey";
    static final String COUNTER = "leaseCounter";
    static final String RUN = "sfRun";
    static final String REPORTED = "lut";
    static final String TYPE = "entityType";
    static final String RANGE_START = "startingHashKey";
    static final String RANGE_END = "endingHashKey";

    /** A row that the client library keeps in every table and reads at its start; ours are the attributes beside its own. */
    static final String MARK = MigrationState.MIGRATION_HASH_KEY;

    /** The end of the year 9999. */
    private static final long MOST_SECONDS = 253_402_300_799L;

    private StateItems() {}

    static Lease lease(final LeasePlan.NewLease lease, final String owner) {
        return lease(lease.shard(), new ExtendedSequenceNumber(lease.checkpoint()), owner);
    }

    static Lease lease(final ShardInfo shard, final ExtendedSequenceNumber checkpoint, final String owner) {
        final Lease row = new Lease();
        row.leaseKey(shard.shardId());
        row.leaseOwner(owner);
        row.leaseCounter(firstCounter());
        row.ownerSwitchesSinceCheckpoint(0L);
        row.parentShardIds(shard.parents());
        row.checkpoint(checkpoint);
        row.hashKeyRange(new HashKeyRangeForLease(
                new BigInteger(shard.startingHashKey()), new BigInteger(shard.endingHashKey())));
        return row;
    }

    /**
     * A new row's counter is above every one that an earlier row of the shard can have reached: whoever still goes by an
     * earlier row, a frozen process, finds that it is no longer as it was read.
     *
     * @return milliseconds since the epoch; a lease is renewed less often than once in each
     */
    static long firstCounter() {
        return System.currentTimeMillis();
    }

    /** What the client library writes into that row for a new application. */
    static Map<String, AttributeValue> libraryVersion(final String workerId) {
        return new MigrationState(workerId)
                .update(ClientVersion.CLIENT_VERSION_3X, workerId)
                .serialize();
    }

    static Map<String, AttributeValue> start(final StartData start) {
        final Map<String, AttributeValue> attributes = new HashMap<>();
        attributes.put(StartData.STREAM_ARN, fromS(start.stream().arn()));
        attributes.put(
                StartData.STREAM_CREATED, fromN(Long.toString(start.stream().createdMillis())));
        start.startAt().ifPresent(at -> attributes.put(StartData.START_AT, fromN(Long.toString(at))));
        start.rewind().ifPresent(id -> attributes.put(StartData.REWIND, fromS(id)));
        return attributes;
    }

    /** What an item says, whatever it holds: what cannot be read is as if it were not there, and the row says that it is so. */
    static StateRow row(final Map<String, AttributeValue> item) {
        return new StateRow(
                key(item),
                kind(item),
                text(item, "checkpoint"),
                text(item, "leaseOwner"),
                text(item, "checkpointOwner"),
                number(item, COUNTER).orElse(0),
                startOf(item),
                Optional.ofNullable(item.get(REPORTED))
                        .map(StateItems::seconds)
                        .orElse(OptionalLong.empty())
                        .orElse(0),
                text(item, RUN),
                range(item),
                isMarkKey(item) ? BegunChange.in(item) : Optional.empty(),
                RowCheck.of(item));
    }

    private static String key(final Map<String, AttributeValue> item) {
        final String key = text(item, KEY);
        return key != null ? key : item.containsKey(KEY) ? ValueText.of(item.get(KEY)) : "";
    }

    static boolean isMarkKey(final Map<String, AttributeValue> item) {
        return MARK.equals(text(item, KEY));
    }

    /** Empty also if one end is an empty text, which the library takes for none. */
    static Optional<StateRow.HashRange> range(final Map<String, AttributeValue> item) {
        final String start = text(item, RANGE_START);
        final String end = text(item, RANGE_END);
        return start == null || end == null || start.isEmpty() || end.isEmpty()
                ? Optional.empty()
                : Optional.of(new StateRow.HashRange(start, end));
    }

    /** A row without a type was made by a client library that knew only leases. */
    static StateRow.Kind kind(final Map<String, AttributeValue> item) {
        if (isMarkKey(item)) {
            return StateRow.Kind.OTHER;
        }
        final AttributeValue type = item.get(TYPE);
        if (type == null || EntityType.LEASE.getDdbValue().equals(type.s())) {
            return StateRow.Kind.LEASE;
        }
        return EntityType.WORKER_METRIC_STATS.getDdbValue().equals(type.s())
                ? StateRow.Kind.WORKER
                : StateRow.Kind.OTHER;
    }

    /** Whether it has a type that the client library used here does not know. */
    static boolean hasUnknownType(final Map<String, AttributeValue> item) {
        final String type = text(item, TYPE);
        return type != null && !isMarkKey(item) && EntityType.fromDdbValue(type) == null;
    }

    /** The stream that the row says it is of, also if the rest cannot be read. */
    static Optional<String> streamArn(final Map<String, AttributeValue> item) {
        return Optional.ofNullable(text(item, StartData.STREAM_ARN));
    }

    private static Optional<StartData> startOf(final Map<String, AttributeValue> item) {
        final OptionalLong created = number(item, StartData.STREAM_CREATED);
        return created.isEmpty()
                ? Optional.empty()
                : streamArn(item)
                        .map(arn -> new StartData(
                                new StreamIdentity(arn, created.getAsLong()),
                                number(item, StartData.START_AT),
                                Optional.ofNullable(text(item, StartData.REWIND))));
    }

    private static String text(final Map<String, AttributeValue> item, final String name) {
        final AttributeValue value = item.get(name);
        return value == null ? null : value.s();
    }

    private static OptionalLong number(final Map<String, AttributeValue> item, final String name) {
        final AttributeValue value = item.get(name);
        return value == null ? OptionalLong.empty() : number(value);
    }

    /** A time in seconds since 1970; empty if the value is none. */
    static OptionalLong seconds(final AttributeValue value) {
        final OptionalLong number = number(value);
        return number.isPresent() && number.getAsLong() >= 0 && number.getAsLong() <= MOST_SECONDS
                ? number
                : OptionalLong.empty();
    }

    /** A whole number of 64 bits; empty if the value is none. */
    static OptionalLong number(final AttributeValue value) {
        try {
            return value.n() == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value.n()));
        } catch (final NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
