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

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** The median of several measurements of the same thing, with the lowest and the highest. */
public record Spread(double median, double least, double most, int count) {

    /** @throws IllegalArgumentException when there is none */
    public static Spread of(final Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        final double[] sorted = sorted(values);
        final int middle = sorted.length / 2;
        final double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1], sorted.length);
    }

    /**
     * The smallest of the values that so many of them do not exceed.
     *
     * @param share above 0, up to 1: 0.99 for p99
     */
    public static double percentile(final Collection<Double> values, final double share) {
        final double[] sorted = sorted(values);
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    private static double[] sorted(final Collection<Double> values) {
        final double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted;
    }

    /** As tables show it: {@code 14.5 (14.1 to 15.3)}, or the number alone when there is one. */
    public String text() {
        return count == 1 ? number(median) : "%s (%s to %s)".formatted(number(median), number(least), number(most));
    }

    private static String number(final double value) {
        return String.format(
                Locale.ROOT, Math.abs(value) < 10 ? "%.2f" : Math.abs(value) < 100 ? "%.1f" : "%.0f", value);
    }
}
