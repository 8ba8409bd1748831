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
import io.shardflow.benchmarks.profile.Shares;
import io.shardflow.benchmarks.profile.ThreadCpu;
import io.shardflow.benchmarks.stream.RecordKind;
import io.shardflow.benchmarks.stream.StreamShape;
import io.shardflow.benchmarks.yardstick.BareProcess;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Processor time of a process that has nothing to do, or whose 16 shards have nothing. Threads: used by one. */
final class IdleCost {

    /** A shard without records is asked less often from the third second on. */
    private static final Duration SETTLING = Duration.ofSeconds(5);

    /** As often as the consumer asks a shard without records. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final StreamShape STREAM = new StreamShape(16, 1, 10, 1_000, RecordKind.ASCII, "idle");

    private final Duration observed;

    /** @param seconds for which a process is observed */
    IdleCost(final int seconds) {
        observed = Duration.ofSeconds(seconds);
    }

    /** Observes the process as it is. Percent of a core. */
    double of(final MeasuredProcess process) {
        final long begin = System.nanoTime();
        final long cpu = process.cpu().toNanos();
        pause(observed);
        return 100.0 * (process.cpu().toNanos() - cpu) / (System.nanoTime() - begin);
    }

    /** The same of a NiFi with a consumer that has read all there is. @param threads gets those that it has cost something */
    double ofConsumer(final MeasuredProcess nifi, final Canvas canvas, final URI kinesis, final Shares threads) {
        final String consumer = canvas.consumer("idle", kinesis, List.of("success", "parse.failure"));
        canvas.read(consumer, STREAM.name(), "benchmark-idle");
        canvas.start(consumer);
        Progress.until("reading the idle stream", STREAM.records(), () -> canvas.consumed(consumer));
        pause(SETTLING);
        final ThreadCpu before = ThreadCpu.of(nifi);
        final double percent = of(nifi);
        threads.add(ThreadCpu.of(nifi).since(before));
        canvas.stop(consumer);
        return percent;
    }

    /** The same of the client library alone. */
    double ofBareLibrary(final BareProcess bare) {
        bare.startReading(STREAM.name(), "bare-idle", PAUSE);
        Progress.until("reading the idle stream by the client library", STREAM.records(), bare::read);
        pause(SETTLING);
        final double percent = of(bare.process());
        bare.stopReading();
        return percent;
    }

    private static void pause(final Duration time) {
        final long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
