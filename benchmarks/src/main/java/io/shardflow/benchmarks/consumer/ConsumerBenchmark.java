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

import io.shardflow.benchmarks.Effort;
import io.shardflow.benchmarks.flow.Canvas;
import io.shardflow.benchmarks.measure.GcLog;
import io.shardflow.benchmarks.profile.SteadyProfile;
import io.shardflow.benchmarks.replay.ReplayProcess;
import io.shardflow.benchmarks.report.Report;
import io.shardflow.benchmarks.stream.RecordKind;
import io.shardflow.benchmarks.stream.StreamShape;
import io.shardflow.benchmarks.stream.StreamTally;
import io.shardflow.benchmarks.yardstick.BareProcess;
import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.nifi.NifiClient;
import io.shardflow.localstack.nifi.NifiServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * What it costs to read: the consumer in a NiFi with 1 GB of heap beside the client library alone in a JVM with as much, from the same
 * replay server, alternating.
 */
public final class ConsumerBenchmark {

    private final Report report;
    private final Effort effort;
    private final boolean profiled;
    private final Results results = new Results();
    private final AtomicInteger runs = new AtomicInteger();

    /** @param profiled whether there is one more run with the flight recorder */
    public ConsumerBenchmark(final Report report, final Effort effort, final boolean profiled) {
        this.report = report;
        this.effort = effort;
        this.profiled = profiled;
    }

    /** @return whether what came out was what is in the streams */
    public boolean run() throws IOException {
        report.heading(2, "Consumer");
        final List<String> jvm = new ArrayList<>(NifiServer.Options.DEFAULT_JVM_OPTIONS);
        jvm.add(GcLog.OPTION);
        try (LocalStack stack = LocalStack.builder()
                        .with(Part.DYNAMODB, Part.NIFI)
                        .nifi(new NifiServer.Options(jvm, List.of()))
                        .logsIn(report.folder().resolve("logs-consumer"))
                        .progress(line -> report.progress("%s", line))
                        .start();
                NifiClient nifi = stack.nifiClient();
                ReplayProcess replay = ReplayProcess.start(stack.workspace());
                BareProcess bare =
                        BareProcess.start(stack.workspace(), replay.endpoint(), stack.endpoint(Part.DYNAMODB))) {
            final ConsumerInNifi consumer = new ConsumerInNifi(stack, new Canvas(stack, nifi), replay.endpoint());
            return run(consumer, new BareConsumer(bare), replay);
        }
    }

    private boolean run(final ConsumerInNifi consumer, final BareConsumer yardstick, final ReplayProcess replay) {
        final ReadingMeter meter = new ReadingMeter(replay);
        final List<Setting> settings = Setting.of(effort.breadth());
        // all at once: nothing of it is counted. Not in the common pool, which has one thread on two processors
        final CompletableFuture<Void> warm = CompletableFuture.allOf(
                CompletableFuture.runAsync(
                        () -> readAll(meter, yardstick, yardstickWarming(settings)), Thread::startVirtualThread),
                CompletableFuture.runAsync(
                        () -> readAll(meter, consumer, consumerWarming()), Thread::startVirtualThread));
        boolean exact = check(consumer, Setting.WARM.longStream(effort.warmBytes(), run("warm")));
        for (final RecordKind kind : RecordKind.values()) {
            exact &= check(consumer, new StreamShape(4, 3, 500, 1_000, kind, run("check")));
        }
        warm.join();
        settings.reversed().forEach(setting -> meter.read(consumer, begin(setting)));
        report.progress("consumer and client library are warm");
        for (final Setting setting : settings) {
            for (int i = 0; i < (setting.compared() ? effort.runs() : 1); i++) {
                measure(meter, consumer, setting);
                if (setting.compared()) {
                    measure(meter, yardstick, setting);
                }
            }
        }
        report.paragraph(
                "Processor seconds, user and system, of the measured process for 10^9 bytes of payload, in the steady part"
                        + " of each run; median, lowest, highest. The yardstick is the client library alone, which throws the records away.");
        report.table(results.costs(yardstick.label()));
        report.table(results.memory());
        for (final StreamReader reader : List.of(consumer, yardstick)) {
            report.paragraph("The %s, %s, by thread:".formatted(reader.label(), Setting.ORDINARY.label()));
            report.table(results.threads(Setting.ORDINARY, reader));
        }
        report.chart("consumer.svg", results.chart(yardstick.label()));
        if (profiled) {
            profile(meter, consumer);
            profile(meter, yardstick);
        }
        return exact;
    }

    private List<StreamShape> yardstickWarming(final List<Setting> settings) {
        return Stream.concat(
                        Stream.of(Setting.WARM.longStream(effort.warmBytes(), run("warm"))),
                        settings.stream().filter(Setting::compared).map(this::begin))
                .toList();
    }

    /**
     * What is checked goes another way through NiFi than what is measured, and in smaller answers. In several runs: what a start does is
     * compiled after the tenth.
     */
    private List<StreamShape> consumerWarming() {
        final List<StreamShape> streams = new ArrayList<>();
        for (int i = 0; i < 2 * effort.runs(); i++) {
            for (final Setting setting : List.of(Setting.ORDINARY, Setting.SMALL_RECORDS)) {
                streams.add(setting.stream(effort.runBytes() / 2, run("warm")));
            }
        }
        return streams;
    }

    private static void readAll(final ReadingMeter meter, final StreamReader reader, final List<StreamShape> streams) {
        streams.forEach(stream -> meter.read(reader, stream));
    }

    private boolean check(final ConsumerInNifi consumer, final StreamShape stream) {
        final StreamTally.Result result = consumer.check(stream);
        report.progress(
                "checked %,d records, %s: missing=%d doubled=%d altered=%d",
                stream.records(), stream.kind(), result.missing(), result.doubled(), result.altered());
        return result.isExact();
    }

    private void measure(final ReadingMeter meter, final StreamReader reader, final Setting setting) {
        final Reading reading = meter.read(reader, setting.stream(effort.runBytes(), run("run")));
        results.add(setting, reader, reading);
        report.progress(
                "%-42s %-21s %5.1f CPU-s/GB %6.1f MB/s",
                setting.label(),
                reader.label(),
                reading.steady().cpuSecondsPerGigabyte(),
                reading.steady().megabytesPerSecond());
    }

    private void profile(final ReadingMeter meter, final StreamReader reader) {
        final StreamShape stream = Setting.ORDINARY.stream(effort.runBytes(), run("profile"));
        final SteadyProfile profile =
                new SteadyProfile(reader.label(), reader.process(), stream.records(), report.folder());
        meter.read(reader, stream, profile::at);
        profile.tell(report);
    }

    /** What a reader is given of a setting before anything is measured, since what is new in it is compiled first. */
    private StreamShape begin(final Setting setting) {
        return setting.stream(effort.runBytes(), run("begin"));
    }

    /** No two streams have the same name. */
    private String run(final String what) {
        return what + '-' + runs.incrementAndGet();
    }
}
