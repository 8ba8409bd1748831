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
package io.shardflow.localstack.chaos.site;

import io.shardflow.localstack.workload.BadRecords;
import io.shardflow.localstack.workload.OrderProducer;
import io.shardflow.localstack.workload.ProducedOrders;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** Orders that are put into the stream all the time, by a thread of its own. Safe for use by many threads. */
public final class Load {

    private final GrowingOrders orders = new GrowingOrders();
    private final ProducedOrders produced = new ProducedOrders(orders);
    private final BadRecords bad = new BadRecords();
    private final CompletableFuture<Void> producing;

    /** Whoever has it may put orders: the producer while it does, or who wants it to rest. */
    private final Semaphore turn = new Semaphore(0, true);

    private volatile boolean wanted = true;
    private volatile boolean dirty;

    public Load(final KinesisClient kinesis, final String stream, final int perSecond) {
        final OrderProducer producer = new OrderProducer(kinesis, stream, produced, bad);
        producing = CompletableFuture.runAsync(
                () -> produce(producer, perSecond),
                task -> Thread.ofPlatform().daemon().name("producer").start(task));
    }

    private void produce(final OrderProducer producer, final int perSecond) {
        try {
            producer.produceContinuously(perSecond, this::isWanted, () -> dirty);
        } finally {
            turn.release();
        }
    }

    /** Between two calls, by the producer's thread. */
    private boolean isWanted() {
        turn.release();
        turn.acquireUninterruptibly();
        return wanted;
    }

    /** No orders are put until {@link #goOn}; returns when the last one is. */
    public void rest() {
        turn.acquireUninterruptibly();
    }

    /** After {@link #rest}. */
    public void goOn() {
        turn.release();
    }

    /** The orders that the stream has taken. */
    public ProducedOrders produced() {
        return produced;
    }

    /** The bad records that the stream has taken. */
    public BadRecords bad() {
        return bad;
    }

    /** Whether bad records come between the orders from now on. */
    public void dirty(final boolean now) {
        dirty = now;
    }

    /** The orders that are put from now on have one more field. */
    public void newField() {
        rest();
        try {
            orders.grow(produced.end());
        } finally {
            goOn();
        }
    }

    /** @throws IllegalStateException if it has ended by itself */
    public void check() {
        if (producing.isCompletedExceptionally()) {
            throw new IllegalStateException("the producer has ended", producing.exceptionNow());
        }
    }

    /** Returns when the last order is put; nobody need let the producer go on. */
    public void stop() {
        wanted = false;
        turn.release();
        try {
            producing.join();
        } catch (final CompletionException e) {
            throw new IllegalStateException("the producer has ended", e.getCause());
        }
    }
}
