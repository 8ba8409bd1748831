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

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** A gzip file that only this process' owner can read, gone when closed. */
public final class SpoolFile implements AutoCloseable {

    private static final String PREFIX = "shardflow-";
    private static final String SUFFIX = ".json.gz";
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Path path;

    private SpoolFile(final Path path) {
        this.path = path;
    }

    /** Makes an empty file of a new name in the folder, which is made too when missing. */
    static SpoolFile create(final Path folder) throws IOException {
        Files.createDirectories(folder);
        final FileAttribute<?>[] ownerOnly =
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        return new SpoolFile(
                Files.createFile(folder.toAbsolutePath().resolve(PREFIX + UUID.randomUUID() + SUFFIX), ownerOnly));
    }

    /** Absolute path of the file. */
    public Path path() {
        return path;
    }

    OutputStream openGzip() throws IOException {
        return new FastGzip(Files.newOutputStream(path));
    }

    InputStream openGunzip() throws IOException {
        return new GZIPInputStream(Files.newInputStream(path), BUFFER_BYTES);
    }

    /** Removes the file; a file that is already gone is fine. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(path);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Upload time is bound by the network or by CPU, hardly ever by the last percent of size. */
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(final OutputStream out) throws IOException {
            super(out, BUFFER_BYTES);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
