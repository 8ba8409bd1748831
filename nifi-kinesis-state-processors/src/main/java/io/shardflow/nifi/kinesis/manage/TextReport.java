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
package io.shardflow.nifi.kinesis.manage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A report as plain text in aligned columns. Columns as wide as a sequence number stand in a table of their own below, so
 * that the others fit side by side into the window of the content viewer. Pure.
 */
final class TextReport {

    private static final int WIDE = 50;
    private static final String GAP = "  ";

    private TextReport() {}

    /** Lines ending with a line feed. */
    static String of(final Report report) {
        final StringBuilder text = new StringBuilder();
        final int width = report.facts().keySet().stream()
                .mapToInt(name -> heading(name).length())
                .max()
                .orElse(0);
        report.facts().forEach((name, value) -> text.append(pad(heading(name), width))
                .append(GAP)
                .append(cell(value))
                .append('\n'));
        report.notes().forEach(note -> text.append('\n').append(note).append('\n'));
        report.tables().forEach((name, rows) -> table(text, heading(name), rows));
        return text.toString();
    }

    private static void table(final StringBuilder text, final String title, final List<Map<String, Object>> rows) {
        final Set<String> columns = new LinkedHashSet<>();
        rows.forEach(row -> columns.addAll(row.keySet()));
        final String first = columns.iterator().next();
        final List<String> narrow = new ArrayList<>();
        final List<List<String>> parts = new ArrayList<>(List.of(narrow));
        for (final String column : columns) {
            if (column.equals(first) || width(rows, column) < WIDE) {
                narrow.add(column);
            } else {
                parts.add(List.of(first, column));
            }
        }
        text.append('\n').append(title).append('\n');
        for (final List<String> part : parts) {
            if (part.size() > 1 || parts.size() == 1) {
                text.append('\n');
                part(text, part, rows);
            }
        }
    }

    private static void part(
            final StringBuilder text, final List<String> columns, final List<Map<String, Object>> rows) {
        line(text, columns, rows, columns.stream().map(TextReport::heading).toList());
        for (final Map<String, Object> row : rows) {
            line(
                    text,
                    columns,
                    rows,
                    columns.stream().map(column -> cell(row.get(column))).toList());
        }
    }

    private static void line(
            final StringBuilder text,
            final List<String> columns,
            final List<Map<String, Object>> rows,
            final List<String> cells) {
        final StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            line.append(pad(cells.get(i), width(rows, columns.get(i)))).append(GAP);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private static int width(final List<Map<String, Object>> rows, final String column) {
        return rows.stream()
                .mapToInt(row -> cell(row.get(column)).length())
                .reduce(heading(column).length(), Math::max);
    }

    /** {@code lastReport} becomes {@code Last report}. */
    static String heading(final String name) {
        final String words = name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    private static String cell(final Object value) {
        return switch (value) {
            case null -> "";
            case Duration time -> duration(time);
            case List<?> list -> list.stream().map(Object::toString).collect(Collectors.joining(" "));
            default -> value.toString();
        };
    }

    /** In the largest unit of which there are at least two. */
    static String duration(final Duration time) {
        if (time.toDays() > 1) {
            return time.toDays() + " d";
        }
        if (time.toHours() > 1) {
            return time.toHours() + " h";
        }
        if (time.toMinutes() > 1) {
            return time.toMinutes() + " min";
        }
        return time.toSeconds() > 1 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    private static String pad(final String text, final int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
