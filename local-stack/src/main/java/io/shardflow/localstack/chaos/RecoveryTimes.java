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

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How long it took after each kind of disturbance until everything had landed. Threads: used by one. */
final class RecoveryTimes {

    private final Map<String, List<Duration>> times = new TreeMap<>();

    void add(final String kind, final Duration time) {
        times.computeIfAbsent(kind, key -> new ArrayList<>()).add(time);
    }

    /** A table as text: a line for each kind, longest maximum first. */
    List<String> table() {
        final int width = times.keySet().stream().mapToInt(String::length).max().orElse(0);
        final List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, "%-" + Math.max(1, width) + "s  times  median s  maximum s", ""));
        times.entrySet().stream()
                .sorted((left, right) -> Collections.max(right.getValue()).compareTo(Collections.max(left.getValue())))
                .forEach(entry -> lines.add(String.format(
                        Locale.ROOT,
                        "%-" + width + "s  %5d  %8.1f  %9.1f",
                        entry.getKey(),
                        entry.getValue().size(),
                        seconds(median(entry.getValue())),
                        seconds(Collections.max(entry.getValue())))));
        return lines;
    }

    /** Of an even number the lower one of the two in the middle. */
    static Duration median(final List<Duration> durations) {
        return durations.stream().sorted().toList().get((durations.size() - 1) / 2);
    }

    private static double seconds(final Duration time) {
        return time.toMillis() / 1e3;
    }
}
