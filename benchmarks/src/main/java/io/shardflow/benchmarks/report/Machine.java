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
package io.shardflow.benchmarks.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** Where and when something was measured, without which a figure says nothing. */
public final class Machine {

    private Machine() {}

    /** @param command as it was typed */
    public static Table describe(final String command) {
        return new Table("what", "value")
                .add("command", command)
                .add("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .add("commit", commit())
                .add("processor", "%d × %s".formatted(Runtime.getRuntime().availableProcessors(), processor()))
                .add("system", System.getProperty("os.name") + ' ' + System.getProperty("os.version"))
                .add("Java", System.getProperty("java.vm.vendor") + ' ' + Runtime.version())
                .add("load before", load());
    }

    /** The mean number of busy or waiting threads in the last minute. */
    public static String load() {
        final double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return load < 0 ? "not told by the system" : String.format(Locale.ROOT, "%.1f", load);
    }

    private static String processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst()
                    .orElseGet(() -> System.getProperty("os.arch"));
        } catch (final IOException e) {
            return System.getProperty("os.arch");
        }
    }

    private static String commit() {
        final String commit = line(List.of("git", "rev-parse", "--short=12", "HEAD"));
        return line(List.of("git", "status", "--porcelain")).isEmpty() ? commit : commit + " with changes";
    }

    private static String line(final List<String> command) {
        try {
            final Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
                final String first = output.readLine();
                return first == null ? "" : first;
            }
        } catch (final IOException e) {
            return "unknown";
        }
    }
}
