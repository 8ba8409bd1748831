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
import io.shardflow.benchmarks.landed.LandedRows;
import io.shardflow.benchmarks.measure.MeasuredProcess;
import io.shardflow.benchmarks.profile.SteadyProfile;
import io.shardflow.benchmarks.profile.SteadyThreads;
import io.shardflow.benchmarks.report.Report;
import io.shardflow.benchmarks.stream.StreamShape;
import io.shardflow.benchmarks.stream.StreamTally;
import io.shardflow.benchmarks.yardstick.CompressAndWrite;
import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.connector.Connector;
import io.shardflow.localstack.connector.LocalParameters;
import io.shardflow.localstack.nifi.NifiClient;
import io.shardflow.localstack.snowflake.LocalAccount;
import io.shardflow.localstack.workload.OrderTable;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * What loading costs. PutSnowflake loads each setting into a new table, which it has to make; after a restart, when it looks into the table
 * first; and then again and again, alternating with PutDatabaseRecord where that is compared.
 */
public final class SinkBenchmark {

    /** Nothing is read. */
    private static final URI NO_KINESIS = URI.create("http://127.0.0.1:9");

    /** Runs of PutSnowflake before those that alternate. */
    private static final int BEGINS = 2;

    /** The stand-in is slower than the replay server: a part of what the consumer reads is enough. */
    static final int SHARE = 2;

    /** A transaction of the small ones has a tenth of a megabyte. */
    private static final int SMALL_SHARE = 10;

    private final Report report;
    private final Effort effort;
    private final boolean profiled;
    private final Results results = new Results();

    /** @param profiled whether there is one more run with the flight recorder */
    public SinkBenchmark(final Report report, final Effort effort, final boolean profiled) {
        this.report = report;
        this.effort = effort;
        this.profiled = profiled;
    }

