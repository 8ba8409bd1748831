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
package io.shardflow.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pauses of a JVM's garbage collector, from the log that it writes with {@link #OPTION}. */
public final class GcLog {

    /** The JVM option; the file is in the working folder. */
    public static final String OPTION = "-Xlog:gc:file=gc.log";

    /** Name of the file. */
    public static final String FILE = "gc.log";

    private static final Pattern PAUSE =
            Pattern.compile("GC\\(\\d+\\) (Pause .*) \\d+M->(\\d+)M\\(\\d+M\\) ([\\d.]+)ms");

    private final Path file;

    public GcLog(final Path file) {
        this.file = file;
    }

    /**
     * Pauses of one run.
     *
     * @param collections how many there were
     * @param humongous how many of them were asked for by an object of half a region or more
     * @param failures how many of them ran out of room
     * @param pauseSeconds all of them together
     * @param mostLiveMegabytes the most that was left after one
     */
    public record Pauses(int collections, int humongous, int failures, double pauseSeconds, long mostLiveMegabytes) {}

    /** How long the log is, so that later only what follows is read. Counts lines. */
    public long mark() {
        return lines(0).size();
    }

    /** The pauses since a mark. */
    public Pauses since(final long mark) {
        return read(lines(mark));
    }

    /** Reads lines of the log. */
    static Pauses read(final List<String> lines) {
        int collections = 0;
        int humongous = 0;
        int failures = 0;
        double millis = 0;
        long live = 0;
        for (final String line : lines) {
            final Matcher pause = PAUSE.matcher(line);
            if (pause.find()) {
                collections++;
                humongous += pause.group(1).contains("Humongous") ? 1 : 0;
                failures += pause.group(1).contains("Evacuation Failure") ? 1 : 0;
                live = Math.max(live, Long.parseLong(pause.group(2)));
                millis += Double.parseDouble(pause.group(3));
            }
        }
        return new Pauses(collections, humongous, failures, millis / 1_000, live);
    }

    private List<String> lines(final long skipped) {
        try (Stream<String> all = Files.lines(file)) {
            return all.skip(skipped).toList();
        } catch (final IOException e) {
            throw new IllegalStateException("the log of the garbage collector cannot be read", e);
        }
    }
}
