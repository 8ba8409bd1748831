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
package io.shardflow.nifi.snowflake.target;

import java.time.Duration;

/**
 * What keeps a table from being loaded: when to try again, and whether it was reported. Every task of the processor uses
 * it; guarded by its monitor.
 */
public final class Trouble {

    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    /** A cause that lasts is reported again after this time, so that a bulletin is seen by who looks later. */
    private static final Duration REMINDER = Duration.ofMinutes(5);

    private String cause;
    private Duration wait = Duration.ZERO;
    private long waitUntil;
    private long reported;

    /**
     * Notes a failed try.
     *
     * @param newCause names the kind of trouble, the same for every try that fails alike
     * @return whether it is to be reported: another cause than before, or the same for long
     */
    public synchronized boolean failed(final String newCause, final long nanoTime) {
        final boolean known = newCause.equals(cause);
        wait = !known || wait.isZero() ? FIRST_WAIT : wait.multipliedBy(2);
        if (wait.compareTo(LONGEST_WAIT) > 0) {
            wait = LONGEST_WAIT;
        }
        waitUntil = nanoTime + wait.toNanos();
        cause = newCause;
        final boolean report = !known || nanoTime - reported >= REMINDER.toNanos();
        if (report) {
            reported = nanoTime;
        }
        return report;
    }

    /** @return whether there was trouble before */
    public synchronized boolean ended() {
        final boolean had = cause != null;
        cause = null;
        wait = Duration.ZERO;
        return had;
    }

    /** Whether it is too early for another try. */
    public synchronized boolean isWaiting(final long nanoTime) {
        return cause != null && nanoTime - waitUntil < 0;
    }
}
