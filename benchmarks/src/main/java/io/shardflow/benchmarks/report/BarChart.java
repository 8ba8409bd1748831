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

import io.shardflow.benchmarks.measure.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Horizontal bars with whiskers from the lowest to the highest measurement, as an SVG picture. Threads: used by one. */
public final class BarChart {

    private static final int WIDTH = 860;
    private static final int LABELS = 400;
    private static final int NUMBERS = 130;
    private static final int LINE = 26;
    private static final int BAR = 16;
    private static final int HEAD = 40;
    private static final String FONT = "font-family=\"sans-serif\" font-size=\"13\"";

    private final String title;
    private final List<Bar> bars = new ArrayList<>();

    private record Bar(String label, Spread value, boolean yardstick) {}

    public BarChart(final String title) {
        this.title = title;
    }

    /** @param yardstick whether it is only there for comparison */
    public BarChart add(final String label, final Spread value, final boolean yardstick) {
        bars.add(new Bar(label, value, yardstick));
        return this;
    }

    public String svg() {
        final double most =
                bars.stream().mapToDouble(bar -> bar.value().most()).max().orElse(1);
        final double scale = (WIDTH - LABELS - NUMBERS) / (most > 0 ? most : 1);
        final StringBuilder svg = new StringBuilder();
        final int height = HEAD + bars.size() * LINE + LINE / 2;
        add(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\">", WIDTH, height);
        add(svg, "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, height);
        add(svg, "<text x=\"10\" y=\"24\" %s font-weight=\"bold\">%s</text>", FONT, escaped(title));
        for (int i = 0; i < bars.size(); i++) {
            bar(svg, bars.get(i), HEAD + i * LINE, scale);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void bar(final StringBuilder svg, final Bar bar, final int top, final double scale) {
        final int middle = top + LINE / 2;
        final Spread value = bar.value();
        add(
                svg,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" %s>%s</text>",
                LABELS - 8,
                middle + 5,
                FONT,
                escaped(bar.label()));
        add(
                svg,
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
                LABELS,
                middle - BAR / 2,
                value.median() * scale,
                BAR,
                bar.yardstick() ? "#b8c2cc" : "#2878b5");
        add(
                svg,
                "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#222222\" stroke-width=\"1.5\"/>",
                LABELS + value.least() * scale,
                middle,
                LABELS + value.most() * scale,
                middle);
        add(
                svg,
                "<text x=\"%.1f\" y=\"%d\" %s>%s</text>",
                LABELS + value.most() * scale + 8,
                middle + 5,
                FONT,
                escaped(value.text()));
    }

    private static void add(final StringBuilder svg, final String format, final Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String escaped(final String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
