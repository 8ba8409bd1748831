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

import io.shardflow.nifi.kinesis.status.ConsumerStatus;
import io.shardflow.nifi.kinesis.status.Progress;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Puts together how far a run has come: from its status, from what its attempt holds that is not committed, and from how long
 * it has had no attempt that reads.
 *
 * <p><b>Threading.</b> Any thread asks, and tells of commits. An attempt begins and ends on the run's thread.
 */
public final class ProgressMeter {

    private final ConsumerStatus status;
    private final LongSupplier clock;
    private final LongSupplier wallClock;
    private volatile Supplier<Map<String, Long>> reading;
    private volatile long notReadingSince;

    /**
     * @param clock nanoseconds, monotonic
     * @param wallClock milliseconds since the epoch, which records' arrivals are held against
     */
    ProgressMeter(final ConsumerStatus status, final LongSupplier clock, final LongSupplier wallClock) {
        this.status = status;
        this.clock = clock;
        this.wallClock = wallClock;
        this.notReadingSince = clock.getAsLong();
    }

    /** The run begins: until it reads, this is since when it does not. */
    void begins() {
        notReadingSince = clock.getAsLong();
    }

    /** @param oldestArrivals as {@link Progress#of} takes them, to be asked at any time */
    void reads(final Supplier<Map<String, Long>> oldestArrivals) {
        reading = oldestArrivals;
    }

    /** Nothing is read until {@link #reads} is called again. An attempt that did not come to reading changes nothing. */
    void readsNothing() {
        if (reading != null) {
            notReadingSince = clock.getAsLong();
            reading = null;
        }
    }

    /** A session has committed so much. */
    public void committed(final int records, final long bytes) {
        status.committed(records, bytes);
    }

    /** How many calls to AWS have failed since this was asked last, by what they were made on. */
    public Map<String, Long> takeFailedCalls() {
        return status.takeFailedCalls();
    }

    public Progress read() {
        final Supplier<Map<String, Long>> oldestArrivals = reading;
        final ConsumerStatus.View view = status.view();
        final Duration notReading =
                oldestArrivals == null ? Duration.ofNanos(clock.getAsLong() - notReadingSince) : Duration.ZERO;
        return Progress.of(
                view, oldestArrivals == null ? Map.of() : oldestArrivals.get(), notReading, wallClock.getAsLong());
    }
}
