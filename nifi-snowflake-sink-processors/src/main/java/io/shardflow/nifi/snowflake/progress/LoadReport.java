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

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.nifi.logging.ComponentLog;

/**
 * One line a minute about what was loaded and what waits, while there is anything to say. NiFi need not trigger for it: it does
 * not while a queue behind the processor is full, and a trigger takes as long as Snowflake does.
 *
 * <p><b>Threading.</b> One daemon thread of its own, from when it is made until it is closed.
 */
public final class LoadReport implements AutoCloseable {

    private static final Duration EVERY = Duration.ofMinutes(1);

    private final LoadProgress progress;
    private final ComponentLog log;
    private final LongSupplier clock;
    private final ScheduledExecutorService timer;
    private Totals before = Totals.NONE;
    private long last;

    /** @param processorId as NiFi has it, names the thread */
    public LoadReport(final LoadProgress progress, final ComponentLog log, final String processorId) {
        this(
                progress,
                log,
                System::currentTimeMillis,
                Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform()
                        .daemon()
                        .name("shardflow-sink-" + processorId)
                        .factory()));
        timer.scheduleWithFixedDelay(this::say, EVERY.toSeconds(), EVERY.toSeconds(), TimeUnit.SECONDS);
    }

    /** @param clock milliseconds since the epoch; @param timer ended with this */
    LoadReport(
            final LoadProgress progress,
            final ComponentLog log,
            final LongSupplier clock,
            final ScheduledExecutorService timer) {
        this.progress = progress;
        this.log = log;
        this.clock = clock;
        this.timer = timer;
        this.before = progress.view().totals();
        this.last = clock.getAsLong();
    }

    /** Says what has happened since it was called last, if anything has or something waits. */
    void say() {
        final long now = clock.getAsLong();
        final LoadProgress.View view = progress.view();
        if (!view.totals().equals(before) || !view.backlog().isEmpty()) {
            log.info(line(view, now));
        }
        before = view.totals();
        last = now;
    }

    private String line(final LoadProgress.View view, final long now) {
        final Totals totals = view.totals();
        return String.format(
                Locale.ROOT,
                "In the last %d s: %d rows loaded, %d recognised, %d records rejected, %.1f MB. Transactions: %d fast, %d slow, %d"
                        + " attempts repeated. Failed loads: %d. Waiting: %s. Newest record settled: %s",
                TimeUnit.MILLISECONDS.toSeconds(now - last),
                totals.loaded() - before.loaded(),
                totals.recognised() - before.recognised(),
                totals.rejected() - before.rejected(),
                (totals.bytes() - before.bytes()) / 1e6,
                totals.fast() - before.fast(),
                totals.slow() - before.slow(),
                totals.repeated() - before.repeated(),
                totals.failed() - before.failed(),
                waiting(view.backlog(), now),
                view.newest().isPresent() ? seconds(now - view.newest().getAsLong()) + " old" : "none");
    }

    private static String waiting(final Backlog.View backlog, final long now) {
        if (backlog.isEmpty()) {
            return "nothing";
        }
        final String text = backlog.flowFiles() + " FlowFiles, the oldest for " + seconds(backlog.oldestWaits(now));
        final long unseen = now - backlog.looked();
        return unseen < EVERY.toMillis() ? text : text + ", as of the last trigger " + seconds(unseen) + " ago";
    }

    private static String seconds(final long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1e3);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
