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
package io.shardflow.nifi.kinesis.status;

import io.shardflow.nifi.metrics.CommittedCounts;
import io.shardflow.nifi.metrics.PresentValues;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.nifi.processor.ProcessSession;

/**
 * Writes the progress into NiFi's counters, and into gauges where NiFi has them.
 *
 * <p><b>Threading.</b> Any; guarded by this object's monitor.
 */
public final class ProgressMetrics {

    static final String LAG = "Lag Milliseconds";
    static final String SHARDS_HELD = "Shards Held";
    static final String FAILING_CALLS = "Failing Calls";
    static final String FAILED_CALLS = "Failed Calls";

    private static final long INTERVAL_NANOS = Duration.ofSeconds(5).toNanos();

    private final LongSupplier clock;
    private final PresentValues present;
    private boolean begun;
    private long last;

    public ProgressMetrics() {
        this(System::nanoTime, new PresentValues());
    }

    /** @param clock nanoseconds, monotonic */
    ProgressMetrics(final LongSupplier clock, final PresentValues present) {
        this.clock = clock;
        this.present = present;
    }

    /** The processor begins. @param processorId as NiFi has it */
    public synchronized void begin(final String processorId) {
        present.begin(processorId);
        begun = false;
    }

    /** The processor stops. There is no session to write anything with. */
    public synchronized void end(final String processorId) {
        present.end(processorId);
    }

    /**
     * Writes, if that is five seconds ago.
     *
     * @param failedCalls since it was asked last, by what they were made on
     */
    public void write(
            final ProcessSession session,
            final Supplier<Progress> progress,
            final Supplier<Map<String, Long>> failedCalls) {
        synchronized (this) {
            final long now = clock.getAsLong();
            if (begun && now - last < INTERVAL_NANOS) {
                return;
            }
            begun = true;
            last = now;
            present.write(session, values(progress.get()));
        }
        failedCalls.get().forEach((subject, count) -> {
            session.adjustCounter(FAILED_CALLS, count, true);
            session.adjustCounter(CommittedCounts.ofShard(FAILED_CALLS, subject), count, true);
        });
    }

    /** A shard that is read elsewhere, or has ended, has no lag here; the others remain when no shard is held. */
    private static Map<String, Long> values(final Progress progress) {
        final Map<String, Long> values = new HashMap<>();
        progress.shards().forEach(shard -> values.put(CommittedCounts.ofShard(LAG, shard.shardId()), shard.millis()));
        values.put(LAG, progress.lagMillis());
        values.put(SHARDS_HELD, (long) progress.shards().size());
        values.put(FAILING_CALLS, (long) progress.failingCalls());
        return values;
    }
}
