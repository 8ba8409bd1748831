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
package io.shardflow.nifi.kinesis.surface;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/migration.md names what is there: properties, attributes, values, parameters. */
class MigrationPageTest {

    private static final Path PAGE = Path.of("../docs/migration.md");
    private static final Path SURFACE = Path.of("src/test/resources/property-surface.txt");
    private static final Path FLOW = Path.of("../flow/kinesis-to-snowflake.json");

    private static final Pattern SECTION = Pattern.compile("(?m)^## (.*)\\n((?:(?!## ).*\\n?)*)");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([^|]+) \\| ([^|]+) \\| ([^|]*)\\|$");
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    @Test
    void eachNameOfOursIsOne() throws IOException {
        final Set<String> parameters = parameters();
        final String surface = Files.readString(SURFACE);
        final Set<String> known = names(surface, "(?m)^  (?:property|relationship|writes) ([^;\\n]+)");
        names(surface, "[; |]([A-Z_]{4,})").forEach(known::add);

        assertAll(sections().flatMap(section -> {
            final boolean ofParameters = isOfParameters(section);
            return rows(section).stream()
                    .flatMap(row -> NAME.matcher(row.get(1)).results())
                    .map(name -> () -> assertTrue(
                            (ofParameters ? parameters : known).contains(name.group(1)), section.group(1) + name));
        }));
    }

    /** A setting that came in the meantime under the name that others know it by. */
    @Test
    void whatIsNotThereHasAReasonAndIsNotThere() throws IOException {
        final String surface = Files.readString(SURFACE);
        final Set<String> ofTheConsumer =
                names(surface.substring(0, surface.indexOf("\n\n")), "(?m)^  property ([^;\\n]+)");
        for (final MatchResult section : sections().toList()) {
            final Set<String> ours = isOfParameters(section) ? parameters() : ofTheConsumer;
            for (final List<String> row : rows(section)) {
                if (row.get(1).equals("none")) {
                    assertTrue(row.get(2).length() > 3, row::toString);
                    NAME.matcher(row.get(0))
                            .results()
                            .forEach(name -> assertFalse(ours.contains(name.group(1)), row::toString));
                }
            }
        }
    }

    private static boolean isOfParameters(final MatchResult section) {
        return section.group(1).startsWith("Openflow");
    }

    private static Set<String> parameters() throws IOException {
        return names(Files.readString(FLOW), "\"name\": \"([^\"]+)\"");
    }

    private static Stream<MatchResult> sections() throws IOException {
        final List<MatchResult> sections =
                SECTION.matcher(Files.readString(PAGE)).results().toList();
        assertTrue(sections.size() > 4, "sections");
        return sections.stream().filter(section -> !section.group(1).startsWith("Where"));
    }

    private static List<List<String>> rows(final MatchResult section) {
        final List<List<String>> rows = new ArrayList<>();
        ROW.matcher(section.group(2))
                .results()
                .filter(row -> !row.group(2).equals("ours"))
                .forEach(row -> rows.add(
                        List.of(row.group(1), row.group(2), row.group(3).trim())));
        assertTrue(rows.size() > 5, section.group(1));
        return rows;
    }

    private static Set<String> names(final String text, final String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1).trim())
                .collect(Collectors.toSet());
    }
}
