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
package io.shardflow.nifi.kinesis;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.nifi.kinesis.records.Aggregates;
import io.shardflow.nifi.kinesis.settings.ConsumerProperties;
import io.shardflow.nifi.kinesis.settings.OutOfRangeUserRecords;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Aggregated records around a reshard, read from a real stream through the real client library. */
class AggregatedRecordsIT {

    private static final BigInteger MIDDLE = BigInteger.ONE.shiftLeft(127);
    private static final BigInteger LOW = BigInteger.ONE;
    private static final BigInteger HIGH = MIDDLE.add(BigInteger.ONE);

    /** What the producer library had aggregated before a split arrives after it, and it puts the misplaced half again. */
    @Test
    void userRecordsThatTheProducerPutsAgainAfterASplitArriveOnce() {
        try (ConsumerFixture fixture = new ConsumerFixture(1)) {
            put(fixture, "a", List.of(0, 1), List.of(LOW, HIGH));
            final TestRunner runner = fixture.runner();
            ConsumerFixture.schedule(runner);
            assertEquals(List.of(0, 1), ConsumerFixture.numbers(fixture.awaitRecords(runner, 2)));
            split(fixture);
            put(fixture, "a", List.of(2, 3, 4), List.of(LOW, HIGH, LOW));
            put(fixture, "a", List.of(3, 5), List.of(HIGH, HIGH));
            assertEquals(ConsumerFixture.range(0, 6), ConsumerFixture.numbers(fixture.awaitRecords(runner, 6)));
            assertEquals(1, runner.getCounterValue("User Records Left Out"));
            assertEquals(
                    1,
                    runner.getLogger().getWarnMessages().stream()
                            .map(LogMessage::getMsg)
                            .filter(message -> message.contains("lie outside the shard's hash range"))
                            .count());
            assertPositionsAreTheClientLibrarys(runner);
        }
    }

    /** The client library would drop this whole record, and nobody puts it again. */
    @Test
    void anotherAggregatorsRecordIsDeliveredWhereverItsUserRecordsBelong() {
        try (ConsumerFixture fixture = new ConsumerFixture(4)) {
            put(fixture, "order-17", List.of(0, 1, 2), List.of(LOW, HIGH, MIDDLE));
            final TestRunner runner = fixture.runner();
            ConsumerFixture.schedule(runner);
            assertEquals(ConsumerFixture.range(0, 3), ConsumerFixture.numbers(fixture.awaitRecords(runner, 3)));
        }
    }

    @Test
    void whatWouldBeLeftOutCanBeKept() {
        try (ConsumerFixture fixture = new ConsumerFixture(4)) {
            put(fixture, "a", List.of(0, 1), List.of(LOW, HIGH));
            final TestRunner runner = fixture.runner();
            runner.setProperty(ConsumerProperties.OUT_OF_RANGE_USER_RECORDS, OutOfRangeUserRecords.KEEP);
            ConsumerFixture.schedule(runner);
            assertEquals(ConsumerFixture.range(0, 2), ConsumerFixture.numbers(fixture.awaitRecords(runner, 2)));
        }
    }

    @Test
    void aRestartGoesOnAfterTheLastUserRecordOfAnAggregatedRecord() {
        try (ConsumerFixture fixture = new ConsumerFixture(1)) {
            put(fixture, "a", List.of(0, 1, 2), List.of(LOW, LOW, HIGH));
            final TestRunner runner = fixture.runner();
            ConsumerFixture.schedule(runner);
            fixture.awaitRecords(runner, 3);
            ConsumerFixture.unschedule(runner);
            assertEquals(
                    "2",
                    fixture.leaseAttribute("shardId-000000000000", "checkpointSubSequenceNumber")
                            .n());
            put(fixture, "a", List.of(3, 4), List.of(LOW, HIGH));
            ConsumerFixture.schedule(runner);
            assertEquals(ConsumerFixture.range(0, 5), ConsumerFixture.numbers(fixture.awaitRecords(runner, 5)));
        }
    }

