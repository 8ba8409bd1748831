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
package io.shardflow.nifi.snowflake.name;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A name as the server stores it.
 *
 * @param name exact, 1 to 255 characters
 */
public record Identifier(String name) {

    /** Characters of a Snowflake identifier, at most. */
    public static final int MAX_LENGTH = 255;

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*");

    /** @throws IllegalArgumentException if no object can have this name */
    public Identifier {
        if (name.isEmpty() || name.length() > MAX_LENGTH || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a name has 1 to " + MAX_LENGTH + " characters");
        }
    }

    /**
     * Resolves a name as Snowflake does in SQL (identifier requirements): plain names are upper-cased, names in double
     * quotes are exact.
     *
     * @throws IllegalArgumentException if it is neither; the message tells the remedy
     */
    public static Identifier parse(final String text) {
        final String trimmed = text.trim();
        if (PLAIN.matcher(trimmed).matches()) {
            return new Identifier(trimmed.toUpperCase(Locale.ROOT));
        }
        if (trimmed.length() > 2 && trimmed.startsWith("\"") && trimmed.endsWith("\"")) {
            final String inner = trimmed.substring(1, trimmed.length() - 1);
            if (inner.replace("\"\"", "").indexOf('"') < 0) {
                return new Identifier(inner.replace("\"\"", "\""));
            }
        }
        throw new IllegalArgumentException("'" + trimmed
                + "' is not a name: write one plain name, or put a name with other characters in double quotes");
    }

    /** Quoted, for SQL text. */
    public String sql() {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** For people, not for SQL. */
    @Override
    public String toString() {
        return ShownText.of(sql());
    }
}
