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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.nifi.logging.ComponentLog;

/**
 * Writes checkpoints: changed positions every interval, and at once when asked to. What cannot be written now is tried
 * again at the next interval.
 *
 * <p><b>Threading.</b> One thread of its own does every write. {@link #attach} and {@link #shardEnd} are called by the
 * client library's task threads, {@link #flush} by those and by the thread that shuts down; they wait for the writing
 * thread, never the other way round.
 */
public final class CheckpointWriter implements AutoCloseable {

    private final ScheduledExecutorService thread;
    private final Map<LeaseIncarnation, LeaseCheckpointer> leases = new ConcurrentHashMap<>();
    private final ComponentLog log;
    private boolean failing;

    public CheckpointWriter(final Duration interval, final ComponentLog log) {
        this.log = log;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            final Thread worker = new Thread(task, "shardflow-checkpoint");
            worker.setDaemon(true);
            return worker;
        });
        final long nanos = Math.max(1, interval.toNanos());
        thread.scheduleWithFixedDelay(this::writeAll, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    /** From now on the incarnation's committed positions are written. */
    public void attach(final LeaseIncarnation incarnation, final LeaseCheckpointer checkpointer) {
        leases.putIfAbsent(incarnation, checkpointer);
    }

    /** The lease is gone: nothing more is written for it. */
    public void detach(final LeaseIncarnation incarnation) {
        leases.remove(incarnation);
    }

    /** Writes the committed position of the incarnation now; false if it could not be done in time. */
    public boolean flush(final LeaseIncarnation incarnation, final Duration wait) throws InterruptedException {
        return onThread(() -> write(incarnation, leases.get(incarnation)), wait);
    }

    /** Writes every committed position now; false if it could not be done in time. */
    public boolean flush(final Duration wait) throws InterruptedException {
        return onThread(this::writeAll, wait);
    }

    /** Writes the end of the shard now; false if it could not be done in time. */
    public boolean shardEnd(
            final LeaseIncarnation incarnation, final LeaseCheckpointer checkpointer, final Duration wait)
            throws InterruptedException {
        return onThread(
                () -> {
                    final LeaseCheckpointer.Outcome outcome = checkpointer.checkpointShardEnd();
                    if (outcome != LeaseCheckpointer.Outcome.RETRY) {
                        leases.remove(incarnation);
                    }
                    return outcome == LeaseCheckpointer.Outcome.WRITTEN;
                },
                wait);
    }

    private boolean onThread(final Callable<Boolean> write, final Duration wait) throws InterruptedException {
        final Future<Boolean> written;
        try {
            written = thread.submit(write);
        } catch (final RejectedExecutionException e) {
            return false;
        }
        try {
            return written.get(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (final TimeoutException e) {
            return false;
        } catch (final ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private boolean writeAll() {
        boolean all = true;
        for (final Map.Entry<LeaseIncarnation, LeaseCheckpointer> lease : leases.entrySet()) {
            all &= write(lease.getKey(), lease.getValue());
        }
        if (!all && !failing) {
            log.warn("Checkpoints cannot be written to DynamoDB for now and are tried again; after a crash the records"
                    + " committed since the last checkpoint are delivered again");
        }
        failing = !all;
        return all;
    }

    private boolean write(final LeaseIncarnation incarnation, final LeaseCheckpointer checkpointer) {
        final Optional<Position> position = incarnation.toCheckpoint();
        if (position.isEmpty() || checkpointer == null) {
            return true;
        }
        final LeaseCheckpointer.Outcome outcome = checkpointer.checkpoint(position.get());
        switch (outcome) {
            case WRITTEN -> incarnation.checkpointed(position.get());
            case LEASE_LOST -> {
                incarnation.seal("the lease was lost");
                leases.remove(incarnation);
            }
            case RETRY -> log.debug("The checkpoint of {} has to be tried again", incarnation.shardId());
        }
        return outcome != LeaseCheckpointer.Outcome.RETRY;
    }

    /** Ends the thread without a last write; call {@link #flush(Duration)} before. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
