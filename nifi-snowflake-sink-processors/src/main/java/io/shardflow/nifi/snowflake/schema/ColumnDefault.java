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

    private static final Pattern CAST = Pattern.compile("(?i)CAST\\((.+) AS ([A-Z_]+(?:\\([0-9, ]+\\))?)\\)");

    /** Never in a text: whether DESC TABLE shows a backslash escaped is not documented. */
    private static final Pattern NOT_IN_TEXT = Pattern.compile("['\\\\\\p{Cntrl}]");

    /** No exponent: how Snowflake writes such a number in a text, or rounds it, is not documented. */
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(?:\\.[0-9]+)?");

    private static final Pattern TRUTH = Pattern.compile("(?i)TRUE|FALSE");

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
            // Another type, also another length of the same, might alter it before it comes to the column's.
            return isSame(ColumnType.parse(cast.group(2)), type)
                    ? expression(cast.group(1).strip(), type)
                    : Optional.empty();
        }
        if (isText(text)) {
            // A cast cuts a text that is too long, a load refuses it.
            return Optional.of(text)
                    .filter(constant -> type.family() != TypeFamily.TEXT || text.length() - 2 <= type.size());
        }
        return switch (type.family()) {
            case NUMBER, FLOAT -> Optional.of("'" + text + "'").filter(constant -> matches(NUMBER, text));
            case BOOLEAN ->
                Optional.of("'" + text.toLowerCase(Locale.ROOT) + "'").filter(constant -> matches(TRUTH, text));
            case TEXT -> Optional.of("UUID_STRING()").filter(function -> matches(UUID, text));
            // COPY takes none of the functions for the present time; this is what Snowflake recommends instead.
            default -> Optional.of("METADATA$START_SCAN_TIME").filter(function -> matches(NOW, text));
        };
    }

    /** In quotes, with doubled ones inside. */
    private static boolean isText(final String text) {
        return text.length() >= 2
                && text.startsWith("'")
                && text.endsWith("'")
                && !NOT_IN_TEXT
                        .matcher(text.substring(1, text.length() - 1).replace("''", ""))
                        .find();
    }

    private static boolean matches(final Pattern pattern, final String text) {
        return pattern.matcher(text).matches();
    }

    private static boolean isSame(final ColumnType one, final ColumnType other) {
        return one.family() == other.family() && one.size() == other.size() && one.scale() == other.scale();
    }
}
