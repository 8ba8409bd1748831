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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SpoolCompressionTest {

    private static final Path FULL = Path.of("/dev/full");
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private static byte[] compressed(final SpoolCompression compression, final String text) throws IOException {
        final ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (OutputStream out = compression.compressed(file)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return file.toByteArray();
    }

    private static String read(final SpoolCompression compression, final byte[] file) throws IOException {
        try (InputStream in = compression.decompressed(new ByteArrayInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void whereTheNativeLibraryLoadsItIsZstandard() {
        assertThat(SpoolCompression.best().trouble()).isEmpty();
        assertThat(SpoolCompression.best().compression()).isEqualTo(SpoolCompression.ZSTD);
    }

    @Test
    void whereItDoesNotItIsGzipAndTheReasonIsKept() {
        final SpoolCompression.Choice choice = SpoolCompression.Choice.of(() -> {
            throw new UnsatisfiedLinkError("failed to map segment: Operation not permitted");
        });
        assertThat(choice.compression()).isEqualTo(SpoolCompression.GZIP);
        assertThat(choice.trouble()).hasValueSatisfying(why -> assertThat(why).contains("failed to map segment"));
    }

    @ParameterizedTest
    @EnumSource
    void filesInARowAreOneFile(final SpoolCompression compression) throws IOException {
        final ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(compressed(compression, "{\"a\":1}\n"));
        file.writeBytes(compressed(compression, ""));
        file.writeBytes(compressed(compression, "{\"a\":2}\n".repeat(100_000)));
        assertThat(read(compression, file.toByteArray())).isEqualTo("{\"a\":1}\n" + "{\"a\":2}\n".repeat(100_000));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsCutOffOrHasAWrongBitIsNotRead(final SpoolCompression compression) throws IOException {
        final byte[] whole = compressed(compression, "{\"a\":\"plain text that does not compress: qzxjvkw\"}");
        assertThatThrownBy(() -> read(compression, Arrays.copyOf(whole, whole.length - 1)))
                .isInstanceOf(IOException.class);
        final byte[] wrong = whole.clone();
        wrong[wrong.length / 2] ^= 1;
        assertThatThrownBy(() -> read(compression, wrong)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @EnumSource
    void aFileIsKnownByItsName(final SpoolCompression compression) {
        assertThat(SpoolCompression.of(Path.of("spool", "a" + compression.suffix())))
                .isEqualTo(compression);
    }

    /** Neither a write nor a second close gets through, as on a full disk. */
    @ParameterizedTest
    @EnumSource
    void aFileThatCannotBeWrittenIsClosed(final SpoolCompression compression) {
        final boolean[] closed = {false};
        final OutputStream full = new OutputStream() {
            @Override
            public void write(final int b) throws IOException {
                throw new IOException("No space left on device");
            }

            @Override
            public void close() {
                closed[0] = true;
            }
        };
        assertThatThrownBy(() -> {
                    final OutputStream out = compression.compressed(full);
                    try (out) {
                        out.write('{');
                    } finally {
                        out.close();
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No space left");
        assertThat(closed[0]).isTrue();
    }

    @Test
    void aFileWhoseBeginningCannotBeReadIsClosed() {
        final boolean[] closed = {false};
        assertThatThrownBy(() -> SpoolCompression.GZIP.decompressed(new ByteArrayInputStream(new byte[100]) {
                    @Override
                    public void close() {
                        closed[0] = true;
                    }
                }))
                .isInstanceOf(IOException.class);
        assertThat(closed[0]).isTrue();
    }

    @EnabledIf("hasFullDevice")
    @ParameterizedTest
    @EnumSource
    void noDescriptorOfAFullDiskStaysOpen(final SpoolCompression compression) throws IOException {
        final byte[] noise = new byte[1_000_000];
        new Random(1).nextBytes(noise);
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> {
                        try (OutputStream out = compression.compressed(Files.newOutputStream(FULL))) {
                            out.write(noise);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        try (DirectoryStream<Path> open = Files.newDirectoryStream(DESCRIPTORS)) {
            assertThat(open).noneMatch(SpoolCompressionTest::isFullDevice);
        }
    }

    static boolean hasFullDevice() {
        return Files.exists(FULL) && Files.exists(DESCRIPTORS);
    }

    private static boolean isFullDevice(final Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).equals(FULL);
        } catch (final IOException e) {
            // That of the directory itself, or one that others have closed meanwhile.
            return false;
        }
    }

    @Test
    void otherFilesAreRefused() {
        assertThatThrownBy(() -> SpoolCompression.of(Path.of("a.json"))).isInstanceOf(IllegalArgumentException.class);
    }
}
