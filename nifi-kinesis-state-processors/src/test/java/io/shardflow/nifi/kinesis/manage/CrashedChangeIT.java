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

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.faults.Fault;
import io.shardflow.localstack.faults.FaultProxy;
import io.shardflow.nifi.kinesis.settings.AwsProperties;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** NiFi dies at a write of a change: all of it is made then, or nothing. */
@Tag("long")
class CrashedChangeIT {

    private static final Set<String> WRITES = Set.of("UpdateItem", "PutItem", "DeleteItem", "DeleteTable");
    private static final String[] FINISH = {"Dry Run", "false"};

    /** What is changed. */
    enum Change {
        CHECKPOINT(1) {
            @Override
            String[] properties(final String sequenceNumber, final long arrival) {
                return new String[] {
                    "Action",
                    "REWIND",
                    "Rewind To",
                    "SEQUENCE_NUMBER",
                    "Dry Run",
                    "false",
                    "Shard ID",
                    StateFixture.SHARD,
                    "Sequence Number",
                    sequenceNumber
                };
            }
        },
        BEGIN(3) {
            @Override
            String[] properties(final String sequenceNumber, final long arrival) {
                return new String[] {
                    "Action",
                    "REWIND",
                    "Rewind To",
                    "TIMESTAMP",
                    "Dry Run",
                    "false",
                    "Timestamp",
                    Long.toString(arrival)
                };
            }
        },
        RESET(2) {
            @Override
            String[] properties(final String sequenceNumber, final long arrival) {
                return new String[] {"Action", "RESET", "Dry Run", "false"};
            }
        };

        private final int shards;

        Change(final int shards) {
            this.shards = shards;
        }

        abstract String[] properties(String sequenceNumber, long arrival);
    }

