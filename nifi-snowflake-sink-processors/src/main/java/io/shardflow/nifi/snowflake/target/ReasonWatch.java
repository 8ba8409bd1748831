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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.nifi.logging.ComponentLog;

/**
 * Says for which reasons something leaves the queue unloaded: each reason at the end of the task that met it, and then once in five
 * minutes while it goes on, with the number since. Few at one time, since NiFi keeps the five latest bulletins of a component.
 *
 * <p>Every task of the processor uses it; guarded by its monitor.
 */
public final class ReasonWatch {

    /** Writes a bulletin. */
    @FunctionalInterface
    public interface Teller {
        void tell(long count, String reason);
    }

    private static final long WINDOW_NANOS = Duration.ofMinutes(5).toNanos();

    /** Reasons that are told apart in one window. */
    static final int MOST_TOLD = 3;

    /** Reasons whose numbers are kept from one window to the next. */
    static final int MOST_KEPT = 20;

    private final String others;
    private final LongSupplier nanoClock;
    private final Teller teller;

    /** Since the last {@link #tell}, in the order in which they came up. */
    private final Map<String, Long> met = new LinkedHashMap<>();

    private final Set<String> told = new HashSet<>();
    private final Map<String, Long> untold = new HashMap<>();
    private long windowStart;

    static ReasonWatch ofRecords(final TableName table, final ComponentLog log, final LongSupplier nanoClock) {
        return new ReasonWatch(
                "further reasons, which the envelopes name",
                nanoClock,
                (count, reason) -> log.warn(
                        "{} records for table {} went to rejected, as they were read: {}", count, table, reason));
    }

    static ReasonWatch ofFlowFiles(final TableName table, final ComponentLog log, final LongSupplier nanoClock) {
        return new ReasonWatch(
                "further reasons, which their attribute snowflake.error.reason names",
                nanoClock,
                (count, reason) -> log.error("{} FlowFiles for table {} went to failure: {}", count, table, reason));
    }

    /** @param others what stands for the reasons that are too many to be told apart */
    public ReasonWatch(final String others, final LongSupplier nanoClock, final Teller teller) {
        this.others = others;
        this.nanoClock = nanoClock;
        this.teller = teller;
        this.windowStart = nanoClock.getAsLong();
    }

    /** @param counts how many there were for each reason */
    public synchronized void add(final Map<String, Long> counts) {
        counts.forEach((reason, count) -> met.merge(reason, count, Long::sum));
    }

    /** Says what is to be said of what was added. */
    public synchronized void tell() {
        final long now = nanoClock.getAsLong();
        if (now - windowStart >= WINDOW_NANOS) {
            windowStart = now;
            told.clear();
            forgetAll();
        }
        final Set<String> first = new LinkedHashSet<>();
        met.forEach((reason, count) -> {
            final String shown = told.contains(reason) || told.size() < MOST_TOLD ? reason : others;
            untold.merge(shown, count, Long::sum);
            if (told.add(shown)) {
                first.add(shown);
            }
        });
        met.clear();
        first.forEach(reason -> teller.tell(untold.remove(reason), reason));
    }

    /** Of too many reasons only the sum is kept. */
    private void forgetAll() {
        if (untold.size() > MOST_KEPT) {
            final long sum = untold.values().stream().mapToLong(Long::longValue).sum();
            untold.clear();
            untold.put(others, sum);
        }
    }
}
