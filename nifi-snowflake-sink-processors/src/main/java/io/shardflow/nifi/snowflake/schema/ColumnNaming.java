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

/** How the name of a column follows from the name of a field. */
public enum ColumnNaming {
    /** The name of the field as it is written: {@code id} and {@code ID} are two columns; SQL names the former "id". */
    AS_WRITTEN {
        @Override
        String columnOf(final String field) {
            return field;
        }
    },
    /**
     * Upper-cased letter by letter, so that SQL names a plain one without quotes: {@code id} and {@code ID} are one
     * column. No letter becomes two ({@code ß} stays).
     */
    UPPER_CASE {
        @Override
        String columnOf(final String field) {
            return fold(field);
        }
    };

    /** Name of the field's column; no check whether a column can have it. */
    abstract String columnOf(String field);

    private static String fold(final String field) {
        int i = 0;
        while (i < field.length() && isUpper(field.charAt(i))) {
            i++;
        }
        return i == field.length()
                ? field
                : field.codePoints()
                        .map(Character::toUpperCase)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    private static boolean isUpper(final char c) {
        return c < 0x80 && (c < 'a' || c > 'z');
    }
}
