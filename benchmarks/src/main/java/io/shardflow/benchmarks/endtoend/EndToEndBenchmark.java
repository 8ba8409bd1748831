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
package io.shardflow.benchmarks.endtoend;

import io.shardflow.benchmarks.Effort;
import io.shardflow.benchmarks.landed.LandedRows;
import io.shardflow.benchmarks.latency.RowLatency;
import io.shardflow.benchmarks.measure.MeasuredProcess;
import io.shardflow.benchmarks.measure.Progress;
import io.shardflow.benchmarks.measure.Sample;
import io.shardflow.benchmarks.measure.Spread;
import io.shardflow.benchmarks.measure.SteadyPart;
import io.shardflow.benchmarks.profile.SteadyProfile;
import io.shardflow.benchmarks.replay.ReplayProcess;
import io.shardflow.benchmarks.report.Machine;
import io.shardflow.benchmarks.report.Report;
import io.shardflow.benchmarks.report.Table;
import io.shardflow.benchmarks.stream.RecordKind;
import io.shardflow.benchmarks.stream.StreamShape;
import io.shardflow.benchmarks.stream.StreamTally;
import io.shardflow.localstack.Installation;
import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.connector.Connector;
import io.shardflow.localstack.connector.LocalParameters;
import io.shardflow.localstack.nifi.NifiClient;
import io.shardflow.localstack.snowflake.LocalAccount;
import io.shardflow.localstack.snowflake.SnowflakeServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;

/**
 * How many records a second come from the replay server into a table of the stand-in, through the flow as it is shipped, and what that
 * costs in NiFi and in the stand-in. The parameters are those of the demo: nothing waits to be loaded together.
 */
public final class EndToEndBenchmark {

    private static final int SHARDS = 16;
    private static final int ANSWER_RECORDS = 1_000;
    private static final int RECORD_BYTES = 1_000;

    /** Loading takes more time than reading alone: a part of what the consumer reads is enough. */
    private static final int SHARE_OF_RUN = 2;

    /** The same of what makes the JVMs warm. */
    private static final int SHARE_OF_WARM = 4;

    private final Report report;
    private final Effort effort;
    private final boolean profiled;

    /** @param profiled whether there is one more run with the flight recorder in NiFi and in the stand-in */
    public EndToEndBenchmark(final Report report, final Effort effort, final boolean profiled) {
        this.report = report;
        this.effort = effort;
        this.profiled = profiled;
    }

    /** @return whether each record has landed once */
    public boolean run() throws SQLException {
        report.heading(2, "End to end");
        try (LocalStack stack = LocalStack.builder()
                        .with(Part.KINESIS, Part.DYNAMODB, Part.SNOWFLAKE, Part.NIFI)
                        .tables(SnowflakeServer.Tables.IN_MEMORY)
                        .logsIn(report.folder().resolve("logs-end-to-end"))
                        .progress(line -> report.progress("%s", line))
                        .start();
                NifiClient nifi = stack.nifiClient();
                ReplayProcess replay = ReplayProcess.start(stack.workspace())) {
            nifi.nars().upload(Installation.nar());
            final Connector connector = Connector.upload(nifi);
            connector.set(LocalParameters.ofStack(stack, replay.endpoint()));
            boolean exact = true;
            final Table table = new Table(
                    "run",
                    "records",
                    "s",
                    "records/s",
                    "steady records/s",
                    "NiFi CPU-s/GB",
                    "stand-in CPU-s/GB",
                    "missing",
                    "doubled",
                    "altered",
                    "load");
            final long bytes = effort.runBytes() / SHARE_OF_RUN;
            exact &= run(stack, nifi, connector, stream("cold", bytes), table);
            exact &= run(stack, nifi, connector, stream("warming", effort.warmBytes() / SHARE_OF_WARM), table);
            for (int i = 1; i <= effort.runs(); i++) {
                exact &= run(stack, nifi, connector, stream("warm-" + i, bytes), table);
            }
            report.paragraph(
                    "16 shards, answers of 1 MB, records of 1 KB; from the start of the flow to the last row in a new table. The"
                            + " first run is in JVMs that begin cold, the second makes them warm. The stand-in has its tables in"
                            + " memory.");
            report.table(table);
            if (profiled) {
                profile(stack, nifi, connector, stream("profile", bytes));
            }
            // last, since it reads from another Kinesis
            tellLatency(new RowLatency(stack, connector).measure(effort.observedSeconds()));
            return exact;
        }
    }

