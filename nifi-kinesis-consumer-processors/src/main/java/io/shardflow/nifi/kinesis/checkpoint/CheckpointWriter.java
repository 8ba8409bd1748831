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

import io.shardflow.nifi.kinesis.buffer.LeaseIncarnation;
import io.shardflow.nifi.kinesis.metadata.Position;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.nifi.logging.ComponentLog;

/**
 * Writes checkpoints: changed positions every interval, and at once when asked to. What cannot be written now is tried
 * again at the next interval.
 *
 * <p><b>Threading.</b> A write blocks its thread until DynamoDB answers, so up to sixteen threads of its own write, each
 * lease on one of them at a time; a lease whose write does not end holds up one thread and no other lease. They are
 * platform threads: the client library's checkpointer waits inside {@code synchronized}, which would pin a virtual one
 * before JDK 24. A clock thread starts the writes of each interval and waits for none. {@link #attach} and
 * {@link #shardEnd} are called by the client library's task threads, {@link #flush} by those and by the thread that shuts
 * down; they wait for the writing threads up to the time they give, never the other way round. {@link #startFlush} is called by any
 * thread and waits for none.
 */
public final class CheckpointWriter implements AutoCloseable {

    private static final int WINDOW = 16;
    private static final Duration IDLE_THREAD = Duration.ofSeconds(10);

    private final ScheduledExecutorService clock;
    private final ThreadPoolExecutor writers;
    private final Map<LeaseIncarnation, LeaseWrites> leases = new ConcurrentHashMap<>();
    private final Set<LeaseIncarnation> failing = ConcurrentHashMap.newKeySet();
    private final ComponentLog log;

    public CheckpointWriter(final Duration interval, final ComponentLog log) {
        this.log = log;
        final AtomicInteger number = new AtomicInteger();
        this.writers = new ThreadPoolExecutor(
                WINDOW,
                WINDOW,
                IDLE_THREAD.toSeconds(),
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> daemon(task, "shardflow-checkpoint-" + number.incrementAndGet()));
        writers.allowCoreThreadTimeOut(true);
        this.clock = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "shardflow-checkpoint-clock"));
        final long nanos = Math.max(1, interval.toNanos());
        clock.scheduleWithFixedDelay(this::startWrites, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    private static Thread daemon(final Runnable task, final String name) {
        final Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** The writes of one lease, one after another. Guarded by its monitor. */
    private final class LeaseWrites {
        private final LeaseCheckpointer checkpointer;
        private CompletableFuture<Boolean> last = CompletableFuture.completedFuture(true);

        private LeaseWrites(final LeaseCheckpointer checkpointer) {
            this.checkpointer = checkpointer;
        }

        private synchronized CompletableFuture<Boolean> then(final Supplier<Boolean> write) {
            last = last.handleAsync((before, failure) -> write.get(), writers);
            return last;
        }

        private synchronized boolean isIdle() {
            return last.isDone();
        }
    }

    /** From now on the incarnation's committed positions are written. */
    public void attach(final LeaseIncarnation incarnation, final LeaseCheckpointer checkpointer) {
        leases.putIfAbsent(incarnation, new LeaseWrites(checkpointer));
    }

    /** The lease is gone: nothing more is written for it. */
    public void detach(final LeaseIncarnation incarnation) {
        leases.remove(incarnation);
        failing.remove(incarnation);
    }

    /** Writes the committed position of the incarnation now; false if it could not be done in time. */
    public boolean flush(final LeaseIncarnation incarnation, final Duration wait) throws InterruptedException {
        final LeaseWrites lease = leases.get(incarnation);
        return lease == null || await(List.of(start(incarnation, lease)), wait);
    }

    /** Writes every committed position now; false if it could not be done in time. */
    public boolean flush(final Duration wait) throws InterruptedException {
        return await(
                leases.entrySet().stream()
                        .map(lease -> start(lease.getKey(), lease.getValue()))
                        .toList(),
                wait);
    }

    /** Begins to write every committed position now, and waits for none. */
    public void startFlush() {
        leases.forEach(this::start);
    }

    /** Writes the end of the shard now; false if it could not be done in time. */
    public boolean shardEnd(
            final LeaseIncarnation incarnation, final LeaseCheckpointer checkpointer, final Duration wait)
            throws InterruptedException {
        attach(incarnation, checkpointer);
        final LeaseWrites lease = leases.get(incarnation);
        return await(List.of(lease.then(() -> end(incarnation, checkpointer))), wait);
    }

    private void startWrites() {
        leases.forEach((incarnation, lease) -> {
            if (lease.isIdle() && incarnation.toCheckpoint().isPresent()) {
                start(incarnation, lease);
            }
        });
    }

    private CompletableFuture<Boolean> start(final LeaseIncarnation incarnation, final LeaseWrites lease) {
        return lease.then(() -> write(incarnation, lease.checkpointer));
    }

    private static boolean await(final List<CompletableFuture<Boolean>> writes, final Duration wait)
            throws InterruptedException {
        try {
            CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)).get(wait.toNanos(), TimeUnit.NANOSECONDS);
            return writes.stream().allMatch(CompletableFuture::join);
        } catch (final TimeoutException | ExecutionException e) {
            return false;
        }
    }

    private boolean write(final LeaseIncarnation incarnation, final LeaseCheckpointer checkpointer) {
        final Optional<Position> position = incarnation.toCheckpoint();
        if (position.isEmpty() || !leases.containsKey(incarnation)) {
            return true;
        }
        final LeaseCheckpointer.Outcome outcome = checkpointer.checkpoint(position.get());
        if (outcome == LeaseCheckpointer.Outcome.WRITTEN) {
            incarnation.checkpointed(position.get());
            failing.remove(incarnation);
        }
        return isSettled(incarnation, outcome);
    }

    private boolean end(final LeaseIncarnation incarnation, final LeaseCheckpointer checkpointer) {
        final LeaseCheckpointer.Outcome outcome = checkpointer.checkpointShardEnd();
        if (outcome == LeaseCheckpointer.Outcome.WRITTEN) {
            detach(incarnation);
        }
        return isSettled(incarnation, outcome) && outcome == LeaseCheckpointer.Outcome.WRITTEN;
    }

    private boolean isSettled(final LeaseIncarnation incarnation, final LeaseCheckpointer.Outcome outcome) {
        switch (outcome) {
            case WRITTEN -> {}
            case LEASE_LOST -> {
                incarnation.seal("the lease was lost");
                detach(incarnation);
            }
            case RETRY -> {
                log.debug("The checkpoint of {} has to be tried again", incarnation.shardId());
                if (failing.add(incarnation) && failing.size() == 1) {
                    // no warning: how calls to AWS end is said in one place
                    log.info("Checkpoints cannot be written to DynamoDB for now and are tried again; after a crash the"
                            + " records committed since the last checkpoint are delivered again");
                }
            }
        }
        return outcome != LeaseCheckpointer.Outcome.RETRY;
    }

    /** Ends the threads without a last write; call {@link #flush(Duration)} before. */
    @Override
    public void close() {
        clock.shutdownNow();
        writers.shutdownNow();
    }
}
