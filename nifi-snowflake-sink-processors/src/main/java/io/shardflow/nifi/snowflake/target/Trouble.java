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
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What keeps a table from being loaded: when to try again, and whether it was reported. Every task of the processor uses
 * it; guarded by its monitor.
 */
public final class Trouble {

    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    /** A cause that lasts is reported again after this time, so that a bulletin is seen by who looks later. */
    private static final Duration REMINDER = Duration.ofMinutes(5);

    /** Causes that are remembered at one time: as many as NiFi shows bulletins of a component. */
    private static final int MOST_CAUSES = 5;

    private String cause;

    /** Whether the trouble that there is now was reported. */
    private boolean told;

    private Duration wait = Duration.ZERO;
    private long waitUntil;

    /**
     * When each cause was reported last; the first one first. Tasks may fail alternately for two, and in turn with others that
     * load other shards of the table: that a load has worked forgets nothing.
     */
    private final Map<String, Long> reported = new LinkedHashMap<>();

    /**
     * Notes a failed try.
     *
     * @param newCause names the kind of trouble, the same for every try that fails alike
     * @return whether it is to be reported: a cause that was not before, or not for long
     */
    public synchronized boolean failed(final String newCause, final long nanoTime) {
        final boolean known = newCause.equals(cause);
        wait = !known || wait.isZero() ? FIRST_WAIT : wait.multipliedBy(2);
        if (wait.compareTo(LONGEST_WAIT) > 0) {
            wait = LONGEST_WAIT;
        }
        waitUntil = nanoTime + wait.toNanos();
        cause = newCause;
        final Long last = reported.get(newCause);
        if (last != null && nanoTime - last < REMINDER.toNanos()) {
            return false;
        }
        reported.remove(newCause);
        reported.put(newCause, nanoTime);
        if (reported.size() > MOST_CAUSES) {
            reported.remove(reported.keySet().iterator().next());
        }
        told = true;
        return true;
    }

    /** @return whether that is to be reported: there was trouble before, and it was */
    public synchronized boolean ended() {
        final boolean was = told;
        told = false;
        cause = null;
        wait = Duration.ZERO;
        return was;
    }

    /** Whether it is too early for another try. */
    public synchronized boolean isWaiting(final long nanoTime) {
        return cause != null && nanoTime - waitUntil < 0;
    }
}