    /** What ManageKinesisState writes to have a record read again: before its first user record. */
    @Test
    void aCheckpointBeforeTheFirstUserRecordDeliversTheWholeAggregatedRecordAgain() {
        try (ConsumerFixture fixture = new ConsumerFixture(1)) {
            put(fixture, "a", List.of(0, 1, 2), List.of(LOW, LOW, HIGH));
            put(fixture, "a", List.of(3, 4, 5), List.of(LOW, LOW, HIGH));
            final TestRunner runner = fixture.runner();
            ConsumerFixture.schedule(runner);
            final String second = fixture.awaitRecords(runner, 6)
                    .getLast()
                    .get("kinesisMetadata")
                    .get("sequenceNumber")
                    .asText();
            ConsumerFixture.unschedule(runner);
            fixture.dynamoDb.updateItem(request -> request.tableName(fixture.application)
                    .key(Map.of("leaseKey", AttributeValue.fromS("shardId-000000000000")))
                    .updateExpression("SET checkpoint = :at, checkpointSubSequenceNumber = :before REMOVE leaseOwner"
                            + " ADD leaseCounter :one")
                    .expressionAttributeValues(Map.of(
                            ":at", AttributeValue.fromS(second),
                            ":before", AttributeValue.fromN("-1"),
                            ":one", AttributeValue.fromN("1"))));
            runner.clearTransferState();
            ConsumerFixture.schedule(runner);
            assertEquals(ConsumerFixture.range(3, 6), ConsumerFixture.numbers(fixture.awaitRecords(runner, 3)));
        }
    }

    @Test
    void aDamagedAggregateGoesToParseFailureWithItsBytes() {
        try (ConsumerFixture fixture = new ConsumerFixture(1)) {
            final byte[] damaged = Aggregates.aggregate(List.of("{\"n\":0}", "{\"n\":1}"), List.of());
            damaged[10] ^= 1;
            fixture.putRaw(damaged);
            fixture.put(2, 3);
            final TestRunner runner = fixture.runner();
            ConsumerFixture.schedule(runner);
            assertEquals(List.of(2), ConsumerFixture.numbers(fixture.awaitRecords(runner, 1)));
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                runner.run(1, false, false);
                return !runner.getFlowFilesForRelationship(ConsumeKinesisStream.PARSE_FAILURE)
                        .isEmpty();
            });
        }
    }

    private static void assertPositionsAreTheClientLibrarys(final TestRunner runner) {
        ConsumerFixture.records(runner.getFlowFilesForRelationship(ConsumeKinesisStream.SUCCESS))
                .forEach(record -> assertTrue(
                        record.at("/kinesisMetadata/subSequenceNumber").asInt() < 3
                                && record.at("/kinesisMetadata/partitionKey")
                                        .asText()
                                        .equals("k"
                                                + record.at("/kinesisMetadata/subSequenceNumber")
                                                        .asInt())));
    }

    /** Puts one aggregated record where its first user record belongs, as the aggregators do. */
    private static void put(
            final ConsumerFixture fixture,
            final String partitionKey,
            final List<Integer> numbers,
            final List<BigInteger> hashKeys) {
        final byte[] packed = Aggregates.aggregate(
                numbers.stream().map(n -> "{\"n\":" + n + "}").toList(), hashKeys);
        fixture.kinesis.putRecord(request -> request.streamName(fixture.stream)
                .partitionKey(partitionKey)
                .explicitHashKey(hashKeys.getFirst().toString())
                .data(SdkBytes.fromByteArray(packed)));
    }

    private static void split(final ConsumerFixture fixture) {
        fixture.kinesis.splitShard(request -> request.streamName(fixture.stream)
                .shardToSplit("shardId-000000000000")
                .newStartingHashKey(MIDDLE.toString()));
        LocalAws.awaitActive(fixture.kinesis, fixture.stream);
    }
}
