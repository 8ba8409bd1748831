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

import com.fasterxml.jackson.databind.JsonNode;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.nifi.kinesis.settings.AwsProperties;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Subscriptions of enhanced fan-out that end: with the shard, with the lease, by themselves. */
class FanOutShardIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Two children, and the records of the parent before theirs; each subscription ends after some events. */
    @Test
    @Tag("long")
    void theEndOfAShardIsFollowedByItsChildrenAndASubscriptionThatEndsByTheNextOne() {
        try (ConsumerFixture fixture = new ConsumerFixture(1);
                PushingKinesis kinesis =
                        new PushingKinesis(fixture.kinesis, fixture.stream, fixture.kinesisEndpoint(), 20)) {
            fixture.put(0, 2_000);
            final TestRunner runner = EnhancedFanOutIT.fanOut(fixture.runner());
            runner.setProperty(AwsProperties.KINESIS_ENDPOINT, kinesis.endpoint());
            ConsumerFixture.schedule(runner);
            fixture.awaitRecords(runner, 2_000);
            fixture.put(2_000, 3_000);
            final String parent = "shardId-000000000000";
            fixture.kinesis.splitShard(request -> request.streamName(fixture.stream)
                    .shardToSplit(parent)
                    .newStartingHashKey("170141183460469231731687303715884105728"));
            LocalAws.awaitActive(fixture.kinesis, fixture.stream);
            fixture.put(3_000, 4_000);
            final List<JsonNode> records = fixture.awaitRecords(runner, 4_000);
            assertEquals(ConsumerFixture.range(0, 4_000), ConsumerFixture.numbers(records));
            EnhancedFanOutIT.assertInOrder(records);
            final List<String> shards = records.stream()
                    .map(record -> record.at("/kinesisMetadata/shardId").asText())
                    .toList();
            assertEquals(3, Set.copyOf(shards).size());
            assertEquals(3_000, shards.lastIndexOf(parent) + 1);
            await("the parent is done").atMost(PATIENCE).until(() -> {
                runner.run(1, false, false);
                return fixture.isFinished(parent);
            });
            await("later subscriptions").atMost(PATIENCE).until(() -> kinesis.opened() > 5);
            assertEquals(List.of(), EnhancedFanOutIT.warnings(runner));
            ConsumerFixture.unschedule(runner);
            await("nothing stays open").atMost(PATIENCE).until(() -> kinesis.open() == 0);
        }
    }

    @Test
    @Tag("long")
    void aLostLeaseEndsTheSubscriptionAndNothingIsMissingWhenItComesBack() {
        try (ConsumerFixture fixture = new ConsumerFixture(1);
                PushingKinesis kinesis = new PushingKinesis(
                        fixture.kinesis, fixture.stream, fixture.kinesisEndpoint(), Integer.MAX_VALUE)) {
            fixture.put(0, 500);
            final TestRunner runner = EnhancedFanOutIT.fanOut(fixture.runner());
            runner.setProperty(AwsProperties.KINESIS_ENDPOINT, kinesis.endpoint());
            ConsumerFixture.schedule(runner);
            fixture.awaitRecords(runner, 500);
            assertEquals(1, kinesis.open());
            fixture.dynamoDb.updateItem(request -> request.tableName(fixture.application)
                    .key(Map.of("leaseKey", AttributeValue.fromS("shardId-000000000000")))
                    .updateExpression("SET leaseOwner = :other ADD leaseCounter :one")
                    .expressionAttributeValues(
                            Map.of(":other", AttributeValue.fromS("other"), ":one", AttributeValue.fromN("1"))));
            await("the subscription ends").atMost(PATIENCE).until(() -> kinesis.open() == 0);
            fixture.put(500, 1_000);
            await("all records").atMost(PATIENCE).until(() -> {
                runner.run(1, false, false);
                return EnhancedFanOutIT.distinct(runner).size() == 1_000;
            });
            assertEquals(1, kinesis.open());
        }
    }
}
