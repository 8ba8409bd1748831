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

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a column gets that a load does not name. A load names a column as soon as one of its records has a value for it; then
 * the records that have none get the same from an expression, if the functions that COPY takes can make it.
 *
 * @param exists whether the column has a DEFAULT, AUTOINCREMENT and IDENTITY included: it may be left out of a load
 * @param expression the same in the SELECT of a COPY, to be cast to the column's type; empty if there is no way to write it
 */
public record ColumnDefault(boolean exists, Optional<String> expression) {

    /** NULL. */
    public static final ColumnDefault NONE = new ColumnDefault(false, Optional.empty());

    /** Known to Snowflake only: AUTOINCREMENT, IDENTITY, a sequence, any other expression. */
    public static final ColumnDefault OPAQUE = new ColumnDefault(true, Optional.empty());

    private static final Pattern CAST = Pattern.compile("(?i)CAST\\((.+) AS ([A-Z_]+)(?:\\([0-9, ]+\\))?\\)");

    /** No backslash: whether DESC TABLE shows it escaped is not documented. */
    private static final Pattern TEXT = Pattern.compile("'((?:[^'\\\\\\p{Cntrl}]|'')*)'");

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?");

    private static final Pattern NOW = Pattern.compile("(?i)CURRENT_TIMESTAMP(?:\\(9?\\))?");

    private static final Pattern UUID = Pattern.compile("(?i)UUID_STRING\\(\\)");

    private static final Set<TypeFamily> TIMES = EnumSet.of(
            TypeFamily.DATE,
            TypeFamily.TIME,
            TypeFamily.TIMESTAMP_NTZ,
            TypeFamily.TIMESTAMP_LTZ,
            TypeFamily.TIMESTAMP_TZ);

    private static final Set<TypeFamily> OTHER_SCALARS =
            EnumSet.of(TypeFamily.BOOLEAN, TypeFamily.NUMBER, TypeFamily.FLOAT, TypeFamily.TEXT);

    /**
     * The default of a column as DESC TABLE shows it. Of its text nothing but constants comes into other statements.
     *
     * @param declared null without one
     */
    public static ColumnDefault parse(final String declared, final ColumnType type) {
        if (declared == null || declared.strip().equalsIgnoreCase("NULL")) {
            return NONE;
        }
        return TIMES.contains(type.family()) || OTHER_SCALARS.contains(type.family())
                ? expression(declared.strip(), type)
                        .map(found -> new ColumnDefault(true, Optional.of(found)))
                        .orElse(OPAQUE)
                : OPAQUE;
    }

    private static Optional<String> expression(final String text, final ColumnType type) {
        final Matcher cast = CAST.matcher(text);
        if (cast.matches()) {
            // Another type might alter it before it comes to the column's.
            return ColumnType.parse(cast.group(2)).family() == type.family()
                    ? expression(cast.group(1).strip(), type)
                    : Optional.empty();
        }
        final Matcher constant = TEXT.matcher(text);
        if (constant.matches()) {
            return Optional.of(text);
        }
        if (NUMBER.matcher(text).matches() || text.equalsIgnoreCase("TRUE") || text.equalsIgnoreCase("FALSE")) {
            return Optional.of("'" + text.toLowerCase(Locale.ROOT) + "'");
        }
        if (NOW.matcher(text).matches() && TIMES.contains(type.family())) {
            // COPY takes none of the functions for the present time; this is what Snowflake recommends instead.
            return Optional.of("METADATA$START_SCAN_TIME");
        }
        return UUID.matcher(text).matches() ? Optional.of("UUID_STRING()") : Optional.empty();
    }
}
