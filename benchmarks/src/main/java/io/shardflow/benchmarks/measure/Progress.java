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
package io.shardflow.benchmarks.measure;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/** Waits for records, which are counted. */
public final class Progress {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration STANDSTILL = Duration.ofMinutes(2);

    private Progress() {}

    /** Waits until so much is done, and asks five times a second. */
    public static void until(final String what, final long awaited, final LongSupplier done) {
        until(what, awaited, now -> POLL, done);
    }

    /**
     * Waits until so much is done.
     *
     * @param poll from one question to the next, by how much was done
     * @throws IllegalStateException when nothing more is done for two minutes
     */
    public static void until(
            final String what, final long awaited, final LongFunction<Duration> poll, final LongSupplier done) {
        long last = -1;
        long moved = System.nanoTime();
        for (long now = done.getAsLong(); now < awaited; now = done.getAsLong()) {
            if (now != last) {
                last = now;
                moved = System.nanoTime();
            } else if (System.nanoTime() - moved > STANDSTILL.toNanos()) {
                throw new IllegalStateException("%s: stands still at %d of %d records".formatted(what, now, awaited));
            }
            LockSupport.parkNanos(poll.apply(now).toNanos());
        }
    }
}
