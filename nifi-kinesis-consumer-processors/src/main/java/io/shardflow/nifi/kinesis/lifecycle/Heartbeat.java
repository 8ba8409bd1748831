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
package io.shardflow.nifi.kinesis.lifecycle;

import io.shardflow.nifi.kinesis.status.ConsumerStatus.Committed;
import io.shardflow.nifi.kinesis.status.Progress;
import io.shardflow.nifi.kinesis.status.ShardLag;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.nifi.logging.ComponentLog;

/**
 * One line a minute about how far this node has come, from the start to the stop, also when nothing flows: a log in which the
 * line is missing tells of a consumer that is stuck or gone, which no other line can. NiFi need not trigger for it.
 *
 * <p><b>Threading.</b> The run's thread.
 */
final class Heartbeat {

    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier clock;
    private final ComponentLog log;
    private boolean begun;
    private long last;
    private Committed before = new Committed(0, 0);

    /** @param clock nanoseconds, monotonic */
    Heartbeat(final LongSupplier clock, final ComponentLog log) {
        this.clock = clock;
        this.log = log;
    }

    /**
     * To be called about once a second.
     *
     * @return what was said, if a minute is over
     */
    Optional<Progress> look(final Supplier<Progress> progress) {
        final long now = clock.getAsLong();
        if (!begun) {
            begun = true;
            last = now;
        }
        if (now - last < MINUTE_NANOS) {
            return Optional.empty();
        }
        final Progress present = progress.get();
        log.info(line(present, Duration.ofNanos(now - last)));
        last = now;
        before = present.committed();
        return Optional.of(present);
    }

    private String line(final Progress progress, final Duration time) {
        return String.format(
                Locale.ROOT,
                "In the last %d s: %d records, %.1f MB. Shards held: %d. Lag: %s. Failing calls: %d",
                time.toSeconds(),
                progress.committed().records() - before.records(),
                (progress.committed().bytes() - before.bytes()) / 1e6,
                progress.shards().size(),
                lag(progress),
                progress.failingCalls());
    }

    /** The lag of the worst shard, with its name. */
    static String lag(final Progress progress) {
        final String seconds = String.format(Locale.ROOT, "%.1f s", progress.lagMillis() / 1e3);
        return progress.notReading().isPositive()
                ? seconds + " (nothing is read)"
                : progress.worst()
                        .map(ShardLag::shardId)
                        .map(id -> seconds + " (" + id + ")")
                        .orElse(seconds);
    }
}
