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
import io.shardflow.nifi.kinesis.state.StateTable;
import io.shardflow.nifi.kinesis.status.ConsumerStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.nifi.components.state.StateManager;
import org.apache.nifi.logging.ComponentLog;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The consumer between "scheduled" and "stopped": starts in the background, starts again after failures, stops for good
 * when somebody has to act, and always says why.
 *
 * <p><b>Threading.</b> One thread of its own, the run's thread, makes, guards and closes the attempts. NiFi's trigger
 * threads call {@link #take} and {@link #handed}, its life-cycle threads {@link #start}, {@link #unschedule} and
 * {@link #stop}; flags are guarded by this object's monitor, on which the run's thread waits between looks.
 */
public final class ConsumerRun {

    private static final Duration REPEAT = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final ConsumerSettings settings;
    private final WorkerId workerIds;
    private final ComponentLog log;
    private final IntervalSteps steps;
    private final StartTimeline timeline = new StartTimeline(System.nanoTime());
    private final ConsumerStatus status = new ConsumerStatus(System::nanoTime);
    private final StatusBulletins bulletins;
    private final Thread thread;
    private volatile Attempt current;
    private boolean unscheduled;
    private boolean stopRequested;
    private boolean closing;
    private boolean woken;
    private String halted;
    private long lastSaid;

    /** @param steps which intervals go with how many leases */
    public ConsumerRun(
            final ConsumerSettings settings,
            final StateManager state,
            final ComponentLog log,
            final IntervalSteps steps) {
        this.settings = settings;
        this.steps = steps;
        this.workerIds = new WorkerId(state);
        this.log = log;
        this.bulletins = new StatusBulletins(status, settings, log);
        this.thread = new Thread(this::run, "shardflow-consumer-" + settings.application());
        thread.setDaemon(true);
    }

    /** Starts in the background and returns at once. */
    public void start() {
        thread.start();
    }

    /** Whether records can be expected; if not, the caller should yield. */
    public boolean isRunning() {
        if (current != null) {
            return true;
        }
        repeatWhyHalted();
        return false;
    }

    /** The next batch, waiting for one up to the given time. */
    public Optional<Emission> take(final Duration wait) throws InterruptedException {
        final Attempt attempt = current;
        return attempt == null ? Optional.empty() : attempt.buffers().take(wait);
    }

    /** Seals every shard: what is out may still commit, nothing more is emitted. Returns at once. */
    public void unschedule() {
        final Attempt attempt;
        synchronized (this) {
            unscheduled = true;
            attempt = current;
        }
        if (attempt != null) {
            attempt.buffers().sealAll("the processor stops");
        }
    }

    /** Ends the run; returns when it has ended, or when the time is over and it ends in the background. */
    public void stop(final Duration wait) throws InterruptedException {
        unschedule();
        synchronized (this) {
            stopRequested = true;
            notifyAll();
            if (!closing) {
                thread.interrupt();
            }
        }
        thread.join(wait);
        if (thread.isAlive()) {
            log.warn("The consumer did not stop within {} s; it ends in the background", wait.toSeconds());
        }
    }

    private void run() {
        final Backoff backoff = new Backoff();
        Optional<StateTable.Identity> known = Optional.empty();
        while (!isStopRequested()) {
            boolean again = false;
            final Attempt attempt = new Attempt(settings, log, timeline, status, steps, this::wake);
            try {
                attempt.start(workerIds.get(), known);
                known = Optional.of(attempt.tableIdentity());
                publish(attempt);
                again = guard(attempt, backoff);
            } catch (final FatalStateException e) {
                halt(e);
            } catch (final InterruptedException e) {
                log.debug("The run was interrupted");
            } catch (final IOException | RuntimeException | LinkageError e) {
                report(e);
            } finally {
                close(attempt);
            }
            if (isHalted()) {
                return;
            }
            if (!again) {
                pause(backoff.next());
            }
        }
    }

    private void publish(final Attempt attempt) {
        synchronized (this) {
            current = attempt;
            if (!unscheduled) {
                return;
            }
        }
        attempt.buffers().sealAll("the processor stops");
    }

    /** @return whether another attempt is to follow at once */
    private boolean guard(final Attempt attempt, final Backoff backoff) throws InterruptedException {
        while (awaitStop(attempt.guardPeriod())) {
            try {
                if (!attempt.guard() && !isUnscheduled()) {
                    attempt.settle();
                    return true;
                }
                backoff.reset();
            } catch (final FatalStateException | IllegalStateException e) {
                throw e;
            } catch (final SdkException e) {
                log.debug("The state could not be checked: {}", e.toString());
            } catch (final RuntimeException e) {
                if (!isStopRequested() && mayRepeat()) {
                    log.warn("The state could not be checked: {}", ErrorTexts.describe(e, settings));
                }
            }
        }
        return false;
    }

    private void close(final Attempt attempt) {
        final boolean last;
        synchronized (this) {
            closing = true;
            last = stopRequested;
            Thread.interrupted();
        }
        current = null;
        try {
            attempt.close(last);
        } catch (final InterruptedException | RuntimeException e) {
            log.warn("The consumer did not end cleanly: {}", e.toString());
        }
        synchronized (this) {
            closing = false;
        }
    }

    private void report(final Throwable failure) {
        if (!isStopRequested()) {
            bulletins.startFailed(failure);
        }
    }

    private void halt(final FatalStateException failure) {
        if (failure.needsNewWorkerId()) {
            try {
                workerIds.renew();
            } catch (final IOException e) {
                log.warn("A new worker id could not be kept in NiFi's local state: {}", e.toString());
            }
        }
        synchronized (this) {
            halted = failure.getMessage();
            lastSaid = System.nanoTime();
        }
        log.error(failure.getMessage());
    }

    private void repeatWhyHalted() {
        final String message;
        synchronized (this) {
            message = halted;
            if (message == null || System.nanoTime() - lastSaid < REPEAT.toNanos()) {
                return;
            }
            lastSaid = System.nanoTime();
        }
        log.error(message);
    }

    private synchronized boolean mayRepeat() {
        final long now = System.nanoTime();
        if (lastSaid != 0 && now - lastSaid < REPEAT.toNanos()) {
            return false;
        }
        lastSaid = now;
        return true;
    }

    private synchronized void wake() {
        woken = true;
        notifyAll();
    }

    private synchronized boolean isStopRequested() {
        return stopRequested;
    }

    private synchronized boolean isUnscheduled() {
        return unscheduled;
    }

    private synchronized boolean isHalted() {
        return halted != null;
    }

    /** Waits for the time or a wake-up, saying meanwhile what there is to say; false when the run is to stop. */
    private boolean awaitStop(final Duration wait) throws InterruptedException {
        final long deadline = System.nanoTime() + wait.toNanos();
        boolean another;
        look();
        do {
            another = awaitLook(deadline);
            look();
        } while (another);
        return !isStopRequested();
    }

    private void look() {
        final Attempt attempt = current;
        if (!isStopRequested()) {
            bulletins.look(attempt == null ? Set.of() : attempt.heldShards());
        }
    }

    /** Waits for the next look at the status; false if there is none before the deadline, a wake-up or the stop. */
    private synchronized boolean awaitLook(final long deadline) throws InterruptedException {
        final long look = Math.min(deadline, System.nanoTime() + LOOK.toNanos());
        for (long left = look - System.nanoTime();
                left > 0 && !stopRequested && !woken;
                left = look - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        final boolean another = !stopRequested && !woken && deadline - System.nanoTime() > 0;
        woken = false;
        return another;
    }

    private void pause(final Duration wait) {
        try {
            awaitStop(wait);
        } catch (final InterruptedException e) {
            log.debug("The wait for the next attempt was interrupted");
        }
    }
}
