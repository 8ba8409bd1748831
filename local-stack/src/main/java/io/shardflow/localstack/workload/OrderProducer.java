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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/**
 * Puts orders into a stream and notes where each one went. The client must not retry by itself: a PutRecords whose
 * answer was lost would put the same order twice, and the check would blame the connector for it.
 *
 * <p>Threads: used by one thread; {@link #produced()} may be read by any.
 */
public final class OrderProducer {

    /** PutRecords takes at most 500 records a call (Kinesis API reference, PutRecords). */
    private static final int RECORDS_PER_CALL = 500;

    private final KinesisClient kinesis;
    private final String stream;
    private final ProducedOrders produced = new ProducedOrders();
    private long nextId;

    public OrderProducer(final KinesisClient kinesis, final String stream) {
        this.kinesis = kinesis;
        this.stream = stream;
    }

    /** What the stream has accepted so far. */
    public ProducedOrders produced() {
        return produced;
    }

    /** Puts the next {@code count} orders, as fast as the stream takes them. */
    public void produce(final long count) {
        for (long left = count; left > 0 && !Thread.currentThread().isInterrupted(); ) {
            final int size = (int) Math.min(RECORDS_PER_CALL, left);
            put(nextId, size);
            nextId += size;
            left -= size;
        }
    }

    /** Puts orders for as long as they are wanted, at most {@code perSecond} a second. What was begun is put. */
    public void produceContinuously(final int perSecond, final BooleanSupplier wanted) {
        final int perCall = Math.clamp(perSecond / 10, 1, RECORDS_PER_CALL);
        final long pause = Duration.ofSeconds(1).toNanos() * perCall / perSecond;
        long next = System.nanoTime();
        while (wanted.getAsBoolean()) {
            produce(perCall);
            next += pause;
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    private void put(final long firstId, final int size) {
        List<Long> ids = new ArrayList<>(size);
        for (long id = firstId; id < firstId + size; id++) {
            ids.add(id);
        }
        while (!ids.isEmpty()) {
            ids = putOnce(ids);
        }
    }

    /** Puts the orders and returns those that the stream refused for now. */
    private List<Long> putOnce(final List<Long> ids) {
        final PutRecordsResponse response = kinesis.putRecords(request -> request.streamName(stream)
                .records(ids.stream().map(OrderProducer::entry).toList()));
        final List<Long> refused = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            final PutRecordsResultEntry result = response.records().get(i);
            if (result.errorCode() == null) {
                produced.accepted(ids.get(i), result.shardId(), result.sequenceNumber());
            } else {
                refused.add(ids.get(i));
            }
        }
        return refused;
    }

    private static PutRecordsRequestEntry entry(final long id) {
        return PutRecordsRequestEntry.builder()
                .partitionKey(SampleOrders.partitionKey(id))
                .data(SdkBytes.fromByteArray(SampleOrders.order(id).toString().getBytes(StandardCharsets.UTF_8)))
                .build();
    }
}
