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

import com.fasterxml.jackson.databind.JsonNode;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.nifi.kinesis.settings.ConsumerProperties;
import io.shardflow.nifi.kinesis.settings.InitialStreamPosition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** Reading a real stream through the real client library. */
class ConsumeKinesisStreamIT {

    @Test
    void readsAFreshApplicationFromTheOldestRecordAndGoesOnAfterARestart() {
        try (ConsumerFixture fixture = new ConsumerFixture(4)) {
            fixture.put(0, 1000);
            final TestRunner runner = fixture.runner();
            ConsumerFixture.schedule(runner);
            fixture.awaitRecords(runner, 1000);
            ConsumerFixture.unschedule(runner);
            fixture.put(1000, 2000);
            ConsumerFixture.schedule(runner);
            final List<JsonNode> records = fixture.awaitRecords(runner, 2000);
            ConsumerFixture.unschedule(runner);
            assertEquals(ConsumerFixture.range(0, 2000), ConsumerFixture.numbers(records));
            final List<String> timelines = runner.getLogger().getInfoMessages().stream()
                    .map(LogMessage::getMsg)
                    .filter(message -> message.contains("First record"))
                    .toList();
            timelines.forEach(System.out::println);
            assertEquals(2, timelines.size());
        }
    }

    @Test
    void eachFlowFileHoldsRecordsOfOneShardWithTheirIdentity() {
        try (ConsumerFixture fixture = new ConsumerFixture(2)) {
            fixture.put(0, 200);
            final TestRunner runner = fixture.runner();
            ConsumerFixture.schedule(runner);
            fixture.awaitRecords(runner, 200);
            for (final MockFlowFile flowFile : runner.getFlowFilesForRelationship(ConsumeKinesisStream.SUCCESS)) {
                final List<JsonNode> records = ConsumerFixture.records(List.of(flowFile));
                final JsonNode first = records.getFirst().get("kinesisMetadata");
                flowFile.assertAttributeEquals(
                        "aws.kinesis.shard.id", first.get("shardId").asText());
                flowFile.assertAttributeEquals(
                        "aws.kinesis.first.sequence.number",
                        first.get("sequenceNumber").asText());
                flowFile.assertAttributeEquals("aws.kinesis.stream.name", fixture.stream);
                for (final JsonNode record : records) {
                    assertEquals("kinesisMetadata", record.fieldNames().next());
                    final JsonNode metadata = record.get("kinesisMetadata");
                    assertEquals(first.get("shardId"), metadata.get("shardId"));
                    assertEquals(
                            "key-" + record.get("n").asInt(),
                            metadata.get("partitionKey").asText());
                    assertEquals(
                            metadata.get("sequenceNumber").asText() + "0".repeat(20),
                            metadata.get("shardedSequenceNumber").asText());
                }
            }
        }
    }

    @Test
    void recordsThatAreNoJsonObjectGoToParseFailureAndTheOthersGoOn() {
        try (ConsumerFixture fixture = new ConsumerFixture(1)) {
            fixture.put(0, 10);
            fixture.putRaw("not json".getBytes(StandardCharsets.UTF_8));
            fixture.put(10, 20);
            final TestRunner runner = fixture.runner();
            ConsumerFixture.schedule(runner);
            assertEquals(ConsumerFixture.range(0, 20), ConsumerFixture.numbers(fixture.awaitRecords(runner, 20)));
            final List<MockFlowFile> failed = runner.getFlowFilesForRelationship(ConsumeKinesisStream.PARSE_FAILURE);
            failed.getFirst().assertAttributeEquals("kinesis.parse.failure", "true");
            runner.getFlowFilesForRelationship(ConsumeKinesisStream.SUCCESS)
                    .forEach(flowFile -> flowFile.assertAttributeNotExists("kinesis.parse.failure"));
            final List<JsonNode> envelopes = ConsumerFixture.records(failed);
            assertEquals(1, envelopes.size());
            assertEquals("bm90IGpzb24=", envelopes.getFirst().get("raw").asText());
            assertEquals(
                    "the record is not valid JSON",
                    envelopes.getFirst().get("reason").asText());
            assertEquals(
                    "raw",
                    envelopes.getFirst().at("/kinesisMetadata/partitionKey").asText());
        }
    }

    @Test
    void latestIsPinnedToTheFirstStartEvenWithoutACheckpoint() {
        try (ConsumerFixture fixture = new ConsumerFixture(2)) {
            final TestRunner runner = fixture.runner();
            runner.setProperty(ConsumerProperties.INITIAL_STREAM_POSITION, InitialStreamPosition.LATEST);
            ConsumerFixture.schedule(runner);
            // until the start has made it, there is no table
            await().ignoreExceptionsInstanceOf(ResourceNotFoundException.class).until(() -> {
                runner.run(1, false, false);
                return fixture.leaseAttribute("shardId-000000000001", "sfStartAt") != null;
            });
            ConsumerFixture.unschedule(runner);
            fixture.put(0, 100);
            ConsumerFixture.schedule(runner);
            assertEquals(ConsumerFixture.range(0, 100), ConsumerFixture.numbers(fixture.awaitRecords(runner, 100)));
        }
    }

