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
package io.shardflow.benchmarks.consumer;

import io.shardflow.benchmarks.measure.GcLog;
import io.shardflow.benchmarks.measure.MeasuredProcess;
import io.shardflow.benchmarks.measure.Progress;
import io.shardflow.benchmarks.measure.Sample;
import io.shardflow.benchmarks.measure.SteadyPart;
import io.shardflow.benchmarks.profile.SteadyThreads;
import io.shardflow.benchmarks.replay.ReplayProcess;
import io.shardflow.benchmarks.stream.StreamShape;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Lets readers read, and measures them. How far they are is asked of the replay server, so that the measured process is not busy with
 * being measured.
 */
final class ReadingMeter {

    private final ReplayProcess replay;

    ReadingMeter(final ReplayProcess replay) {
        this.replay = replay;
    }

    /** Reads a whole stream. */
    Reading read(final StreamReader reader, final StreamShape stream) {
        return read(reader, stream, sent -> {});
    }

    /**
     * Reads a whole stream.
     *
     * @param watcher is told again and again how many records were sent
     */
    Reading read(final StreamReader reader, final StreamShape stream, final LongConsumer watcher) {
        final GcLog gcLog = reader.gcLog();
        final long mark = gcLog.mark();
        final MeasuredProcess process = reader.process();
        final List<Sample> samples = new ArrayList<>();
        final SteadyThreads threads = new SteadyThreads(process, stream.records());
        reader.start(stream);
        Progress.until("reading by the " + reader.label(), stream.records(), () -> {
            final long sent = replay.sent(stream);
            samples.add(new Sample(System.nanoTime(), process.cpu().toNanos(), sent));
            threads.at(sent);
            watcher.accept(sent);
            return sent;
        });
        Progress.until("the end of the " + reader.label(), stream.records(), () -> reader.done(stream));
        reader.stop();
        return new Reading(
                SteadyPart.of(samples, stream.records(), stream.bytes()),
                threads.shares(),
                gcLog.since(mark),
                process.mostResidentBytes(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }
}
