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

import io.shardflow.benchmarks.report.Table;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Weights by name, told as shares of all. Threads: used by one. */
public final class Shares {

    private final Map<String, Double> weights = new HashMap<>();
    private double all;

    public void add(final String name, final double weight) {
        weights.merge(name, weight, Double::sum);
        all += weight;
    }

    /** Adds what others have weighed. */
    public void add(final Shares others) {
        others.weights.forEach(this::add);
    }

    /** The weight of everything. */
    public double all() {
        return all;
    }

    /** The heaviest first. @param most rows */
    public Table table(final String what, final int most) {
        final Table table = new Table("share", what);
        weights.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(most)
                .forEach(one ->
                        table.add(String.format(Locale.ROOT, "%.1f %%", 100 * one.getValue() / all), one.getKey()));
        return table;
    }
}
