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
import io.shardflow.localstack.faults.FaultProxy;
import io.shardflow.nifi.kinesis.settings.AwsProperties;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.ScalingType;

/** Splits, merges and new shard counts while records come, with records waiting in the parents. */
class ReshardIT {

    private static final int KEYS = 20;
    private static final int ROUND = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Map<String, Integer> put = new HashMap<>();
    private int total;

    @Test
    void aSplitLosesNothingAndKeepsTheOrderOfEachKey() {
        reshard(1, fixture -> split(fixture, "shardId-000000000000"));
    }

    @Test
    void aMergeLosesNothingAndKeepsTheOrderOfEachKey() {
        reshard(2, fixture -> {
            fixture.kinesis.mergeShards(request -> request.streamName(fixture.stream)
                    .shardToMerge("shardId-000000000000")
                    .adjacentShardToMerge("shardId-000000000001"));
            LocalAws.awaitActive(fixture.kinesis, fixture.stream);
        });
    }

    @Test
    void newShardCountsOneAfterTheOtherLoseNothingAndKeepTheOrderOfEachKey() {
        reshard(2, fixture -> {
            for (final int count : new int[] {4, 2, 3}) {
                fixture.kinesis.updateShardCount(request -> request.streamName(fixture.stream)
                        .targetShardCount(count)
                        .scalingType(ScalingType.UNIFORM_SCALING));
                LocalAws.awaitActive(fixture.kinesis, fixture.stream);
                produce(fixture);
            }
        });
    }

    @Test
    void theRowsThatTheLibraryMakesSayFromTheirFirstMomentOfWhichStreamTheyAre() {
        try (ConsumerFixture fixture = new ConsumerFixture(1);
                FaultProxy proxy = FaultProxy.before(URI.create(fixture.dynamoDbEndpoint()))) {
            final Queue<String> rows = new ConcurrentLinkedQueue<>();
            proxy.judge(call -> {
                if (call.operation().equals("PutItem")) {
                    rows.add(new String(call.body(), StandardCharsets.UTF_8));
                }
                return Optional.empty();
            });
            final TestRunner runner = fixture.runner();
            runner.setProperty(AwsProperties.DYNAMODB_ENDPOINT, proxy.uri().toString());
            ConsumerFixture.schedule(runner);
            produce(fixture);
            split(fixture, "shardId-000000000000");
            produce(fixture);
            fixture.awaitRecords(runner, total);
            ConsumerFixture.unschedule(runner);
            final List<String> leases =
                    rows.stream().filter(row -> row.contains("\"shardId-")).toList();
            assertEquals(3, leases.size());
            leases.forEach(lease -> assertTrue(lease.contains("sfStreamArn"), lease));
        }
    }

    /** Whoever holds the lease reads a parent to its end, however long its records wait for their commit. */
    @Test
    void aLeaseLostWhileTheEndOfTheShardWaitsForCommitsIsNoticedAndNothingComesTwice() {
        try (ConsumerFixture fixture = new ConsumerFixture(1)) {
            produce(fixture);
            final TestRunner runner = fixture.runner();
            ConsumerFixture.schedule(runner);
            final String first = "shardId-000000000000";
            await("the shard is read to its end")
                    .atMost(PATIENCE)
                    .until(() -> exists(fixture, first) && fixture.leaseAttribute(first, "leaseOwner") != null);
            split(fixture, first);
            produce(fixture);
            final String children = "shardId-000000000001";
            await("the library knows the children")
                    .atMost(PATIENCE)
                    .until(() -> fixture.kinesis
                                    .listShards(request -> request.streamName(fixture.stream))
                                    .shards()
                                    .size()
                            == 3);
            final long counter = counter(fixture, first);
            fixture.dynamoDb.updateItem(request -> request.tableName(fixture.application)
                    .key(Map.of("leaseKey", AttributeValue.fromS(first)))
                    .updateExpression("SET leaseOwner = :other ADD leaseCounter :one")
                    .expressionAttributeValues(
                            Map.of(":other", AttributeValue.fromS("other"), ":one", AttributeValue.fromN("1"))));
            await("the lease comes back")
                    .atMost(PATIENCE)
                    .until(() -> counter(fixture, first) > counter + 3 && !"other".equals(owner(fixture, first)));
            final List<JsonNode> records = fixture.awaitRecords(runner, total);
            ConsumerFixture.unschedule(runner);
            assertEquals(total, records.size());
            assertOrder(runner);
            assertTrue(exists(fixture, children));
        }
    }

    private interface Reshard {
        void of(ConsumerFixture fixture);
    }

    private void reshard(final int shards, final Reshard reshard) {
        try (ConsumerFixture fixture = new ConsumerFixture(shards)) {
            produce(fixture);
            final TestRunner runner = fixture.runner();
            ConsumerFixture.schedule(runner);
            fixture.awaitRecords(runner, 1);
            produce(fixture);
            reshard.of(fixture);
            produce(fixture);
            final List<JsonNode> records = fixture.awaitRecords(runner, total);
            assertEquals(total, records.size());
            assertOrder(runner);
            ConsumerFixture.unschedule(runner);
            fixture.kinesis.listShards(request -> request.streamName(fixture.stream)).shards().stream()
                    .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() != null)
                    .forEach(shard -> assertTrue(fixture.isFinished(shard.shardId()), shard.shardId()));
        }
    }

    /** Puts one round: each record carries its key and its place among the records of that key. */
    private void produce(final ConsumerFixture fixture) {
        final List<PutRecordsRequestEntry> entries = IntStream.range(0, ROUND)
                .mapToObj(i -> {
                    final String key = "key-" + i % KEYS;
                    final int n = put.merge(key, 1, Integer::sum) - 1;
                    return PutRecordsRequestEntry.builder()
                            .partitionKey(key)
                            .data(SdkBytes.fromUtf8String("{\"key\":\"" + key + "\",\"n\":" + n + "}"))
                            .build();
                })
                .toList();
        fixture.kinesis.putRecords(request -> request.streamName(fixture.stream).records(entries));
        total += ROUND;
    }

    private static void split(final ConsumerFixture fixture, final String shardId) {
        fixture.kinesis.splitShard(request -> request.streamName(fixture.stream)
                .shardToSplit(shardId)
                .newStartingHashKey("170141183460469231731687303715884105728"));
        LocalAws.awaitActive(fixture.kinesis, fixture.stream);
    }

    private void assertOrder(final TestRunner runner) {
        final Map<String, List<Integer>> seen = new HashMap<>();
        for (final MockFlowFile flowFile : runner.getFlowFilesForRelationship(ConsumeKinesisStream.SUCCESS)) {
            ConsumerFixture.records(List.of(flowFile))
                    .forEach(record -> seen.computeIfAbsent(record.get("key").asText(), key -> new ArrayList<>())
                            .add(record.get("n").asInt()));
        }
        put.forEach((key, count) -> assertEquals(ConsumerFixture.range(0, count), seen.get(key)));
    }

    private static boolean exists(final ConsumerFixture fixture, final String shardId) {
        return fixture.dynamoDb.listTables().tableNames().contains(fixture.application)
                && fixture.leaseAttribute(shardId, "leaseKey") != null;
    }

    private static long counter(final ConsumerFixture fixture, final String shardId) {
        return Long.parseLong(fixture.leaseAttribute(shardId, "leaseCounter").n());
    }

    private static String owner(final ConsumerFixture fixture, final String shardId) {
        final AttributeValue owner = fixture.leaseAttribute(shardId, "leaseOwner");
        return owner == null ? null : owner.s();
    }
}
