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
package io.shardflow.nifi.kinesis.lifecycle;

import io.shardflow.nifi.kinesis.buffer.ByteBudget;
import io.shardflow.nifi.kinesis.buffer.ShardBuffers;
import io.shardflow.nifi.kinesis.checkpoint.CheckpointWriter;
import io.shardflow.nifi.kinesis.kcl.ClientLibraryLog;
import io.shardflow.nifi.kinesis.kcl.LeaseScheduler;
import io.shardflow.nifi.kinesis.retrieve.Retrieval;
import io.shardflow.nifi.kinesis.settings.ConsumerSettings;
import io.shardflow.nifi.kinesis.state.IntervalSteps;
import io.shardflow.nifi.kinesis.state.Intervals;
import io.shardflow.nifi.kinesis.state.StateTable;
import io.shardflow.nifi.kinesis.state.WorkerSlots;
import io.shardflow.nifi.kinesis.status.ConsumerStatus;
import io.shardflow.nifi.kinesis.status.Progress;
import io.shardflow.nifi.kinesis.stream.RecentListing;
import io.shardflow.nifi.kinesis.stream.StreamDirectory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.nifi.logging.ComponentLog;

/**
 * One Scheduler with everything around it, from its first call to AWS to its end. An attempt that fails is closed and
 * followed by another one.
 *
 * <p><b>Threading.</b> {@link #start}, {@link #guard} and {@link #close} by the run's thread; {@link #buffers} and
 * {@link #sealAndFlush} by any.
 */
final class Attempt {

    private static final Duration CALL = Duration.ofSeconds(10);
    private static final Duration LISTING_AGE = Duration.ofSeconds(1);
    private static final Duration CLOSING_CALL = Duration.ofMillis(1500);
    private static final Duration EMISSIONS = Duration.ofSeconds(10);
    private static final Duration FLUSH = Duration.ofMillis(2500);
    private static final Duration GRACEFUL = Duration.ofSeconds(3);
    private static final Duration FORCED = Duration.ofMillis(700);

    private final ConsumerSettings settings;
    private final ComponentLog log;
    private final StartTimeline timeline;
    private final IntervalSteps steps;
    private final ConsumerStatus status;
    private final Runnable wake;
    private final String run = UUID.randomUUID().toString();
    private final ByteBudget budget;
    private final ShardBuffers buffers;
    private final CheckpointWriter writer;
    private final AttemptEvents events;
    private AttemptClients clients;
    private LeaseScheduler scheduler;
    private AttemptGuard guard;
    private Intervals intervals;
    private CompletableFuture<Void> slotReleased = CompletableFuture.completedFuture(null);
    private String workerId;

    /** @param wake tells the run's thread that the guard has something to do */
    Attempt(
            final ConsumerSettings settings,
            final ComponentLog log,
            final StartTimeline timeline,
            final ConsumerStatus status,
            final IntervalSteps steps,
            final Runnable wake) {
        this.settings = settings;
        this.log = log;
        this.timeline = timeline;
        this.status = status;
        this.steps = steps;
        this.wake = () -> {
            guard.soon();
            wake.run();
        };
        this.budget = new ByteBudget(settings.bufferBytes());
        this.events = new AttemptEvents(timeline, status, this.wake, log);
        this.buffers = new ShardBuffers(
                budget, settings.limits(), lost -> events.shardStuck(lost, "a session did not commit, later ones had"));
        this.writer = new CheckpointWriter(settings.checkpointInterval(), log);
    }

    /**
     * Prepares the state table and starts the Scheduler.
     *
     * @param id persisted part of the worker id
     * @param known the table that this run has used before
     * @return the table
     */
    StateTable.Identity start(final String id, final Optional<StateTable.Identity> known) throws InterruptedException {
        ClientLibraryLog.quieten();
        final int slot = WorkerSlots.claim(id);
        workerId = id + "-" + slot;
        try {
            final StateTable.Identity table = connect(known);
            slotReleased = scheduler.ended().thenRun(() -> WorkerSlots.release(id, slot));
            scheduler.ended().thenRun(wake);
            scheduler.start();
            return table;
        } finally {
            if (scheduler == null) {
                WorkerSlots.release(id, slot);
            }
        }
    }

