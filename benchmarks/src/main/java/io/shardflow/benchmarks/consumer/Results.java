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
package io.shardflow.benchmarks.consumer;

import io.shardflow.benchmarks.measure.Spread;
import io.shardflow.benchmarks.profile.Shares;
import io.shardflow.benchmarks.profile.ThreadCpu;
import io.shardflow.benchmarks.report.BarChart;
import io.shardflow.benchmarks.report.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The readings of all settings. Threads: used by one. */
final class Results {

    private static final double MEGABYTE = 1e6;

    private final Map<String, Map<String, List<Reading>>> bySettingAndReader = new LinkedHashMap<>();

    void add(final Setting setting, final StreamReader reader, final Reading reading) {
        bySettingAndReader
                .computeIfAbsent(setting.label(), key -> new LinkedHashMap<>())
                .computeIfAbsent(reader.label(), key -> new ArrayList<>())
                .add(reading);
    }

    /** Cost and speed. @param yardstick label of the reader that the others are held against */
    Table costs(final String yardstick) {
        final Table table = new Table("stream", "reader", "CPU-s/GB", "MB/s", "cores", "of the yardstick", "load");
        bySettingAndReader.forEach((setting, byReader) -> byReader.forEach((reader, readings) -> table.add(
                setting,
                reader,
                cost(readings).text(),
                spread(readings, reading -> reading.steady().megabytesPerSecond())
                        .text(),
                spread(readings, reading -> reading.steady().cores()).text(),
                ratio(byReader, reader, yardstick),
                spread(readings, Reading::load).text())));
        return table;
    }

    private static String ratio(
            final Map<String, List<Reading>> byReader, final String reader, final String yardstick) {
        if (reader.equals(yardstick) || !byReader.containsKey(yardstick)) {
            return "";
        }
        return String.format(
                Locale.ROOT,
                "%.2f",
                cost(byReader.get(reader)).median()
                        / cost(byReader.get(yardstick)).median());
    }

    /** What the heap and the collector did, per run. */
    Table memory() {
        final Table table = new Table(
                "stream",
                "reader",
                "collections",
                "for humongous objects",
                "out of room",
                "pause s",
                "live MB at most",
                "RSS MB at most");
        bySettingAndReader.forEach((setting, byReader) -> byReader.forEach((reader, readings) -> table.add(
                setting,
                reader,
                spread(readings, reading -> reading.pauses().collections()).text(),
                spread(readings, reading -> reading.pauses().humongous()).text(),
                spread(readings, reading -> reading.pauses().failures()).text(),
                spread(readings, reading -> reading.pauses().pauseSeconds()).text(),
                spread(readings, reading -> reading.pauses().mostLiveMegabytes())
                        .text(),
                readings.getLast().mostResidentBytes().isEmpty()
                        ? "not told"
                        : String.format(
                                Locale.ROOT,
                                "%.0f",
                                readings.getLast().mostResidentBytes().getAsLong() / MEGABYTE))));
        return table;
    }

    /** Which threads have used the processor in all runs of a setting. */
    Table threads(final Setting setting, final StreamReader reader) {
        final Shares threads = new Shares();
        bySettingAndReader.get(setting.label()).get(reader.label()).forEach(reading -> threads.add(reading.threads()));
        return ThreadCpu.table(threads);
    }

    BarChart chart(final String yardstick) {
        final BarChart chart = new BarChart("Processor seconds for 10^9 bytes of payload");
        bySettingAndReader.forEach((setting, byReader) -> byReader.forEach((reader, readings) -> chart.add(
                setting + (reader.equals(yardstick) ? ": yardstick" : ""), cost(readings), reader.equals(yardstick))));
        return chart;
    }

    private static Spread cost(final List<Reading> readings) {
        return spread(readings, reading -> reading.steady().cpuSecondsPerGigabyte());
    }

    private static Spread spread(final List<Reading> readings, final ToDoubleFunction<Reading> value) {
        return Spread.of(readings.stream().map(value::applyAsDouble).toList());
    }
}
