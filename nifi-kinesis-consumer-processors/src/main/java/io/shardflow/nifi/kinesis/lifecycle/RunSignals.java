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

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What NiFi's threads want of a run, and where the run's thread waits for it. A stop interrupts it, too, wherever else it waits.
 *
 * <p><b>Threading.</b> Any thread; guarded by this object's monitor, on which the run's thread waits.
 */
final class RunSignals {

    private final Thread thread;
    private boolean interruptsHeld;
    private boolean unscheduled;
    private boolean stopRequested;
    private boolean resigned;
    private boolean woken;
    private Error taskError;

    /** @param thread the run's */
    RunSignals(final Thread thread) {
        this.thread = thread;
    }

    /** Nothing more is to be emitted. */
    synchronized void unschedule() {
        unscheduled = true;
    }

    /** @param resign whether the leases are to be given up for other nodes */
    synchronized void stop(final boolean resign) {
        resigned |= resign;
        stopRequested = true;
        notifyAll();
        if (!interruptsHeld) {
            thread.interrupt();
        }
    }

    /** Nobody will come to stop a run that was unscheduled: its leases go to others. */
    synchronized void stopIfUnscheduled() {
        if (unscheduled && !stopRequested) {
            stop(true);
        }
    }

    /** For the run's thread: no stop interrupts what it does next, and one that has come is no interrupt any more. */
    synchronized void holdInterrupts() {
        interruptsHeld = true;
        Thread.interrupted();
    }

    /** Stops interrupt again. */
    synchronized void allowInterrupts() {
        interruptsHeld = false;
    }

    /** The guard has something to do. */
    synchronized void wake() {
        woken = true;
        notifyAll();
    }

    /** A task has met an error: the present attempt is to end. Takes no memory. */
    synchronized void taskFailed(final Error error) {
        taskError = error;
        wake();
    }

    /** @throws IllegalStateException if a task has met an error since this was asked last */
    synchronized void checkTasks() {
        final Error error = taskError;
        taskError = null;
        if (error != null) {
            throw new IllegalStateException(
                    "a task of NiFi met " + error.getClass().getName()
                            + ", see NiFi's log; reading goes on from the checkpoints",
                    error);
        }
    }

    synchronized boolean isUnscheduled() {
        return unscheduled;
    }

    synchronized boolean isStopRequested() {
        return stopRequested;
    }

    synchronized boolean isResigned() {
        return resigned;
    }

    /**
     * Waits for the time, a wake-up or the stop.
     *
     * @param look called at the beginning, at the end, and meanwhile once each such interval
     * @return false when the run is to stop
     */
    boolean await(final Duration wait, final Duration interval, final Runnable look) throws InterruptedException {
        final long deadline = System.nanoTime() + wait.toNanos();
        boolean another;
        look.run();
        do {
            another = awaitOnce(Math.min(deadline, System.nanoTime() + interval.toNanos()), deadline);
            look.run();
        } while (another);
        return !isStopRequested();
    }

    private synchronized boolean awaitOnce(final long next, final long deadline) throws InterruptedException {
        for (long left = next - System.nanoTime();
                left > 0 && !stopRequested && !woken;
                left = next - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        final boolean another = !stopRequested && !woken && deadline - System.nanoTime() > 0;
        woken = false;
        return another;
    }
}
