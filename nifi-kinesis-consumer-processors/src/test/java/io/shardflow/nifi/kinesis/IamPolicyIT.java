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
import io.shardflow.localstack.faults.FaultProxy;
import io.shardflow.nifi.kinesis.iam.AwsCall;
import io.shardflow.nifi.kinesis.iam.Gate;
import io.shardflow.nifi.kinesis.iam.Policy;
import io.shardflow.nifi.kinesis.iam.PolicyPage;
import io.shardflow.nifi.kinesis.settings.ConsumerProperties;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The policies of docs/iam.md against every call that is made: a gate before each service records it, and refuses what the
 * policy does not allow.
 */
@Tag("long")
class IamPolicyIT {

    private static final String REGION = LocalAws.REGION.id();
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration BOUND = Duration.ofSeconds(15);

    /** Finished shards count too when leases are spread: with so many others, each worker gets some of these. */
    private static final int SHARDS = 8;

    private static final List<String> OPEN = List.of(
            "shardId-000000000001",
            "shardId-000000000002",
            "shardId-000000000003",
            "shardId-000000000004",
            "shardId-000000000005",
            "shardId-000000000006",
            "shardId-000000000007",
            "shardId-000000000010");
    private static final String MIDDLE_OF_FIRST_SHARD =
            BigInteger.TWO.pow(128).divide(BigInteger.valueOf(2 * SHARDS)).toString();

    /** The SDK's setting of an endpoint for every client that has none of its own. */
    private static final String ENDPOINT = "aws.endpointUrl";

    @Test
    void aWholeLifeNeedsWhatThePolicyAllowsAndNothingElse() {
        try (Life life = new Life();
                FaultProxy elsewhere = FaultProxy.before(URI.create("http://127.0.0.1:9"))) {
            final Policy policy = PolicyPage.polling(REGION, life.fixture.stream, life.fixture.application);
            final Gate gate = Gate.naming(policy).guard(life.kinesis).guard(life.dynamoDb);
            final Gate other = Gate.naming(policy).guard(elsewhere);
            System.setProperty(ENDPOINT, elsewhere.uri().toString());
            try {
                callAnotherService();
                assertEquals(1, other.seen().size(), "a call to a third service is seen");
                life.live();
            } finally {
                System.clearProperty(ENDPOINT);
            }
            gate.seen().forEach((call, count) -> System.out.printf("%6d %s%n", count, call));
            assertEquals(Set.of(), gate.refused(), "the policy is wide enough");
            assertEquals(
                    new TreeSet<>(policy.grants()), new TreeSet<>(gate.seen().keySet()), "the policy is narrow enough");
            assertEquals(1, other.seen().size(), "there is no call to a third service");
            assertAllowed(gate.seen().keySet(), PolicyPage.pollingAll(REGION, ""));
            final Policy prefix = PolicyPage.pollingAll(REGION, "app-");
            gate.seen().keySet().stream()
                    .filter(call -> call.action().startsWith("dynamodb:"))
                    .forEach(call -> assertTrue(prefix.allows(call), call::toString));
        }
    }

    @Test
    void aTableWithoutTheIndexNeedsOneActionMore() {
        try (Life life = new Life()) {
            final ConsumerFixture fixture = life.fixture;
            LocalAws.createTable(fixture.dynamoDb, fixture.application, "leaseKey");
            final Policy policy = PolicyPage.polling(REGION, fixture.stream, fixture.application);
            final Policy update = PolicyPage.oldTable(REGION, fixture.application);
            final AwsCall needed = update.grants().iterator().next();
            final Gate gate = Gate.terse(policy).guard(life.kinesis).guard(life.dynamoDb);
            life.put(100);
            ConsumerFixture.schedule(life.runner);
            awaitSaid(life.runner, needed.toString());
            assertEquals(Set.of(needed), gate.refused());
            gate.apply(policy.with(update));
            life.awaitAll(0);
            assertEquals(Set.of(needed), update.grants());
        }
    }

    @Test
    void afterARenameTheBulletinNamesTheActionTheNewTableAndBothWaysOut() {
        try (Life life = new Life()) {
            final String old = life.fixture.application;
            final String renamed = old + "-renamed";
            final Policy policy = PolicyPage.polling(REGION, life.fixture.stream, old);
            final Gate gate = Gate.terse(policy).guard(life.kinesis).guard(life.dynamoDb);
            life.put(100);
            ConsumerFixture.schedule(life.runner);
            life.awaitAll(0);
            ConsumerFixture.unschedule(life.runner);

            life.runner.setProperty(ConsumerProperties.APPLICATION_NAME, renamed);
            ConsumerFixture.schedule(life.runner);
            final String said = awaitSaid(
                    life.runner,
                    "dynamodb:DescribeTable on arn:aws:dynamodb:" + REGION + ':' + Gate.ACCOUNT + ":table/" + renamed
                            + ":");
            assertTrue(said.contains("IAM policy"), said);
            assertTrue(said.contains("Application Name \"" + renamed + "\""), said);
            assertTrue(said.contains("change the policy, or set the old name back"), said);
            ConsumerFixture.unschedule(life.runner);

            life.runner.setProperty(ConsumerProperties.APPLICATION_NAME, old);
            life.runner.clearTransferState();
            final int before = life.records;
            life.put(100);
            ConsumerFixture.schedule(life.runner);
            life.awaitAll(before);
            assertEquals(100, ConsumerFixture.count(life.runner), "the old name goes on from its checkpoints");
            ConsumerFixture.unschedule(life.runner);

            life.runner.setProperty(ConsumerProperties.APPLICATION_NAME, renamed);
            ConsumerFixture.schedule(life.runner);
            gate.apply(PolicyPage.polling(REGION, life.fixture.stream, renamed));
            life.awaitAll(0);
            assertTrue(life.fixture.dynamoDb.listTables().tableNames().containsAll(List.of(old, renamed)));
        }
    }

