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

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import com.github.luben.zstd.util.Native;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * How spool files are compressed: by the fastest level, since a load is bound by CPU or by Snowflake, hardly ever by the last
 * percent of size. Constants have the names that SQL has for them. Files of one compression in a row are a file of it.
 */
public enum SpoolCompression {
    /** Zstandard, by a native library that NiFi supplies. Each content is one frame with a checksum, as gzip has one. */
    ZSTD(".json.zst") {
        @Override
        OutputStream compress(final OutputStream out) throws IOException {
            final ZstdOutputStreamNoFinalizer frame = new ZstdOutputStreamNoFinalizer(out, FASTEST);
            frame.setChecksum(true);
            // Each write is a call of native code.
            return new BufferedOutputStream(frame, BUFFER_BYTES);
        }

        @Override
        InputStream decompress(final InputStream in) throws IOException {
            return new ZstdInputStreamNoFinalizer(in);
        }
    },
    GZIP(".json.gz") {
        @Override
        OutputStream compress(final OutputStream out) throws IOException {
            return new FastGzip(out);
        }

        @Override
        InputStream decompress(final InputStream in) throws IOException {
            return new GZIPInputStream(in, BUFFER_BYTES);
        }
    };

    private static final int FASTEST = 1;
    private static final int BUFFER_BYTES = 64 * 1024;

    private final String suffix;

    SpoolCompression(final String suffix) {
        this.suffix = suffix;
    }

    /**
     * What this JVM can do best.
     *
     * @param compression the same as long as the JVM runs
     * @param trouble why it is not Zstandard; empty if it is
     */
    public record Choice(SpoolCompression compression, Optional<String> trouble) {

        /** @param library loads the native library, or throws what the JVM throws when it cannot */
        static Choice of(final Runnable library) {
            try {
                library.run();
                return new Choice(ZSTD, Optional.empty());
            } catch (final LinkageError | RuntimeException e) {
                return new Choice(GZIP, Optional.of(e.toString()));
            }
        }
    }

    /** Made when it is first asked for: the library is loaded by then. */
    private static final class ThisJvm {
        private static final Choice CHOICE = Choice.of(Native::load);
    }

    public static Choice best() {
        return ThisJvm.CHOICE;
    }

    /**
     * That of a file, by its name.
     *
     * @throws IllegalArgumentException if it is no spool file's
     */
    public static SpoolCompression of(final Path file) {
        for (final SpoolCompression compression : values()) {
            if (file.getFileName().toString().endsWith(compression.suffix)) {
                return compression;
            }
        }
        throw new IllegalArgumentException("no spool file: " + file.getFileName());
    }

    /** What the names of files end with. */
    public String suffix() {
        return suffix;
    }

    /**
     * @param file closed with the stream, also when its end cannot be written; and at once if there is no stream
     * @return to be closed, even after an error: it holds memory that is not on the heap
     */
    OutputStream compressed(final OutputStream file) throws IOException {
        OutputStream compressed = null;
        try {
            compressed = new OnFile(compress(file), file);
            return compressed;
        } finally {
            if (compressed == null) {
                file.close();
            }
        }
    }

    abstract OutputStream compress(OutputStream out) throws IOException;

    /**
     * @param file closed as above
     * @return to be closed, as above
     */
    InputStream decompressed(final InputStream file) throws IOException {
        InputStream decompressed = null;
        try {
            decompressed = decompress(file);
            return decompressed;
        } finally {
            if (decompressed == null) {
                file.close();
            }
        }
    }

    abstract InputStream decompress(InputStream in) throws IOException;

    /** The streams of both libraries leave open what they write to when they fail to write their end. */
    private static final class OnFile extends OutputStream {

        private final OutputStream out;
        private final OutputStream file;
        private boolean closed;

        OnFile(final OutputStream out, final OutputStream file) {
            this.out = out;
            this.file = file;
        }

        @Override
        public void write(final int b) throws IOException {
            out.write(b);
        }

        @Override
        public void write(final byte[] bytes, final int offset, final int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        /** Once: that of Java fails in another way when it is closed again. */
        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                try (file) {
                    out.close();
                }
            }
        }
    }

    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(final OutputStream out) throws IOException {
            super(out, BUFFER_BYTES);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
