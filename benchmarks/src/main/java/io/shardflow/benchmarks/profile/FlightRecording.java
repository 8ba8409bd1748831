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
package io.shardflow.benchmarks.profile;

import io.shardflow.benchmarks.measure.MeasuredProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Switches the flight recorder of another JVM of the same JDK on and off. */
public final class FlightRecording {

    private static final String NAME = "name=benchmark";

    private final MeasuredProcess process;
    private final Path file;

    /** @param file where the recording goes */
    public FlightRecording(final MeasuredProcess process, final Path file) {
        this.process = process;
        this.file = file.toAbsolutePath();
    }

    /** Begins to record. */
    public void start() {
        command("JFR.start", NAME, "settings=profile");
    }

    /** Ends it. @return the recording */
    public Path stop() {
        command("JFR.stop", NAME, "filename=" + file);
        return file;
    }

    private void command(final String... command) {
        final List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        line.add(Long.toString(process.pid()));
        line.addAll(List.of(command));
        try {
            final Process jcmd =
                    new ProcessBuilder(line).redirectErrorStream(true).start();
            final String output = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (jcmd.waitFor() != 0) {
                throw new IllegalStateException("jcmd %s failed: %s".formatted(command[0], output));
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
