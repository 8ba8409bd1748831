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
package io.shardflow.systemtests;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** Looks in texts and files, also compressed with gzip, for what must not be there. Files may come and go meanwhile. */
final class LeakScan {

    private static final int CHUNK = 1 << 20;

    /** As bytes, one per character, with what they are. */
    private final Map<String, String> needles = new HashMap<>();

    private final List<String> findings = new ArrayList<>();
    private long filesRead;

    /** Looks for this text from now on, by its UTF-8 bytes. */
    LeakScan forText(final String text, final String whatItIs) {
        needles.put(bytes(text), whatItIs);
        return this;
    }

    private static String bytes(final String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** What was found, and where. */
    List<String> findings() {
        return List.copyOf(findings);
    }

    long filesRead() {
        return filesRead;
    }

    void text(final String where, final String text) {
        look(where, bytes(text));
    }

    /**
     * Every file of the folder and the folders in it.
     *
     * @param leftOut names of folders that are not looked into
     */
    void folder(final Path root, final Set<String> leftOut) {
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(final Path folder, final BasicFileAttributes attributes) {
                    return leftOut.contains(String.valueOf(folder.getFileName()))
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes)
                        throws IOException {
                    if (attributes.isRegularFile()) {
                        file(root, file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(final Path file, final IOException e) throws IOException {
                    if (e instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw e;
                }
            });
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void file(final Path root, final Path file) throws IOException {
        final String where = root.getFileName() + "/" + root.relativize(file);
        try (InputStream plain = Files.newInputStream(file)) {
            filesRead++;
            read(where, plain);
        } catch (final NoSuchFileException | FileNotFoundException e) {
            return;
        }
        if (file.toString().endsWith(".gz")) {
            try (InputStream unpacked = new GZIPInputStream(Files.newInputStream(file))) {
                read(where, unpacked);
            } catch (final IOException e) {
                // being written, or no gzip file at all: its bytes have been read
                return;
            }
        }
    }

    private void read(final String where, final InputStream in) throws IOException {
        final int longest =
                needles.keySet().stream().mapToInt(String::length).max().orElse(0);
        String end = "";
        for (byte[] chunk = in.readNBytes(CHUNK); chunk.length > 0; chunk = in.readNBytes(CHUNK)) {
            final String text = end + new String(chunk, StandardCharsets.ISO_8859_1);
            look(where, text);
            end = text.substring(Math.max(0, text.length() - longest + 1));
        }
    }

    private void look(final String where, final String text) {
        needles.forEach((needle, whatItIs) -> {
            final String finding = whatItIs + " in " + where;
            if (text.contains(needle) && !findings.contains(finding)) {
                findings.add(finding);
            }
        });
    }
}
