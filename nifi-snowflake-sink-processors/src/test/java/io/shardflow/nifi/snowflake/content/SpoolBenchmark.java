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
package io.shardflow.nifi.snowflake.content;

import io.shardflow.nifi.kinesis.metadata.KinesisMetadata;
import io.shardflow.nifi.snowflake.schema.ColumnNaming;
import io.shardflow.nifi.snowflake.schema.ContentCheck;
import io.shardflow.nifi.snowflake.schema.SizeLimits;
import io.shardflow.nifi.snowflake.schema.ValueCheck;
import io.shardflow.nifi.snowflake.schema.Verdict;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/**
 * What spooling costs, in CPU seconds of the thread for 10^9 bytes of JSON lines, and what it leaves of them in thousandths: the
 * median, least and most of some rounds, in which the pieces take turns. The collector's and the compiler's threads are not in
 * it. Each file is 10 MB. Run it in the root of the repository:
 *
 * <pre>
 * module=nifi-snowflake-sink-processors
 * mvn -q -pl $module -am test-compile dependency:build-classpath -Dmdep.outputFile=target/class-path
 * java -Xmx1g -cp $module/target/test-classes:$module/target/classes:$(cat $module/target/class-path) \
 *     io.shardflow.nifi.snowflake.content.SpoolBenchmark
 * </pre>
 */
final class SpoolBenchmark {

    private static final String METADATA = "kinesisMetadata";
    private static final int CONTENT_BYTES = 10_000_000;
    private static final int WARM_UP = 3;
    private static final int ROUNDS = 8;
    private static final int RUNS_PER_ROUND = 4;
    private static final String[] WORDS =
            ("order customer shipped pending warehouse delivery standard express in Berlin Hamburg München blue green red small"
                            + " large with gift and note to door ring twice please leave at neighbour")
                    .split(" ");

    /** A piece of the work. @return what it leaves, in bytes; 0 if nothing */
    private interface Piece {
        long run(byte[] content) throws IOException, UnloadableContentException, UnloadableRecordException;
    }

    private final Path folder;
    private final Random random = new Random(1);

    private SpoolBenchmark(final Path folder) {
        this.folder = folder;
    }

    public static void main(final String[] arguments) throws Exception {
        final Path folder = Files.createTempDirectory("spool-benchmark");
        final SpoolBenchmark benchmark = new SpoolBenchmark(folder);
        benchmark.measure("records of 200 B", benchmark.content(200, false));
        benchmark.measure("records of 1 KB", benchmark.content(1_000, false));
        benchmark.measure("records of 10 KB", benchmark.content(10_000, false));
        benchmark.measure("random letters, 1 KB", benchmark.content(1_000, true));
        Files.delete(folder);
    }

    private Map<String, Piece> pieces() {
        final Map<String, Piece> pieces = new LinkedHashMap<>();
        pieces.put("lines", SpoolBenchmark::lines);
        pieces.put("lines and scan", SpoolBenchmark::scan);
        pieces.put("gzip", content -> compress(content, SpoolCompression.GZIP));
        pieces.put("zstd", content -> compress(content, SpoolCompression.ZSTD));
        pieces.put("spooling without checks", content -> spool(content, RecordGate.OPEN));
        pieces.put("spooling", content -> spool(content, checks()));
        return pieces;
    }

    private void measure(final String name, final byte[] content) throws Exception {
        final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        final Map<String, Piece> pieces = pieces();
        final Map<String, double[]> costs = new LinkedHashMap<>();
        final Map<String, Long> left = new LinkedHashMap<>();
        for (int round = 0; round < WARM_UP + ROUNDS; round++) {
            for (final Map.Entry<String, Piece> piece : pieces.entrySet()) {
                final long before = threads.getCurrentThreadCpuTime();
                for (int i = 0; i < RUNS_PER_ROUND; i++) {
                    left.put(piece.getKey(), piece.getValue().run(content));
                }
                final double nanos = threads.getCurrentThreadCpuTime() - before;
                costs.computeIfAbsent(piece.getKey(), key -> new double[WARM_UP + ROUNDS])[round] =
                        nanos / RUNS_PER_ROUND / content.length;
            }
        }
        System.out.println(name);
        costs.forEach((piece, all) -> {
            final double[] cost = Arrays.copyOfRange(all, WARM_UP, all.length);
            Arrays.sort(cost);
            System.out.printf(
                    Locale.ROOT,
                    "  %-24s %5.2f (%.2f to %.2f)%s%n",
                    piece,
                    cost[cost.length / 2],
                    cost[0],
                    cost[cost.length - 1],
                    left.get(piece) == 0 ? "" : ", leaves " + left.get(piece) * 1000 / content.length);
        });
    }

    private static long lines(final byte[] content) throws IOException, UnloadableContentException {
        final JsonLines lines = new JsonLines(new ByteArrayInputStream(content), SizeLimits.STANDARD.bytes());
        while (lines.advance()) {
            // That it was found is all.
        }
        return 0;
    }

