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

import io.shardflow.nifi.snowflake.name.TableName;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.nifi.logging.ComponentLog;

/**
 * Says that records of a table are rejected: each reason at once, and then once in five minutes while it goes on, with the
 * number of records since. Few at one time, since NiFi keeps the five latest bulletins of a component.
 *
 * <p>Every task of the processor uses it; guarded by its monitor.
 */
public final class RejectionWatch {

    private static final long WINDOW_NANOS = Duration.ofMinutes(5).toNanos();

    /** Reasons that are told apart in one window. */
    static final int MOST_TOLD = 3;

    /** Reasons whose numbers are kept from one window to the next. */
    static final int MOST_KEPT = 20;

    static final String OTHERS = "further reasons, which the envelopes name";

    private final TableName table;
    private final ComponentLog log;
    private final LongSupplier nanoClock;
    private final Set<String> told = new HashSet<>();
    private final Map<String, Long> untold = new HashMap<>();
    private long windowStart;

    RejectionWatch(final TableName table, final ComponentLog log, final LongSupplier nanoClock) {
        this.table = table;
        this.log = log;
        this.nanoClock = nanoClock;
        this.windowStart = nanoClock.getAsLong();
    }

    /** @param counts how many records went to rejected for each reason */
    public synchronized void rejected(final Map<String, Long> counts) {
        final long now = nanoClock.getAsLong();
        if (now - windowStart >= WINDOW_NANOS) {
            windowStart = now;
            told.clear();
            forgetAll();
        }
        counts.forEach(this::note);
    }

    /** Of too many reasons only the sum is kept. */
    private void forgetAll() {
        if (untold.size() > MOST_KEPT) {
            final long sum = untold.values().stream().mapToLong(Long::longValue).sum();
            untold.clear();
            untold.put(OTHERS, sum);
        }
    }

    private void note(final String reason, final long count) {
        final String shown = told.contains(reason) || told.size() < MOST_TOLD ? reason : OTHERS;
        untold.merge(shown, count, Long::sum);
        if (told.add(shown)) {
            log.warn(
                    "{} records for table {} went to rejected, as they were read: {}",
                    untold.remove(shown),
                    table,
                    shown);
        }
    }
}