    @Test
    void aConsumerRefusesToStartFromAHalfMadeChangeUntilItIsFinished() {
        try (StateFixture fixture = new StateFixture(2)) {
            fixture.put(0, 60);
            fixture.consume(60);
            final String[] change = {"Action", "REWIND", "Rewind To", "TRIM_HORIZON", "Dry Run", "false"};
            assertThat(StateFixture.survives(fixture.dyingManager(2, true, change)))
                    .isFalse();

            final TestRunner consumer = fixture.startConsumer();
            assertThat(StateFixture.awaitError(consumer, "is half changed"))
                    .contains("read every shard from its oldest record on")
                    .contains("Run ManageKinesisState")
                    .contains("Dry Run set to false");
            assertThat(StateFixture.count(consumer)).isZero();
            StateFixture.unschedule(consumer);

            assertThat(StateFixture.report(fixture.manager())).contains("not finished");
            assertThat(fixture.items().get("Migration3.0")).containsKey("sfChange");
            assertThat(StateFixture.report(fixture.manager(FINISH))).contains("is finished");
            assertThat(StateFixture.numbers(fixture.consume(60))).isEqualTo(StateFixture.range(0, 60));
        }
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void whereverARunDiesTheNextOneFinishesWhatWasDecided(final Change change) {
        try (StateFixture fixture = new StateFixture(change.shards)) {
            fixture.put(0, 60);
            final JsonNode record = StateFixture.metadata(fixture.consume(60), 30);
            final String[] properties = change.properties(
                    record.get("sequenceNumber").asText(),
                    record.get("approximateArrival").asLong());
            final Map<String, Map<String, AttributeValue>> before = fixture.items();
            StateFixture.report(fixture.manager(properties));
            final Map<String, Map<String, AttributeValue>> after = fixture.state();
            int crashes = 0;
            boolean died = true;
            for (int at = 1; died; at++) {
                for (final boolean takesEffect : new boolean[] {false, true}) {
                    fixture.restore(before);
                    died = !StateFixture.survives(fixture.dyingManager(at, takesEffect, properties));
                    crashes += died ? 1 : 0;
                    if (at == 1 && !takesEffect) {
                        assertThat(fixture.items()).as("before the first write").isEqualTo(before);
                    } else {
                        StateFixture.report(fixture.manager(FINISH));
                        assertThat(fixture.state())
                                .as("died at write " + at + (takesEffect ? ", made" : ", not made"))
                                .isEqualTo(after);
                    }
                }
            }
            assertThat(crashes).isGreaterThanOrEqualTo(4);
        }
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void anAnswerThatIsLostIsNotTakenForSomebodyElsesWrite(final Change change) {
        try (StateFixture fixture = new StateFixture(change.shards);
                FaultProxy proxy = FaultProxy.before(URI.create(fixture.dynamoDbEndpoint()))) {
            fixture.put(0, 60);
            final JsonNode record = StateFixture.metadata(fixture.consume(60), 30);
            final String[] properties = change.properties(
                    record.get("sequenceNumber").asText(),
                    record.get("approximateArrival").asLong());
            final Map<String, Map<String, AttributeValue>> before = fixture.items();
            StateFixture.report(fixture.manager(properties));
            final Map<String, Map<String, AttributeValue>> after = fixture.state();
            final AtomicInteger writes = new AtomicInteger(Integer.MAX_VALUE);
            for (int at = 1; at <= writes.get(); at++) {
                fixture.restore(before);
                writes.set(0);
                final int lost = at;
                proxy.judge(call -> {
                    if (WRITES.contains(call.operation()) && writes.incrementAndGet() == lost) {
                        proxy.once(call.operation(), new Fault.Truncation(0));
                    }
                    return Optional.empty();
                });
                final TestRunner manager = fixture.manager(properties);
                manager.setProperty(AwsProperties.DYNAMODB_ENDPOINT, proxy.uri().toString());

                StateFixture.report(manager);

                assertThat(fixture.state()).as("answer to write " + at).isEqualTo(after);
            }
        }
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource(Change.class)
    void whereverARunDiesAConsumerReadsFromWhereTheReportSaid(final Change change) {
        try (StateFixture fixture = new StateFixture(change.shards)) {
            fixture.put(0, 60);
            final List<JsonNode> records = fixture.consume(60);
            final JsonNode record = StateFixture.metadata(records, 30);
            final String[] properties = change.properties(
                    record.get("sequenceNumber").asText(),
                    record.get("approximateArrival").asLong());
            final Map<String, Map<String, AttributeValue>> before = fixture.items();
            StateFixture.report(fixture.manager(properties));
            final List<Integer> expected = StateFixture.numbers(fixture.consume(expectedCount(change, records)));
            boolean died = true;
            for (int at = 1; died; at++) {
                for (final boolean takesEffect : new boolean[] {false, true}) {
                    fixture.restore(before);
                    died = !StateFixture.survives(fixture.dyingManager(at, takesEffect, properties));
                    if (at > 1 || takesEffect) {
                        StateFixture.report(fixture.manager(FINISH));
                        assertThat(StateFixture.numbers(fixture.consume(expected.size())))
                                .as("died at write " + at + (takesEffect ? ", made" : ", not made"))
                                .isEqualTo(expected);
                    }
                }
            }
        }
    }

    private static int expectedCount(final Change change, final List<JsonNode> records) {
        final long arrival =
                StateFixture.metadata(records, 30).get("approximateArrival").asLong();
        return switch (change) {
            case CHECKPOINT -> 30;
            case RESET -> 60;
            case BEGIN ->
                (int) records.stream()
                        .filter(node -> node.get("kinesisMetadata")
                                        .get("approximateArrival")
                                        .asLong()
                                >= arrival)
                        .count();
        };
    }

    @Test
    void aWorkerThatStartsInTheMiddleOfAChangeIsNotOverruledAndTheNextRunFinishes() {
        try (StateFixture fixture = new StateFixture(2)) {
            fixture.put(0, 60);
            fixture.consume(60);
            final String[] change = {"Action", "REWIND", "Rewind To", "TRIM_HORIZON", "Dry Run", "false"};
            assertThat(StateFixture.survives(fixture.dyingManager(1, true, change)))
                    .isFalse();
            final TestRunner finishing = fixture.managerOn(
                    table -> new IntrudedTable(table, () -> fixture.raiseCounter(StateFixture.SHARD)), FINISH);

            assertThat(StateFixture.refusal(finishing))
                    .contains("has started in the middle of the change")
                    .contains("begun and not finished");

            assertThat(fixture.items().get("Migration3.0")).containsKey("sfChange");
            assertThat(StateFixture.report(fixture.manager(FINISH))).contains("is finished");
            assertThat(StateFixture.numbers(fixture.consume(60))).isEqualTo(StateFixture.range(0, 60));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Change.class,
            names = {"CHECKPOINT", "BEGIN"})
    void aRowOfAnotherBeginningIsLeftAloneThoughItsCounterIsTheSame(final Change change) {
        try (StateFixture fixture = new StateFixture(1)) {
            fixture.put(0, 60);
            final JsonNode record = StateFixture.metadata(fixture.consume(60), 30);
            final String[] properties = change.properties(
                    record.get("sequenceNumber").asText(),
                    record.get("approximateArrival").asLong());
            final TestRunner late = fixture.managerOn(
                    table -> new IntrudedTable(table, () -> fixture.moveToBeginning(StateFixture.SHARD, "another")),
                    properties);

            assertThat(StateFixture.refusal(late)).contains("begun and not finished");

            assertThat(fixture.leaseAttribute(StateFixture.SHARD, "sfRewind").s())
                    .isEqualTo("another");
            assertThat(fixture.leaseAttribute(StateFixture.SHARD, "checkpoint").s())
                    .isNotEqualTo(record.get("sequenceNumber").asText());
        }
    }

    @Test
    void aResetThatIsFinishedLaterDeletesNoForeignTableThatWasMadeMeanwhile() {
        try (StateFixture fixture = new StateFixture(1)) {
            fixture.put(0, 10);
            fixture.consume(10);
            fixture.beginReset();
            final String foreign = fixture.application + "-WorkerMetricStats";
            LocalAws.createTable(fixture.dynamoDb, foreign, "orderId");

            assertThat(StateFixture.refusal(fixture.manager(FINISH)))
                    .contains(foreign)
                    .contains("[orderId]")
                    .contains("begun and not finished");

            assertThat(fixture.hasTable(foreign)).isTrue();
            assertThat(fixture.hasTable(fixture.application)).isTrue();
            fixture.dynamoDb.deleteTable(request -> request.tableName(foreign));
            assertThat(StateFixture.report(fixture.manager(FINISH))).contains("is finished");
            assertThat(fixture.hasTable(fixture.application)).isFalse();
        }
    }

    @Test
    void aRunningConsumerStopsWhenItSeesThatAChangeWasBegun() {
        try (StateFixture fixture = new StateFixture(1)) {
            fixture.put(0, 10);
            final TestRunner consumer = fixture.startConsumer();
            fixture.awaitRecords(consumer, 10);
            fixture.beginReset();

            assertThat(StateFixture.awaitError(consumer, "is half changed")).contains("delete the state");
            StateFixture.unschedule(consumer);
            assertThat(StateFixture.report(fixture.manager(FINISH))).contains("is finished");
            assertThat(fixture.hasTable(fixture.application)).isFalse();
        }
    }
}