    private static long scan(final byte[] content)
            throws IOException, UnloadableContentException, UnloadableRecordException {
        final JsonLines lines = new JsonLines(new ByteArrayInputStream(content), SizeLimits.STANDARD.bytes());
        final RecordScanner scanner = new RecordScanner(METADATA, SizeLimits.STANDARD.bytes());
        while (lines.advance()) {
            scanner.scan(lines.bytes(), lines.offset(), lines.length());
        }
        return 0;
    }

    /** Line by line, as the spooler does. */
    private long compress(final byte[] content, final SpoolCompression compression) throws IOException {
        final Path file = folder.resolve("compressed");
        try (OutputStream out = compression.compressed(Files.newOutputStream(file))) {
            int start = 0;
            for (int i = 0; i < content.length; i++) {
                if (content[i] == '\n') {
                    out.write(content, start, i + 1 - start);
                    start = i + 1;
                }
            }
        }
        final long size = Files.size(file);
        Files.delete(file);
        return size;
    }

    private long spool(final byte[] content, final RecordGate gate) throws IOException, UnloadableContentException {
        try (SpooledContent spooled = new ContentSpooler(folder, METADATA, true, gate, SizeLimits.STANDARD.bytes())
                .spool(() -> new ByteArrayInputStream(content))) {
            return Files.size(spooled.file().path());
        }
    }

    /** As the processor checks values before it knows the table. */
    private static RecordGate checks() {
        final ContentCheck check = ContentCheck.anyTable(ColumnNaming.UPPER_CASE, new ValueCheck(SizeLimits.STANDARD));
        return new RecordGate() {
            @Override
            public void begin(final boolean unaltered) {
                check.begin(unaltered);
            }

            @Override
            public void field(final String name, final byte[] bytes, final int offset, final int length) {
                if (name.equalsIgnoreCase(METADATA)) {
                    check.checkOnly(name, bytes, offset, length);
                } else {
                    check.field(name, bytes, offset, length);
                }
            }

            @Override
            public Optional<String> end() {
                return check.end() instanceof Verdict.Misfit misfit ? Optional.of(misfit.reason()) : Optional.empty();
            }
        };
    }

    /** @param size of a record without its metadata, at least 200 */
    private byte[] content(final int size, final boolean letters) {
        final StringBuilder content = new StringBuilder();
        for (int number = 0; content.length() < CONTENT_BYTES; number++) {
            content.append("{\"").append(METADATA).append("\":").append(metadata(number));
            final int payload = content.length();
            content.append(
                    ",\"id\":\"%s\",\"orderNumber\":%d,\"status\":\"%s\",\"createdAt\":\"2026-11-25T%02d:%02d:07.%03dZ\""
                            .formatted(
                                    new UUID(random.nextLong(), random.nextLong()),
                                    number,
                                    WORDS[random.nextInt(4)],
                                    random.nextInt(24),
                                    random.nextInt(60),
                                    random.nextInt(1000)));
            content.append(",\"amount\":").append(cents(10_000));
            for (int i = 0; content.length() - payload < size - 30; i++) {
                content.append(",\"item").append(i).append("\":").append(letters ? letters() : item());
            }
            content.append("}\n");
        }
        return content.toString().getBytes(StandardCharsets.UTF_8);
    }

    private String metadata(final int number) {
        return ("{\"%s\":\"orders\",\"%s\":\"shardId-00000000000%d\",\"%s\":%d,\"%s\":\"customer-%d\",\"%s\":\"4964%052d\","
                        + "\"%s\":0,\"shardedSequenceNumber\":\"4964%052d00000000000000000000\"}")
                .formatted(
                        KinesisMetadata.STREAM,
                        KinesisMetadata.SHARD_ID,
                        number % 4,
                        KinesisMetadata.APPROXIMATE_ARRIVAL,
                        1_795_377_944_000L + number,
                        "partitionKey",
                        random.nextInt(100_000),
                        KinesisMetadata.SEQUENCE_NUMBER,
                        number * 17L,
                        KinesisMetadata.SUB_SEQUENCE_NUMBER,
                        number * 17L);
    }

    private String item() {
        final StringBuilder note = new StringBuilder();
        for (int i = 3 + random.nextInt(10); i > 0; i--) {
            note.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
        }
        return "{\"sku\":\"%s\",\"quantity\":%d,\"price\":%s,\"note\":\"%s\"}"
                .formatted(Integer.toString(random.nextInt(1 << 20), 36), random.nextInt(9), cents(1_000), note);
    }

    private String cents(final int most) {
        return Double.toString(random.nextInt(most * 100) / 100.0);
    }

    private String letters() {
        final byte[] bytes = new byte[150];
        random.nextBytes(bytes);
        return '"' + Base64.getEncoder().encodeToString(bytes) + '"';
    }
}
