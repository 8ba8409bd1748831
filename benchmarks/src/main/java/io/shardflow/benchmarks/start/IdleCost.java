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
import io.shardflow.benchmarks.measure.MeasuredProcess;
import io.shardflow.benchmarks.measure.Progress;
import io.shardflow.benchmarks.profile.ThreadCpu;
import io.shardflow.benchmarks.report.Table;
import io.shardflow.benchmarks.stream.RecordKind;
import io.shardflow.benchmarks.stream.StreamShape;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Processor time of a process that has nothing to do. */
final class IdleCost {

    /** A shard without records is asked less often from the third second on. */
    private static final Duration SETTLING = Duration.ofSeconds(5);

    private final MeasuredProcess process;
    private Table threads;

    IdleCost(final MeasuredProcess process) {
        this.process = process;
    }

    /** Observes the process as it is. */
    double percentOfACore(final int seconds) {
        final long begin = System.nanoTime();
        final long cpu = process.cpu().toNanos();
        pause(Duration.ofSeconds(seconds));
        return 100.0 * (process.cpu().toNanos() - cpu) / (System.nanoTime() - begin);
    }

    /** The same with a consumer that has read all there is of 16 shards. */
    double whileConsuming(final Canvas canvas, final URI kinesis, final int seconds) {
        final String consumer = canvas.consumer("idle", kinesis, List.of("success", "parse.failure"));
        final StreamShape stream = new StreamShape(16, 1, 10, 1_000, RecordKind.ASCII, "idle");
        canvas.read(consumer, stream.name(), "benchmark-idle");
        canvas.start(consumer);
        Progress.until("reading the idle stream", stream.records(), () -> canvas.consumed(consumer));
        pause(SETTLING);
        final ThreadCpu before = ThreadCpu.of(process);
        final double percent = percentOfACore(seconds);
        threads = ThreadCpu.table(ThreadCpu.of(process).since(before));
        canvas.stop(consumer);
        return percent;
    }

    /** Which threads the consumer that had nothing to read has cost it by. */
    Table threads() {
        return threads;
    }

    private static void pause(final Duration time) {
        final long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
