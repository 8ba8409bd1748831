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

import io.shardflow.localstack.aws.LocalAws;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** How two consumers of one application share the shards of a stream that is split. */
@Tag("long")
class SharingAfterReshardIT {

    private static final String SHARD = "shardId-00000000000";
    private static final BigInteger QUARTER = BigInteger.TWO.pow(126);

    /** By itself the client library removes no row of a finished shard within five minutes of its start. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Test
    void finishedShardsDoNotCountForLongSoThatEachConsumerHasHalfOfTheOpenOnes() {
        try (ConsumerFixture fixture = new ConsumerFixture(2)) {
            final List<TestRunner> consumers = List.of(fixture.runner(), fixture.runner());
            fixture.put(0, 200);
            consumers.forEach(ConsumerFixture::schedule);
            awaitTriggering(consumers, () -> isShared(fixture, Set.of("0", "1"), 1));
            split(fixture, "0", QUARTER);
            split(fixture, "1", QUARTER.multiply(BigInteger.valueOf(3)));
            fixture.put(200, 600);
            awaitTriggering(consumers, () -> isShared(fixture, Set.of("2", "3", "4", "5"), 2));
            awaitTriggering(consumers, () -> delivered(consumers).size() == 600);
            assertEquals(
                    ConsumerFixture.range(0, 600),
                    delivered(consumers).stream().sorted().toList());
        }
    }

    /** Whether there are rows of just these shards, and two consumers hold so many each. */
    private static boolean isShared(final ConsumerFixture fixture, final Set<String> shards, final int each) {
        final Map<String, String> owners = owners(fixture);
        final Collection<Long> held = owners.values().stream()
                .collect(Collectors.groupingBy(owner -> owner, Collectors.counting()))
                .values();
        return owners.keySet().equals(shards) && List.copyOf(held).equals(List.of((long) each, (long) each));
    }

    /** Each shard that has a row, with the worker that holds it; empty for none. */
    private static Map<String, String> owners(final ConsumerFixture fixture) {
        final Map<String, String> owners = new HashMap<>();
        if (fixture.dynamoDb.listTables().tableNames().contains(fixture.application)) {
            fixture
                    .dynamoDb
                    .scan(request -> request.tableName(fixture.application).consistentRead(true))
                    .items()
                    .stream()
                    .filter(row -> row.get("leaseKey").s().startsWith(SHARD))
                    .forEach(row -> owners.put(
                            row.get("leaseKey").s().substring(SHARD.length()),
                            row.getOrDefault("leaseOwner", AttributeValue.fromS(""))
                                    .s()));
        }
        return owners;
    }

    /** A lease that moves may bring some again. */
    private static Set<Integer> delivered(final List<TestRunner> consumers) {
        return consumers.stream()
                .flatMap(consumer -> ConsumerFixture.records(consumer).stream())
                .map(row -> row.get("n").asInt())
                .collect(Collectors.toSet());
    }

    private static void split(final ConsumerFixture fixture, final String shard, final BigInteger at) {
        fixture.kinesis.splitShard(request ->
                request.streamName(fixture.stream).shardToSplit(SHARD + shard).newStartingHashKey(at.toString()));
        LocalAws.awaitActive(fixture.kinesis, fixture.stream);
    }

    private static void awaitTriggering(final List<TestRunner> consumers, final BooleanSupplier condition) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
            consumers.forEach(consumer -> consumer.run(1, false, false));
            return condition.getAsBoolean();
        });
    }
}
