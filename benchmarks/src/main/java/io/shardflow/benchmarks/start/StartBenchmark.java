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

import io.shardflow.benchmarks.Effort;
import io.shardflow.benchmarks.flow.Canvas;
import io.shardflow.benchmarks.latency.FlowFileLatency;
import io.shardflow.benchmarks.measure.MeasuredProcess;
import io.shardflow.benchmarks.measure.Spread;
import io.shardflow.benchmarks.profile.Shares;
import io.shardflow.benchmarks.profile.ThreadCpu;
import io.shardflow.benchmarks.replay.ReplayProcess;
import io.shardflow.benchmarks.report.Machine;
import io.shardflow.benchmarks.report.Report;
import io.shardflow.benchmarks.report.Table;
import io.shardflow.benchmarks.yardstick.BareProcess;
import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.nifi.NifiClient;
import java.io.IOException;
import java.util.List;

/** How soon ConsumeKinesisStream has its first FlowFile, how soon a record is one, and what it costs with nothing to read. */
public final class StartBenchmark {

    private final Report report;
    private final int repetitions;
    private final int observedSeconds;

    public StartBenchmark(final Report report, final Effort effort) {
        this.report = report;
        this.repetitions = effort.breadth() == Effort.Breadth.ALL ? 5 : effort.runs();
        this.observedSeconds = effort.observedSeconds();
    }

    public void run() throws IOException {
        report.heading(2, "Start, latency, idle cost");
        try (LocalStack stack = LocalStack.builder()
                        .with(Part.KINESIS, Part.DYNAMODB, Part.NIFI)
                        .logsIn(report.folder().resolve("logs-start"))
                        .progress(line -> report.progress("%s", line))
                        .start();
                NifiClient nifi = stack.nifiClient();
                ReplayProcess replay = ReplayProcess.start(stack.workspace());
                BareProcess bare =
                        BareProcess.start(stack.workspace(), replay.endpoint(), stack.endpoint(Part.DYNAMODB))) {
            final Table table = new Table("what", "result", "load");
            final MeasuredProcess process =
                    new MeasuredProcess(stack.service(Part.NIFI).pid());
            final Canvas canvas = new Canvas(stack, nifi);
            final FirstFlowFile first = new FirstFlowFile(
                    canvas, replay.endpoint(), stack.service(Part.NIFI).log());
            first.measure(repetitions);
            add(table, "first FlowFile after a fresh start, s", first.fresh());
            add(table, "of it until the first record, by the consumer's own log, s", first.freshByLog());
            add(table, "first FlowFile after a restart, s", first.restarted());
            add(table, "of it until the first record, by the consumer's own log, s", first.restartedByLog());
            report.progress(
                    "first FlowFile: fresh %s s, restarted %s s",
                    first.fresh().text(), first.restarted().text());
            final IdleCost idle = new IdleCost(observedSeconds);
            final Shares threads = new Shares();
            final double without = idle.of(process);
            final double with = idle.ofConsumer(process, canvas, replay.endpoint(), threads);
            final double library = idle.ofBareLibrary(bare);
            add(table, "NiFi without a consumer, % of a core", Spread.of(List.of(without)));
            add(table, "with a consumer of 16 shards that have nothing, % of a core", Spread.of(List.of(with)));
            add(
                    table,
                    "the client library alone with the same shards, asked as often, % of a core",
                    Spread.of(List.of(library)));
            report.progress(
                    "idle: %.1f %% of a core, without a consumer %.1f %%; the client library alone %.1f %%",
                    with, without, library);
            final List<Double> latencies = new FlowFileLatency(stack, canvas).measure(observedSeconds);
            add(table, "10 records a second, put to FlowFile, p50, ms", percentile(latencies, 0.5));
            add(table, "10 records a second, put to FlowFile, p99, ms", percentile(latencies, 0.99));
            report.paragraph(
                    "Replay server with 16 shards for the start and the idle cost, the Kinesis emulator with four shards"
                            + " for the latency. Median, lowest, highest.");
            report.table(table);
            report.paragraph("The consumer that has nothing to read, by thread:");
            report.table(ThreadCpu.table(threads));
        }
    }

    private static void add(final Table table, final String what, final Spread value) {
        table.add(what, value.text(), Machine.load());
    }

    private static Spread percentile(final List<Double> values, final double share) {
        return Spread.of(List.of(Spread.percentile(values, share)));
    }
}
