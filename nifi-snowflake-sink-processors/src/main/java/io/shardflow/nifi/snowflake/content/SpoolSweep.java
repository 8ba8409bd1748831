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
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Removes what crashed runs left in a spool directory: folders of the same user whose owner's lock is free and that were made
 * more than a minute ago, since a folder is made before it is locked. What has no lock, as folders that lost it and the files
 * of versions before there were folders, must be untouched for a day, longer than any load takes.
 */
final class SpoolSweep {

    private static final Duration TO_LOCK = Duration.ofMinutes(1);
    private static final Duration UNTOUCHED = Duration.ofDays(1);
    private static final Pattern FILES_OF_OLD =
            Pattern.compile("shardflow-[0-9a-f-]{36}\\.json\\.gz|SF_[0-9A-F]{32}_[0-9]+\\.json\\.gz");

    private final Path own;

    /** @param own folder beside which to sweep; its owner is the user whose files are meant */
    SpoolSweep(final Path own) {
        this.own = own;
    }

    /** Never touches this folder of this process: on some systems even looking at its lock would end it. */
    static void spare(final Path folder) {
        spared().add(folder.toString());
    }

    static void sweepable(final Path folder) {
        spared().remove(folder.toString());
    }

    /** Of all class loaders of the process, so of classes that all of them share. */
    @SuppressWarnings("unchecked")
    private static Set<Object> spared() {
        return (Set<Object>) System.getProperties()
                .computeIfAbsent("io.shardflow.nifi.snowflake.spool", key -> ConcurrentHashMap.newKeySet());
    }

    /** What cannot be looked at or removed is left. */
    void run() {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(own.getParent(), "{shardflow-,SF_}*")) {
            for (final Path path : all) {
                sweep(path);
            }
        } catch (final IOException e) {
            // The next start sweeps.
        }
    }

    private void sweep(final Path path) {
        try {
            if (spared().contains(path.toString())
                    || !Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(own))) {
                return;
            }
            if (SpoolFolder.isFolder(path)) {
                sweepFolder(path);
            } else if (FILES_OF_OLD.matcher(path.getFileName().toString()).matches()
                    && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                    && isOlder(path, UNTOUCHED)) {
                Files.deleteIfExists(path);
            }
        } catch (final IOException | UnsupportedOperationException e) {
            // The next start sweeps.
        }
    }

    private static void sweepFolder(final Path folder) throws IOException {
        final Path lock = folder.resolve(SpoolFolder.LOCK);
        if (!Files.isRegularFile(lock, LinkOption.NOFOLLOW_LINKS)) {
            if (isUntouched(folder)) {
                empty(folder);
                Files.deleteIfExists(folder);
            }
        } else if (isOlder(lock, TO_LOCK)) {
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
                if (channel.tryLock() != null) {
                    empty(folder);
                    Files.deleteIfExists(folder);
                }
            } catch (final OverlappingFileLockException e) {
                // In use by this process.
            }
        }
    }

    private static boolean isUntouched(final Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (final Path file : files) {
                if (!isOlder(file, UNTOUCHED)) {
                    return false;
                }
            }
        }
        return isOlder(folder, UNTOUCHED);
    }

    private static boolean isOlder(final Path path, final Duration age) throws IOException {
        return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS)
                .toInstant()
                .isBefore(Instant.now().minus(age));
    }

    private static void empty(final Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (final Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }
}
