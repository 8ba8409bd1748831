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

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of texts under headings. Threads: used by one. */
public final class Table {

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(final String... headings) {
        this.headings = List.of(headings);
    }

    /** @throws IllegalArgumentException when there are not as many cells as headings */
    public Table add(final String... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException("%d cells for %d headings".formatted(cells.length, headings.size()));
        }
        rows.add(List.of(cells));
        return this;
    }

    /** For a page. */
    public String markdown() {
        final StringBuilder text = new StringBuilder();
        line(text, headings);
        text.append("|---".repeat(headings.size())).append("|\n");
        rows.forEach(row -> line(text, row));
        return text.toString();
    }

    private static void line(final StringBuilder text, final List<String> cells) {
        text.append(
                cells.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    /** For a terminal: columns in line, two blanks between them. */
    public String plain() {
        final int[] widths = IntStream.range(0, headings.size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .reduce(headings.get(column).length(), Math::max))
                .toArray();
        final StringBuilder text = new StringBuilder();
        plain(text, widths, headings);
        rows.forEach(row -> plain(text, widths, row));
        return text.toString();
    }

    private static void plain(final StringBuilder text, final int[] widths, final List<String> cells) {
        final StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            line.append(cells.get(column))
                    .repeat(' ', widths[column] - cells.get(column).length() + 2);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
