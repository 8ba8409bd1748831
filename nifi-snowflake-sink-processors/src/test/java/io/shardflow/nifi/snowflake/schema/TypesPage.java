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
package io.shardflow.nifi.snowflake.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The tables of docs/types.md. */
final class TypesPage {

    private static final Path PAGE = Path.of("../docs/types.md");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private TypesPage() {}

    /** The rows of the table with that header, by cells. */
    static List<List<String>> rows(final String header) {
        final List<List<String>> rows = new ArrayList<>();
        boolean inside = false;
        for (final String line : lines()) {
            if (inside && !line.startsWith("|")) {
                return rows;
            }
            if (inside && !line.startsWith("|--")) {
                rows.add(cells(line));
            }
            inside |= line.equals(header);
        }
        throw new AssertionError("no table " + header);
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(PAGE);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> cells(final String line) {
        return Arrays.stream(line.substring(1, line.length() - 1).split("\\|", -1))
                .map(String::strip)
                .toList();
    }

    /** What a cell has in code font. */
    static List<String> codes(final String cell) {
        return CODE.matcher(cell)
                .results()
                .map((MatchResult code) -> code.group(1))
                .toList();
    }
}