    private void tellLatency(final List<Double> latencies) {
        report.paragraph(
                "10 records a second from the Kinesis emulator with four shards, Maximum Batch Age 0 sec: from the put"
                        + " to a row that another session sees.");
        report.table(new Table("put to row", "ms", "load")
                .add("p50", number(Spread.percentile(latencies, 0.5)), Machine.load())
                .add("p99", number(Spread.percentile(latencies, 0.99)), Machine.load()));
    }

    private boolean run(
            final LocalStack stack,
            final NifiClient client,
            final Connector connector,
            final StreamShape stream,
            final Table table)
            throws SQLException {
        final MeasuredProcess nifi = process(stack, Part.NIFI);
        final MeasuredProcess standIn = process(stack, Part.SNOWFLAKE);
        final List<Sample> nifiSamples = new ArrayList<>();
        final List<Sample> standInSamples = new ArrayList<>();
        final double seconds = load(client, connector, stream, loaded -> {
            final long now = System.nanoTime();
            nifiSamples.add(new Sample(now, nifi.cpu().toNanos(), loaded));
            standInSamples.add(new Sample(now, standIn.cpu().toNanos(), loaded));
        });
        final SteadyPart steady = SteadyPart.of(nifiSamples, stream.records(), stream.bytes());
        final SteadyPart ofStandIn = SteadyPart.of(standInSamples, stream.records(), stream.bytes());
        try (Connection connection = LocalAccount.connect(stack.endpoint(Part.SNOWFLAKE))) {
            final StreamTally.Result landed = LandedRows.compare(connection, target(stream), stream);
            empty(connection, target(stream));
            table.add(
                    stream.run(),
                    Long.toString(stream.records()),
                    number(seconds),
                    number(stream.records() / seconds),
                    number(steady.bytes() / RECORD_BYTES / steady.seconds()),
                    number(steady.cpuSecondsPerGigabyte()),
                    number(ofStandIn.cpuSecondsPerGigabyte()),
                    Long.toString(landed.missing()),
                    Long.toString(landed.doubled()),
                    Long.toString(landed.altered()),
                    Machine.load());
            report.progress(
                    "%s: %,d records in %.1f s, missing=%d doubled=%d altered=%d",
                    stream.run(), stream.records(), seconds, landed.missing(), landed.doubled(), landed.altered());
            return landed.isExact();
        }
    }

    /** A table that is dropped could be had again, so its rows would stay. */
    private static void empty(final Connection connection, final String table) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE OR REPLACE TABLE " + table + " (COMPARED BOOLEAN)");
        }
    }

    private void profile(
            final LocalStack stack, final NifiClient client, final Connector connector, final StreamShape stream) {
        final List<SteadyProfile> profiles = List.of(
                new SteadyProfile("NiFi", process(stack, Part.NIFI), stream.records(), report.folder()),
                new SteadyProfile("stand-in", process(stack, Part.SNOWFLAKE), stream.records(), report.folder()));
        load(client, connector, stream, loaded -> profiles.forEach(profile -> profile.at(loaded)));
        profiles.forEach(profile -> profile.tell(report));
    }

    /**
     * Runs the flow until the whole stream is in a table of its own.
     *
     * @return seconds from the start of the flow to the last row
     */
    private static double load(
            final NifiClient client, final Connector connector, final StreamShape stream, final LongConsumer watcher) {
        connector.set(LocalParameters.ofJob(stream.name(), "benchmark-" + stream.run(), target(stream)));
        final String sink = connector.processor(Connector.SINK).id();
        final long before = loaded(client, sink);
        final long begin = System.nanoTime();
        connector.start();
        Progress.until("loading into " + target(stream), stream.records(), () -> {
            final long loaded = loaded(client, sink) - before;
            watcher.accept(loaded);
            return loaded;
        });
        final double seconds = (System.nanoTime() - begin) / 1e9;
        connector.stop();
        return seconds;
    }

    private static StreamShape stream(final String run, final long bytes) {
        return StreamShape.ofBytes(bytes, SHARDS, ANSWER_RECORDS, RECORD_BYTES, RecordKind.ASCII, run);
    }

    private static String target(final StreamShape stream) {
        return "BENCHMARK_" + stream.run().replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private static MeasuredProcess process(final LocalStack stack, final Part part) {
        return new MeasuredProcess(stack.service(part).pid());
    }

    private static long loaded(final NifiClient client, final String sink) {
        return client.monitoring().counters(sink).getOrDefault("Rows Loaded", 0L);
    }

    private static String number(final double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
