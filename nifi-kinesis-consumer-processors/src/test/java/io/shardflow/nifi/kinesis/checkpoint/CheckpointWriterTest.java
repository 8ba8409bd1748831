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
package io.shardflow.nifi.kinesis.checkpoint;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.buffer.BatchLimits;
import io.shardflow.nifi.kinesis.buffer.ByteBudget;
import io.shardflow.nifi.kinesis.buffer.Emission;
import io.shardflow.nifi.kinesis.buffer.LeaseIncarnation;
import io.shardflow.nifi.kinesis.buffer.Records;
import io.shardflow.nifi.kinesis.buffer.ShardBuffers;
import io.shardflow.nifi.kinesis.metadata.Position;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.nifi.util.MockComponentLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CheckpointWriterTest {

    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration LONG = Duration.ofSeconds(30);

    /** Remembers what was written; answers as told. */
    private static final class Recorder implements LeaseCheckpointer {
        private final List<String> written = new CopyOnWriteArrayList<>();
        private volatile Outcome answer = Outcome.WRITTEN;

        @Override
        public Outcome checkpoint(final Position position) {
            return write(position.sequenceNumber());
        }

        @Override
        public Outcome checkpointShardEnd() {
            return write("SHARD_END");
        }

        private Outcome write(final String what) {
            written.add(what);
            return answer;
        }
    }

    private final Recorder recorder = new Recorder();
    private final ShardBuffers buffers =
            new ShardBuffers(new ByteBudget(100_000), new BatchLimits(10_000, 5, Duration.ZERO), lost -> {});
    private final LeaseIncarnation incarnation = buffers.open("shard-0", OptionalLong.empty());
    private CheckpointWriter writer;

    @AfterEach
    void close() {
        writer.close();
    }

    @Test
    void writesChangedPositionsEveryIntervalAndUnchangedOnesNever() throws InterruptedException {
        start(Duration.ofMillis(1));
        commit(0, 5);
        await().until(() -> recorder.written.equals(List.of("4")));
        commit(5, 10);
        await().until(() -> recorder.written.equals(List.of("4", "9")));
        assertTrue(writer.flush(LONG));
        assertEquals(List.of("4", "9"), recorder.written);
    }

    @Test
    void whatIsNotCommittedIsNotWritten() throws InterruptedException {
        start(NEVER);
        incarnation.accept(Records.records(0, 5), 0, 0);
        buffers.take(Duration.ZERO).orElseThrow();
        assertTrue(writer.flush(LONG));
        assertEquals(List.of(), recorder.written);
    }

    @Test
    void aThrottledWriteIsTriedAgain() throws InterruptedException {
        start(NEVER);
        recorder.answer = LeaseCheckpointer.Outcome.RETRY;
        commit(0, 5);
        assertFalse(writer.flush(LONG));
        recorder.answer = LeaseCheckpointer.Outcome.WRITTEN;
        assertTrue(writer.flush(incarnation, LONG));
        assertEquals(List.of("4", "4"), recorder.written);
    }

    @Test
    void aLostLeaseSealsTheIncarnation() throws InterruptedException {
        start(NEVER);
        recorder.answer = LeaseCheckpointer.Outcome.LEASE_LOST;
        commit(0, 5);
        writer.flush(LONG);
        assertTrue(incarnation.isSealed());
        writer.flush(LONG);
        assertEquals(List.of("4"), recorder.written);
    }

    @Test
    void theEndOfAShardIsWrittenOnlyOnce() throws InterruptedException {
        start(NEVER);
        recorder.answer = LeaseCheckpointer.Outcome.RETRY;
        assertFalse(writer.shardEnd(incarnation, recorder, LONG));
        recorder.answer = LeaseCheckpointer.Outcome.WRITTEN;
        assertTrue(writer.shardEnd(incarnation, recorder, LONG));
        commit(0, 5);
        assertTrue(writer.flush(LONG));
        assertEquals(List.of("SHARD_END", "SHARD_END"), recorder.written);
    }

    @Test
    void aLeaseWhoseWriteHangsKeepsNoOtherFromItsCheckpointsAndGetsNoSecondWriteMeanwhile()
            throws InterruptedException {
        start(Duration.ofMillis(1));
        final Hanging hanging = new Hanging();
        final LeaseIncarnation other = buffers.open("shard-1", OptionalLong.empty());
        writer.attach(other, hanging);
        commit(other, 0, 5);
        hanging.begun.await();
        commit(0, 5);
        await().until(() -> recorder.written.equals(List.of("4")));
        commit(other, 5, 10);
        assertFalse(writer.flush(Duration.ofMillis(50)));
        assertFalse(writer.shardEnd(other, hanging, Duration.ofMillis(50)));
        assertEquals(List.of("4"), hanging.begunWrites);
        hanging.goOn.countDown();
        await().until(() -> hanging.begunWrites.equals(List.of("4", "9", "SHARD_END")));
        assertEquals(1, hanging.most.get());
    }

    /** Every write waits to be let go; counts how many of them there are at once. */
    private static final class Hanging implements LeaseCheckpointer {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private final List<String> begunWrites = new CopyOnWriteArrayList<>();
        private final AtomicInteger now = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        @Override
        public Outcome checkpoint(final Position position) {
            return write(position.sequenceNumber());
        }

        @Override
        public Outcome checkpointShardEnd() {
            return write("SHARD_END");
        }

        private Outcome write(final String what) {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            begunWrites.add(what);
            begun.countDown();
            try {
                goOn.await();
                return Outcome.WRITTEN;
            } catch (final InterruptedException e) {
                return Outcome.RETRY;
            } finally {
                now.decrementAndGet();
            }
        }
    }

    /** Eight milliseconds are what a write to DynamoDB takes; one after another it would be four seconds. */
    @Test
    void theCheckpointsOf500ShardsFitTheFlushAtStop() throws InterruptedException {
        start(NEVER);
        final AtomicInteger now = new AtomicInteger();
        final AtomicInteger most = new AtomicInteger();
        final LeaseCheckpointer slow = new LeaseCheckpointer() {
            @Override
            public Outcome checkpoint(final Position position) {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                LockSupport.parkNanos(Duration.ofMillis(8).toNanos());
                now.decrementAndGet();
                return Outcome.WRITTEN;
            }

            @Override
            public Outcome checkpointShardEnd() {
                return Outcome.RETRY;
            }
        };
        for (int shard = 1; shard <= 500; shard++) {
            final LeaseIncarnation one = buffers.open("shard-" + shard, OptionalLong.empty());
            writer.attach(one, slow);
            commit(one, 0, 1);
        }
        assertTrue(writer.flush(Duration.ofMillis(2500)));
        assertTrue(buffers.all().stream().allMatch(one -> one.toCheckpoint().isEmpty()));
        assertTrue(most.get() <= 16, "writes at once: " + most.get());
    }

    private void start(final Duration interval) {
        writer = new CheckpointWriter(interval, new MockComponentLog("id", this));
        writer.attach(incarnation, recorder);
    }

    private void commit(final int from, final int to) throws InterruptedException {
        commit(incarnation, from, to);
    }

    private void commit(final LeaseIncarnation incarnation, final int from, final int to) throws InterruptedException {
        incarnation.accept(Records.records(from, to), 0, 0);
        final Emission emission = buffers.take(LONG).orElseThrow();
        emission.committed();
        emission.handed();
    }
}