    /** @return whether each record has landed once, as it is */
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
            final Loader sink = new PutSnowflakeLoader(nifi, connector, canvas);
            final Loader yardstick = PutDatabaseRecordLoader.create(stack, nifi, connector, canvas);
            connector.enableServices();
            return run(stack, sink, yardstick);
        }
    }

    private boolean run(final LocalStack stack, final Loader sink, final Loader yardstick)
            throws IOException, SQLException {
        final MeasuredProcess nifi =
                new MeasuredProcess(stack.service(Part.NIFI).pid());
        try (Connection connection = LocalAccount.connect(stack.endpoint(Part.SNOWFLAKE))) {
            warm(sink, nifi, connection);
            boolean exact = true;
            for (final Setting setting : Setting.of(effort.breadth())) {
                exact &= run(setting.ofBytes(effort.runBytes() / SHARE), sink, yardstick, nifi, connection);
            }
            report.paragraph(
                    "Processor time of the NiFi process, per transaction and for 10^9 bytes of FlowFile content,"
                            + " in the steady part of each run; median, lowest, highest. The stand-in is another process. The"
                            + " yardstick is NiFi's PutDatabaseRecord with the same connection pool. To compress as many bytes of"
                            + " such content, with the library that PutSnowflake uses, and to write them, is measured between the"
                            + " runs, in CPU-s/GB.");
            report.table(results.costs(yardstick.label()));
            report.paragraph("NiFi with the %s, transactions of %s, by thread:"
                    .formatted(sink.label(), Setting.ORDINARY.label()));
            report.table(results.threads(Setting.ORDINARY, sink));
            report.paragraph(
                    "PutSnowflake with a queue that is full when it is started: into a new table, and once more.");
            report.table(results.begins());
            report.chart("sink.svg", results.chart(yardstick.label()));
            if (profiled) {
                profile(sink, nifi, connection);
            }
            return exact;
        }
    }

    /** By small transactions for what is done for each statement, and by large ones, which come next, for what is done for each record. */
    private void warm(final Loader sink, final MeasuredProcess nifi, final Connection connection) throws SQLException {
        warm(Setting.SMALL, effort.warmBytes() / SMALL_SHARE, sink, nifi, connection);
        warm(Setting.ORDINARY, effort.warmBytes() / 2, sink, nifi, connection);
    }

    private void warm(
            final Setting warm,
            final long bytes,
            final Loader sink,
            final MeasuredProcess nifi,
            final Connection connection)
            throws SQLException {
        final Setting setting = warm.ofBytes(bytes);
        final int runs = (int) Math.max(1, bytes / setting.stream(1, "").bytes());
        final StreamShape stream = setting.stream(runs, "warm" + setting.name());
        sink.into("WARM", setting.together());
        for (int i = 0; i < runs; i++) {
            sink.fill(stream, i * setting.answersOfRun(), (i + 1) * setting.answersOfRun());
            sink.drain(setting.recordsOfRun(), Sampling.SELDOM, nifi, loaded -> {});
        }
        drop(connection, "WARM");
        report.progress(
                "the sink has loaded %,d MB to become warm, in transactions of %s",
                stream.bytes() / 1_000_000, setting.label());
    }

    private boolean run(
            final Setting setting,
            final Loader sink,
            final Loader yardstick,
            final MeasuredProcess nifi,
            final Connection connection)
            throws IOException, SQLException {
        final int runs = BEGINS + effort.runs();
        final StreamShape stream = setting.stream(runs, "s" + setting.name());
        final String table = "SINK" + setting.name().toUpperCase(Locale.ROOT);
        sink.into(table, setting.together());
        results.addBegin(setting, "new table", load(setting, sink, stream, 0, Sampling.OFTEN, nifi));
        results.addBegin(setting, "restart", load(setting, sink, stream, 1, Sampling.OFTEN, nifi));
        final StreamShape compared = setting.stream(1 + effort.runs(), "y" + setting.name());
        final String other = "YARDSTICK" + setting.name().toUpperCase(Locale.ROOT);
        if (setting.compared()) {
            yardstick.into(other, setting.together());
            load(setting, yardstick, compared, 0, Sampling.SELDOM, nifi);
        }
        for (int i = 0; i < effort.runs(); i++) {
            results.add(setting, sink, load(setting, sink, stream, BEGINS + i, Sampling.WHERE_IT_IS_CUT, nifi));
            results.addLeast(
                    setting,
                    CompressAndWrite.cpuSecondsPerGigabyte(
                            Setting.ORDINARY.stream(1, "content"), report.folder(), effort.runBytes() / SHARE));
            if (setting.compared()) {
                results.add(
                        setting, yardstick, load(setting, yardstick, compared, 1 + i, Sampling.WHERE_IT_IS_CUT, nifi));
            }
        }
        if (setting.compared()) {
            requireAll(connection, other, compared);
        }
        final StreamTally.Result result = LandedRows.compare(connection, table, stream);
        drop(connection, table);
        report.progress(
                "%s: %,d records, missing=%d doubled=%d altered=%d",
                setting.label(), stream.records(), result.missing(), result.doubled(), result.altered());
        return result.isExact();
    }

    private Loading load(
            final Setting setting,
            final Loader loader,
            final StreamShape stream,
            final int run,
            final Sampling sampling,
            final MeasuredProcess nifi) {
        loader.fill(stream, run * setting.answersOfRun(), (run + 1) * setting.answersOfRun());
        final SteadyThreads threads = new SteadyThreads(nifi, setting.recordsOfRun());
        final Loading loading =
                Loading.of(setting, stream, loader.drain(setting.recordsOfRun(), sampling, nifi, threads::at), threads);
        report.progress(
                "%-38s %-17s %5.1f CPU-s/GB %6.1f MB/s",
                setting.label(),
                loader.label(),
                loading.steady().cpuSecondsPerGigabyte(),
                loading.steady().megabytesPerSecond());
        return loading;
    }

    /** A yardstick that has not done the work is none. */
    private static void requireAll(final Connection connection, final String table, final StreamShape stream)
            throws SQLException {
        final long rows = new OrderTable(connection, table).count();
        if (rows != stream.records()) {
            throw new IllegalStateException("PutDatabaseRecord has loaded %d of %d records; its log says why"
                    .formatted(rows, stream.records()));
        }
        drop(connection, table);
    }

    private static void drop(final Connection connection, final String table) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE " + table);
        }
    }

    private void profile(final Loader sink, final MeasuredProcess nifi, final Connection connection)
            throws SQLException {
        final Setting setting = Setting.ORDINARY.ofBytes(effort.runBytes() / SHARE);
        final StreamShape stream = setting.stream(1, "profile");
        final SteadyProfile profile =
                new SteadyProfile("NiFi of the sink", nifi, setting.recordsOfRun(), report.folder());
        sink.into("PROFILE", setting.together());
        sink.fill(stream, 0, setting.answersOfRun());
        sink.drain(setting.recordsOfRun(), Sampling.SELDOM, nifi, profile::at);
        drop(connection, "PROFILE");
        profile.tell(report);
    }
}
