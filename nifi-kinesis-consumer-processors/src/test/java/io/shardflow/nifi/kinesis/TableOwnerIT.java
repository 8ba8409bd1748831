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

import io.shardflow.nifi.kinesis.settings.ConsumerProperties;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** Two processors with two streams and one application name: one of them runs, the other stops and says why. */
@Tag("long")
class TableOwnerIT {

    private static final int RECORDS = 200;
    private static final List<String> SHARDS = List.of("shardId-000000000000", "shardId-000000000001");

    @TestFactory
    Stream<DynamicTest> startedTogetherOneRunsAndOneStops() {
        return IntStream.rangeClosed(1, 4)
                .mapToObj(round -> DynamicTest.dynamicTest("round " + round, () -> oneRuns(first -> true)));
    }

    @TestFactory
    Stream<DynamicTest> startedWhileTheOtherStartsOneRunsAndOneStops() {
        final Map<String, Predicate<ConsumerFixture>> moments = Map.of(
                "the table is there",
                        first -> first.dynamoDb.listTables().tableNames().contains(first.application),
                "the table has a row", first -> !rows(first).isEmpty(),
                "a lease row is there", first -> has(first, SHARDS.getFirst()),
                "all lease rows are there", first -> has(first, SHARDS.getLast()),
                "the library has begun", first -> has(first, "Leader"),
                "a checkpoint is there",
                        first -> rows(first).stream()
                                .anyMatch(row -> row.containsKey("checkpoint")
                                        && Character.isDigit(
                                                row.get("checkpoint").s().charAt(0))));
        return moments.entrySet().stream()
                .map(moment -> DynamicTest.dynamicTest(moment.getKey(), () -> oneRuns(moment.getValue())));
    }

    private static void oneRuns(final Predicate<ConsumerFixture> moment) {
        try (ConsumerFixture first = new ConsumerFixture(2);
                ConsumerFixture second = new ConsumerFixture(2)) {
            first.put(0, RECORDS);
            second.put(1000, 1000 + RECORDS);
            final TestRunner one = first.runner();
            final TestRunner two = second.runner();
            two.setProperty(ConsumerProperties.APPLICATION_NAME, first.application);
            ConsumerFixture.schedule(one);
            await().atMost(Duration.ofSeconds(60))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> {
                        final boolean reached = moment.test(first);
                        if (!reached) {
                            one.run(1, false, false);
                        }
                        return reached;
                    });
            ConsumerFixture.schedule(two);
            await().atMost(Duration.ofSeconds(90)).until(() -> {
                one.run(1, false, false);
                two.run(1, false, false);
                return ConsumerFixture.count(one) >= RECORDS && stopped(two)
                        || ConsumerFixture.count(two) >= RECORDS && stopped(one);
            });
            final boolean oneStopped = stopped(one);
            final TestRunner winner = oneStopped ? two : one;
            final TestRunner loser = oneStopped ? one : two;
            final int from = oneStopped ? 1000 : 0;
            assertEquals(
                    ConsumerFixture.range(from, from + RECORDS),
                    ConsumerFixture.numbers(
                            ConsumerFixture.records(winner.getFlowFilesForRelationship(ConsumeKinesisStream.SUCCESS))));
            assertEquals(0, ConsumerFixture.count(loser));
            final String owner = arn(oneStopped ? second : first);
            final String bulletin =
                    loser.getLogger().getErrorMessages().getFirst().getMsg();
            assertTrue(bulletin.contains(first.application) && bulletin.contains(owner), bulletin);
            assertTrue(bulletin.contains("Application Name"), bulletin);
            assertEquals(List.of(), winner.getLogger().getErrorMessages());
            SHARDS.forEach(shard -> assertEquals(
                    owner, first.leaseAttribute(shard, "sfStreamArn").s()));
        }
    }

    private static boolean stopped(final TestRunner runner) {
        return runner.getLogger().getErrorMessages().stream()
                .map(LogMessage::getMsg)
                .anyMatch(message -> message.contains("another stream"));
    }

    private static String arn(final ConsumerFixture fixture) {
        return fixture.kinesis
                .describeStreamSummary(request -> request.streamName(fixture.stream))
                .streamDescriptionSummary()
                .streamARN();
    }

    private static boolean has(final ConsumerFixture fixture, final String key) {
        return rows(fixture).stream()
                .anyMatch(row -> key.equals(row.get("leaseKey").s()));
    }

    private static List<Map<String, AttributeValue>> rows(final ConsumerFixture fixture) {
        try {
            return fixture.dynamoDb
                    .scan(request -> request.tableName(fixture.application).consistentRead(true))
                    .items();
        } catch (final ResourceNotFoundException e) {
            return List.of();
        }
    }
}
