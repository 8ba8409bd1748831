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

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromL;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromM;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

/**
 * A change of the whole state that is decided and must be finished before anybody reads on. It stands, whole, in one
 * attribute of the row that says whose table it is, from before the first row is changed until after the last one was.
 *
 * @param id unique
 * @param what for people
 * @param startAt for {@link Kind#BEGIN}: milliseconds since the epoch, empty for the oldest record
 * @param checkpoints for {@link Kind#CHECKPOINTS}: where each shard is to be read from, parents before children
 */
public record BegunChange(
        String id, Kind kind, String what, Instant begun, OptionalLong startAt, List<NewCheckpoint> checkpoints) {

    /** Name of the attribute. */
    static final String ATTRIBUTE = "sfChange";

    /** What is changed. */
    public enum Kind {
        /** The checkpoints of some shards. */
        CHECKPOINTS,
        /** All leases go; the next start makes those of an application that begins at a time or with the oldest record. */
        BEGIN,
        /** The tables go. */
        RESET
    }

    /** Where a shard is to be read from, in the client library's terms. */
    public record NewCheckpoint(String shardId, ExtendedSequenceNumber checkpoint) {}

    public BegunChange {
        checkpoints = List.copyOf(checkpoints);
    }

    Map<String, AttributeValue> attribute() {
        final Map<String, AttributeValue> fields = new HashMap<>();
        fields.put("changeId", fromS(id));
        fields.put("kind", fromS(kind.name()));
        fields.put("what", fromS(what));
        fields.put("begun", fromN(Long.toString(begun.toEpochMilli())));
        startAt.ifPresent(at -> fields.put("startAt", fromN(Long.toString(at))));
        fields.put(
                "checkpoints",
                fromL(checkpoints.stream()
                        .map(shard -> fromM(Map.of(
                                "shard", fromS(shard.shardId()),
                                "at", fromS(shard.checkpoint().sequenceNumber()),
                                "sub", fromN(Long.toString(shard.checkpoint().subSequenceNumber())))))
                        .toList()));
        return Map.of(ATTRIBUTE, fromM(fields));
    }

    /** The one that an item holds; empty if it holds none, or one that cannot be read. */
    static Optional<BegunChange> in(final Map<String, AttributeValue> item) {
        return fault(item).isPresent()
                ? Optional.empty()
                : Optional.ofNullable(item.get(ATTRIBUTE)).map(BegunChange::of);
    }

    /** Why the one that an item holds cannot be read, for people; empty if it can, or if there is none. */
    static Optional<String> fault(final Map<String, AttributeValue> item) {
        try {
            Optional.ofNullable(item.get(ATTRIBUTE)).map(BegunChange::of);
            return Optional.empty();
        } catch (final IllegalArgumentException e) {
            return Optional.of("is unreadable: " + e.getMessage());
        }
    }

    /** @throws IllegalArgumentException that says what is wrong with it */
    private static BegunChange of(final AttributeValue value) {
        final Map<String, AttributeValue> fields = map(ATTRIBUTE, value);
        return new BegunChange(
                text(fields, "changeId"),
                kind(fields),
                text(fields, "what"),
                Instant.ofEpochMilli(number(fields, "begun")),
                fields.containsKey("startAt") ? OptionalLong.of(number(fields, "startAt")) : OptionalLong.empty(),
                field(fields, "checkpoints", AttributeValue::hasL).l().stream()
                        .map(shard -> checkpoint(map("one of checkpoints", shard)))
                        .toList());
    }

    private static Kind kind(final Map<String, AttributeValue> fields) {
        final String name = text(fields, "kind");
        return Stream.of(Kind.values())
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow(() -> wrong("kind", fields.get("kind")));
    }

    private static NewCheckpoint checkpoint(final Map<String, AttributeValue> fields) {
        final String at = text(fields, "at");
        if (!RowCheck.isCheckpoint(at)) {
            throw wrong("at", fields.get("at"));
        }
        return new NewCheckpoint(text(fields, "shard"), new ExtendedSequenceNumber(at, number(fields, "sub")));
    }

    private static Map<String, AttributeValue> map(final String name, final AttributeValue value) {
        if (!value.hasM()) {
            throw wrong(name, value);
        }
        return value.m();
    }

    private static String text(final Map<String, AttributeValue> fields, final String name) {
        return field(fields, name, value -> value.s() != null).s();
    }

    private static long number(final Map<String, AttributeValue> fields, final String name) {
        return StateItems.number(field(fields, name, value -> value.n() != null))
                .orElseThrow(() -> wrong(name, fields.get(name)));
    }

    private static AttributeValue field(
            final Map<String, AttributeValue> fields, final String name, final Predicate<AttributeValue> expected) {
        final AttributeValue value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException("its " + name + " is missing");
        }
        if (!expected.test(value)) {
            throw wrong(name, value);
        }
        return value;
    }

    private static IllegalArgumentException wrong(final String name, final AttributeValue value) {
        return new IllegalArgumentException("%s is %s".formatted(name, ValueText.of(value)));
    }
}
