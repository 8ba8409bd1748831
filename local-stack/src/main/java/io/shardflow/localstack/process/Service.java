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
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A program that serves on a port of 127.0.0.1 and can be killed and started again, on the same port and in the same folder. Safe for use
 * by many threads; starts and ends exclude each other.
 */
public final class Service {

    private static final int NOWHERE = -1;

    private final Workspace workspace;
    private final Program program;
    private final int port;
    private final HealthCheck check;
    private final Duration startLimit;
    private volatile RunningProgram running;

    /**
     * @param port the port it serves on; after a start it must not answer on any address but 127.0.0.1
     * @param startLimit how long a start may take
     */
    public Service(
            final Workspace workspace,
            final Program program,
            final int port,
            final HealthCheck check,
            final Duration startLimit) {
        this.workspace = workspace;
        this.program = program;
        this.port = port;
        this.check = check;
        this.startLimit = startLimit;
    }

    /** A program that listens nowhere. */
    public Service(
            final Workspace workspace, final Program program, final HealthCheck check, final Duration startLimit) {
        this(workspace, program, NOWHERE, check, startLimit);
    }

    public String name() {
        return program.name();
    }

    public int port() {
        return port;
    }

    /** What it printed, all its runs in one file. */
    public Path log() {
        return workspace.logOf(program.name());
    }

    public boolean isAlive() {
        return running != null && running.isAlive();
    }

    /** The process id of the present or last run. */
    public long pid() {
        return started().pid();
    }

    /**
     * Starts the program and waits until it is ready.
     *
     * @return how long that took
     * @throws PartFailedException when it fails to start, is not ready in time, or listens beyond 127.0.0.1; it is killed then
     * @throws IllegalStateException when it is running
     */
    public synchronized Duration start() {
        if (isAlive()) {
            throw new IllegalStateException(name() + " is running");
        }
        final long begin = System.nanoTime();
        final RunningProgram launched = workspace.launch(program);
        running = launched;
        try {
            launched.awaitReady(check, startLimit);
            refuseOtherAddresses(launched);
        } catch (final RuntimeException e) {
            launched.kill9();
            throw e;
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** SIGKILL; returns when the program is gone. */
    public void kill9() {
        started().kill9();
    }

    /**
     * SIGTERM, then SIGKILL when the program has not ended within {@code grace}.
     *
     * @return whether SIGTERM was enough
     */
    public boolean stop(final Duration grace) {
        return started().stop(grace);
    }

    /** SIGSTOP: the program stands still, with its connections, until it is thawed. */
    public void freeze() {
        started().freeze();
    }

    /** SIGCONT: the program goes on. */
    public void thaw() {
        started().thaw();
    }

    /** Kills the program when it is running, then starts it. */
    public Duration restart() {
        kill9();
        return start();
    }

    /** An exception that says {@code what} of this service and shows the last lines of its log. */
    public PartFailedException failure(final String what) {
        return started().failure(what);
    }

    private void refuseOtherAddresses(final RunningProgram launched) {
        if (port == NOWHERE) {
            return;
        }
        try {
            final List<InetAddress> others = Loopback.otherAddressesListening(port);
            if (!others.isEmpty()) {
                throw launched.failure("listens beyond 127.0.0.1, on port " + port + " of " + others);
            }
        } catch (final IOException e) {
            throw new PartFailedException(name() + ": cannot list the addresses of this machine", e);
        }
    }

    private RunningProgram started() {
        if (running == null) {
            throw new IllegalStateException(name() + " was never started");
        }
        return running;
    }
}
