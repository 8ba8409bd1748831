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
package io.shardflow.benchmarks.sink;

import io.shardflow.benchmarks.measure.Spread;
import io.shardflow.benchmarks.profile.Shares;
import io.shardflow.benchmarks.profile.ThreadCpu;
import io.shardflow.benchmarks.report.BarChart;
import io.shardflow.benchmarks.report.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The runs of all settings. Threads: used by one. */
final class Results {

    private final Map<String, Map<String, List<Loading>>> bySettingAndLoader = new LinkedHashMap<>();
    private final Map<String, List<Double>> leasts = new HashMap<>();
    private final Table begins = new Table("transactions of", "run", "MB/s", "CPU-s/GB", "at speed after s", "load");

    /** What it cost beside a run to compress and write as many bytes of such content, which tells of the hour of the machine, too; in CPU-s/GB. */
    void addLeast(final Setting setting, final double cost) {
        leasts.computeIfAbsent(setting.label(), key -> new ArrayList<>()).add(cost);
    }

    /** A run of a loader that had worked before. */
    void add(final Setting setting, final Loader loader, final Loading loading) {
        bySettingAndLoader
                .computeIfAbsent(setting.label(), key -> new LinkedHashMap<>())
                .computeIfAbsent(loader.label(), key -> new ArrayList<>())
                .add(loading);
    }

    /** A run that is the first of its kind. @param run which */
    void addBegin(final Setting setting, final String run, final Loading loading) {
        begins.add(
                setting.label(),
                run,
                number(loading.steady().megabytesPerSecond()),
                number(loading.steady().cpuSecondsPerGigabyte()),
                number(loading.rampSeconds()),
                number(loading.load()));
    }

    /** Cost and speed of those that had worked before. @param yardstick label of the loader that the others are held against */
    Table costs(final String yardstick) {
        final Table table = new Table(
                "transactions of",
                "loader",
                "transactions/s",
                "ms each",
                "CPU ms each",
                "MB/s",
                "CPU-s/GB",
                "of the yardstick",
                "to compress and write",
                "load");
        bySettingAndLoader.forEach((setting, byLoader) -> byLoader.forEach((loader, loadings) -> table.add(
                setting,
                loader,
                spread(loadings, Loading::transactionsPerSecond).text(),
                spread(loadings, Loading::millisEach).text(),
                spread(loadings, Loading::cpuMillisEach).text(),
                spread(loadings, loading -> loading.steady().megabytesPerSecond())
                        .text(),
                cost(loadings).text(),
                ratio(byLoader, loader, yardstick),
                Spread.of(leasts.get(setting)).text(),
                spread(loadings, Loading::load).text())));
        return table;
    }

    private static String ratio(
            final Map<String, List<Loading>> byLoader, final String loader, final String yardstick) {
        if (loader.equals(yardstick) || !byLoader.containsKey(yardstick)) {
            return "";
        }
        return String.format(
                Locale.ROOT,
                "%.2f",
                cost(byLoader.get(loader)).median()
                        / cost(byLoader.get(yardstick)).median());
    }

    /** Which threads have used the processor in all runs of a setting. */
    Table threads(final Setting setting, final Loader loader) {
        final Shares threads = new Shares();
        bySettingAndLoader.get(setting.label()).get(loader.label()).forEach(loading -> threads.add(loading.threads()));
        return ThreadCpu.table(threads);
    }

    /** What it is to begin: the first run into a new table, and the one after a restart. */
    Table begins() {
        return begins;
    }

    BarChart chart(final String yardstick) {
        final BarChart chart = new BarChart("Processor seconds for 10^9 bytes of FlowFile content, by transaction");
        bySettingAndLoader.forEach((setting, byLoader) -> byLoader.forEach((loader, loadings) -> chart.add(
                setting + (loader.equals(yardstick) ? ": " + yardstick : ""),
                cost(loadings),
                loader.equals(yardstick))));
        return chart;
    }

    private static Spread cost(final List<Loading> loadings) {
        return spread(loadings, loading -> loading.steady().cpuSecondsPerGigabyte());
    }

    private static Spread spread(final List<Loading> loadings, final ToDoubleFunction<Loading> value) {
        return Spread.of(loadings.stream().map(value::applyAsDouble).toList());
    }

    private static String number(final double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
