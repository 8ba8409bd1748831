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
package io.shardflow.benchmarks.latency;

import io.shardflow.benchmarks.flow.Canvas;
import io.shardflow.benchmarks.measure.Progress;
import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.aws.LocalAws;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** How long a record takes from its put to the FlowFile that a processor behind the consumer gets. */
public final class FlowFileLatency {

    private static final String STREAM = "latency";

    private final LocalStack stack;
    private final Canvas canvas;
    private final Path file;

    /** @param stack with Kinesis */
    public FlowFileLatency(final LocalStack stack, final Canvas canvas) {
        this.stack = stack;
        this.canvas = canvas;
        this.file = stack.workspace().folder().resolve("latencies");
    }

    /** Milliseconds, for so many seconds of records. */
    public List<Double> measure(final int seconds) throws IOException {
        final String consumer = canvas.consumer("latency", stack.endpoint(Part.KINESIS), List.of("parse.failure"));
        final String notes = canvas.latencies("notes", file.toString());
        canvas.connect(consumer, "success", notes);
        Files.createFile(file);
        try (KinesisClient kinesis = stack.kinesisClient()) {
            LocalAws.createStream(kinesis, STREAM, Trickle.SHARDS);
            final Trickle trickle = new Trickle(kinesis, STREAM, seconds);
            canvas.read(consumer, STREAM, "benchmark-latency");
            canvas.start(notes);
            canvas.start(consumer);
            trickle.putFirst();
            Progress.until("the first record", 1, this::noted);
            trickle.putOthers();
            Progress.until("the last record", trickle.records(), this::noted);
        }
        canvas.stop(consumer);
        canvas.stop(notes);
        return Files.readAllLines(file).stream()
                .skip(Trickle.THROWN_AWAY)
                .map(Double::valueOf)
                .toList();
    }

    private long noted() {
        try {
            return Files.readAllLines(file).size();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
