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
package io.shardflow.nifi.snowflake.jdbc;

import io.shardflow.nifi.snowflake.content.SpoolCompression;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Spool files as they are uploaded: under names of an attempt, and many small ones joined, since each file that COPY reads
 * costs by itself and compressed files in a row are one file of their contents in a row. They stand beside the spool files, which are not
 * touched, and are gone when closed.
 */
final class JoinedFiles implements AutoCloseable {

    /** COPY reads no more files at one time than there are; the smallest warehouse reads eight. */
    private static final int PARALLEL = 8;

    /** Below, a file's own cost counts; Snowflake's advice for many files is 100 to 250 MB, compressed. */
    private static final long FEWEST_BYTES = 16_000_000;

    private static final long MOST_BYTES = 100_000_000;

    private final List<Path> paths = new ArrayList<>();
    private final SpoolCompression compression;
    private long bytes;

    private JoinedFiles(final SpoolCompression compression) {
        this.compression = compression;
    }

    /** @param name what their names begin with */
    static JoinedFiles of(final List<Path> files, final String name) throws IOException {
        long all = 0;
        for (final Path file : files) {
            all += Files.size(file);
        }
        return of(files, name, joinedSize(all));
    }

    /** @param all size of all files together */
    static long joinedSize(final long all) {
        return Math.clamp(all / PARALLEL, FEWEST_BYTES, MOST_BYTES);
    }

    /** @param most size of the files that are joined, at most; a single one may be larger */
    static JoinedFiles of(final List<Path> files, final String name, final long most) throws IOException {
        final JoinedFiles joined = new JoinedFiles(SpoolCompression.of(files.getFirst()));
        boolean done = false;
        try {
            for (final List<Path> some : groups(files, most)) {
                joined.add(some, name + '_' + joined.paths.size() + joined.compression.suffix());
            }
            done = true;
            return joined;
        } finally {
            if (!done) {
                joined.close();
            }
        }
    }

    /** In their order, as many together as stay below the size. */
    private static List<List<Path>> groups(final List<Path> files, final long most) throws IOException {
        final List<List<Path>> groups = new ArrayList<>();
        long left = 0;
        for (final Path file : files) {
            final long size = Files.size(file);
            if (groups.isEmpty() || size > left) {
                groups.add(new ArrayList<>());
                left = most;
            }
            groups.getLast().add(file);
            left -= size;
        }
        return groups;
    }

    private void add(final List<Path> files, final String name) throws IOException {
        final Path first = files.getFirst();
        final Path wanted = first.resolveSibling(name);
        paths.add(wanted);
        if (files.size() == 1) {
            link(first, wanted);
        } else {
            Files.copy(first, wanted, StandardCopyOption.COPY_ATTRIBUTES);
            append(files.subList(1, files.size()), wanted);
        }
        bytes += Files.size(wanted);
    }

    private static void link(final Path file, final Path wanted) throws IOException {
        try {
            Files.createLink(wanted, file);
        } catch (final UnsupportedOperationException | FileSystemException e) {
            Files.copy(file, wanted, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private static void append(final List<Path> files, final Path end) throws IOException {
        try (FileChannel out = FileChannel.open(end, StandardOpenOption.APPEND)) {
            for (final Path file : files) {
                try (FileChannel in = FileChannel.open(file)) {
                    final long size = in.size();
                    for (long from = 0; from < size; ) {
                        from += in.transferTo(from, size - from, out);
                    }
                }
            }
        }
    }

    List<String> names() {
        return paths.stream().map(path -> path.getFileName().toString()).toList();
    }

    SpoolCompression compression() {
        return compression;
    }

    /** Of all together. */
    long bytes() {
        return bytes;
    }

    /** What PUT names them by, as it stands between single quotes. */
    String source() {
        final String first = urlPath(paths.getFirst());
        final String suffix = compression.suffix();
        return paths.size() == 1 ? first : first.substring(0, first.length() - ("0" + suffix).length()) + '*' + suffix;
    }

    /**
     * Server and driver read it each by itself, and the driver refuses what differs: both take two backslashes for one. Of quotes
     * the driver knows no escape, so folders with one are refused at validation.
     */
    private static String urlPath(final Path file) {
        final String absolute = file.toAbsolutePath().toString();
        final String path = File.separatorChar == '\\' ? absolute.replace('\\', '/') : absolute.replace("\\", "\\\\");
        return path.startsWith("/") ? path : "/" + path;
    }

    @Override
    public void close() {
        for (final Path path : paths) {
            try {
                Files.deleteIfExists(path);
            } catch (final IOException e) {
                // The folder's own removal, or the next start's, finds it.
            }
        }
    }
}
