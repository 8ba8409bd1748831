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
package io.shardflow.nifi.snowflake.gap;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The time that questions to the table may take from loading: {@link #AT_ONCE} whenever nothing was asked for long, a
 * hundredth of the time in the long run, whatever FlowFiles say. Not safe for several threads.
 */
final class LookBudget {

    static final Duration AT_ONCE = Duration.ofSeconds(5);

    private static final int ONE_IN = 100;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final LongSupplier nanoTime;
    private long left = AT_ONCE.toNanos();
    private long counted;

    /** @param nanoTime as {@link System#nanoTime()} */
    LookBudget(final LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.counted = nanoTime.getAsLong();
    }

    /** @return whole seconds that the next question may take; 0: it may not be asked */
    int seconds() {
        final long now = nanoTime.getAsLong();
        left = Math.min(AT_ONCE.toNanos(), left + (now - counted) / ONE_IN);
        counted = now;
        return Math.toIntExact(left / SECOND);
    }

    /** To be called after a question that {@link #seconds} allowed: takes the time since then. */
    void asked() {
        final long now = nanoTime.getAsLong();
        left = Math.max(0, left - (now - counted));
        counted = now;
    }
}