    private StateTable.Identity connect(final Optional<StateTable.Identity> known) throws InterruptedException {
        clients = new AttemptClients(settings, status, log);
        timeline.mark(StartTimeline.Step.CLIENTS, System.nanoTime());
        final StreamDirectory directory = clients.directory(CALL);
        final StatePreparation.Prepared prepared =
                new StatePreparation(settings, directory, clients.table(CALL), workerId, log).prepare(known, timeline);
        Reading.sayIfBufferIsSmall(settings, prepared.leases(), log);
        final Retrieval retrieval = clients.openRetrieval(prepared.stream().arn(), CALL);
        intervals = steps.of(prepared.leases());
        guard = new AttemptGuard(clients, prepared, workerId, run, steps, intervals, log);
        guard.claim();
        scheduler = new LeaseScheduler(new LeaseScheduler.Parts(
                settings,
                clients.aws(),
                retrieval,
                clients.openMetrics(),
                workerId,
                intervals,
                prepared.start(),
                prepared.starts(),
                budget,
                buffers,
                writer,
                new ListedShards(new RecentListing(directory, LISTING_AGE), prepared.stream(), wake, log),
                events,
                log));
        return prepared.identity();
    }

    ShardBuffers buffers() {
        return buffers;
    }

    /** Publishes how far the run has come, if that is wanted. Only once the attempt is started. */
    void publish(final Supplier<Progress> progress) {
        clients.publish(progress);
    }

    /** As {@link LeaseScheduler#oldestArrivals}; only once it is started. */
    Map<String, Long> oldestArrivals() {
        return scheduler.oldestArrivals();
    }

    Duration guardPeriod() {
        return guard.period();
    }

    /**
     * One look at everything that may have changed under the Scheduler.
     *
     * @return whether the intervals fit; if not, another attempt is to follow after {@link #settle}
     * @throws IllegalStateException if the Scheduler has ended by itself
     */
    boolean guard() {
        ClientLibraryLog.quieten();
        if (scheduler.ended().isDone()) {
            throw new IllegalStateException(
                    "the Kinesis Client Library has stopped", scheduler.death().orElse(events.initializationFailure()));
        }
        return guard.look(buffers);
    }

    /** Ends reading and waits until what is out has committed, so that the next attempt does not read it again. */
    void settle() throws InterruptedException {
        log.info(
                "The stream has {} shards to read now; reading pauses for a moment to go on with the intervals for so many",
                guard.leases());
        buffers.sealAll("the intervals change");
        buffers.awaitEmissions(EMISSIONS);
    }

    /** Emits nothing more, and has what is committed so far written. Returns at once; any thread may call it. */
    void sealAndFlush() {
        buffers.sealAll("the processor stops");
        writer.startFlush();
    }

    /**
     * Ends the attempt within about ten seconds: seal, last checkpoints, Scheduler, leases, clients.
     *
     * @param departure asked for when the Scheduler has ended, since a stop may arrive meanwhile
     * @param notGivenUp told why the leases could not depart like that
     */
    void close(final Supplier<LeaseDeparture> departure, final Consumer<RuntimeException> notGivenUp)
            throws InterruptedException {
        buffers.sealAll("the consumer stops");
        budget.close();
        if (clients != null) {
            clients.endCalls();
        }
        try {
            if (scheduler != null) {
                endScheduler();
                depart(departure.get(), notGivenUp);
            }
        } finally {
            writer.close();
            if (clients != null) {
                clients.closeInBackground();
            }
        }
    }

    private void endScheduler() throws InterruptedException {
        try {
            if (!writer.flush(FLUSH)) {
                log.warn("The last checkpoints could not be written; what they cover is delivered again");
            }
        } finally {
            if (scheduler.stop(GRACEFUL, FORCED)) {
                slotReleased.join();
            } else {
                log.warn("The Kinesis Client Library did not stop in time; its threads end in the background");
            }
        }
    }

    private void depart(final LeaseDeparture departure, final Consumer<RuntimeException> notGivenUp) {
        try {
            departure.depart(clients.table(CLOSING_CALL), workerId, run, intervals.workerAlive());
        } catch (final RuntimeException e) {
            notGivenUp.accept(e);
        }
    }
}
