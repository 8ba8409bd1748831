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
package io.shardflow.localstack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A temporary folder and the programs that live in it; both end with the workspace, whatever ends it.
 *
 * <ul>
 *   <li>{@link #close()}, also run by a shutdown hook (Ctrl-C, SIGTERM, System.exit): kills every program and deletes the folder.
 *   <li>Death of this JVM without a chance to do so (kill -9, out of memory): a keeper does the same. The keeper is one shell process that
 *       reads from a pipe held by this JVM, so it notices the end of the JVM at once, however it came, on Linux and macOS alike, and needs
 *       nothing from the programs: not a common parent, not a thread inside them. It knows them by the process ids in the folder's
 *       {@code pids}, where each program is entered before it begins ({@link Launcher}).
 * </ul>
 *
 * Only these ids are ever ended. Safe for use by many threads.
 */
public final class Workspace implements AutoCloseable {

    private static final String KEEPER = """
            trap '' HUP INT TERM
            cat > /dev/null
            round=0
            while [ -e "$1" ] && [ $round -lt 100 ]; do
                for file in "$1"/pids/*; do
                    [ -s "$file" ] && kill -9 "$(cat "$file")"
                done
                rm -rf "$1"
                [ -e "$1" ] && sleep 0.1
                round=$((round + 1))
            done
            """;

    private final Path folder;
    private final Path logs;
    private final Launcher launcher;
    private final Process keeper;
    private final Thread hook = new Thread(this::end, "workspace-end");

    private Workspace(final Path folder, final Path logs) throws IOException {
        this.folder = folder;
        this.logs = logs;
        this.launcher = new Launcher(Files.createDirectory(folder.resolve("pids")));
        this.keeper = new ProcessBuilder(
                        Launcher.inOwnProcessGroup(List.of("sh", "-c", KEEPER, "workspace-keeper", folder.toString())))
                .directory(folder.getParent().toFile())
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
    }

    /** A workspace that keeps the logs of its programs in its temporary folder, so that they vanish with it. */
    public static Workspace create() {
        try {
            final Path folder = temporaryFolder();
            return create(folder, Files.createDirectory(folder.resolve("logs")));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A workspace that writes logs into {@code logs}, which is made when it is missing and stays when the workspace ends. */
    public static Workspace withLogsIn(final Path logs) {
        try {
            return create(temporaryFolder(), Files.createDirectories(logs).toAbsolutePath());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Workspace create(final Path folder, final Path logs) throws IOException {
        try {
            final Workspace workspace = new Workspace(folder, logs);
            Runtime.getRuntime().addShutdownHook(workspace.hook);
            return workspace;
        } catch (final IOException | RuntimeException e) {
            delete(folder);
            throw e;
        }
    }

    private static Path temporaryFolder() throws IOException {
        return Files.createTempDirectory("shardflow-").toRealPath();
    }

    /** The temporary folder. Readable by its owner only. */
    public Path folder() {
        return folder;
    }

    /** A new folder of that name in the temporary folder. */
    public Path newFolder(final String name) {
        try {
            return Files.createDirectory(folder.resolve(name));
        } catch (final IOException e) {
            throw new UncheckedIOException("cannot make the folder of " + name, e);
        }
    }

    /** Where the program of that name logs to. */
    public Path logOf(final String name) {
        return logs.resolve(name + ".log");
    }

    /**
     * Starts a program; its output is added to its log file.
     *
     * @throws PartFailedException when it cannot be started or the workspace has ended
     */
    RunningProgram launch(final Program program) {
        return launcher.launch(program, logOf(program.name()));
    }

    /** Kills every program and deletes the temporary folder. Does nothing the second time. */
    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (final IllegalStateException e) {
            // the JVM is ending, and the hook has nothing left to do
            return;
        }
    }

    private synchronized void end() {
        try {
            launcher.killAll();
            delete(folder);
        } catch (final IOException e) {
            // a dying program still wrote a file: the keeper, told by the end of its pipe, deletes again for some
            // seconds
            return;
        } finally {
            endKeeper();
        }
    }

    private void endKeeper() {
        try {
            keeper.getOutputStream().close();
            keeper.waitFor(15, TimeUnit.SECONDS);
        } catch (final IOException e) {
            // its pipe is closed already: it has ended
            return;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(final Path folder) throws IOException {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes)
                        throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(final Path visited, final IOException failure)
                        throws IOException {
                    Files.deleteIfExists(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (final NoSuchFileException e) {
            // deleted already
            return;
        }
    }
}
