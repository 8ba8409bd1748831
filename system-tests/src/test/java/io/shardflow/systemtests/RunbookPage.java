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
package io.shardflow.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** docs/runbook.md, as far as it can be followed by a program. One thread. */
final class RunbookPage {

    private static final Path PAGE = Path.of("..", "docs", "runbook.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| \\[([^\\]]+)]\\(#([^)]+)\\) \\|");
    private static final Pattern DAY = Pattern.compile("(?ms)^## ([^\n]+)\n(.*?)(?=^## |\\z)");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(?:sql)?\n(.*?)^```$");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern COMMAND = Pattern.compile("(?:aws|SELECT|SHOW|ALTER|DROP|UNDROP|USE) (?:\\S+ )+\\S+");
    private static final Pattern SAID = Pattern.compile("\"([^\"]+)\"");

    private final List<String> rows;
    private final Map<String, Day> days = new LinkedHashMap<>();
    private final Day introduction;

    private RunbookPage(final String page) {
        rows = ROW.matcher(page).results().map(row -> row.group(1)).toList();
        ROW.matcher(page)
                .results()
                .forEach(row -> assertThat(row.group(2)).as("link of the table").isEqualTo(anchor(row.group(1))));
        DAY.matcher(page).results().forEach(day -> days.put(day.group(1), new Day(day.group(2))));
        introduction = new Day(page.substring(0, page.indexOf("\n## ")));
    }

    static RunbookPage read() throws IOException {
        return new RunbookPage(Files.readString(PAGE));
    }

    private static String anchor(final String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 ]", "").replace(' ', '-');
    }

    /** The days of the table at its beginning. */
    List<String> rows() {
        return rows;
    }

    /** The days that it describes. */
    Set<String> days() {
        return days.keySet();
    }

    Day day(final String heading) {
        assertThat(days).containsKey(heading);
        return days.get(heading);
    }

    /** What stands before the first day. */
    Day introduction() {
        return introduction;
    }

    /** A part of the page. What of its commands was not asked for is known. */
    static final class Day {

        private final String text;
        private final List<String> commands = new ArrayList<>();
        private final Set<String> followed = new LinkedHashSet<>();

        private Day(final String section) {
            text = flat(section);
            for (final MatchResult block : BLOCK.matcher(section).results().toList()) {
                for (final String command : block.group(1).split(";\\s*\n")) {
                    commands.add(flat(command));
                }
            }
            CODE.matcher(BLOCK.matcher(section).replaceAll(""))
                    .results()
                    .map(code -> flat(code.group(1)))
                    .filter(code -> COMMAND.matcher(code).matches())
                    .forEach(commands::add);
        }

        private static String flat(final String text) {
            return text.replaceAll("\\s+", " ").trim();
        }

        /** The one command that begins so, as it is printed, without its semicolon. */
        String command(final String beginning) {
            final List<String> found =
                    commands.stream().filter(one -> one.startsWith(beginning)).toList();
            assertThat(found).as("commands that begin with " + beginning).hasSize(1);
            followed.add(found.getFirst());
            return found.getFirst();
        }

        /** The commands that nobody has asked for. */
        Set<String> notFollowed() {
            final Set<String> left = new TreeSet<>(commands);
            left.removeAll(followed);
            return left;
        }

        /** The page says so, in these words; what the caller does next is that. */
        void says(final String words) {
            assertThat(text).contains(words);
        }

        /** What it quotes of messages. */
        List<String> quoted() {
            return SAID.matcher(text.replaceAll("`[^`]*`", ""))
                    .results()
                    .map(said -> said.group(1))
                    .collect(Collectors.toList());
        }
    }
}
