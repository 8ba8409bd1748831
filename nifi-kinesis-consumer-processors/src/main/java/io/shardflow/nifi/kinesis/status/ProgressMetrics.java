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

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.nifi.processor.ProcessSession;

/**
 * Writes the progress into NiFi's counters, and into gauges where NiFi has them. NiFi's counters can only be adjusted, so the
 * difference to what was written last is added: the counter then shows the present value. NiFi keeps its counters while the
 * processor is stopped, and a Stateless group makes new processors at its start: so what was written last is left for the
 * next one.
 *
 * <p><b>Threading.</b> Any; guarded by this object's monitor. What is left has one registry per class loader.
 */
public final class ProgressMetrics {

    static final String LAG = "Lag Milliseconds";
    static final String SHARDS_HELD = "Shards Held";
    static final String FAILING_CALLS = "Failing Calls";
    static final String FAILED_CALLS = "Failed Calls";

    private static final long INTERVAL_NANOS = Duration.ofSeconds(5).toNanos();

    private static final Map<String, Map<String, Long>> LEFT = new HashMap<>();

    private final LongSupplier clock;
    private final Gauges gauges;
    private final Map<String, Long> shown = new HashMap<>();
    private boolean begun;
    private long last;

    public ProgressMetrics() {
        this(System::nanoTime, Gauges.of(ProcessSession.class));
    }

    /** @param clock nanoseconds, monotonic */
    ProgressMetrics(final LongSupplier clock, final Gauges gauges) {
        this.clock = clock;
        this.gauges = gauges;
    }

    /** What a counter of one shard is called. */
    public static String ofShard(final String counter, final String shardId) {
        return counter + " for " + shardId;
    }

    /** The processor begins: takes over what counters show because of one before it. @param processorId as NiFi has it */
    public synchronized void begin(final String processorId) {
        synchronized (LEFT) {
            final Map<String, Long> left = LEFT.remove(processorId);
            if (left != null) {
                left.forEach((name, value) -> shown.merge(name, value, Long::sum));
            }
        }
        begun = false;
    }

    /** The processor stops. There is no session to write anything with. */
    public synchronized void end(final String processorId) {
        synchronized (LEFT) {
            final Map<String, Long> left = LEFT.computeIfAbsent(processorId, id -> new HashMap<>());
            shown.forEach((name, value) -> left.merge(name, value, Long::sum));
        }
        shown.clear();
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
            present(session, progress.get());
        }
        failedCalls.get().forEach((subject, count) -> {
            session.adjustCounter(FAILED_CALLS, count, true);
            session.adjustCounter(ofShard(FAILED_CALLS, subject), count, true);
        });
    }

    private void present(final ProcessSession session, final Progress progress) {
        final Map<String, Long> present = new HashMap<>();
        progress.shards().forEach(shard -> present.put(ofShard(LAG, shard.shardId()), shard.millis()));
        // these remain when no shard is held
        present.put(LAG, progress.lagMillis());
        present.put(SHARDS_HELD, (long) progress.shards().size());
        present.put(FAILING_CALLS, (long) progress.failingCalls());
        present.forEach((name, value) -> {
            show(session, name, value);
            gauges.record(session, name, value);
        });
        // a shard that is read elsewhere, or has ended, has no lag here
        shown.keySet().stream()
                .filter(name -> !present.containsKey(name))
                .toList()
                .forEach(name -> {
                    show(session, name, 0);
                    gauges.record(session, name, 0);
                    shown.remove(name);
                });
    }

    private void show(final ProcessSession session, final String name, final long value) {
        final Long before = shown.put(name, value);
        if (before == null || before != value) {
            session.adjustCounter(name, before == null ? value : value - before, true);
        }
    }
}
