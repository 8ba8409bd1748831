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
import java.util.function.Consumer;
import org.apache.nifi.components.state.StateManager;
import org.apache.nifi.logging.ComponentLog;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The attempts of a run, one after the other, until it is stopped: starts again after failures, stops for good when somebody has to
 * act, and always says why.
 *
 * <p>What may pass is tried again: exceptions of AWS calls, of NiFi's local state, of the client library. So are errors of
 * the library's threads and of NiFi's tasks, after which objects of the attempt may be damaged: the next one makes new
 * objects. What does not heal by itself halts: a {@link FatalStateException}, and every {@link Error} of the run's own
 * thread.
 *
 * <p><b>Threading.</b> {@link #run} is called by the run's thread, which makes, guards and closes the attempts; all else by any
 * thread. What they share is in {@link RunSignals}, {@link PresentAttempt}, {@link RunReports} and {@link ProgressMeter}.
 */
final class AttemptLoop {

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final ConsumerSettings settings;
    private final ComponentLog log;
    private final IntervalSteps steps;
    private final RunSignals signals;
    private final ConsumerStatus status = new ConsumerStatus(System::nanoTime);
    private final RunReports reports;
    private final FullQueueWatch queues;
    private final ProgressMeter meter = new ProgressMeter(status, System::nanoTime, System::currentTimeMillis);
    private final Heartbeat heartbeat;
    private final PresentAttempt present = new PresentAttempt();
    private WorkerId workerIds;
    private ShownProgress shown;

    /**
     * @param steps which intervals go with how many leases
     * @param thread the run's; a stop interrupts it
     */
    AttemptLoop(
            final ConsumerSettings settings, final ComponentLog log, final IntervalSteps steps, final Thread thread) {
        this.settings = settings;
        this.log = log;
        this.steps = steps;
        this.signals = new RunSignals(thread);
        this.reports = new RunReports(status, settings.aws(), log);
        this.queues = new FullQueueWatch(log);
        this.heartbeat = new Heartbeat(System::nanoTime, log);
    }

    RunSignals signals() {
        return signals;
    }

    /** How far this node is. */
    ProgressMeter progress() {
        return meter;
    }

    /** Whether records can be expected. Says again why not when somebody has to act. */
    boolean isReading() {
        if (present.isReading()) {
            return true;
        }
        reports.repeatWhyHalted();
        return false;
    }

    /** As {@link PresentAttempt#take}. */
    Optional<Emission> take(final Duration wait) throws InterruptedException {
        return present.take(wait);
    }

    /** Seals every shard of the present attempt and of those to come; no task waits any more. Returns at once. */
    void unschedule() {
        signals.unschedule();
        present.endWaiting().ifPresent(Attempt::sealAndFlush);
    }

    /** Says what has ended the run's thread, again and again as after any halt. */
    void halted(final Throwable failure) {
        reports.halted(failure);
    }

    /**
     * Makes attempts until the run is to stop or has to halt.
     *
     * @param state of a trigger's context
     * @param named told the persisted part of the worker id ahead of each attempt
     */
    void run(final StateManager state, final Consumer<String> named) {
        workerIds = new WorkerId(state);
        shown = new ShownProgress(state, log);
        final FormerApplication former = new FormerApplication(state, settings, log);
        final StartTimeline timeline = new StartTimeline(System.nanoTime());
        final Backoff backoff = new Backoff();
        Optional<StateTable.Identity> known = Optional.empty();
        while (!signals.isStopRequested()) {
            boolean again = false;
            final Attempt attempt = new Attempt(settings, log, timeline, status, steps, signals::wake);
            try {
                final String id = workerIds.get();
                named.accept(id);
                known = Optional.of(attempt.start(id, known));
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
        meter.reads(attempt::oldestArrivals);
        if (!present.begins(attempt)) {
            attempt.sealAndFlush();
        }
    }

    /** @return whether another attempt is to follow at once */
    private boolean guard(final Attempt attempt, final Backoff backoff) throws InterruptedException {
        while (awaitStop(attempt.guardPeriod())) {
            try {
                signals.checkTasks();
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
        signals.holdInterrupts();
        present.ends();
        meter.readsNothing();
        try {
            attempt.close(this::departure, reports::notGivenUp);
        } catch (final InterruptedException | RuntimeException e) {
            log.warn("The consumer did not end cleanly: {}", e.toString());
        }
        signals.allowInterrupts();
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
            reports.look(attempt == null ? Set.of() : attempt.buffers().openShards());
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
