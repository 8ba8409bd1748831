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
package io.shardflow.localstack.workload;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * Puts orders into a stream that nobody else writes into, each once, and notes where each one went. A call whose answer does not
 * come is told on the standard error output in one line, and what it has put is read back. The client must not retry by itself: a
 * PutRecords whose answer was lost would put the same order twice, and the check would blame the connector for it.
 *
 * <p>Threads: used by one thread; {@link #produced()} may be read by any.
 */
public final class OrderProducer {

    private static final int ORDERS_AT_A_TIME = 500;

    private final ProducedOrders produced;
    private final BadRecords bad;
    private final StreamWriter writer;
    private long nextId;

    public OrderProducer(final KinesisClient kinesis, final String stream) {
        this(kinesis, stream, new ProducedOrders(), new BadRecords());
    }

    /** @param bad notes the bad records that are put between the orders of {@link #produceDirty} */
    public OrderProducer(
            final KinesisClient kinesis, final String stream, final ProducedOrders produced, final BadRecords bad) {
        this.produced = produced;
        this.bad = bad;
        this.writer = new StreamWriter(
                kinesis, stream, notice -> System.err.println("producer of " + stream + ": " + notice));
    }

    /** What the stream has accepted so far. */
    public ProducedOrders produced() {
        return produced;
    }

    /** Puts the next {@code count} orders, as fast as the stream takes them. */
    public void produce(final long count) {
        produce(count, false);
    }

    /** The same with bad records in between: one of each kind for a hundred orders. */
    public void produceDirty(final long count) {
        produce(count, true);
    }

    private void produce(final long count, final boolean dirty) {
        for (long left = count; left > 0 && !Thread.currentThread().isInterrupted(); ) {
            final int size = (int) Math.min(ORDERS_AT_A_TIME, left);
            writer.put(entries(nextId, nextId + size, dirty));
            nextId += size;
            left -= size;
        }
    }

    /** Puts orders for as long as they are wanted, at most {@code perSecond} a second. What was begun is put. */
    public void produceContinuously(final int perSecond, final BooleanSupplier wanted) {
        produceContinuously(perSecond, wanted, () -> false);
    }

    /** @param dirty whether bad records come between the orders, as long as it says so */
    public void produceContinuously(final int perSecond, final BooleanSupplier wanted, final BooleanSupplier dirty) {
        final int perCall = Math.clamp(perSecond / 10, 1, ORDERS_AT_A_TIME);
        final long pause = Duration.ofSeconds(1).toNanos() * perCall / perSecond;
        long next = System.nanoTime();
        while (wanted.getAsBoolean()) {
            produce(perCall, dirty.getAsBoolean());
            next += pause;
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    private List<StreamWriter.Entry> entries(final long first, final long end, final boolean dirty) {
        return LongStream.range(first, end)
                .boxed()
                .flatMap(id -> Stream.concat(Stream.of(entry(id)), dirty ? bad.after(id).stream() : Stream.empty()))
                .toList();
    }

    private StreamWriter.Entry entry(final long id) {
        return new StreamWriter.Entry(
                SampleOrders.partitionKey(id),
                produced.order(id).toString().getBytes(StandardCharsets.UTF_8),
                (shardId, sequenceNumber) -> produced.accepted(id, shardId, sequenceNumber));
    }
}
