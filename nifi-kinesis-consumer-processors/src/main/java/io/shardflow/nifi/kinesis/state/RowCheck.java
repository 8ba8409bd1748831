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

import io.shardflow.nifi.kinesis.metadata.Position;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.kinesis.checkpoint.SentinelCheckpoint;
import software.amazon.kinesis.leases.EntityType;

/**
 * Whether an item is as the client library and this product write it. Where it is not, the library leaves the item out, with
 * an error in its log that names the row in the scan of the assignment and nowhere else, so that its shard is read by nobody;
 * or it fails later; or it takes the item for a shard. Attributes that nobody here knows are not looked at. Pure.
 */
final class RowCheck {

    /** A row of an unknown type with one of these the library may take for a lease, or it was one. */
    private static final List<String> OF_LEASES = List.of(
            "checkpoint",
            "leaseCounter",
            "leaseOwner",
            "checkpointOwner",
            "ownerSwitchesSinceCheckpoint",
            StartData.STREAM_ARN);

    private static final List<String> SENTINELS =
            Stream.of(SentinelCheckpoint.values()).map(Enum::name).toList();

    private final Map<String, AttributeValue> item;

    private RowCheck(final Map<String, AttributeValue> item) {
        this.item = item;
    }

    /** The first thing that is wrong; empty if nothing is. */
    static Optional<RowFault> of(final Map<String, AttributeValue> item) {
        return new RowCheck(item)
                .faults()
                .map(Supplied::get)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Whether a text is what a checkpoint may be. */
    static boolean isCheckpoint(final String text) {
        return SENTINELS.contains(text) || Position.isSequenceNumber(text);
    }

    /** A check, made when it is its turn. */
    @FunctionalInterface
    private interface Supplied {
        Optional<RowFault> get();
    }

    private Stream<Supplied> faults() {
        final Stream<Supplied> common = Stream.of(
                () -> required(StateItems.KEY, () -> text(StateItems.KEY)),
                this::type,
                () -> text(StartData.STREAM_ARN),
                () -> item.containsKey(StartData.STREAM_ARN)
                        ? required(StartData.STREAM_CREATED, () -> number(StartData.STREAM_CREATED))
                        : Optional.empty(),
                () -> number(StartData.START_AT),
                () -> text(StartData.REWIND),
                this::change);
        return switch (StateItems.kind(item)) {
            case LEASE -> Stream.concat(common, lease());
            case WORKER ->
                Stream.concat(
                        common,
                        Stream.of(
                                () -> is(
                                        StateItems.REPORTED,
                                        value -> StateItems.seconds(value).isPresent(),
                                        "no time in seconds since 1970"),
                                () -> text(StateItems.RUN)));
            case OTHER -> common;
        };
    }

    private Stream<Supplied> lease() {
        return Stream.of(
                () -> required("checkpoint", () -> checkpoint("checkpoint")),
                () -> number("checkpointSubSequenceNumber"),
                () -> required(StateItems.COUNTER, () -> number(StateItems.COUNTER)),
                () -> text("leaseOwner"),
                () -> text("checkpointOwner"),
                () -> required("ownerSwitchesSinceCheckpoint", () -> number("ownerSwitchesSinceCheckpoint")),
                () -> texts("parentShardId"),
                () -> texts("childShardIds"),
                () -> hashKey(StateItems.RANGE_START),
                () -> hashKey(StateItems.RANGE_END),
                this::range,
                () -> isEmptyText("pendingCheckpoint") ? Optional.empty() : checkpoint("pendingCheckpoint"),
                () -> number("pendingCheckpointSubSequenceNumber"),
                () -> is("throughputKBps", value -> value.n() != null, "no number"),
                () -> is("pendingCheckpointState", value -> value.b() != null, "not binary"));
    }

    /**
     * A newer library may add types of rows, and one of a type that it does not know is no lease to the library. Only its
     * assignment takes such a row for one, if it has what makes up a lease.
     */
    private Optional<RowFault> type() {
        if (StateItems.isMarkKey(item)) {
            final String expected = EntityType.CLIENT_VERSION_MIGRATION.getDdbValue();
            return required(
                    StateItems.TYPE,
                    () -> is(StateItems.TYPE, value -> expected.equals(value.s()), "not \"" + expected + "\""));
        }
        return is(
                StateItems.TYPE,
                value -> EntityType.fromDdbValue(value.s()) != null
                        || StateItems.hasUnknownType(item) && OF_LEASES.stream().noneMatch(item::containsKey),
                "no type of row that the Kinesis Client Library knows");
    }

    private Optional<RowFault> change() {
        return is(
                        BegunChange.ATTRIBUTE,
                        value -> StateItems.isMarkKey(item),
                        "in a row that it does not belong to; it belongs to " + StateItems.MARK)
                .or(() -> BegunChange.fault(item).map(why -> new RowFault(BegunChange.ATTRIBUTE, why)));
    }

    private Optional<RowFault> required(final String name, final Supplied check) {
        return item.containsKey(name) ? check.get() : Optional.of(new RowFault(name, "is missing"));
    }

    private Optional<RowFault> text(final String name) {
        return is(name, value -> value.s() != null && !value.s().isEmpty(), "no text");
    }

    private boolean isEmptyText(final String name) {
        return item.containsKey(name) && "".equals(item.get(name).s());
    }

    private Optional<RowFault> texts(final String name) {
        return is(name, AttributeValue::hasSs, "no set of texts");
    }

    private Optional<RowFault> hashKey(final String name) {
        return is(
                name,
                value -> value.s() != null && (value.s().isEmpty() || Position.isSequenceNumber(value.s())),
                "no text of decimal digits");
    }

    private Optional<RowFault> range() {
        return is(
                StateItems.RANGE_END,
                end -> StateItems.range(item)
                        .map(range -> new Position(range.end(), 0).isAfter(new Position(range.start(), 0)))
                        .orElse(true),
                "not above " + StateItems.RANGE_START);
    }

    private Optional<RowFault> checkpoint(final String name) {
        return is(
                name,
                value -> value.s() != null && isCheckpoint(value.s()),
                "neither a sequence number nor one of " + String.join(", ", SENTINELS));
    }

    private Optional<RowFault> number(final String name) {
        return is(name, value -> StateItems.number(value).isPresent(), "no whole number");
    }

    /** @param otherwise what an attribute is that does not hold what it must; one that is not there holds */
    private Optional<RowFault> is(final String name, final Predicate<AttributeValue> holds, final String otherwise) {
        final AttributeValue value = item.get(name);
        return value == null || holds.test(value)
                ? Optional.empty()
                : Optional.of(new RowFault(name, "is %s, which is %s".formatted(ValueText.of(value), otherwise)));
    }
}
