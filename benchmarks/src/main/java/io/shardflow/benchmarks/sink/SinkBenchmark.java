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
package io.shardflow.benchmarks.sink;

import io.shardflow.benchmarks.Effort;
import io.shardflow.benchmarks.flow.Canvas;
import io.shardflow.benchmarks.measure.MeasuredProcess;
import io.shardflow.benchmarks.measure.Ramp;
import io.shardflow.benchmarks.measure.Sample;
import io.shardflow.benchmarks.measure.SteadyPart;
import io.shardflow.benchmarks.profile.SteadyProfile;
import io.shardflow.benchmarks.report.Machine;
import io.shardflow.benchmarks.report.Report;
import io.shardflow.benchmarks.report.Table;
import io.shardflow.benchmarks.stream.LandedLine;
import io.shardflow.benchmarks.stream.StreamShape;
import io.shardflow.benchmarks.yardstick.CompressAndWrite;
import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.connector.Connector;
import io.shardflow.localstack.connector.LocalParameters;
import io.shardflow.localstack.nifi.NifiClient;
import io.shardflow.localstack.snowflake.LocalAccount;
import io.shardflow.localstack.workload.OrderTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/**
 * What loading costs. For each setting three runs over the same queue lengths: into a new table, which the sink has to make; after a
 * restart of the sink, when it looks into the table first; and once more.
 */
public final class SinkBenchmark {

    private static final List<String> RUNS = List.of("new table", "restart", "again");

    /** Nothing is read. */
    private static final URI NO_KINESIS = URI.create("http://127.0.0.1:9");

    private final Report report;
    private final Effort effort;
    private final boolean profiled;

    /** @param profiled whether there is one more run with the flight recorder */
    public SinkBenchmark(final Report report, final Effort effort, final boolean profiled) {
        this.report = report;
        this.effort = effort;
        this.profiled = profiled;
    }

    /** @return whether each record has landed once */
    public boolean run() throws IOException, SQLException {
        report.heading(2, "Sink");
        try (LocalStack stack = LocalStack.builder()
                        .with(Part.DYNAMODB, Part.SNOWFLAKE, Part.NIFI)
                        .logsIn(report.folder().resolve("logs-sink"))
                        .progress(line -> report.progress("%s", line))
                        .start();
                NifiClient nifi = stack.nifiClient()) {
            final Canvas canvas = new Canvas(stack, nifi);
            final Connector connector = Connector.upload(nifi);
            connector.set(LocalParameters.ofStack(stack, NO_KINESIS));
            connector.set(LocalParameters.ofJob("none", "benchmark-sink", "NONE"));
            connector.enableServices();
            final SinkInNifi sink = new SinkInNifi(nifi, connector, canvas);
            final Table table = new Table(
                    "transactions",
                    "run",
                    "transactions/s",
                    "ms each",
                    "CPU ms each",
                    "MB/s",
                    "CPU-s/GB",
                    "at speed after s",
                    "load");
            boolean exact = true;
            for (final Setting setting : Setting.of(effort.breadth())) {
                exact &= run(stack, sink, setting, table);
            }
            final double least = CompressAndWrite.cpuSecondsPerGigabyte(
                    content(Setting.of(Effort.Breadth.ONE).getFirst().stream(1, "gzip")),
                    stack.workspace().folder(),
                    effort.runBytes() / 2);
            report.paragraph(
                    "Processor time of the NiFi process, per transaction and for 10^9 bytes of FlowFile content, in the"
                            + " steady part of each run; the stand-in is another process.");
            report.table(table);
            report.paragraph(String.format(
                    Locale.ROOT,
                    "Yardstick: to compress the same bytes with gzip, level 1, and to write them: %.1f CPU-s/GB.",
                    least));
            if (profiled) {
                profile(stack, sink);
            }
            return exact;
        }
    }

    private boolean run(final LocalStack stack, final SinkInNifi sink, final Setting setting, final Table table)
            throws SQLException {
        final StreamShape stream = setting.stream(
                RUNS.size(), "s%d-%d-%d".formatted(setting.shards(), setting.records(), setting.together()));
        final String target = "SINK_%d_%d_%d".formatted(setting.shards(), setting.records(), setting.together());
        final MeasuredProcess nifi =
                new MeasuredProcess(stack.service(Part.NIFI).pid());
        sink.configure(target, setting.together());
        for (int i = 0; i < RUNS.size(); i++) {
            sink.fill(stream, i * setting.answersOfRun(), setting.answersOfRun() * setting.shards());
            add(table, setting, RUNS.get(i), stream, sink.drain(setting.recordsOfRun(), nifi, loaded -> {}));
        }
        try (Connection connection = LocalAccount.connect(stack.endpoint(Part.SNOWFLAKE))) {
            final OrderTable landed = new OrderTable(connection, target);
            final long doubled = landed.doubled();
            final long lost = stream.records() - (landed.count() - doubled);
            report.progress("%s: %,d records, lost=%d doubled=%d", setting.label(), stream.records(), lost, doubled);
            return lost == 0 && doubled == 0;
        }
    }

    private void profile(final LocalStack stack, final SinkInNifi sink) {
        final Setting setting = Setting.of(Effort.Breadth.ONE).getFirst();
        final StreamShape stream = setting.stream(1, "profile");
        final MeasuredProcess nifi =
                new MeasuredProcess(stack.service(Part.NIFI).pid());
        final SteadyProfile profile =
                new SteadyProfile("NiFi of the sink", nifi, setting.recordsOfRun(), report.folder());
        sink.configure("SINK_PROFILE", setting.together());
        sink.fill(stream, 0, setting.answersOfRun() * setting.shards());
        sink.drain(setting.recordsOfRun(), nifi, profile::at);
        profile.tell(report);
    }

    private static void add(
            final Table table,
            final Setting setting,
            final String run,
            final StreamShape stream,
            final List<Sample> samples) {
        final long records = setting.recordsOfRun();
        final long bytes = records * (LandedLine.of(stream, 0, 0).length + 1);
        final SteadyPart steady = SteadyPart.of(samples, records, bytes);
        final double transactions = setting.transactionsOfRun() * steady.bytes() / bytes;
        table.add(
                setting.label(),
                run,
                number(transactions / steady.seconds()),
                number(1_000 * steady.seconds() / transactions),
                number(1_000 * steady.cpuSeconds() / transactions),
                number(steady.megabytesPerSecond()),
                number(steady.cpuSecondsPerGigabyte()),
                number(Ramp.seconds(samples, steady, records)),
                Machine.load());
    }

    private static byte[] content(final StreamShape stream) throws IOException {
        final ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (int i = 0; i < stream.answerRecords(); i++) {
            lines.write(LandedLine.of(stream, 0, i));
            lines.write('\n');
        }
        return lines.toByteArray();
    }

    private static String number(final double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
