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
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One run of a program. Safe for use by many threads. */
final class RunningProgram {

    private static final Duration KILL_LIMIT = Duration.ofSeconds(10);
    private static final int TAIL_BYTES = 8_192;
    private static final int TAIL_LINES = 40;

    private final String name;
    private final Process process;
    private final Path log;

    RunningProgram(final String name, final Process process, final Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void whenEnded(final Runnable action) {
        process.onExit().thenRun(action);
    }

    /** SIGSTOP: from when this returns on, nothing of the program runs. */
    void freeze() {
        signal("STOP");
    }

    /** SIGCONT. */
    void thaw() {
        signal("CONT");
    }

    private void signal(final String signal) {
        try {
            final int status = new ProcessBuilder("kill", "-" + signal, Long.toString(pid()))
                    .start()
                    .waitFor();
            if (status != 0) {
                throw failure("cannot be sent SIG" + signal);
            }
        } catch (final IOException e) {
            throw new PartFailedException(name + ": cannot be sent SIG" + signal, e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PartFailedException(name + ": interrupted while it was sent SIG" + signal, e);
        }
    }

    /** SIGKILL; returns at once. */
    void signalKill() {
        process.destroyForcibly();
    }

    /** SIGKILL; returns when the program is gone. */
    void kill9() {
        signalKill();
        if (!waitForEnd(KILL_LIMIT)) {
            throw failure("does not end, even though it was killed");
        }
    }

    /**
     * SIGTERM, and SIGKILL when the program has not ended within {@code grace}.
     *
     * @return whether SIGTERM was enough
     */
    boolean stop(final Duration grace) {
        process.destroy();
        if (waitForEnd(grace)) {
            return true;
        }
        kill9();
        return false;
    }

    /**
     * Waits until {@code check} says ready.
     *
     * @throws PartFailedException when the program ends before, whatever its exit code (NiFi ends with 0 when it fails to start), or is
     *     not ready within {@code limit}; it is left as it is
     */
    void awaitReady(final HealthCheck check, final Duration limit) {
        final long deadline = System.nanoTime() + limit.toNanos();
        String lastAnswer = "";
        while (true) {
            try {
                if (process.isAlive() && check.ready()) {
                    return;
                }
            } catch (final IOException e) {
                lastAnswer = "; last check: " + e.getMessage();
            }
            if (waitForEnd(Duration.ofMillis(50))) {
                throw failure("ended with exit code " + process.exitValue() + " before it was ready");
            }
            if (System.nanoTime() > deadline) {
                throw failure("was not ready within " + limit.toSeconds() + " s" + lastAnswer);
            }
        }
    }

    PartFailedException failure(final String what) {
        return new PartFailedException("%s %s%nlog file: %s, its last lines:%n%s".formatted(name, what, log, tail()));
    }

    private String tail() {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(Math.max(0, file.length() - TAIL_BYTES));
            final byte[] bytes = new byte[TAIL_BYTES];
            final int length = Math.max(0, file.read(bytes));
            final List<String> lines =
                    new String(bytes, 0, length, StandardCharsets.UTF_8).lines().toList();
            return lines.isEmpty()
                    ? "(the log is empty)"
                    : String.join(
                            System.lineSeparator(),
                            lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (final IOException e) {
            return "(cannot be read: " + e.getMessage() + ")";
        }
    }

    private boolean waitForEnd(final Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PartFailedException(name + ": interrupted while waiting for it", e);
        }
    }
}
