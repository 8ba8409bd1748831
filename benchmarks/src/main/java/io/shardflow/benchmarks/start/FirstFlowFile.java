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
package io.shardflow.benchmarks.start;

import io.shardflow.benchmarks.flow.Canvas;
import io.shardflow.benchmarks.measure.Spread;
import io.shardflow.benchmarks.stream.RecordKind;
import io.shardflow.benchmarks.stream.StreamShape;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The time from the request to start a consumer to its first committed FlowFile, as its counter tells over REST; and how long the consumer
 * itself says that it took to get the first record. Threads: used by one.
 */
final class FirstFlowFile {

    /** In a JVM that has hardly started one before, classes are still being loaded, and what a start does is interpreted. */
    private static final int THROWN_AWAY = 8;

    private static final Duration POLL = Duration.ofMillis(5);
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Pattern OWN_LINE = Pattern.compile("First record ([\\d.]+) s after the start");

    private final Canvas canvas;
    private final Path log;
    private final String consumer;
    private final List<Double> fresh = new ArrayList<>();
    private final List<Double> freshByLog = new ArrayList<>();
    private final List<Double> restarted = new ArrayList<>();
    private final List<Double> restartedByLog = new ArrayList<>();

    /** @param log of NiFi */
    FirstFlowFile(final Canvas canvas, final URI kinesis, final Path log) {
        this.canvas = canvas;
        this.log = log;
        this.consumer = canvas.consumer("started", kinesis, List.of("success", "parse.failure"));
    }

    /** Starts a consumer afresh and again, so many times. */
    void measure(final int repetitions) throws IOException {
        for (int i = 0; i < THROWN_AWAY + repetitions; i++) {
            // long enough that no shard has come to its end when the consumer is started again
            final StreamShape stream = new StreamShape(16, 75, 1_000, 1_000, RecordKind.ASCII, "start-" + i);
            canvas.read(consumer, stream.name(), "benchmark-" + stream.run());
            final double first = start();
            final double own = ownTime();
            final double second = start();
            if (i >= THROWN_AWAY) {
                fresh.add(first);
                freshByLog.add(own);
                restarted.add(second);
                restartedByLog.add(ownTime());
            }
        }
    }

    /** Seconds. */
    private double start() {
        final long before = canvas.consumed(consumer);
        final long begin = System.nanoTime();
        canvas.start(consumer);
        while (canvas.consumed(consumer) == before) {
            if (System.nanoTime() - begin > LIMIT.toNanos()) {
                throw new IllegalStateException("no FlowFile within a minute of the start");
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        final double seconds = (System.nanoTime() - begin) / 1e9;
        canvas.stop(consumer);
        return seconds;
    }

    private double ownTime() throws IOException {
        return OWN_LINE.matcher(Files.readString(log))
                .results()
                .map((MatchResult line) -> Double.valueOf(line.group(1)))
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> new IllegalStateException("the consumer has not logged when its first record came"));
    }

    Spread fresh() {
        return Spread.of(fresh);
    }

    Spread freshByLog() {
        return Spread.of(freshByLog);
    }

    Spread restarted() {
        return Spread.of(restarted);
    }

    Spread restartedByLog() {
        return Spread.of(restartedByLog);
    }
}
