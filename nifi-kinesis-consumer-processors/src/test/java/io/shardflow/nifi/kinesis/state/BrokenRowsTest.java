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

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromBool;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromL;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromM;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromNul;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromSs;

import io.shardflow.nifi.kinesis.stream.ShardInfo;
import io.shardflow.nifi.kinesis.stream.StreamIdentity;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.kinesis.leases.dynamodb.DynamoDBLeaseSerializer;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

class BrokenRowsTest {

    private static final String SHARD = "shardId-000000000001";
    private static final StartData START =
            new StartData(new StreamIdentity("arn:stream/orders", 1000), OptionalLong.of(2000));
    private static final Map<String, AttributeValue> VALUES = Map.ofEntries(
            Map.entry("text", fromS("abc")),
            Map.entry("empty", fromS("")),
            Map.entry("digits", fromS("17")),
            Map.entry("zero", fromS("0")),
            Map.entry("leading zero", fromS("017")),
            Map.entry("long", fromS("x".repeat(5000) + "\n")),
            Map.entry("number", fromN("17")),
            Map.entry("fraction", fromN("1.5")),
            Map.entry("huge", fromN("99999999999999999999999")),
            Map.entry("negative", fromN("-17")),
            Map.entry("true", fromBool(true)),
            Map.entry("null", fromNul(true)),
            Map.entry("list", fromL(List.of(fromS("a")))),
            Map.entry("map", fromM(Map.of("kind", fromS("SPIN")))),
            Map.entry("set", fromSs(List.of("a", "b"))));

    @ParameterizedTest
    @CsvSource({
        "checkpoint, -",
        "checkpoint, text",
        "checkpoint, empty",
        "checkpoint, leading zero",
        "checkpoint, long",
        "checkpoint, number",
        "checkpointSubSequenceNumber, fraction",
        "leaseCounter, -",
        "leaseCounter, text",
        "leaseCounter, fraction",
        "leaseCounter, huge",
        "leaseCounter, null",
        "leaseOwner, number",
        "checkpointOwner, map",
        "ownerSwitchesSinceCheckpoint, -",
        "ownerSwitchesSinceCheckpoint, digits",
        "parentShardId, digits",
        "parentShardId, list",
        "childShardIds, true",
        "startingHashKey, text",
        "endingHashKey, number",
        "endingHashKey, zero",
        "pendingCheckpoint, text",
        "pendingCheckpointSubSequenceNumber, text",
        "pendingCheckpointState, text",
        "throughputKBps, text",
        "entityType, text",
        "entityType, number",
        "sfStreamArn, number",
        "sfStreamCreated, -",
        "sfStreamCreated, text",
        "sfStartAt, fraction",
        "sfRewind, number",
        "sfChange, map"
    })
    void aLeaseSaysWhichAttributeIsWrong(final String attribute, final String value) {
        assertFault(attribute, with(lease(), attribute, value));
    }

    @ParameterizedTest
    @CsvSource({"lut, text", "lut, huge", "lut, negative", "lut, list", "sfRun, number"})
    void aWorkersRowSaysWhichAttributeIsWrong(final String attribute, final String value) {
        final Map<String, AttributeValue> worker = new HashMap<>(Map.of(
                "leaseKey", fromS("w"),
                "entityType", fromS("WORKER_METRIC_STATS"),
                "lut", fromN("1700000000"),
                "sfRun", fromS("run")));
        assertEquals(Optional.empty(), StateItems.row(worker).fault());
        assertFault(attribute, with(worker, attribute, value));
    }

    @ParameterizedTest
    @CsvSource({
        "entityType, -",
        "entityType, text",
        "sfStreamArn, list",
        "sfStreamCreated, text",
        "sfStartAt, text",
        "sfChange, text",
        "sfChange, map",
        "sfChange, null"
    })
    void theMarkSaysWhichAttributeIsWrong(final String attribute, final String value) {
        final Map<String, AttributeValue> item = with(mark(), attribute, value);
        assertFault(attribute, item);
        assertTrue(new ManagedRow(item).isMark());
        assertEquals(StateRow.Kind.OTHER, StateItems.row(item).kind());
    }

    @ParameterizedTest
    @CsvSource({
        "changeId, -, its changeId is missing",
        "kind, text, kind is \"abc\"",
        "what, number, what is the number 17",
        "begun, text, begun is \"abc\"",
        "startAt, fraction, startAt is the number 1.5",
        "checkpoints, -, its checkpoints is missing",
        "checkpoints, map, checkpoints is a map",
        "checkpoints, list, one of checkpoints is \"a\""
    })
    void aMalformedChangeSaysWhichFieldIsWrong(final String field, final String value, final String said) {
        final Map<String, AttributeValue> change =
                with(change().attribute().get("sfChange").m(), field, value);
        final Map<String, AttributeValue> item = mark();
        item.put("sfChange", fromM(change));
        assertFault("sfChange", item);
        final String text = StateItems.row(item).fault().orElseThrow().toString();
        assertTrue(text.contains(said), text);
        assertEquals(Optional.empty(), StateItems.row(item).change());
    }

