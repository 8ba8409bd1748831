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

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Starts programs and knows which of them are alive. A program is entered in the folder of process ids by a shell that then becomes the
 * program (exec keeps the id): there is no moment at which it runs and is not entered, and once the folder is gone none can begin. Safe for
 * use by many threads.
 */
final class Launcher {

    private static final String ENTER_AND_BECOME = "echo $$ > \"$1\" || exit 127; shift; exec \"$@\"";

    private final Path pids;
    private final Set<RunningProgram> alive = new HashSet<>();
    private boolean ended;
    private int launches;

    Launcher(final Path pids) {
        this.pids = pids;
    }

    synchronized RunningProgram launch(final Program program, final Path log) {
        if (ended) {
            throw new PartFailedException(program.name() + " was not started: the stack has ended");
        }
        final Path pidFile = pids.resolve(program.name() + "-" + ++launches);
        final List<String> command =
                new ArrayList<>(List.of("sh", "-c", ENTER_AND_BECOME, program.name(), pidFile.toString()));
        command.addAll(program.command());
        final ProcessBuilder builder = new ProcessBuilder(inOwnProcessGroup(command))
                .directory(program.folder().toFile())
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log.toFile()));
        builder.environment().putAll(program.environment());
        try {
            final RunningProgram running = new RunningProgram(program.name(), builder.start(), log);
            alive.add(running);
            running.whenEnded(() -> ended(running, pidFile));
            return running;
        } catch (final IOException e) {
            throw new PartFailedException(program.name() + " cannot be started: " + e.getMessage(), e);
        }
    }

    private synchronized void ended(final RunningProgram running, final Path pidFile) {
        alive.remove(running);
        try {
            Files.deleteIfExists(pidFile);
        } catch (final IOException e) {
            // the folder is being deleted, this file with it
            return;
        }
    }

    /** Kills what is alive, waits until it is gone, and starts nothing more. */
    void killAll() {
        final List<RunningProgram> killed;
        synchronized (this) {
            ended = true;
            killed = List.copyOf(alive);
        }
        killed.forEach(RunningProgram::signalKill);
        killed.forEach(RunningProgram::kill9);
    }

    /**
     * {@code command} in a process group of its own, so that Ctrl-C at a terminal reaches this JVM only, which then ends the programs in
     * order. Where there is no setsid (macOS) they share our group and are ended by Ctrl-C itself.
     */
    static List<String> inOwnProcessGroup(final List<String> command) {
        final boolean available = Stream.of(
                        System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "setsid")));
        return available ? Stream.concat(Stream.of("setsid"), command.stream()).toList() : command;
    }
}
