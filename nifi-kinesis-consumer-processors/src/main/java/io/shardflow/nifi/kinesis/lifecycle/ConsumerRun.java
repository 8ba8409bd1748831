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
import io.shardflow.nifi.kinesis.state.IntervalSteps;
import java.time.Duration;
import java.util.Optional;
import org.apache.nifi.components.state.StateManager;
import org.apache.nifi.logging.ComponentLog;

/**
 * The consumer from the first trigger after "scheduled" until "stopped": NiFi's side of it. It starts in the background, reads in an
 * {@link AttemptLoop}, and begins only when the run before it, if it follows one, has ended.
 *
 * <p><b>Threading.</b> One thread of its own, the run's thread, which runs the loop; there is none before {@link #start}. NiFi's
 * trigger threads call {@link #start}, {@link #take}, {@link #taskFailed} and {@link #progress}, its life-cycle threads {@link #unschedule},
 * {@link #resign} and {@link #stop}; that nothing starts after {@link #unschedule} is guarded by this object's monitor.
 */
public final class ConsumerRun {

    /** A trigger that NiFi had let pass before this node ceased to be primary has come long before this is over. */
    private static final Duration STALE_TRIGGERS = Duration.ofSeconds(1);

    private final ConsumerSettings settings;
    private final ComponentLog log;
    private final IntervalSteps steps;
    private final Thread thread;
    private final AttemptLoop loop;
    private final long notBefore;
    private StateManager state;
    private volatile ConsumerRun predecessor;
    private volatile boolean started;

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
        this.log = log;
        this.steps = steps;
        this.predecessor = predecessor;
        this.notBefore = notBefore;
        this.thread =
                new Thread(this::run, "shardflow-consumer-" + settings.aws().application());
        thread.setDaemon(true);
        this.loop = new AttemptLoop(settings, log, steps, thread);
    }

    /**
     * Starts in the background, at the first call only, and returns at once.
     *
     * @param given of a trigger's context: in a Stateless group the one that NiFi gives when it schedules a processor is
     *     another, kept nowhere
     */
    public void start(final StateManager given) {
        if (started) {
            return;
        }
        synchronized (this) {
            if (!started && !loop.signals().isUnscheduled() && System.nanoTime() - notBefore >= 0) {
                state = given;
                loop.progress().begins();
                thread.start();
                started = true;
            }
        }
    }

    /** Whether records can be expected; if not, the caller should yield. Says again why not when somebody has to act. */
    public boolean isRunning() {
        return loop.isReading();
    }

    /** The next batch, waiting up to the given time for the run to read and for the batch; not after {@link #unschedule}. */
    public Optional<Emission> take(final Duration wait) throws InterruptedException {
        return loop.take(wait);
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

    /**
     * A task, or what NiFi told it of its session, has met an error: a batch may be neither queued nor out, and its shard would
     * stand. Reading begins anew in the background, from the checkpoints. Takes no memory.
     */
    public void taskFailed(final Error error) {
        loop.signals().taskFailed(error);
    }

    /** How far this node is. */
    public ProgressMeter progress() {
        return loop.progress();
    }

    /**
     * Seals every shard: what is out may still commit, nothing more is emitted. The leases stay, so that what commits until
     * {@link #stop} is checkpointed. Returns at once.
     */
    public synchronized void unschedule() {
        loop.unschedule();
    }

    /**
     * Ends the run in the background, its leases given up, because other nodes go on without this one. Returns at once.
     *
     * @return the run for the next trigger, should one come; it begins when this one has ended
     */
    public ConsumerRun resign() {
        unschedule();
        loop.signals().stop(true);
        return new ConsumerRun(
                settings, log, steps, started ? this : predecessor, System.nanoTime() + STALE_TRIGGERS.toNanos());
    }

    /** Ends the run; returns when it has ended, or when the time is over and it ends in the background. */
    public void stop(final Duration wait) throws InterruptedException {
        unschedule();
        loop.signals().stop(false);
        final long deadline = System.nanoTime() + wait.toNanos();
        for (ConsumerRun run = this; run != null; run = run.predecessor) {
            if (run.started && !run.thread.join(Duration.ofNanos(deadline - System.nanoTime()))) {
                log.warn("The consumer did not stop within {} s; it ends in the background", wait.toSeconds());
            }
        }
    }

    private void run() {
        try {
            awaitPredecessor();
            loop.run(state, id -> SiblingRuns.enter(id, this).forEach(ConsumerRun::endIfAbandoned));
        } catch (final InterruptedException e) {
            log.debug("The run was stopped before it began");
        } catch (final Throwable e) {
            loop.halted(e);
        } finally {
            SiblingRuns.leave(this);
        }
    }

    /** Another run of the same processor begins. If NiFi has unscheduled this one, it will not come to stop it. */
    private void endIfAbandoned() {
        loop.signals().stopIfUnscheduled();
    }

    private void awaitPredecessor() throws InterruptedException {
        final ConsumerRun before = predecessor;
        if (before != null) {
            before.thread.join();
            predecessor = null;
        }
    }
}