    @ParameterizedTest
    @CsvSource({"at, text", "at, -", "shard, number", "sub, digits"})
    void aChangeWithAMalformedCheckpointIsUnreadable(final String field, final String value) {
        final Map<String, AttributeValue> change =
                new HashMap<>(change().attribute().get("sfChange").m());
        change.put(
                "checkpoints",
                fromL(List.of(
                        fromM(with(change.get("checkpoints").l().getFirst().m(), field, value)))));
        final Map<String, AttributeValue> item = mark();
        item.put("sfChange", fromM(change));
        assertFault("sfChange", item);
    }

    @Test
    void whatIsWrittenIsSound() {
        final Map<String, AttributeValue> mark = mark();
        mark.putAll(change().attribute());
        assertEquals(Optional.of(change()), StateItems.row(mark).change());
        for (final Map<String, AttributeValue> item :
                List.of(lease(), mark, Map.of("leaseKey", fromS("Leader"), "entityType", fromS("LEADER")))) {
            assertEquals(Optional.empty(), StateItems.row(item).fault());
        }
    }

    @Test
    void anItemThatIsNoLeaseAndHasNoTypeIsNotTakenForASoundLease() {
        assertFault("checkpoint", Map.of("leaseKey", fromS("notes"), "text", fromS("do not delete")));
    }

    @Test
    void aRowOfATypeOfANewerLibraryIsNoLeaseAndNothingIsWrongWithIt() {
        final Map<String, AttributeValue> item =
                Map.of("leaseKey", fromS("from-the-future"), "entityType", fromS("SPIN"), "spin", fromN("0.5"));
        final ManagedRow row = new ManagedRow(item);
        assertEquals(Optional.empty(), row.fault());
        assertEquals(StateRow.Kind.OTHER, row.row().kind());
        assertEquals(Optional.of("\"SPIN\""), row.unknownType());
        assertDoesNotThrow(() -> StateChecks.whole("app", List.of(row.row())));
        for (final Map<String, AttributeValue> known : List.of(lease(), mark(), with(mark(), "entityType", "text"))) {
            assertEquals(Optional.empty(), new ManagedRow(known).unknownType());
        }
    }

    /** The client library's assignment takes such an item for a shard, or it was a lease before somebody edited it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "checkpoint",
                "leaseCounter",
                "leaseOwner",
                "checkpointOwner",
                "ownerSwitchesSinceCheckpoint",
                "sfStreamArn"
            })
    void aRowOfAnUnknownTypeWithWhatALeaseHasIsCorrupt(final String attribute) {
        final Map<String, AttributeValue> whole = lease();
        whole.put("leaseOwner", fromS("w"));
        whole.put("checkpointOwner", fromS("w"));
        final Map<String, AttributeValue> item = new HashMap<>(
                Map.of("leaseKey", fromS(SHARD), "entityType", fromS("SPIN"), "sfStreamCreated", fromN("1000")));
        item.put(attribute, whole.get(attribute));
        assertFault("entityType", item);
    }

    @Test
    void whereNothingSaysOfWhichStreamATableIsTheConsumerNamesTheWayOutItself() {
        final Map<String, AttributeValue> unmarked = lease();
        StateItems.start(START).keySet().forEach(unmarked::remove);
        final StateRow broken = StateItems.row(with(unmarked, "checkpoint", "text"));
        final String message = assertThrows(FatalStateException.class, () -> StateChecks.whole("app", List.of(broken)))
                .getMessage();
        for (final String part : List.of(
                "aws dynamodb delete-item --table-name app --key '{\"leaseKey\":{\"S\":\"" + SHARD + "\"}}'",
                "delete the table",
                "Application Name")) {
            assertTrue(message.contains(part), message);
        }
        assertFalse(message.contains("RESET"), message);
    }

    @Test
    void aConsumerStopsAtABrokenRowAndNamesTableRowAttributeValueAndRemedy() {
        final StateRow broken = StateItems.row(with(lease(), "checkpoint", "text"));
        final StateRow sound = StateItems.row(lease());
        assertDoesNotThrow(() -> StateChecks.whole("app", List.of(sound)));
        final String message = assertThrows(
                        FatalStateException.class, () -> StateChecks.whole("app", List.of(sound, broken)))
                .getMessage();
        for (final String part :
                List.of("\"app\"", SHARD, "checkpoint is \"abc\"", "ManageKinesisState", "DESCRIBE", "RESET")) {
            assertTrue(message.contains(part), message);
        }
    }

    @Property(tries = 3000)
    void noItemMakesReadingThrowAndTheLibraryReadsEveryLeaseThatIsFoundSound(
            @ForAll("items") final Map<String, AttributeValue> item) {
        final ManagedRow managed = new ManagedRow(item);
        final StateRow row = managed.row();
        managed.key();
        managed.parents();
        managed.leader();
        managed.streamArn();
        Instant.ofEpochSecond(row.aliveSeconds());
        if (row.fault().isPresent()) {
            final String text = row.fault().get().toString();
            assertTrue(text.length() < 300 && text.chars().noneMatch(Character::isISOControl), text);
        } else if (row.isLease()) {
            managed.checkpoint().compareTo(ExtendedSequenceNumber.TRIM_HORIZON);
            new DynamoDBLeaseSerializer().fromDynamoRecord(item);
        }
    }

    /** Mostly rows as they should be with an attribute or two replaced or left out, since an arbitrary item is never nearly sound. */
    @Provide
    Arbitrary<Map<String, AttributeValue>> items() {
        final Arbitrary<String> names = Arbitraries.oneOf(
                Arbitraries.of(lease().keySet()),
                Arbitraries.of(mark().keySet()),
                Arbitraries.of(
                        "lut", "sfRun", "sfChange", "leaseOwner", "checkpointOwner", "ownerName", "pendingCheckpoint"),
                Arbitraries.strings().alpha().ofLength(3));
        final Arbitrary<Map<String, Optional<AttributeValue>>> replaced =
                Arbitraries.maps(names, values().optional(0.8)).ofMaxSize(3);
        return Arbitraries.of(List.of(lease(), mark(), Map.<String, AttributeValue>of()))
                .flatMap(base -> replaced.map(with -> {
                    final Map<String, AttributeValue> item = new HashMap<>(base);
                    with.forEach((name, value) ->
                            value.ifPresentOrElse(put -> item.put(name, put), () -> item.remove(name)));
                    return item;
                }));
    }

