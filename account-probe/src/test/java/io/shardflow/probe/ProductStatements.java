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
package io.shardflow.probe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The statements in a module's sources: every text that begins as one does, with what is put together behind it. */
final class ProductStatements {

    private static final Pattern BEGINNING =
            Pattern.compile("\"(?:\"\"\\s*)?(?:ALTER (?:SESSION|TABLE)|BEGIN|COMMIT\"|COPY INTO|"
                    + "CREATE |DELETE FROM|DESC |DROP |INSERT INTO|PUT |ROLLBACK\"|SELECT |SHOW |UPDATE )");

    /** What an expression is made of, as far as texts go. */
    private static final Pattern TOKEN =
            Pattern.compile("\"\"\"(?s:(.*?[^\\\\]))\"\"\"|\"((?:[^\"\\\\]|\\\\.)*)\"|[(),;+]|[^\"(),;+]+");

    private ProductStatements() {}

    /** The texts of a statement in their order, with anything between them. */
    record Statement(List<String> texts) {

        boolean isIn(final String sql) {
            int from = 0;
            for (final String text : texts) {
                final int found = sql.indexOf(text, from);
                if (found < 0) {
                    return false;
                }
                from = found + text.length();
            }
            return true;
        }
    }

    /** @return statements by the place where they are made */
    static Map<String, Statement> in(final Path sources) throws IOException {
        final Map<String, Statement> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(sources)) {
            for (final Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                final String source = read(file);
                final Matcher beginning = BEGINNING.matcher(source);
                while (beginning.find()) {
                    final String place = file.getFileName() + ":"
                            + source.substring(0, beginning.start()).lines().count();
                    found.put(place, new Statement(texts(source.substring(beginning.start()))));
                }
            }
        }
        return found;
    }

    private static String read(final Path file) {
        try {
            return Files.readString(file);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those of the expression at the beginning of the source; what else is added to them is left out. */
    private static List<String> texts(final String source) {
        final List<String> texts = new ArrayList<>();
        final Matcher token = TOKEN.matcher(source);
        int depth = 0;
        boolean added = true;
        while (token.find()) {
            final String text = token.group().strip();
            if (text.equals("(")) {
                depth++;
            } else if (text.equals(")") && --depth < 0 || depth == 0 && (text.equals(";") || text.equals(","))) {
                break;
            } else if (depth == 0 && text.startsWith("\"") && added) {
                texts.addAll(parts(token.group(1) == null ? token.group(2) : token.group(1)));
                added = false;
            } else if (depth == 0 && text.equals("+")) {
                added = true;
            }
        }
        return texts;
    }

    /** What a text in a source says, around what is formatted into it. */
    private static List<String> parts(final String literal) {
        final String text =
                literal.replaceAll("\\\\\\R\\s*", "").translateEscapes().replaceAll("\\R\\s*", "");
        return List.of(text.split("%s", -1));
    }
}
