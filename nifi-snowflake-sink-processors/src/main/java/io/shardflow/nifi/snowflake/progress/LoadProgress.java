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
package io.shardflow.nifi.snowflake.progress;

import io.shardflow.nifi.metrics.CommittedCounts;
import io.shardflow.nifi.metrics.PresentValues;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.apache.nifi.processor.ProcessSession;

/**
 * How far one processor has come, and NiFi's counters and gauges of it. What is settled is counted when the session that settles
 * it has committed.
 *
 * <p><b>Threading.</b> Any; guarded by this object's monitor.
 */
public final class LoadProgress {

    static final String WAITING = "Oldest Waiting Milliseconds";
    static final String AGE = "Age When Loaded Milliseconds";

    private static final long INTERVAL_MILLIS = Duration.ofSeconds(5).toMillis();

    /**
     * One moment.
     *
     * @param totals since the processor was made
     * @param newest when the newest record that was settled since it was scheduled had arrived, milliseconds since the epoch
     */
    record View(Totals totals, Backlog.View backlog, OptionalLong newest) {}

    private final LongSupplier clock;
    private final PresentValues present;
    private final CommittedCounts counts = new CommittedCounts();
    private Totals totals = Totals.NONE;
    private ShardAges ages = new ShardAges();
    private Backlog backlog = new Backlog();
    private boolean due;
    private long written;

    public LoadProgress() {
        this(System::currentTimeMillis, new PresentValues());
    }

    /** @param clock milliseconds since the epoch, which arrivals are held against */
    LoadProgress(final LongSupplier clock, final PresentValues present) {
        this.clock = clock;
        this.present = present;
    }

    /** The processor begins. @param processorId as NiFi has it; @param waiting what waits from now on */
    public synchronized void begin(final String processorId, final Backlog waiting) {
        present.begin(processorId);
        ages = new ShardAges();
        backlog = waiting;
        due = true;
    }

    /** The processor stops. */
    public synchronized void end(final String processorId) {
        present.end(processorId);
    }

    /** The session that settles this has committed. Asks nothing of any session. */
    public synchronized void settled(final Settled what) {
        final Totals one = Totals.of(what);
        totals = totals.plus(one);
        counts.add("Rows Loaded", one.loaded());
        counts.add("Rows Recognised", one.recognised());
        counts.add("Records Rejected", one.rejected());
        counts.add("Bytes Settled", one.bytes());
        counts.add("Fast Transactions", one.fast());
        counts.add("Slow Transactions", one.slow());
        counts.add("Repeated Attempts", one.repeated());
        what.transaction()
                .ifPresent(load -> counts.add(
                        "Shards Taken by Other Writers", load.conflicts().size()));
        ages.settled(what.arrivals(), clock.getAsLong());
        due = true;
    }

    /** A session that sends a FlowFile to failure has committed. */
    public void flowFileFailed() {
        counts.add("FlowFiles Failed", 1);
    }

    /** Nothing was loaded of what a task had taken last, for a reason that somebody is told. */
    public synchronized void loadFailed() {
        totals = totals.plus(Totals.ONE_FAILED);
        counts.add("Failed Loads", 1);
    }

    /**
     * Writes the counters: what was counted at once, what is the case now every five seconds, after what was settled, and when
     * nothing waits, since NiFi then triggers nobody until something comes.
     */
    public synchronized void write(final ProcessSession session) {
        counts.write(session);
        final long now = clock.getAsLong();
        if (due || backlog.view().isEmpty() || now - written >= INTERVAL_MILLIS) {
            present.write(session, values(now));
            due = false;
            written = now;
        }
    }

    private Map<String, Long> values(final long now) {
        final Map<String, Long> values = new HashMap<>();
        long oldest = 0;
        for (final Map.Entry<String, Long> age : ages.ages(now).entrySet()) {
            values.put(CommittedCounts.ofShard(AGE, age.getKey()), age.getValue());
            oldest = Math.max(oldest, age.getValue());
        }
        values.put(AGE, oldest);
        values.put(WAITING, backlog.view().oldestWaits(now));
        return values;
    }

    synchronized View view() {
        return new View(totals, backlog.view(), ages.newest());
    }
}
