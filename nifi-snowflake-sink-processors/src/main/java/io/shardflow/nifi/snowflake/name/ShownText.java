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

import java.nio.charset.StandardCharsets;

/** A text as people see it in a log, a bulletin or an attribute: names of fields in it come from records, and may have any character. */
public final class ShownText {

    private ShownText() {}

    /** On one line: without line breaks and other control characters, and without halves of a surrogate pair. */
    public static String of(final String text) {
        return wellFormed(text).replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", "?");
    }

    /** Without halves of a surrogate pair, which UTF-8 does not have, and without control characters of ASCII. */
    public static String wellFormed(final String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
    }
}
