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
package io.shardflow.localstack.snowflake.copy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** What a staged file holds, decompressed. A file that is not compressed as COPY was told is refused, as is a broken one. */
final class StagedContent extends FilterInputStream {
    private static final int BUFFER = 1 << 16;
    private static final byte[] GZIP = {0x1f, (byte) 0x8b};
    private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

    private final String compression;

    private StagedContent(final InputStream in, final String compression) {
        super(in);
        this.compression = compression;
    }

    /**
     * @param compression AUTO, GZIP, ZSTD or NONE
     * @param firstFrameOnly whether the Zstandard frames behind the first one are passed over
     */
    static InputStream open(final Path file, final String compression, final boolean firstFrameOnly)
            throws IOException {
        final InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        final String used = compression.equals("AUTO") ? detect(raw) : compression;
        boolean open = false;
        try {
            final InputStream content =
                    switch (used) {
                        case "GZIP" -> new StagedContent(new GZIPInputStream(raw, BUFFER), used);
                        case "ZSTD" ->
                            new StagedContent(
                                    new ZstdInputStreamNoFinalizer(firstFrameOnly ? firstFrame(raw) : raw), used);
                        default -> raw;
                    };
            open = true;
            return content;
        } catch (IOException e) {
            throw refusal(used, e);
        } finally {
            if (!open) {
                raw.close();
            }
        }
    }

    private static InputStream firstFrame(final InputStream raw) throws IOException {
        final byte[] frames = raw.readAllBytes();
        return new ByteArrayInputStream(frames, 0, (int) Zstd.findFrameCompressedSize(frames));
    }

    private static String detect(final InputStream raw) throws IOException {
        raw.mark(ZSTD.length);
        final byte[] first = raw.readNBytes(ZSTD.length);
        raw.reset();
        if (Arrays.equals(first, ZSTD)) {
            return "ZSTD";
        }
        return first.length > 1 && first[0] == GZIP[0] && first[1] == GZIP[1] ? "GZIP" : "NONE";
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (IOException e) {
            throw refusal(compression, e);
        }
    }

    @Override
    public int read(final byte[] bytes, final int offset, final int length) throws IOException {
        try {
            return super.read(bytes, offset, length);
        } catch (IOException e) {
            throw refusal(compression, e);
        }
    }

    private static SnowflakeError refusal(final String compression, final IOException cause) {
        return new SnowflakeError(
                "100080",
                "22000",
                "Invalid data encountered during decompression, compression type used: '" + compression + "', cause: '"
                        + cause.getMessage() + "'");
    }
}
