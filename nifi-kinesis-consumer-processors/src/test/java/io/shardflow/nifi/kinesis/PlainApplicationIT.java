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
import io.shardflow.nifi.kinesis.settings.ConsumerProperties;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The table of a plain application of the Kinesis Client Library 3.5, and the processor behind it. */
@Tag("long")
class PlainApplicationIT {

    private static final String ROOT = "shardId-000000000000";

    /**
     * An application that does not end in time leaves its leader's lock behind, which the client library lets run out after two
     * minutes.
     */
    private static final Duration WITHOUT_A_LEADER = Duration.ofSeconds(180);

    @Test
    void itsCheckpointsAreTakenOverForItsStreamAndRefusedForAnother() {
        try (ConsumerFixture fixture = new ConsumerFixture(2);
                ConsumerFixture other = new ConsumerFixture(0)) {
            fixture.put(0, 50);
            runPlainApplicationOverASplit(fixture);
            LocalAws.createStream(other.kinesis, other.stream, 2);
            other.put(0, 50);

            final TestRunner intruder = other.runner();
            intruder.setProperty(ConsumerProperties.APPLICATION_NAME, fixture.application);
            ConsumerFixture.schedule(intruder);
            ConsumerFixture.awaitError(intruder, "is not taken over for the stream");
            ConsumerFixture.unschedule(intruder);
            assertEquals(null, fixture.leaseAttribute(ROOT, "sfStreamArn"));
            final Set<String> plainMark = mark(fixture);

            fixture.put(100, 150);
            final TestRunner runner = fixture.runner();
            ConsumerFixture.schedule(runner);
            assertEquals(
                    ConsumerFixture.range(100, 150),
                    ConsumerFixture.numbers(fixture.awaitRecords(runner, 50, WITHOUT_A_LEADER)));
            assertTrue(runner.getLogger().getInfoMessages().stream()
                    .anyMatch(message -> message.getMsg().contains("Initial Stream Position is ignored")));
            final Set<String> ours = new TreeSet<>(plainMark);
            ours.addAll(Set.of("sfStreamArn", "sfStreamCreated"));
            assertEquals(ours, mark(fixture));
        }
    }

    @Test
    void itGoesOnWithATableThatTheProcessorMade() {
        try (ConsumerFixture fixture = new ConsumerFixture(2)) {
            fixture.put(0, 50);
            final TestRunner runner = fixture.runner();
            ConsumerFixture.schedule(runner);
            fixture.awaitRecords(runner, 50);
            ConsumerFixture.unschedule(runner);
            fixture.put(50, 90);
            try (PlainApplication plain = new PlainApplication(fixture)) {
                await().atMost(Duration.ofSeconds(120)).until(() -> plain.records() >= 40);
                assertEquals(40, plain.records());
            }
            assertTrue(mark(fixture).contains("sfStreamArn"));
        }
    }

    private static void runPlainApplicationOverASplit(final ConsumerFixture fixture) {
        try (PlainApplication plain = new PlainApplication(fixture)) {
            await().atMost(Duration.ofSeconds(120)).until(() -> plain.records() == 50);
            fixture.kinesis.splitShard(request ->
                    request.streamName(fixture.stream).shardToSplit(ROOT).newStartingHashKey("1000"));
            LocalAws.awaitActive(fixture.kinesis, fixture.stream);
            fixture.put(50, 100);
            await().atMost(Duration.ofSeconds(120)).until(() -> plain.records() == 100);
            await().atMost(Duration.ofSeconds(60)).until(() -> "SHARD_END"
                    .equals(fixture.leaseAttribute(ROOT, "checkpoint").s()));
        }
    }

    private static Set<String> mark(final ConsumerFixture fixture) {
        return new TreeSet<>(fixture.dynamoDb
                .getItem(request -> request.tableName(fixture.application)
                        .consistentRead(true)
                        .key(Map.of("leaseKey", AttributeValue.fromS("Migration3.0"))))
                .item()
                .keySet());
    }
}
