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
package io.shardflow.nifi.kinesis.kcl;

import io.shardflow.nifi.kinesis.buffer.BufferedRecord;
import io.shardflow.nifi.kinesis.buffer.FetchLedger;
import io.shardflow.nifi.kinesis.buffer.LeaseIncarnation;
import io.shardflow.nifi.kinesis.metadata.Position;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * What the two ends of one shard inside the client library share: the fetcher that puts answers in, and the tasks that get
 * them out and hand them to the incarnation.
 *
 * <p><b>Threading.</b> {@link #pause} and {@link #isDrained} by the fetching thread, {@link #open} and {@link #handOn} by
 * the shard's tasks, {@link #lacking} by the library's dispatcher, {@link #close} and {@link #oldestArrival} by any. Guarded by
 * this object's monitor, which is taken before those of the ledger, the incarnation and the budget, in this order: nobody sees the ledger empty while the
 * records are on their way to the incarnation.
 */
final class ShardFeed {

    private final String shardId;
    private final FetchLedger ledger;
    private LeaseIncarnation incarnation;
    private Runnable onClose = () -> {};
    private boolean closed;

    ShardFeed(final String shardId, final FetchLedger ledger) {
        this.shardId = shardId;
        this.ledger = ledger;
    }

    String shardId() {
        return shardId;
    }

    FetchLedger ledger() {
        return ledger;
    }

    synchronized void open(final LeaseIncarnation opened) {
        incarnation = opened;
    }

    /**
     * Hands the records of the answer that ends with this position to the incarnation, with the bytes that were taken for them.
     *
     * @return the records; none if the answer was dropped, to be read again
     * @throws IllegalStateException if an answer before it was never handed on
     */
    synchronized List<BufferedRecord> handOn(final Position last, final long millisBehindLatest) {
        return ledger.handOn(
                last, answer -> incarnation.accept(answer.records(), answer.permits(), millisBehindLatest));
    }

    /**
     * The library goes on after this sequence number, which comes after that of the checkpoint.
     *
     * @return the incarnation if it lacks records up to there. An answer that the library had in its hands when it went back was
     *     dropped here and is delivered for the library, which goes on behind it when it goes back again before it is read anew
     */
    synchronized Optional<LeaseIncarnation> lacking(final String sequenceNumber) {
        return Optional.ofNullable(incarnation)
                .filter(open -> !open.isSealed() && !open.hasAccepted(new Position(sequenceNumber, 0)));
    }

    /** Whether every record that was fetched is committed. */
    synchronized boolean isDrained() {
        return incarnation != null && ledger.isEmpty() && incarnation.isDrained();
    }

    /** Arrival of the oldest record that was fetched and is not committed, milliseconds since the epoch. */
    synchronized OptionalLong oldestArrival() {
        final OptionalLong accepted = incarnation == null ? OptionalLong.empty() : incarnation.oldestArrival();
        return accepted.isPresent() ? accepted : ledger.oldestArrival();
    }

    /** Waits; returns at once when the feed is closed. */
    synchronized void pause(final Duration wait) throws InterruptedException {
        final long deadline = System.nanoTime() + wait.toNanos();
        long left = wait.toNanos();
        while (!closed && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = deadline - System.nanoTime();
        }
    }

    /** What is to be done when the library is done with the shard; at once if it is. */
    void onClose(final Runnable action) {
        final boolean late;
        synchronized (this) {
            onClose = action;
            late = closed;
        }
        if (late) {
            action.run();
        }
    }

    /** The library is done with the shard. Idempotent. */
    void close() {
        final Runnable action;
        synchronized (this) {
            closed = true;
            ledger.close();
            notifyAll();
            action = onClose;
        }
        action.run();
    }
}
