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
package io.shardflow.nifi.kinesis.buffer;

import static io.shardflow.nifi.kinesis.buffer.Records.records;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ShardBuffersTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final ShardBuffers buffers =
            new ShardBuffers(new ByteBudget(1_000_000), new BatchLimits(1000, 10, Duration.ZERO), incarnation -> {});

    @Test
    void recordsThatNobodyAsksForAreTold() throws InterruptedException {
        final LeaseIncarnation incarnation = buffers.open("a", OptionalLong.empty());
        assertEquals(Duration.ZERO, buffers.unasked(later()), "nothing waits");
        incarnation.accept(records(0, 20), 0, 0);
        assertTrue(buffers.unasked(later()).compareTo(LONG) >= 0, "nobody comes");
        final long asked = System.nanoTime();
        final Emission out = buffers.take(Duration.ZERO).orElseThrow();
        out.handed();
        assertEquals(Duration.ZERO, buffers.unasked(later()), "a session has not committed, as in a Stateless group");
        out.committed();
        final long now = later();
        final Duration unasked = buffers.unasked(now);
        assertTrue(unasked.compareTo(LONG) >= 0, "the rest waits");
        assertTrue(unasked.toNanos() <= now - asked, "since the last visit");
        buffers.sealAll("the processor stops");
        assertEquals(Duration.ZERO, buffers.unasked(later()), "nothing is to be emitted any more");
    }

    private static long later() {
        return System.nanoTime() + LONG.toNanos();
    }

    @Test
    void aShardIsStuckWhenAllItsIncarnationsAreSealed() {
        buffers.open("a", OptionalLong.empty()).seal("test");
        buffers.open("b", OptionalLong.empty()).seal("test");
        buffers.open("b", OptionalLong.empty());
        assertEquals(Set.of("a"), buffers.stuck());
    }

    @Test
    void nothingIsStuckWhenEverythingIsSealed() {
        buffers.open("a", OptionalLong.empty()).seal("test");
        buffers.sealAll("test");
        assertEquals(Set.of(), buffers.stuck());
    }

    @Test
    void aShardIsOpenWhileOneOfItsIncarnationsIs() {
        buffers.open("a", OptionalLong.empty()).seal("test");
        buffers.open("b", OptionalLong.empty()).seal("test");
        buffers.open("b", OptionalLong.empty());
        assertEquals(Set.of("b"), buffers.openShards());
    }

    @Test
    void whatIsOutOfAnyShardIsWaitedFor() throws Exception {
        buffers.open("a", OptionalLong.empty()).accept(records(0, 3), 0, 0);
        buffers.open("b", OptionalLong.empty()).accept(records(0, 3), 0, 0);
        final Emission first = buffers.take(LONG).orElseThrow();
        final Emission second = buffers.take(LONG).orElseThrow();
        buffers.sealAll("the intervals change");
        final FutureTask<Boolean> settling = new FutureTask<>(() -> {
            buffers.awaitEmissions(LONG);
            return true;
        });
        final Thread waiting = Thread.ofPlatform().start(settling);
        second.committed();
        while (waiting.getState() != Thread.State.TIMED_WAITING) {
            assertFalse(settling.isDone(), "the other one is out");
            Thread.onSpinWait();
        }
        first.committed();
        assertTrue(settling.get(1, TimeUnit.MINUTES));
    }

    @Test
    void openingAShardAnewSealsItsOlderIncarnations() {
        final LeaseIncarnation older = buffers.open("shardId-000000000000", OptionalLong.empty());
        final LeaseIncarnation other = buffers.open("shardId-000000000001", OptionalLong.empty());
        older.accept(records(0, 3), 0, 0);
        buffers.open("shardId-000000000000", OptionalLong.empty());
        assertTrue(older.isSealed());
        assertFalse(other.isSealed());
    }

    @Test
    void aWaitingTaskGetsTheRecordsThatArrive() throws InterruptedException, ExecutionException {
        final LeaseIncarnation shard = buffers.open("shard-0", OptionalLong.empty());
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            final Future<Optional<Emission>> task = executor.submit(() -> buffers.take(LONG));
            shard.accept(records(0, 3), 0, 0);
            assertEquals(
                    Records.positions(records(0, 3)),
                    Records.positions(task.get().orElseThrow().records()));
        }
    }

    @Test
    void incarnationsOfOneShardNeverFeedTwoTasks() throws InterruptedException {
        final LeaseIncarnation before = buffers.open("shard-0", OptionalLong.empty());
        before.accept(records(0, 3), 0, 0);
        final Emission first = buffers.take(LONG).orElseThrow();
        before.seal("lease lost");
        final LeaseIncarnation after = buffers.open("shard-0", OptionalLong.empty());
        after.accept(records(0, 3), 0, 0);
        assertEquals(Optional.empty(), buffers.take(Duration.ZERO));
        first.handed();
        assertTrue(buffers.take(LONG).isPresent());
    }

    @Test
    void shardsTakeTurns() throws InterruptedException {
        for (final String shard : List.of("shard-0", "shard-1", "shard-2")) {
            buffers.open(shard, OptionalLong.empty()).accept(records(0, 100), 0, 0);
        }
        final Map<String, Integer> taken = new ConcurrentHashMap<>();
        for (int i = 0; i < 9; i++) {
            final Emission emission = buffers.take(LONG).orElseThrow();
            taken.merge(emission.shardId(), 1, Integer::sum);
            emission.handed();
        }
        assertEquals(Map.of("shard-0", 3, "shard-1", 3, "shard-2", 3), taken);
    }

    @Test
    void sealingAllEndsTheWaitAndSealsWhatOpensLater() throws InterruptedException, ExecutionException {
        final LeaseIncarnation open = buffers.open("shard-0", OptionalLong.empty());
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            final Future<Optional<Emission>> task = executor.submit(() -> buffers.take(LONG));
            buffers.sealAll("stop");
            assertEquals(Optional.empty(), task.get());
        }
        assertTrue(open.isSealed());
        assertFalse(buffers.open("shard-1", OptionalLong.empty()).accept(records(0, 1), 0, 0));
    }

    @Test
    void tasksSideBySideKeepEachShardInOrder() throws InterruptedException {
        final int records = 2000;
        final List<LeaseIncarnation> shards = List.of(
                buffers.open("shard-0", OptionalLong.empty()),
                buffers.open("shard-1", OptionalLong.empty()),
                buffers.open("shard-2", OptionalLong.empty()));
        final Map<String, Long> last = new ConcurrentHashMap<>();
        final AtomicInteger seen = new AtomicInteger();
        final AtomicInteger disorder = new AtomicInteger();
        try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
            for (int task = 0; task < 3; task++) {
                executor.submit(() -> consume(records * 3, last, seen, disorder));
            }
            executor.submit(() -> {
                for (int from = 0; from < records; from += 20) {
                    for (final LeaseIncarnation shard : shards) {
                        shard.accept(records(from, from + 20), 0, 0);
                    }
                }
            });
            await().atMost(LONG).until(() -> seen.get() == records * 3);
        }
        assertEquals(0, disorder.get());
    }

    private Void consume(
            final int all, final Map<String, Long> last, final AtomicInteger seen, final AtomicInteger disorder)
            throws InterruptedException {
        while (seen.get() < all) {
            final Optional<Emission> emission = buffers.take(Duration.ofMillis(10));
            if (emission.isPresent()) {
                for (final BufferedRecord record : emission.get().records()) {
                    final long number = Long.parseLong(record.position().sequenceNumber());
                    final Long before = last.put(emission.get().shardId(), number);
                    if (before != null && before + 1 != number) {
                        disorder.incrementAndGet();
                    }
                    seen.incrementAndGet();
                }
                emission.get().committed();
                emission.get().handed();
            }
        }
        return null;
    }
}
