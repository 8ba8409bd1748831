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
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How long it took after each kind of disturbance until everything had landed. Of two at once nobody can say which of them it took the
 * time for, so those times stand by themselves. Threads: used by one.
 */
final class RecoveryTimes {

    private final Map<String, Times> kinds = new TreeMap<>();

    private static final class Times {

        private final List<Duration> alone = new ArrayList<>();
        private final List<Duration> atOnce = new ArrayList<>();
        private int missed;

        private Duration longest() {
            return Stream.concat(alone.stream(), atOnce.stream())
                    .max(Comparator.naturalOrder())
                    .orElse(Duration.ZERO);
        }
    }

    /** @param happened one kind, or those that happened at once */
    void add(final List<String> happened, final Duration time) {
        for (final String kind : happened) {
            final Times times = of(kind);
            (happened.size() == 1 ? times.alone : times.atOnce).add(time);
        }
    }

    /** The call that it was meant for did not come. */
    void addMissed(final String kind) {
        of(kind).missed++;
    }

    private Times of(final String kind) {
        return kinds.computeIfAbsent(kind, key -> new Times());
    }

    /** A table as text: a line for each kind, longest maximum first. */
    List<String> table() {
        final int width = Math.max(
                1, kinds.keySet().stream().mapToInt(String::length).max().orElse(0));
        final String format = "%-" + width + "s  %5s  %8s  %9s  %7s  %9s  %6s";
        return rows(List.of("", "alone", "median s", "maximum s", "at once", "maximum s", "missed"))
                .map(row -> String.format(Locale.ROOT, format, row.toArray()))
                .toList();
    }

    /** The same for a page. */
    List<String> markdown() {
        final List<String> lines = new ArrayList<>(
                rows(List.of("", "alone", "median", "maximum", "at once with another", "maximum", "missed"))
                        .map(row -> "| " + String.join(" | ", row) + " |")
                        .toList());
        lines.add(1, "|---|---:|---:|---:|---:|---:|---:|");
        return lines;
    }

    private Stream<List<String>> rows(final List<String> header) {
        return Stream.concat(
                Stream.of(header),
                kinds.entrySet().stream()
                        .sorted(Comparator.comparing(entry -> entry.getValue().longest(), Comparator.reverseOrder()))
                        .map(entry -> row(entry.getKey(), entry.getValue())));
    }

    private static List<String> row(final String kind, final Times times) {
        return List.of(
                kind,
                Integer.toString(times.alone.size()),
                times.alone.isEmpty() ? "" : seconds(median(times.alone)),
                times.alone.isEmpty() ? "" : seconds(Collections.max(times.alone)),
                Integer.toString(times.atOnce.size()),
                times.atOnce.isEmpty() ? "" : seconds(Collections.max(times.atOnce)),
                Integer.toString(times.missed));
    }

    /** Of an even number the lower one of the two in the middle. */
    static Duration median(final List<Duration> durations) {
        return durations.stream().sorted().toList().get((durations.size() - 1) / 2);
    }

    private static String seconds(final Duration time) {
        return String.format(Locale.ROOT, "%.1f", time.toMillis() / 1e3);
    }
}
