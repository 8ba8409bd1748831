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
package io.shardflow.localstack.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The table of docs/troubleshooting.md: what a bulletin says, what it means, what to do. */
public final class TroubleshootingPage {

    private static final String HEAD = "| what you see |";
    private static final Pattern COMPONENT = Pattern.compile("^\\*([^*]+)\\*");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");

    /**
     * A row.
     *
     * @param component whose bulletin it is, as the flow names it; empty if it is no bulletin
     * @param says the texts in quotation marks; an … in them stands for anything
     */
    public record Row(String component, List<String> says, String seen, String meaning, String remedy) {

        /** Whether one of the texts occurs in the bulletin. */
        public boolean matches(final String bulletin) {
            return says.stream()
                    .anyMatch(text -> pattern(text).matcher(bulletin).find());
        }

        private static Pattern pattern(final String text) {
            return Pattern.compile(
                    Pattern.compile("…")
                            .splitAsStream(text)
                            .map(String::trim)
                            .filter(part -> !part.isEmpty())
                            .map(Pattern::quote)
                            .collect(Collectors.joining(".*")),
                    Pattern.DOTALL);
        }
    }

    private TroubleshootingPage() {}

    /** @param docs the folder of the page */
    public static List<Row> rows(final Path docs) throws IOException {
        final List<String> lines = Files.readAllLines(docs.resolve("troubleshooting.md"));
        final int head = lines.indexOf(
                lines.stream().filter(line -> line.startsWith(HEAD)).findFirst().orElseThrow());
        final List<Row> rows = new ArrayList<>();
        String component = "";
        for (final String line : lines.subList(head + 2, lines.size())) {
            if (!line.startsWith("|")) {
                break;
            }
            final String[] cells = line.substring(1).split("\\|");
            final String seen = cells[0].trim();
            final Matcher named = COMPONENT.matcher(seen);
            component = named.find() ? named.group(1) : seen.startsWith("the same") ? component : "";
            rows.add(new Row(
                    component,
                    QUOTED.matcher(seen).results().map(found -> found.group(1)).toList(),
                    seen,
                    cells[1].trim(),
                    cells[2].trim()));
        }
        return rows;
    }
}