    private static Arbitrary<AttributeValue> values() {
        final Arbitrary<String> texts = Arbitraries.strings().all().ofMaxLength(60);
        final Arbitrary<AttributeValue> simple = Arbitraries.oneOf(
                Arbitraries.of(VALUES.values()),
                texts.map(AttributeValue::fromS),
                Arbitraries.of("LEASE", "LEADER", "WORKER_METRIC_STATS", "SHARD_END", "Migration3.0")
                        .map(AttributeValue::fromS),
                Arbitraries.bigDecimals().map(number -> fromN(number.toPlainString())),
                Arbitraries.longs().map(number -> fromN(Long.toString(number))),
                texts.map(text -> AttributeValue.fromB(SdkBytes.fromUtf8String(text))),
                texts.set().ofMinSize(1).ofMaxSize(3).map(set -> fromSs(List.copyOf(set))));
        return Arbitraries.oneOf(
                simple,
                simple.list().ofMaxSize(3).map(AttributeValue::fromL),
                Arbitraries.maps(Arbitraries.of("changeId", "kind", "what", "begun", "startAt", "checkpoints"), simple)
                        .map(AttributeValue::fromM));
    }

    private static void assertFault(final String attribute, final Map<String, AttributeValue> item) {
        assertEquals(
                Optional.of(attribute),
                StateItems.row(item).fault().map(RowFault::attribute),
                () -> StateItems.row(item).fault().toString());
    }

    private static Map<String, AttributeValue> with(
            final Map<String, AttributeValue> item, final String attribute, final String value) {
        final Map<String, AttributeValue> changed = new HashMap<>(item);
        changed.remove(attribute);
        if (!value.equals("-")) {
            changed.put(attribute, VALUES.get(value));
        }
        return changed;
    }

    private static Map<String, AttributeValue> lease() {
        final ShardInfo shard = new ShardInfo(SHARD, List.of("shardId-000000000000"), false, "0", "99");
        final Map<String, AttributeValue> item = new HashMap<>(new DynamoDBLeaseSerializer()
                .toDynamoRecord(StateItems.lease(shard, new ExtendedSequenceNumber("17"), "w")));
        item.putAll(StateItems.start(START));
        return item;
    }

    private static Map<String, AttributeValue> mark() {
        final Map<String, AttributeValue> item = new HashMap<>(StateItems.libraryVersion("w"));
        item.put("leaseKey", fromS("Migration3.0"));
        item.putAll(StateItems.start(START));
        return item;
    }

    private static BegunChange change() {
        return new BegunChange(
                "id",
                BegunChange.Kind.CHECKPOINTS,
                "read again",
                Instant.ofEpochMilli(1),
                OptionalLong.empty(),
                List.of(new BegunChange.NewCheckpoint(SHARD, new ExtendedSequenceNumber("17", -1L))));
    }
}
