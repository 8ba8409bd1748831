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

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.benchmarks.consumer.ConsumerBenchmark;
import io.shardflow.benchmarks.endtoend.EndToEndBenchmark;
import io.shardflow.benchmarks.report.Report;
import io.shardflow.benchmarks.sink.SinkBenchmark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The command's own way with little data: that it measures, and that what it reads is what is in the streams. */
@Tag("long")
class BenchmarkIT {

    private static final Effort LITTLE = new Effort(16_000_000, 48_000_000, 1, 2, Effort.Breadth.ONE);

    @Test
    void theConsumerIsMeasuredAndWhatItWritesIsExact() throws IOException {
        final Report report = new Report(Path.of("target", "benchmark-consumer"), System.out);
        assertThat(new ConsumerBenchmark(report, LITTLE, true).run()).isTrue();
        assertThat(Files.readString(report.page()))
                .contains("| ConsumeKinesisStream |", "| bare client library |", "samples of threads named")
                .contains("io.shardflow.nifi.kinesis");
        assertThat(report.folder().resolve("consumer.svg")).isNotEmptyFile();
    }

    @Test
    void theWholeFlowIsMeasuredAndEachRecordLandsOnce() throws IOException, SQLException {
        final Report report = new Report(Path.of("target", "benchmark-end-to-end"), System.out);
        assertThat(new EndToEndBenchmark(report, LITTLE, false).run()).isTrue();
        assertThat(Files.readString(report.page())).contains("| cold | 32000 |", "| warm-1 | 32000 |", "| p99 |");
    }

    @Test
    void loadingIsMeasuredBesideTheYardstickAndEachRecordLandsOnce() throws IOException, SQLException {
        final Report report = new Report(Path.of("target", "benchmark-sink"), System.out);
        assertThat(new SinkBenchmark(report, LITTLE, true).run()).isTrue();
        assertThat(Files.readString(report.page()))
                .contains("| PutSnowflake |", "| PutDatabaseRecord |", "| new table |", "| restart |")
                .contains("io.shardflow.nifi.snowflake");
        assertThat(report.folder().resolve("sink.svg")).isNotEmptyFile();
    }
}
