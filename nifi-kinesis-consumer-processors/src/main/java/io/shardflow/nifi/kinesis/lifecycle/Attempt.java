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
import io.shardflow.nifi.kinesis.buffer.LeaseIncarnation;
import io.shardflow.nifi.kinesis.buffer.ShardBuffers;
import io.shardflow.nifi.kinesis.checkpoint.CheckpointWriter;
import io.shardflow.nifi.kinesis.kcl.ClientLibraryLog;
import io.shardflow.nifi.kinesis.kcl.LeaseScheduler;
import io.shardflow.nifi.kinesis.retrieve.Retrieval;
import io.shardflow.nifi.kinesis.settings.ConsumerSettings;
import io.shardflow.nifi.kinesis.state.DynamoStateTable;
import io.shardflow.nifi.kinesis.state.IntervalSteps;
import io.shardflow.nifi.kinesis.state.Intervals;
import io.shardflow.nifi.kinesis.state.StateRow;
import io.shardflow.nifi.kinesis.state.StateTable;
import io.shardflow.nifi.kinesis.state.WorkerSlots;
import io.shardflow.nifi.kinesis.status.ConsumerStatus;
import io.shardflow.nifi.kinesis.status.Failure;
import io.shardflow.nifi.kinesis.status.Progress;
import io.shardflow.nifi.kinesis.stream.AwsClients;
import io.shardflow.nifi.kinesis.stream.KinesisStreamDirectory;
import io.shardflow.nifi.kinesis.stream.RecentListing;
import io.shardflow.nifi.kinesis.stream.StreamDirectory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.nifi.logging.ComponentLog;
import software.amazon.kinesis.metrics.NullMetricsFactory;

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

    /** Short, because notices wait for the guard. */
    private static final Duration GUARD_CALL = Duration.ofSeconds(3);

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
    private volatile boolean guardNow;
    private StatePreparation.Prepared prepared;
    private long nextGuard = System.nanoTime();
    private AwsClients clients;
    private Optional<PublishedMetrics> metrics = Optional.empty();
    private Retrieval retrieval;
    private LeaseScheduler scheduler;
    private StateGuard guard;
    private Intervals intervals;
    private StepWatch step;
    private Neighbours neighbours;
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
            guardNow = true;
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
     */
    void start(final String id, final Optional<StateTable.Identity> known) throws InterruptedException {
        ClientLibraryLog.quieten();
        final int slot = WorkerSlots.claim(id);
        workerId = id + "-" + slot;
        try {
            connect(known);
            slotReleased = scheduler.ended().thenRun(() -> WorkerSlots.release(id, slot));
            scheduler.ended().thenRun(wake);
            scheduler.start();
        } finally {
            if (scheduler == null) {
                WorkerSlots.release(id, slot);
            }
        }
    }

    private void connect(final Optional<StateTable.Identity> known) throws InterruptedException {
        clients = new AwsClients(settings.aws(), status);
        timeline.mark(StartTimeline.Step.CLIENTS, System.nanoTime());
        final StreamDirectory directory = new KinesisStreamDirectory(clients.kinesis(), settings.aws().stream(), CALL);
        final StateTable table = table(CALL);
        prepared = new StatePreparation(settings, directory, table, workerId, log).prepare(known, timeline);
        Reading.sayIfBufferIsSmall(settings, prepared.leases(), log);
        retrieval = Reading.prepare(settings, clients, prepared.stream().arn(), CALL, log);
        intervals = steps.of(prepared.leases());
        step = new StepWatch(steps, intervals, System::nanoTime);
        final StateTable guarded = table(GUARD_CALL);
        neighbours = new Neighbours(guarded, workerId, intervals, System::nanoTime, log);
        guard = new StateGuard(
                settings.aws().stream().name(),
                new KinesisStreamDirectory(clients.kinesis(), settings.aws().stream(), GUARD_CALL),
                guarded,
                prepared,
                workerId,
                run,
                intervals.guardsPerRead(),
                this::read);
        guard.claim();
        metrics = PublishedMetrics.of(settings, clients, log);
        scheduler = new LeaseScheduler(new LeaseScheduler.Parts(
                settings,
                clients,
                retrieval,
                metrics.map(PublishedMetrics::factory).orElseGet(NullMetricsFactory::new),
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
    }

    private void read(final List<StateRow> rows) {
        step.see(rows);
        neighbours.meet(rows);
    }

    private StateTable table(final Duration timeout) {
        return new DynamoStateTable(clients.dynamoDb(), settings.aws().application(), timeout);
    }

    ShardBuffers buffers() {
        return buffers;
    }

    Set<String> heldShards() {
        return buffers.all().stream()
                .filter(incarnation -> !incarnation.isSealed())
                .map(LeaseIncarnation::shardId)
                .collect(Collectors.toSet());
    }

    /** Publishes how far the run has come, if that is wanted. Only once the attempt is started. */
    void publish(final Supplier<Progress> progress) {
        metrics.ifPresent(published -> published.look(progress));
    }

    /** As {@link LeaseScheduler#oldestArrivals}; only once it is started. */
    Map<String, Long> oldestArrivals() {
        return scheduler.oldestArrivals();
    }

    StateTable.Identity tableIdentity() {
        return prepared.identity();
    }

    Duration guardPeriod() {
        return neighbours.isCompany() ? Intervals.NEIGHBOUR_LOOK : Intervals.GUARD;
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
        if (guardNow || System.nanoTime() - nextGuard >= 0) {
            guardNow = false;
            nextGuard = System.nanoTime() + Intervals.GUARD.toNanos();
            guard.check(buffers);
        }
        neighbours.look();
        return !step.isOutgrown();
    }

    /** Ends reading and waits until what is out has committed, so that the next attempt does not read it again. */
    void settle() throws InterruptedException {
        log.info(
                "The stream has {} shards to read now; reading pauses for a moment to go on with the intervals for so many",
                step.leases());
        buffers.sealAll("the intervals change");
        final long deadline = System.nanoTime() + EMISSIONS.toNanos();
        for (final LeaseIncarnation incarnation : buffers.all()) {
            incarnation.awaitEmissions(Duration.ofNanos(deadline - System.nanoTime()));
        }
    }

    /** Emits nothing more, and has what is committed so far written. Returns at once; any thread may call it. */
    void sealAndFlush() {
        buffers.sealAll("the processor stops");
        try {
            writer.flush(Duration.ZERO);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Ends the attempt within about ten seconds: seal, last checkpoints, Scheduler, leases, clients.
     *
     * @param departure asked for when the Scheduler has ended, since a stop may arrive meanwhile
     */
    void close(final Supplier<LeaseDeparture> departure) throws InterruptedException {
        buffers.sealAll("the consumer stops");
        budget.close();
        if (clients != null) {
            clients.shuttingDown();
        }
        if (retrieval != null) {
            Thread.ofPlatform().daemon().name("shardflow-end-calls").start(retrieval::endCalls);
        }
        try {
            if (scheduler != null) {
                endScheduler();
                depart(departure.get());
            }
        } finally {
            writer.close();
            if (clients != null) {
                closeInBackground();
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

    /** Netty keeps its event loops for a quiet period of two seconds; nobody has to wait for that. */
    private void closeInBackground() {
        Thread.ofPlatform().daemon().name("shardflow-close").start(() -> {
            metrics.ifPresent(PublishedMetrics::close);
            if (retrieval != null) {
                retrieval.close();
            }
            clients.close();
        });
    }

    private void depart(final LeaseDeparture departure) {
        try {
            switch (departure) {
                case KEEP -> log.debug("The leases are kept for the next attempt");
                case GIVE_UP_IN_COMPANY ->
                    StateGuard.giveUpInCompany(table(CLOSING_CALL), workerId, run, intervals.workerAlive());
                case GIVE_UP -> StateGuard.giveUp(table(CLOSING_CALL), workerId, run);
            }
        } catch (final RuntimeException e) {
            sayNotGivenUp(e);
        }
    }

    private void sayNotGivenUp(final RuntimeException failure) {
        final String text =
                "This node's leases, or its row in the table, could not be given up; others wait for the fail-over time: {}";
        if (Failure.isDenial(failure)) {
            log.warn(text, ErrorTexts.describe(failure, status, settings.aws()));
        } else {
            log.debug(text, failure.toString());
        }
    }
}
