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

/** A compressed file that only this process' owner can read, gone when closed. */
public final class SpoolFile implements RecordFile, AutoCloseable {

    private static final String PREFIX = "shardflow-";

    private final Path path;
    private final SpoolCompression compression;

    private SpoolFile(final Path path, final SpoolCompression compression) {
        this.path = path;
        this.compression = compression;
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
        final SpoolCompression compression = SpoolCompression.best().compression();
        final String name = PREFIX + UUID.randomUUID() + compression.suffix();
        return new SpoolFile(Files.createFile(folder.toAbsolutePath().resolve(name), ownerOnly), compression);
    }

    @Override
    public Path path() {
        return path;
    }

    /** Begins the file anew. */
    OutputStream write() throws IOException {
        return compression.compressed(Files.newOutputStream(path));
    }

    InputStream read() throws IOException {
        return compression.decompressed(Files.newInputStream(path));
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
}
