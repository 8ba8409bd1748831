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
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/**
 * The folder that one run of a processor spools into, made at its first use below the configured one and removed at its end.
 * A lock on a file in it, which ends with the process however it ends, tells {@link SpoolSweep} that it is in use.
 *
 * <p>Safe for several threads.
 */
public final class SpoolFolder implements AutoCloseable {

    static final String PREFIX = "shardflow-";
    static final String LOCK = "owner.lock";

    private final Path parent;
    private Path folder;
    private FileChannel owner;
    private boolean closed;

    public SpoolFolder(final Path parent) {
        this.parent = parent.toAbsolutePath();
    }

    /** The folder that was configured, for messages. */
    public Path parent() {
        return parent;
    }

    /**
     * The folder, which only this process' owner can read. Made if it is not there, perhaps because a cleaner of temporary
     * files took it; then what crashed runs left beside it is removed.
     *
     * @throws SpoolingStoppedException after {@link #close()}, since nobody would remove the folder
     */
    public synchronized Path path() throws IOException {
        if (closed) {
            throw new SpoolingStoppedException();
        }
        if (folder == null || !Files.exists(folder.resolve(LOCK))) {
            remove();
            open();
        }
        return folder;
    }

    private void open() throws IOException {
        Files.createDirectories(parent);
        final Path made = parent.resolve(PREFIX + UUID.randomUUID());
        SpoolSweep.spare(made);
        Files.createDirectory(made, ownerOnly());
        folder = made;
        owner = FileChannel.open(made.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            owner.tryLock();
        } catch (final IOException e) {
            // A file system without locks: nobody can take one there, and so nothing on it is ever swept.
        }
        new SpoolSweep(made).run();
    }

    private static FileAttribute<?>[] ownerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Removes the folder; one in which a task that was terminated still has a file stays for a later sweep. */
    @Override
    public synchronized void close() {
        closed = true;
        remove();
    }

    private void remove() {
        if (folder == null) {
            return;
        }
        final Path left = folder;
        folder = null;
        try {
            if (owner != null) {
                owner.close();
            }
            Files.deleteIfExists(left.resolve(LOCK));
            Files.deleteIfExists(left);
        } catch (final IOException e) {
            // It is swept like that of a crashed run.
        } finally {
            owner = null;
            SpoolSweep.sweepable(left);
        }
    }

    static boolean isFolder(final Path path) {
        return path.getFileName().toString().startsWith(PREFIX) && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }
}
