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

import java.math.BigInteger;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;

/**
 * Two processes share a stream; one is killed, and the other goes on with its shards. Deadlines are three times what is
 * aimed at: 10 s, and 15 s for the leader.
 */
@Tag("long")
class TakeOverIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** How often each case is repeated; once for the verdict, more often for figures. */
    private static final int ROUNDS = Integer.getInteger("takeover.rounds", 1);

    @Test
    void the4ShardsOfTwoProcessesGoOnWhenOneIsKilled() throws Exception {
        kill(4, false, 30);
    }

    @Test
    void the4ShardsOfTwoProcessesGoOnWhenTheLeaderIsKilled() throws Exception {
        kill(4, true, 45);
    }

    @Test
    void the8ShardsOfTwoProcessesGoOnWhenOneIsKilled() throws Exception {
        kill(8, false, 30);
    }

    @Test
    void the8ShardsOfTwoProcessesGoOnWhenTheLeaderIsKilled() throws Exception {
        kill(8, true, 45);
    }

    private static void kill(final int shards, final boolean leader, final int deadlineSeconds) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (ConsumerFixture fixture = new ConsumerFixture(shards);
                    Producer producer = new Producer(fixture, shards);
                    SharingProcess first = SharingProcess.of(fixture);
                    SharingProcess second = SharingProcess.of(fixture)) {
                final List<SharingProcess> workers = List.of(first, second);
                await("the shards are shared").atMost(PATIENCE).until(() -> isShared(fixture, workers, shards));
                await("each worker reads").atMost(PATIENCE).until(() -> workers.stream()
                        .allMatch(worker -> worker.delivered().size() >= shards / 2));
                await("the workers know each other")
                        .atMost(PATIENCE)
                        .during(Duration.ofSeconds(12))
                        .until(() -> isShared(fixture, workers, shards));
                final String leading = owner(fixture, "Leader", "ownerName");
                final SharingProcess victim = first.owns(leading) == leader ? first : second;
                final SharingProcess heir = victim == first ? second : first;
                final int killed = producer.next.get();
                final long begin = System.nanoTime();
                victim.kill();
                await("every shard goes on")
                        .atMost(Duration.ofSeconds(deadlineSeconds))
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> heir.delivered().size() == shards
                                && heir.delivered().values().stream().allMatch(n -> n >= killed));
                System.out.printf(
                        "%d shards, the %s killed: every shard goes on after %.1f s%n",
                        shards, leader ? "leader" : "other", (System.nanoTime() - begin) / 1e9);
            }
        }
    }

    private static boolean isShared(
            final ConsumerFixture fixture, final List<SharingProcess> workers, final int shards) {
        final Map<SharingProcess, Integer> held = new HashMap<>();
        for (int shard = 0; shard < shards; shard++) {
            final String owner = owner(fixture, "shardId-%012d".formatted(shard), "leaseOwner");
            workers.stream()
                    .filter(worker -> worker.owns(owner))
                    .forEach(worker -> held.merge(worker, 1, Integer::sum));
        }
        return workers.stream().allMatch(worker -> held.getOrDefault(worker, 0) == shards / 2);
    }

    private static String owner(final ConsumerFixture fixture, final String key, final String attribute) {
        if (!fixture.dynamoDb.listTables().tableNames().contains(fixture.application)) {
            return "";
        }
        final AttributeValue owner = fixture.leaseAttribute(key, attribute);
        return owner == null ? "" : owner.s();
    }

    /** Puts one record into each shard ten times a second. */
    private static final class Producer implements AutoCloseable {
        private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
        private final AtomicInteger next = new AtomicInteger();

        private Producer(final ConsumerFixture fixture, final int shards) {
            final BigInteger width = BigInteger.TWO.pow(128).divide(BigInteger.valueOf(shards));
            thread.scheduleWithFixedDelay(
                    () -> {
                        final int n = next.get();
                        fixture.kinesis.putRecords(request -> request.streamName(fixture.stream)
                                .records(IntStream.range(0, shards)
                                        .mapToObj(shard -> PutRecordsRequestEntry.builder()
                                                .partitionKey("key")
                                                .explicitHashKey(width.multiply(BigInteger.valueOf(shard))
                                                        .add(BigInteger.TEN)
                                                        .toString())
                                                .data(SdkBytes.fromUtf8String("{\"n\":" + n + "}"))
                                                .build())
                                        .toList()));
                        next.incrementAndGet();
                    },
                    0,
                    100,
                    TimeUnit.MILLISECONDS);
        }

        @Override
        public void close() {
            thread.close();
        }
    }
}
