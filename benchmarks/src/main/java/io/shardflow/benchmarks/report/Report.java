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

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The results as they come: on the terminal at once, and in {@code report.md} with its charts beside it, written anew with each result, so
 * that a run that is broken off leaves what it has found. Threads: used by one.
 */
public final class Report {

    private static final String PAGE = "report.md";

    private final Path folder;
    private final PrintStream terminal;
    private final StringBuilder page = new StringBuilder();

    /** @param folder is made when it is missing */
    public Report(final Path folder, final PrintStream terminal) {
        this.folder = folder;
        this.terminal = terminal;
        try {
            Files.createDirectories(folder);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the page is. */
    public Path page() {
        return folder.resolve(PAGE);
    }

    /** Where files beside the page go. */
    public Path folder() {
        return folder;
    }

    /** A line about what is going on; not in the page. */
    public void progress(final String format, final Object... values) {
        terminal.println("  " + String.format(java.util.Locale.ROOT, format, values));
    }

    /** Begins a part. @param level 1 for the whole */
    public void heading(final int level, final String text) {
        terminal.println("\n" + text);
        write("#".repeat(level) + ' ' + text + "\n\n");
    }

    public void paragraph(final String text) {
        terminal.println(text);
        write(text + "\n\n");
    }

    public void table(final Table table) {
        terminal.println();
        terminal.print(table.plain());
        write(table.markdown() + "\n");
    }

    /** @param file name without folder */
    public void chart(final String file, final BarChart chart) {
        try {
            Files.writeString(folder.resolve(file), chart.svg());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        write("![chart](" + file + ")\n\n");
    }

    private void write(final String text) {
        page.append(text);
        try {
            Files.writeString(page(), page);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
