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

import io.shardflow.nifi.kinesis.metadata.Position;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One period in which this node holds the lease of one shard: its queued records, its emissions and its committed
 * prefix. It is open, then sealed, finally. A sealed incarnation accepts and emits nothing more, and its committed
 * prefix grows only by emissions that were out already; the shard goes on from its checkpoint under a new incarnation.
 *
 * <p><b>Threading.</b> {@link #accept} is called by the client library's task thread of the shard, {@link #take} and the
 * callbacks of {@link Emission} by NiFi's threads (a Stateless group calls back from another thread than the one that
 * took), {@link #toCheckpoint} and {@link #checkpointed} by the checkpoint thread, {@link #seal} by any. Guarded by this
 * object's monitor; listeners are called without it.
 */
public final class LeaseIncarnation {

    private final String shardId;
    private final OptionalLong beginsAt;
    private final ByteBudget budget;
    private final Runnable onChange;
    private final Consumer<LeaseIncarnation> onCommitLost;
    private final RecordQueue queue = new RecordQueue();
    private final CommittedPrefix prefix = new CommittedPrefix();
    private long lastTaken = Long.MIN_VALUE;
    private long millisBehindLatest = -1;
    private boolean claimed;
    private Position checkpointed;
    private boolean ending;
    private String sealed;

    /**
     * @param beginsAt time from which the shard is read, in milliseconds since the epoch; empty if it goes on from a
     *     checkpoint or begins with its oldest record
     * @param onChange told when records may be ready or an emission is over
     * @param onCommitLost told when a failed commit sealed the incarnation: the lease has to be dropped
     */
    public LeaseIncarnation(
            final String shardId,
            final OptionalLong beginsAt,
            final ByteBudget budget,
            final Runnable onChange,
            final Consumer<LeaseIncarnation> onCommitLost) {
        this.shardId = shardId;
        this.beginsAt = beginsAt;
        this.budget = budget;
        this.onChange = onChange;
        this.onCommitLost = onCommitLost;
    }

    public String shardId() {
        return shardId;
    }

    /**
     * Queues the records of one answer. Those that it has had already are left out: the client library may go back to an
     * earlier answer while a later one is on its way.
     *
     * @param permits bytes of the budget that go with them; given back here when the records are refused, and still the caller's
     *     when this throws
     * @return false if sealed
     */
    public boolean accept(final List<BufferedRecord> records, final long permits, final long behindMillis) {
        synchronized (this) {
            if (sealed != null) {
                budget.release(permits);
                return false;
            }
            if (!queue.addLast(records, permits)) {
                budget.release(permits);
            }
            millisBehindLatest = behindMillis;
        }
        onChange.run();
        return true;
    }

    /** Whether it has had a record at the position or after it. */
    public synchronized boolean hasAccepted(final Position position) {
        return queue.last() != null && !position.isAfter(queue.last());
    }

    /** Nanoseconds of {@link System#nanoTime()} from which a FlowFile can be cut; empty if there is nothing to cut. */
    synchronized Optional<Long> readyAt(final BatchLimits limits, final long now) {
        if (sealed != null || claimed || queue.isEmpty()) {
            return Optional.empty();
        }
        if (lastTaken == Long.MIN_VALUE
                || queue.bytes() >= limits.enoughBytes()
                || queue.userRecords() >= limits.maxRecords()) {
            return Optional.of(now);
        }
        return Optional.of(lastTaken + limits.maxDuration().toNanos());
    }

    /** Whether a batch that was taken has not committed yet. */
    synchronized boolean isOut() {
        return prefix.isOutstanding();
    }

    /** Arrival of the oldest record that was accepted and is not committed, milliseconds since the epoch. */
    public synchronized OptionalLong oldestArrival() {
        return prefix.isOutstanding() ? prefix.oldestArrival() : queue.oldestArrival();
    }

    /** Takes the next batch if one is ready, and keeps other tasks from this incarnation until it is handed. */
    synchronized Optional<Emission> take(final BatchLimits limits, final long now) {
        final Optional<Long> ready = readyAt(limits, now);
        if (ready.isEmpty() || ready.get() - now > 0) {
            return Optional.empty();
        }
        final RecordQueue.Head head = queue.head(limits.maxBytes(), limits.maxRecords());
        final OptionalLong firstSince = prefix.isEmpty() ? beginsAt : OptionalLong.empty();
        final CommittedPrefix.Mark mark = new CommittedPrefix.Mark(
                head.records().getLast().position(), head.records().getFirst().arrivalMillis());
        final Optional<Emission> emission =
                Optional.of(new Emission(this, head.records(), head.permits(), mark, millisBehindLatest, firstSince));
        prefix.emitted(mark);
        // up to here an error leaves the records in the queue
        queue.remove(head);
        lastTaken = now;
        claimed = true;
        return emission;
    }

    void handed() {
        synchronized (this) {
            claimed = false;
        }
        onChange.run();
    }

    void committed(final CommittedPrefix.Mark mark, final long permits) {
        synchronized (this) {
            prefix.committed(mark);
            budget.release(permits);
            notifyAll();
        }
        onChange.run();
    }

    void failed(final CommittedPrefix.Mark mark, final List<BufferedRecord> records, final long permits) {
        boolean lost = false;
        synchronized (this) {
            if (sealed != null) {
                budget.release(permits);
            } else if (prefix.isNewest(mark)) {
                // in this order: neither in the queue nor out, they would be a hole in the prefix
                queue.addFirst(records, permits);
                prefix.withdraw(mark);
            } else {
                budget.release(permits);
                sealHere("a session failed to commit after later records of the shard had been passed on");
                lost = true;
            }
            notifyAll();
        }
        if (lost) {
            onCommitLost.accept(this);
        }
        onChange.run();
    }

    /** Ends the incarnation: drops what is queued and gives its bytes back. Idempotent. */
    public void seal(final String reason) {
        synchronized (this) {
            sealHere(reason);
        }
        onChange.run();
    }

    private void sealHere(final String reason) {
        if (sealed == null) {
            sealed = reason;
            budget.release(queue.clear());
            notifyAll();
        }
    }

    public synchronized boolean isSealed() {
        return sealed != null;
    }

    /**
     * The library has come to the end of the shard. From here on a checkpoint at the last record would be turned into
     * "shard end" by the library (ShardRecordProcessorCheckpointer), so that one is no longer offered.
     */
    public synchronized void ending() {
        ending = true;
    }

    /** Whether the incarnation is open and every record that it accepted is committed. */
    public synchronized boolean isDrained() {
        return sealed == null && queue.isEmpty() && !prefix.isOutstanding();
    }

    /** Whether every record that it accepted is committed, sealed or not. */
    public synchronized boolean isComplete() {
        return !prefix.isOutstanding() && (queue.last() == null || queue.last().equals(prefix.position()));
    }

    /** Waits until no emission is outstanding; false if out of time. */
    public synchronized boolean awaitEmissions(final Duration wait) throws InterruptedException {
        final long deadline = System.nanoTime() + wait.toNanos();
        while (prefix.isOutstanding()) {
            final long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    /** The committed position that is not yet in the state table. */
    public synchronized Optional<Position> toCheckpoint() {
        final Position committed = prefix.position();
        if (committed == null || committed.equals(checkpointed) || ending && committed.equals(queue.last())) {
            return Optional.empty();
        }
        return Optional.of(committed);
    }

    /** The position is in the state table. */
    public synchronized void checkpointed(final Position position) {
        checkpointed = position;
    }
}