    private static void assertAllowed(final Set<AwsCall> calls, final Policy policy) {
        calls.forEach(call -> assertTrue(policy.allows(call), call::toString));
    }

    /** So that it is sure that such a call would be seen. */
    private static void callAnotherService() {
        try (CloudWatchAsyncClient cloudWatch = CloudWatchAsyncClient.builder()
                .region(LocalAws.REGION)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .httpClientBuilder(NettyNioAsyncHttpClient.builder())
                .build()) {
            cloudWatch.listMetrics().handle((answer, failure) -> failure).join();
        }
    }

    /** Waits for a bulletin's text, no longer than one may take. */
    private static String awaitSaid(final TestRunner runner, final String part) {
        final long began = System.nanoTime();
        final String said = ConsumerFixture.awaitError(runner, part);
        final Duration took = Duration.ofNanos(System.nanoTime() - began);
        System.out.println("after " + took.toMillis() + " ms: " + said);
        assertTrue(took.compareTo(BOUND) <= 0, () -> "a bulletin after " + took.toMillis() + " ms");
        return said;
    }

    /** One consumer in this process, through the gates, and others in processes of their own that come and go. */
    private static final class Life implements AutoCloseable {
        private final ConsumerFixture fixture = new ConsumerFixture(SHARDS);
        private final FaultProxy kinesis = FaultProxy.before(URI.create(fixture.kinesisEndpoint()));
        private final FaultProxy dynamoDb = FaultProxy.before(URI.create(fixture.dynamoDbEndpoint()));
        private final TestRunner runner = ConsumerFixture.runner(
                fixture.stream,
                fixture.application,
                kinesis.uri().toString(),
                dynamoDb.uri().toString());
        private int records;

        private void live() {
            start();
            reshard();
            othersComeAndDie();
            ConsumerFixture.unschedule(runner);
            start();
            ConsumerFixture.unschedule(runner);
            fixture.dynamoDb.deleteTable(request -> request.tableName(fixture.application));
            runner.clearTransferState();
            ConsumerFixture.schedule(runner);
            awaitAll(0);
            ConsumerFixture.unschedule(runner);
        }

        private void start() {
            final int before = records;
            put(100);
            ConsumerFixture.schedule(runner);
            awaitAll(before);
        }

        private void reshard() {
            final int before = records;
            fixture.kinesis.splitShard(request -> request.streamName(fixture.stream)
                    .shardToSplit("shardId-000000000000")
                    .newStartingHashKey(MIDDLE_OF_FIRST_SHARD));
            LocalAws.awaitActive(fixture.kinesis, fixture.stream);
            put(100);
            fixture.kinesis.mergeShards(request -> request.streamName(fixture.stream)
                    .shardToMerge("shardId-000000000008")
                    .adjacentShardToMerge("shardId-000000000009"));
            LocalAws.awaitActive(fixture.kinesis, fixture.stream);
            put(100);
            awaitAll(before);
        }

        private void othersComeAndDie() {
            try (SharingProcess second = other()) {
                awaitShared(second);
                second.kill();
                awaitAllNewRecords();
            }
            try (SharingProcess third = other()) {
                awaitShared(third);
                ConsumerFixture.unschedule(runner);
                put(100);
                await("the third has all").atMost(PATIENCE).until(() -> third.delivered().values().stream()
                        .anyMatch(last -> last == records - 1));
                await("the third leads").atMost(PATIENCE).until(() -> third.owns(owner("Leader", "ownerName")));
                ConsumerFixture.schedule(runner);
                awaitShared(third);
                third.kill();
                awaitAllNewRecords();
            }
        }

        private SharingProcess other() {
            return SharingProcess.of(
                    fixture, kinesis.uri().toString(), dynamoDb.uri().toString());
        }

        private void awaitShared(final SharingProcess other) {
            await("two workers share the shards").atMost(PATIENCE).until(() -> {
                runner.run(1, false, false);
                final long theirs = OPEN.stream()
                        .filter(shard -> other.owns(owner(shard, "leaseOwner")))
                        .count();
                return theirs > 0 && theirs < OPEN.size();
            });
        }

        private String owner(final String key, final String attribute) {
            final AttributeValue owner = fixture.leaseAttribute(key, attribute);
            return owner == null ? "" : owner.s();
        }

        private void awaitAllNewRecords() {
            final int before = records;
            put(100);
            awaitAll(before);
        }

        private void put(final int count) {
            fixture.put(records, records + count);
            records += count;
        }

        /** Triggers until this consumer has delivered every record from the given one on. */
        private void awaitAll(final int from) {
            final List<Integer> wanted = ConsumerFixture.range(from, records);
            await("every record").atMost(PATIENCE).until(() -> {
                runner.run(1, false, false);
                return new HashSet<>(ConsumerFixture.numbers(ConsumerFixture.records(
                                runner.getFlowFilesForRelationship(ConsumeKinesisStream.SUCCESS))))
                        .containsAll(wanted);
            });
        }

        @Override
        public void close() {
            ConsumerFixture.unschedule(runner);
            fixture.close();
            kinesis.close();
            dynamoDb.close();
        }
    }
}
