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
package io.shardflow.benchmarks;

import io.shardflow.benchmarks.consumer.ConsumerBenchmark;
import io.shardflow.benchmarks.endtoend.EndToEndBenchmark;
import io.shardflow.benchmarks.report.Machine;
import io.shardflow.benchmarks.report.Report;
import io.shardflow.benchmarks.sink.SinkBenchmark;
import io.shardflow.benchmarks.start.StartBenchmark;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/** Entry point; the arguments are those of the script {@code benchmark}. */
public final class Benchmark {

    private static final Path FOLDER = Path.of("target", "benchmark");
    private static final int USAGE = 2;

    private Benchmark() {}

    /** Ends with 0 when everything could be measured and each record came once, as it is. */
    public static void main(final String[] arguments) throws IOException, SQLException {
        final Options options;
        try {
            options = Options.parse(arguments);
        } catch (final IllegalArgumentException e) {
            System.err.println("benchmark: " + e.getMessage() + "; see ./benchmark --help");
            System.exit(USAGE);
            return;
        }
        System.exit(run(options, String.join(" ", arguments)) ? 0 : 1);
    }

    private static boolean run(final Options options, final String arguments) throws IOException, SQLException {
        final Report report = new Report(FOLDER, System.out);
        report.heading(1, "Benchmark");
        report.table(Machine.describe(("./benchmark " + arguments).trim()));
        boolean exact = true;
        if (options.wants(Options.Part.CONSUMER)) {
            exact &= new ConsumerBenchmark(report, options.effort(), options.profile()).run();
        }
        if (options.wants(Options.Part.SINK)) {
            exact &= new SinkBenchmark(report, options.effort(), options.profile()).run();
        }
        if (options.wants(Options.Part.START)) {
            new StartBenchmark(report, options.effort()).run();
        }
        if (options.wants(Options.Part.END_TO_END)) {
            exact &= new EndToEndBenchmark(report, options.effort(), options.profile()).run();
        }
        System.out.println("\nreport  " + report.page());
        return exact;
    }
}
