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
import io.shardflow.nifi.kinesis.settings.InitialStreamPosition;
import io.shardflow.nifi.kinesis.write.ConsumerAttributes;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** A start at a time, on a stream that was split and merged: every record from that time on, none before it. */
@Tag("long")
class LatestPositionIT {

    private static final String SHARD = "shardId-00000000000";

    @Test
    void aTimeAfterASplit() {
        try (ConsumerFixture fixture = new ConsumerFixture(1)) {
            fixture.put(0, 50);
            split(fixture, 0);
            fixture.put(50, 150);
            final TestRunner runner = startingAt(fixture, nextMillisecond());
            fixture.put(150, 200);
            ConsumerFixture.schedule(runner);
            assertReads(fixture, runner, 150, 200);
        }
    }

    @Test
    void onlyTheFirstFlowFileOfAShardSaysFromWhichTimeItIsRead() {
        try (ConsumerFixture fixture = new ConsumerFixture(1)) {
            final Instant start = nextMillisecond().truncatedTo(ChronoUnit.MILLIS);
            final TestRunner runner = startingAt(fixture, start);
            fixture.put(0, 10);
            ConsumerFixture.schedule(runner);
            fixture.awaitRecords(runner, 10);
            fixture.put(10, 20);
            fixture.awaitRecords(runner, 20);
            final List<String> starts = runner.getFlowFilesForRelationship(ConsumeKinesisStream.SUCCESS).stream()
                    .map(flowFile -> flowFile.getAttribute(ConsumerAttributes.START_POSITION))
                    .toList();
            assertEquals(start.toString(), starts.getFirst());
            assertTrue(starts.stream().skip(1).allMatch(Objects::isNull), starts::toString);
        }
    }

    @Test
    void aTimeInTheMiddleOfSplitsAndMerges() {
        try (ConsumerFixture fixture = new ConsumerFixture(2)) {
            fixture.put(0, 50);
            split(fixture, 0);
            fixture.put(50, 100);
            merge(fixture, 2, 3);
            fixture.put(100, 150);
            final TestRunner runner = startingAt(fixture, nextMillisecond());
            fixture.put(150, 200);
            split(fixture, 1);
            fixture.put(200, 250);
            merge(fixture, 5, 6);
            split(fixture, 4);
            fixture.put(250, 300);
            ConsumerFixture.schedule(runner);
            assertReads(fixture, runner, 150, 300);
        }
    }

