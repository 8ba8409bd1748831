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
package io.shardflow.localstack.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The recovery times of several runs in one table, taken from what they have printed. Threads: used by one. */
public final class Summary {

    private static final Pattern RECOVERED =
            Pattern.compile("\\r? *\\d+ +\\d+:\\d\\d  (.*\\S) +recovered in +([\\d.]+) s .*");

    /** What the text of a disturbance says besides its kind: for how long, on whom, which operation, and what comes of it. */
    private static final Pattern PARTICULARS = Pattern.compile(
            "( for [\\d.]+ s)?(, node \\d)?(, no checkpoint before)?(, [A-Z][A-Za-z_]+)?(, \\d+ shards then)?(, \\d+ min ahead)?$");

    private static final Pattern LINE_OF_TABLE = Pattern.compile("(\\S.*?) {2,}[\\d. ]+ (\\d+)");

    private final RecoveryTimes times = new RecoveryTimes();
    private int steps;

    /** @param arguments files with the output of a run each */
    public static void main(final String[] arguments) throws IOException {
        final Summary summary = new Summary();
        for (final String file : arguments) {
            summary.add(Files.readAllLines(Path.of(file)));
        }
        summary.lines().forEach(System.out::println);
    }

    /** @param printed by a run, line by line */
    void add(final List<String> printed) {
        for (final String line : printed) {
            final Matcher recovered = RECOVERED.matcher(line);
            final Matcher ofTable = LINE_OF_TABLE.matcher(line);
            if (recovered.matches()) {
                final List<String> kinds = Stream.of(recovered.group(1).split(" \\+ "))
                        .map(Summary::kind)
                        .toList();
                steps += kinds.size();
                times.add(kinds, Duration.ofMillis(Math.round(Double.parseDouble(recovered.group(2)) * 1e3)));
            } else if (ofTable.matches()) {
                for (int i = Integer.parseInt(ofTable.group(2)); i > 0; i--) {
                    times.addMissed(ofTable.group(1));
                }
            }
        }
    }

    /** The kind of a disturbance, of its text. */
    static String kind(final String text) {
        return PARTICULARS.matcher(text).replaceFirst("");
    }

    /** The table for a page, and how many steps it has. */
    List<String> lines() {
        final List<String> lines = new ArrayList<>(times.markdown());
        lines.add("");
        lines.add("steps=" + steps);
        return lines;
    }
}
