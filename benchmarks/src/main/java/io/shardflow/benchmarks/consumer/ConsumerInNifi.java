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

import io.shardflow.benchmarks.flow.Canvas;
import io.shardflow.benchmarks.measure.GcLog;
import io.shardflow.benchmarks.measure.MeasuredProcess;
import io.shardflow.benchmarks.measure.Progress;
import io.shardflow.benchmarks.stream.StreamShape;
import io.shardflow.benchmarks.stream.StreamTally;
import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.Part;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * ConsumeKinesisStream in the NiFi of a stack, with all settings as they are by default. What it writes is dropped by NiFi with the
 * session that made it: a relationship that is ended costs less than any processor behind it, and no queue holds the consumer up.
 * Threads: one reads, and one may check meanwhile.
 */
final class ConsumerInNifi implements StreamReader {

    private final LocalStack stack;
    private final Canvas canvas;
    private final String measured;
    private final String checked;
    private final String tally;
    private long consumedBefore;

    /** Puts the processors on the canvas. */
    ConsumerInNifi(final LocalStack stack, final Canvas canvas, final URI kinesis) {
        this.stack = stack;
        this.canvas = canvas;
        this.measured = canvas.consumer("measured", kinesis, List.of("success", "parse.failure"));
        this.checked = canvas.consumer("checked", kinesis, List.of("parse.failure"));
        this.tally = canvas.tally("tally");
        canvas.connect(checked, "success", tally);
    }

    @Override
    public String label() {
        return "ConsumeKinesisStream";
    }

    @Override
    public MeasuredProcess process() {
        return new MeasuredProcess(stack.service(Part.NIFI).pid());
    }

    @Override
    public GcLog gcLog() {
        return new GcLog(stack.workspace().folder().resolve(Part.NIFI.label()).resolve(GcLog.FILE));
    }

    @Override
    public void start(final StreamShape stream) {
        consumedBefore = canvas.consumed(measured);
        start(measured, stream);
    }

    /** Each stream has an application of its own, so that it is read from its beginning. */
    private void start(final String processor, final StreamShape stream) {
        canvas.read(processor, stream.name(), "benchmark-" + stream.run());
        canvas.start(processor);
    }

    @Override
    public long done(final StreamShape stream) {
        return canvas.consumed(measured) - consumedBefore;
    }

    @Override
    public void stop() {
        canvas.stop(measured);
    }

    /** Reads a stream and holds what comes out against what is in it, byte by byte. */
    StreamTally.Result check(final StreamShape stream) {
        canvas.start(tally);
        start(checked, stream);
        Progress.until("checking what the consumer writes", stream.records(), () -> canvas.counters(tally)
                .getOrDefault("landed of " + stream.name(), 0L));
        canvas.stop(checked);
        canvas.stop(tally);
        final Map<String, Long> counters = canvas.counters(tally);
        final long landed = counters.get("landed of " + stream.name());
        return new StreamTally.Result(
                landed,
                stream.records() - landed,
                counters.getOrDefault("doubled of " + stream.name(), 0L),
                counters.getOrDefault("altered of " + stream.name(), 0L));
    }
}
