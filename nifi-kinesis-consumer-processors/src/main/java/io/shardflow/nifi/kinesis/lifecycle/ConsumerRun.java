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

import io.shardflow.nifi.kinesis.buffer.Emission;
import io.shardflow.nifi.kinesis.settings.ConsumerSettings;
import io.shardflow.nifi.kinesis.state.FatalStateException;
import io.shardflow.nifi.kinesis.state.IntervalSteps;
import io.shardflow.nifi.kinesis.state.NotReadyException;
import io.shardflow.nifi.kinesis.state.StateTable;
import io.shardflow.nifi.kinesis.status.ConsumerStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.apache.nifi.components.state.StateManager;
import org.apache.nifi.logging.ComponentLog;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The consumer from the first trigger after "scheduled" until "stopped": starts in the background, starts again after
 * failures, stops for good when somebody has to act, and always says why.
 *
 * <p>What may pass is tried again: exceptions of AWS calls, of NiFi's local state, of the client library. What does not
 * heal by itself halts: a {@link FatalStateException}, and every {@link Error}, since after one this run's objects, or a
 * class they need, may be damaged; a new start makes new objects.
 *
 * <p><b>Threading.</b> One thread of its own, the run's thread, makes, guards and closes the attempts; there is none
 * before {@link #start}. NiFi's trigger threads call {@link #start}, {@link #take} and {@link #progress}, its life-cycle
 * threads {@link #unschedule}, {@link #resign} and {@link #stop}; what goes with one another is guarded by this object's
 * monitor.
 */
public final class ConsumerRun {

    private static final Duration LOOK = Duration.ofSeconds(1);

    /** A trigger that NiFi had let pass before this node ceased to be primary has come long before this is over. */
    private static final Duration STALE_TRIGGERS = Duration.ofSeconds(1);

    private final ConsumerSettings settings;
    private final ComponentLog log;
    private final IntervalSteps steps;
    private final ConsumerStatus status = new ConsumerStatus(System::nanoTime);
    private final RunReports reports;
    private final FullQueueWatch queues;
    private final ProgressMeter meter = new ProgressMeter(status, System::nanoTime, System::currentTimeMillis);
    private final Heartbeat heartbeat;
    private final RunSignals signals = new RunSignals();
    private final PresentAttempt present = new PresentAttempt();
    private final Thread thread;
    private final long notBefore;
    private WorkerId workerIds;
    private FormerApplication former;
    private ShownProgress shown;
    private volatile ConsumerRun predecessor;
    private volatile boolean started;
    private boolean closing;

    /** @param steps which intervals go with how many leases */
    public ConsumerRun(final ConsumerSettings settings, final ComponentLog log, final IntervalSteps steps) {
        this(settings, log, steps, null, System.nanoTime());
    }

    private ConsumerRun(
            final ConsumerSettings settings,
            final ComponentLog log,
            final IntervalSteps steps,
            final ConsumerRun predecessor,
            final long notBefore) {
        this.settings = settings;
        this.steps = steps;
        this.log = log;
        this.reports = new RunReports(status, settings.aws(), log);
        this.queues = new FullQueueWatch(log);
        this.heartbeat = new Heartbeat(System::nanoTime, log);
        this.predecessor = predecessor;
        this.notBefore = notBefore;
        this.thread =
                new Thread(this::run, "shardflow-consumer-" + settings.aws().application());
        thread.setDaemon(true);
    }

    /**
     * Starts in the background, at the first call only, and returns at once.
     *
     * @param state of a trigger's context: in a Stateless group the one that NiFi gives when it schedules a processor is
     *     another, kept nowhere
     */
    public void start(final StateManager state) {
        if (started) {
            return;
        }
        synchronized (this) {
            if (!started && !signals.isUnscheduled() && System.nanoTime() - notBefore >= 0) {
                workerIds = new WorkerId(state);
                former = new FormerApplication(state, settings, log);
                shown = new ShownProgress(state, log);
                meter.begins();
                thread.start();
                started = true;
            }
        }
    }

    /** Whether records can be expected; if not, the caller should yield. Says again why not when somebody has to act. */
    public boolean isRunning() {
        if (present.get() != null) {
            return true;
        }
        reports.repeatWhyHalted();
        return false;
    }

    /** The next batch, waiting up to the given time for the run to read and for the batch; not after {@link #unschedule}. */
    public Optional<Emission> take(final Duration wait) throws InterruptedException {
        return present.take(wait);
    }

    /** The next batch if one is ready. */
    public Optional<Emission> takeReady() {
        try {
            return take(Duration.ZERO);
        } catch (final InterruptedException e) {
            // who does not wait is not interrupted
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** How far this node is. */
    public ProgressMeter progress() {
        return meter;
    }

    /**
     * Seals every shard: what is out may still commit, nothing more is emitted. The leases stay, so that what commits until
     * {@link #stop} is checkpointed. Returns at once.
     */
    public void unschedule() {
        final Attempt attempt;
        synchronized (this) {
            signals.unschedule();
            attempt = present.get();
            present.endWaiting();
        }
        if (attempt != null) {
            attempt.sealAndFlush();
        }
    }

    /**
     * Ends the run in the background, its leases given up, because other nodes go on without this one. Returns at once.
     *
     * @return the run for the next trigger, should one come; it begins when this one has ended
     */
    public ConsumerRun resign() {
        unschedule();
        requestStop(true);
        return new ConsumerRun(
                settings, log, steps, started ? this : predecessor, System.nanoTime() + STALE_TRIGGERS.toNanos());
    }

    /** Ends the run; returns when it has ended, or when the time is over and it ends in the background. */
    public void stop(final Duration wait) throws InterruptedException {
        unschedule();
        requestStop(false);
        final long deadline = System.nanoTime() + wait.toNanos();
        for (ConsumerRun run = this; run != null; run = run.predecessor) {
            if (run.started && !run.thread.join(Duration.ofNanos(deadline - System.nanoTime()))) {
                log.warn("The consumer did not stop within {} s; it ends in the background", wait.toSeconds());
            }
        }
    }

    private synchronized void requestStop(final boolean resign) {
        signals.stop(resign);
        if (!closing) {
            thread.interrupt();
        }
    }

    private void run() {
        try {
            awaitPredecessor();
            attempts();
        } catch (final InterruptedException e) {
            log.debug("The run was stopped before it began");
        } catch (final Throwable e) {
            reports.halted(e);
        } finally {
            SiblingRuns.leave(this);
        }
    }

    /** Another run of the same processor begins. If NiFi has unscheduled this one, it will not come to stop it. */
    private void endIfAbandoned() {
        if (signals.isUnscheduled() && !signals.isStopRequested()) {
            requestStop(true);
        }
    }

    private void awaitPredecessor() throws InterruptedException {
        final ConsumerRun before = predecessor;
        if (before != null) {
            before.thread.join();
            predecessor = null;
        }
    }

    private void attempts() {
        final StartTimeline timeline = new StartTimeline(System.nanoTime());
        final Backoff backoff = new Backoff();
        Optional<StateTable.Identity> known = Optional.empty();
        while (!signals.isStopRequested()) {
            boolean again = false;
            final Attempt attempt = new Attempt(settings, log, timeline, status, steps, signals::wake);
            try {
                final String id = workerIds.get();
                SiblingRuns.enter(id, this).forEach(ConsumerRun::endIfAbandoned);
                attempt.start(id, known);
                known = Optional.of(attempt.tableIdentity());
                former.replace();
                publish(attempt);
                again = guard(attempt, backoff);
            } catch (final FatalStateException e) {
                halt(e);
            } catch (final InterruptedException e) {
                log.debug("The run was interrupted");
            } catch (final IOException | RuntimeException e) {
                if (!signals.isStopRequested()) {
                    reports.failed(e);
                }
            } finally {
                close(attempt);
            }
            if (reports.isHalted()) {
                return;
            }
            if (!again) {
                pause(backoff.next());
            }
        }
    }

    private void publish(final Attempt attempt) {
        synchronized (this) {
            present.begins(attempt);
            meter.reads(attempt::oldestArrivals);
            if (!signals.isUnscheduled()) {
                return;
            }
        }
        attempt.sealAndFlush();
    }

    /** @return whether another attempt is to follow at once */
    private boolean guard(final Attempt attempt, final Backoff backoff) throws InterruptedException {
        while (awaitStop(attempt.guardPeriod())) {
            try {
                if (!attempt.guard() && !signals.isUnscheduled()) {
                    attempt.settle();
                    return true;
                }
                backoff.reset();
            } catch (final FatalStateException | NotReadyException | IllegalStateException e) {
                throw e;
            } catch (final SdkException e) {
                log.debug("The state could not be checked: {}", e.toString());
            } catch (final RuntimeException e) {
                if (!signals.isStopRequested()) {
                    reports.unguarded(e);
                }
            }
        }
        return false;
    }

    private void close(final Attempt attempt) {
        synchronized (this) {
            closing = true;
            Thread.interrupted();
        }
        present.ends();
        meter.readsNothing();
        try {
            attempt.close(this::departure);
        } catch (final InterruptedException | RuntimeException e) {
            log.warn("The consumer did not end cleanly: {}", e.toString());
        }
        synchronized (this) {
            closing = false;
        }
    }

    private LeaseDeparture departure() {
        if (reports.isHalted()) {
            // the leases may be a twin's that uses the same worker id
            return LeaseDeparture.KEEP;
        }
        if (signals.isResigned()) {
            return LeaseDeparture.GIVE_UP;
        }
        return signals.isStopRequested() ? LeaseDeparture.GIVE_UP_IN_COMPANY : LeaseDeparture.KEEP;
    }

    private void halt(final FatalStateException failure) {
        if (failure.needsNewWorkerId()) {
            try {
                workerIds.renew();
            } catch (final IOException e) {
                log.warn("A new worker id could not be kept in NiFi's local state: {}", e.toString());
            }
        }
        reports.halted(failure.getMessage());
    }

    /** Waits for the time or a wake-up, saying meanwhile what there is to say; false when the run is to stop. */
    private boolean awaitStop(final Duration wait) throws InterruptedException {
        return signals.await(wait, LOOK, this::look);
    }

    private void look() {
        final Attempt attempt = present.get();
        if (!signals.isStopRequested()) {
            reports.look(attempt == null ? Set.of() : attempt.heldShards());
            heartbeat.look(meter::read).ifPresent(progress -> shown.show(progress, Instant.now()));
            if (attempt != null) {
                attempt.publish(meter::read);
            }
            queues.look(attempt == null ? Duration.ZERO : attempt.buffers().unasked(System.nanoTime()));
        }
    }

    private void pause(final Duration wait) {
        try {
            awaitStop(wait);
        } catch (final InterruptedException e) {
            log.debug("The wait for the next attempt was interrupted");
        }
    }
}
