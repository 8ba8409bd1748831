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
package io.shardflow.benchmarks.yardstick;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.shardflow.benchmarks.stream.LandedLine;
import io.shardflow.benchmarks.stream.StreamShape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** The least that a file for a stage costs: Zstandard at its fastest level, by the library that the sink uses, and the write. */
public final class CompressAndWrite {

    private static final int FASTEST = 1;

    private CompressAndWrite() {}

    /**
     * Processor seconds of this thread for 10^9 bytes, once the code is warm.
     *
     * @param stream of which the lines of one answer are compressed again and again
     * @param folder of a file that is gone afterwards
     * @param bytes to compress, of which the first half is not counted
     */
    public static double cpuSecondsPerGigabyte(final StreamShape stream, final Path folder, final long bytes)
            throws IOException {
        final byte[] content = content(stream);
        final Path file = Files.createTempFile(folder, "compressed", ".zst");
        try {
            final long rounds = Math.max(1, bytes / 2 / content.length);
            write(content, file, rounds);
            final long before = cpuNanos();
            write(content, file, rounds);
            return (cpuNanos() - before) / (double) (rounds * content.length);
        } finally {
            Files.delete(file);
        }
    }

    private static void write(final byte[] content, final Path file, final long rounds) throws IOException {
        try (OutputStream out = new ZstdOutputStreamNoFinalizer(Files.newOutputStream(file), FASTEST)) {
            for (long i = 0; i < rounds; i++) {
                out.write(content);
            }
        }
    }

    private static byte[] content(final StreamShape stream) throws IOException {
        final ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (int i = 0; i < stream.answerRecords(); i++) {
            lines.write(LandedLine.of(stream, 0, i));
            lines.write('\n');
        }
        return lines.toByteArray();
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