    @Test
    void nowWithRowsThatACrashLeftOutAndSplitsAndMergesSince() {
        try (ConsumerFixture fixture = new ConsumerFixture(6)) {
            fixture.put(0, 60);
            awaitNextSecond();
            final TestRunner runner = fixture.runner();
            runner.setProperty(ConsumerProperties.INITIAL_STREAM_POSITION, InitialStreamPosition.LATEST);
            ConsumerFixture.schedule(runner);
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                runner.run(1, false, false);
                return fixture.dynamoDb.listTables().tableNames().contains(fixture.application)
                        && fixture.leaseAttribute(SHARD + 5, "leaseKey") != null;
            });
            ConsumerFixture.unschedule(runner);
            List.of(1, 2, 3, 4, 5).forEach(shard -> deleteLease(fixture, SHARD + shard));
            fixture.put(60, 120);
            split(fixture, 0);
            split(fixture, 1);
            merge(fixture, 2, 3);
            fixture.put(120, 180);
            ConsumerFixture.schedule(runner);
            assertReads(fixture, runner, 60, 180);
        }
    }

    /** Their leases are written at the next start, with the start time; PutSnowflake would take that for a gap. */
    @Test
    void shardsThatCameOfASplitDuringAPauseDoNotSayThatReadingBeginsWithThem() {
        try (ConsumerFixture fixture = new ConsumerFixture(1)) {
            final TestRunner runner = fixture.runner();
            runner.setProperty(ConsumerProperties.INITIAL_STREAM_POSITION, InitialStreamPosition.LATEST);
            ConsumerFixture.schedule(runner);
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                runner.run(1, false, false);
                return fixture.dynamoDb.listTables().tableNames().contains(fixture.application)
                        && fixture.leaseAttribute(SHARD + 0, "leaseKey") != null;
            });
            awaitNextSecond();
            fixture.put(0, 60);
            fixture.awaitRecords(runner, 60);
            ConsumerFixture.unschedule(runner);
            awaitNextSecond();
            split(fixture, 0);
            fixture.put(60, 120);
            ConsumerFixture.schedule(runner);
            fixture.awaitRecords(runner, 120);
            final Set<String> beginnings = runner.getFlowFilesForRelationship(ConsumeKinesisStream.SUCCESS).stream()
                    .filter(flowFile -> flowFile.getAttribute(ConsumerAttributes.START_POSITION) != null)
                    .map(flowFile -> flowFile.getAttribute(ConsumerAttributes.SHARD_ID))
                    .collect(Collectors.toSet());
            assertEquals(Set.of(SHARD + 0), beginnings);
            ConsumerFixture.unschedule(runner);
        }
    }

    @Test
    void aTimeInTheFutureIsSaidAndThenKept() {
        try (ConsumerFixture fixture = new ConsumerFixture(1)) {
            final Instant start = Instant.now().plusSeconds(8);
            fixture.put(0, 10);
            final TestRunner runner = startingAt(fixture, start);
            ConsumerFixture.schedule(runner);
            ConsumerFixture.awaitError(runner, "Stream Position Timestamp");
            fixture.put(10, 20);
            await().atMost(Duration.ofSeconds(30)).until(() -> Instant.now().isAfter(start));
            fixture.put(20, 40);
            assertReads(fixture, runner, 20, 40);
        }
    }

    private static TestRunner startingAt(final ConsumerFixture fixture, final Instant start) {
        final TestRunner runner = fixture.runner();
        runner.setProperty(ConsumerProperties.INITIAL_STREAM_POSITION, InitialStreamPosition.AT_TIMESTAMP);
        runner.setProperty(ConsumerProperties.STREAM_POSITION_TIMESTAMP, Long.toString(start.toEpochMilli()));
        return runner;
    }

    /** Records that are put now go to each open shard behind all that is to come, so that nothing can come later. */
    private static void assertReads(
            final ConsumerFixture fixture, final TestRunner runner, final int from, final int to) {
        final List<Integer> expected = new ArrayList<>(ConsumerFixture.range(from, to));
        for (final Shard shard : fixture.kinesis
                .listShards(request -> request.streamName(fixture.stream))
                .shards()) {
            if (shard.sequenceNumberRange().endingSequenceNumber() == null) {
                final int last = 1000 + expected.size();
                expected.add(last);
                fixture.kinesis.putRecord(request -> request.streamName(fixture.stream)
                        .partitionKey("last")
                        .explicitHashKey(shard.hashKeyRange().startingHashKey())
                        .data(SdkBytes.fromUtf8String("{\"n\":" + last + "}")));
            }
        }
        await().atMost(Duration.ofSeconds(90)).until(() -> {
            runner.run(1, false, false);
            return read(runner).containsAll(expected.subList(to - from, expected.size()));
        });
        assertEquals(expected, read(runner));
    }

    private static List<Integer> read(final TestRunner runner) {
        return ConsumerFixture.numbers(
                ConsumerFixture.records(runner.getFlowFilesForRelationship(ConsumeKinesisStream.SUCCESS)));
    }

    /** A time after everything that was put; Kinesis and this test have the same clock. */
    private static Instant nextMillisecond() {
        final long last = System.currentTimeMillis();
        return await().pollInterval(Duration.ofMillis(1)).until(Instant::now, now -> now.toEpochMilli() > last + 1);
    }

    /** LATEST is pinned to a clock of whole seconds. */
    private static void awaitNextSecond() {
        final long last = Instant.now().getEpochSecond();
        await().until(() -> Instant.now().getEpochSecond() > last);
    }

    private static void split(final ConsumerFixture fixture, final int shard) {
        final Shard parent = fixture.kinesis
                .listShards(request -> request.streamName(fixture.stream))
                .shards()
                .get(shard);
        final BigInteger middle = new BigInteger(parent.hashKeyRange().startingHashKey())
                .add(new BigInteger(parent.hashKeyRange().endingHashKey()))
                .shiftRight(1);
        fixture.kinesis.splitShard(request -> request.streamName(fixture.stream)
                .shardToSplit(parent.shardId())
                .newStartingHashKey(middle.toString()));
        LocalAws.awaitActive(fixture.kinesis, fixture.stream);
    }

    private static void merge(final ConsumerFixture fixture, final int shard, final int adjacent) {
        fixture.kinesis.mergeShards(request ->
                request.streamName(fixture.stream).shardToMerge(SHARD + shard).adjacentShardToMerge(SHARD + adjacent));
        LocalAws.awaitActive(fixture.kinesis, fixture.stream);
    }

    private static void deleteLease(final ConsumerFixture fixture, final String shard) {
        fixture.dynamoDb.deleteItem(
                request -> request.tableName(fixture.application).key(Map.of("leaseKey", AttributeValue.fromS(shard))));
    }
}
