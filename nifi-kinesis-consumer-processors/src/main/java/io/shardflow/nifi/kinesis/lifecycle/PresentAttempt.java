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
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The attempt of a run that reads now, if one does, and where NiFi's tasks wait for it and for its batches.
 *
 * <p><b>Threading.</b> Any; guarded by this object's monitor, on which tasks wait.
 */
final class PresentAttempt {

    private volatile Attempt attempt;
    private boolean nobodyWaits;

    /** Null if none reads. */
    Attempt get() {
        return attempt;
    }

    /** Whether one reads and is not sealed: of one that is, nothing more comes. */
    boolean isReading() {
        final Attempt reading = attempt;
        return reading != null && !reading.buffers().isSealed();
    }

    /** It reads. @return false if it is to be sealed, since {@link #endWaiting} has come before it */
    synchronized boolean begins(final Attempt reading) {
        attempt = reading;
        notifyAll();
        return !nobodyWaits;
    }

    /** None reads. */
    synchronized void ends() {
        attempt = null;
    }

    /** Lets go who waits, now and later. @return the attempt that is to be sealed; empty if none reads yet */
    synchronized Optional<Attempt> endWaiting() {
        nobodyWaits = true;
        notifyAll();
        return Optional.ofNullable(attempt);
    }

    /** The next batch, waiting for an attempt and for the batch up to the given time. */
    Optional<Emission> take(final Duration wait) throws InterruptedException {
        final long deadline = System.nanoTime() + wait.toNanos();
        Attempt reading = attempt;
        if (reading == null) {
            reading = await(deadline);
        }
        return reading == null
                ? Optional.empty()
                : reading.buffers().take(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }

    private synchronized Attempt await(final long deadline) throws InterruptedException {
        for (long left = deadline - System.nanoTime();
                left > 0 && attempt == null && !nobodyWaits;
                left = deadline - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return attempt;
    }
}
