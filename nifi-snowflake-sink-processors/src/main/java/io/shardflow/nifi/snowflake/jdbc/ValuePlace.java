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
package io.shardflow.nifi.snowflake.jdbc;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the value is of which a message of Snowflake speaks. Such a message repeats the value, in quotes or without, and the
 * value may look like anything, also like a place: so a column is believed only where Snowflake alone writes.
 */
final class ValuePlace {

    private static final String NAME = "(?:[A-Za-z0-9_$]{1,255}|\"[^\"\\v]{1,255}\")";

    /** How COPY ends a message about a value: behind it stands at most a fixed text. Of several the last is COPY's own. */
    private static final Pattern END = Pattern.compile(
            "(?s).*\\bFile '[^'\\v]*', line \\d+, character \\d+\\s+Row \\d+,\\s+column \"?("
                    + "[^\"\\v\\[]{1,255}\"?\\[\"[^\"\\v]{1,255}\"(?::\\d+)?\\])\\s*(?:If you would like to continue loading.*)?");

    /** How a statement begins that changes a table; the value comes behind. */
    private static final Pattern BEGINNING =
            Pattern.compile("(?s)DML operation to table \\S{1,800} failed on column (" + NAME + ") with error: .*");

    /** A message without a value. */
    private static final Pattern NULL = Pattern.compile("NULL result in a non-nullable column (" + NAME + ")");

    /** How a COPY from a SELECT names the column: that of the staged file, which is the whole record. */
    private static final String STAGED = "\"$1\"";

    private static final Pattern QUOTED_VALUE = Pattern.compile("['\"].*['\"] (is|to)\\b", Pattern.DOTALL);

    private static final Pattern ROW = Pattern.compile("(?i)\\brow ([1-9][0-9]{0,17})\\b");

    private ValuePlace() {}

    /** The column as the message writes it; empty if the message does not tell a column of a table. */
    static Optional<String> column(final String message) {
        for (final Pattern pattern : new Pattern[] {NULL, BEGINNING, END}) {
            final Matcher place = pattern.matcher(message);
            if (place.matches()) {
                return Optional.of(place.group(1)).filter(column -> !column.contains(STAGED));
            }
        }
        return Optional.empty();
    }

    /**
     * The number of the row in its file, as COPY's messages give it; that they do is assumed. It may come from the value: it is
     * a hint, and shown to nobody.
     */
    static OptionalLong row(final String message) {
        final Matcher row = ROW.matcher(QUOTED_VALUE.matcher(message).replaceFirst(""));
        return row.find() ? OptionalLong.of(Long.parseLong(row.group(1))) : OptionalLong.empty();
    }
}
