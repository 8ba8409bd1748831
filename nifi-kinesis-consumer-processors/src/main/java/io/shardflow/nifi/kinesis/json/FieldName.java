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
package io.shardflow.nifi.kinesis.json;

import java.nio.charset.StandardCharsets;

/** A name of a field, recognised in the bytes of JSON as {@link String#equalsIgnoreCase} would, mostly without a text. Immutable. */
final class FieldName {

    /** Of a character of UTF-16, at most. */
    private static final int MOST_BYTES = 3;

    private final String name;

    FieldName(final String name) {
        this.name = name;
    }

    /**
     * Whether it is this name in any case.
     *
     * @param utf8 holds a name without escapes
     * @param from place of its first byte
     * @param to place behind its last byte
     */
    boolean is(final byte[] utf8, final int from, final int to) {
        final int length = to - from;
        if (length < name.length() || length > MOST_BYTES * name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            final byte found = utf8[from + i];
            final char expected = name.charAt(i);
            if (found < 0 || expected >= 0x80) {
                // some characters beyond ASCII are letters of ASCII in another case, such as the sign for Kelvin
                return new String(utf8, from, length, StandardCharsets.UTF_8).equalsIgnoreCase(name);
            }
            if (found != expected && Character.toLowerCase((char) found) != Character.toLowerCase(expected)) {
                return false;
            }
        }
        return length == name.length();
    }
}