    @Test
    void childrenOfASplitShardAreReadAfterTheirParent() {
        try (ConsumerFixture fixture = new ConsumerFixture(1)) {
            fixture.put(0, 100);
            final TestRunner runner = fixture.runner();
            ConsumerFixture.schedule(runner);
            fixture.awaitRecords(runner, 100);
            fixture.kinesis.splitShard(request -> request.streamName(fixture.stream)
                    .shardToSplit("shardId-000000000000")
                    .newStartingHashKey("170141183460469231731687303715884105728"));
            LocalAws.awaitActive(fixture.kinesis, fixture.stream);
            fixture.put(100, 200);
            assertEquals(ConsumerFixture.range(0, 200), ConsumerFixture.numbers(fixture.awaitRecords(runner, 200)));
            assertTrue(fixture.isFinished("shardId-000000000000"));
        }
    }

    @Test
    void stopsWithinTenSecondsWhileTheBufferIsFullAndLosesNothing() {
        try (ConsumerFixture fixture = new ConsumerFixture(1)) {
            // each counts for its payload and 512 bytes of objects: more than the smallest budget together
            fixture.put(0, 40_000);
            final TestRunner runner = fixture.runner();
            runner.setProperty(ConsumerProperties.MAX_BUFFER_SIZE, "16 MB");
            ConsumerFixture.schedule(runner);
            await().atMost(Duration.ofSeconds(60)).until(() -> runner.getLogger().getInfoMessages().stream()
                    .anyMatch(message -> message.getMsg().contains("First record")));
            final long began = System.nanoTime();
            ConsumerFixture.unschedule(runner);
            assertTrue(Duration.ofNanos(System.nanoTime() - began).toSeconds() < 10, "stop is bounded");
            ConsumerFixture.schedule(runner);
            assertEquals(
                    ConsumerFixture.range(0, 40_000), ConsumerFixture.numbers(fixture.awaitRecords(runner, 40_000)));
        }
    }

    @Test
    void aMissingStreamIsNamedInABulletinAndReadAsSoonAsItExists() {
        try (ConsumerFixture fixture = new ConsumerFixture(0)) {
            final TestRunner runner = fixture.runner();
            ConsumerFixture.schedule(runner);
            ConsumerFixture.awaitError(runner, "Stream Name: there is no stream \"" + fixture.stream + "\"");
            LocalAws.createStream(fixture.kinesis, fixture.stream, 1);
            fixture.put(0, 10);
            assertEquals(ConsumerFixture.range(0, 10), ConsumerFixture.numbers(fixture.awaitRecords(runner, 10)));
        }
    }

    @Test
    void twoApplicationsThatRunSideBySideEachReadEverythingFromATableOfTheirOwn() {
        try (ConsumerFixture fixture = new ConsumerFixture(2)) {
            final String second = fixture.application + "-2";
            final List<TestRunner> runners = List.of(fixture.runner(), fixture.runner());
            runners.getLast().setProperty(ConsumerProperties.APPLICATION_NAME, second);
            runners.forEach(ConsumerFixture::schedule);
            // in rounds, so that each has read records while the other one runs
            for (int round = 1; round <= 3; round++) {
                fixture.put(10 * (round - 1), 10 * round);
                for (final TestRunner runner : runners) {
                    assertEquals(
                            ConsumerFixture.range(0, 10 * round),
                            ConsumerFixture.numbers(fixture.awaitRecords(runner, 10 * round)));
                }
            }
            assertTrue(fixture.dynamoDb.listTables().tableNames().containsAll(List.of(fixture.application, second)));
        }
    }

    @Test
    void anotherApplicationNameReadsEverythingAgainIntoATableOfItsOwn() {
        try (ConsumerFixture fixture = new ConsumerFixture(1)) {
            fixture.put(0, 10);
            final TestRunner runner = fixture.runner();
            ConsumerFixture.schedule(runner);
            fixture.awaitRecords(runner, 10);
            ConsumerFixture.unschedule(runner);
            runner.setProperty(ConsumerProperties.APPLICATION_NAME, fixture.application + "-2");
            ConsumerFixture.schedule(runner);
            assertEquals(20, fixture.awaitRecords(runner, 20).size());
            assertTrue(fixture.dynamoDb
                    .listTables()
                    .tableNames()
                    .containsAll(List.of(fixture.application, fixture.application + "-2")));
        }
    }
}
