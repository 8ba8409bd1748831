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
import io.shardflow.benchmarks.flow.NoteLatencies;
import io.shardflow.benchmarks.measure.Progress;
import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.aws.LocalAws;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** How long a record takes from its put to the FlowFile that a processor behind the consumer gets, ten of them a second. */
final class Latency {

    private static final String STREAM = "latency";
    private static final int SHARDS = 4;
    private static final int A_SECOND = 10;

    /** The first ones find a consumer that is still starting. */
    private static final int THROWN_AWAY = 3 * A_SECOND;

    private final LocalStack stack;
    private final Canvas canvas;
    private final Path file;

    Latency(final LocalStack stack, final Canvas canvas) {
        this.stack = stack;
        this.canvas = canvas;
        this.file = stack.workspace().folder().resolve("latencies");
    }

    /** Milliseconds, for so many seconds of records. */
    List<Double> measure(final int seconds) throws IOException {
        final String consumer = canvas.consumer("latency", stack.endpoint(Part.KINESIS), List.of("parse.failure"));
        final String notes = canvas.latencies("notes", file.toString());
        canvas.connect(consumer, "success", notes);
        Files.createFile(file);
        final int records = THROWN_AWAY + seconds * A_SECOND;
        try (KinesisClient kinesis = stack.kinesisClient()) {
            LocalAws.createStream(kinesis, STREAM, SHARDS);
            canvas.read(consumer, STREAM, "benchmark-latency");
            canvas.start(notes);
            canvas.start(consumer);
            put(kinesis, 1);
            Progress.until("the first record", 1, this::noted);
            final long begin = System.nanoTime();
            for (int i = 1; i < records; i++) {
                final long due = begin + i * 1_000_000_000L / A_SECOND;
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                put(kinesis, i);
            }
        }
        Progress.until("the last record", records, this::noted);
        canvas.stop(consumer);
        canvas.stop(notes);
        return Files.readAllLines(file).stream()
                .skip(THROWN_AWAY)
                .map(Double::valueOf)
                .toList();
    }

    private static void put(final KinesisClient kinesis, final int number) {
        kinesis.putRecord(request -> request.streamName(STREAM)
                .partitionKey("key-" + number)
                .data(SdkBytes.fromUtf8String(
                        "{\"%s\":%d}".formatted(NoteLatencies.FIELD, System.currentTimeMillis()))));
    }

    private long noted() {
        try {
            return Files.readAllLines(file).size();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
