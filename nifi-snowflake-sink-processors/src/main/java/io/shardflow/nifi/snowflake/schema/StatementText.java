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

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * The room that a load's statements have for names of fields: Snowflake takes a text of 1 MB, and this is what the COPY, the
 * longest of them, needs beside the names of files. Not safe for several threads.
 */
public final class StatementText {

    /** Of one load. */
    static final int MOST_BYTES = 800_000;

    /** Of one load, for the constants that are defaults of its columns. */
    private static final int MOST_CONSTANTS = 100_000;

    /** A list in a statement has up to 16,384 expressions, and an overflow column takes two of each field. */
    static final int MOST_FIELDS = 8_000;

    /** Quotes, path, cast, and what else stands around a name. */
    private static final int AROUND = 80;

    private final int most;
    private final Set<String> fields = new HashSet<>();
    private int bytes;
    private int constants;

    StatementText(final int most) {
        this.most = most;
    }

    /** For the fields of several contents, before it is known what the table is like. */
    public static StatementText ofSeveral() {
        return new StatementText(MOST_BYTES);
    }

    /** Whether there is room for one more field; of one that was taken before there always is. */
    public boolean takes(final String field) {
        return takes(field, "");
    }

    /** @param constant in SQL, for records that lack the field */
    boolean takes(final String field, final String constant) {
        if (fields.contains(field)) {
            return true;
        }
        final int more = bytesOf(field);
        final int moreOfConstants = constant.getBytes(StandardCharsets.UTF_8).length;
        if (bytes + more > most || constants + moreOfConstants > MOST_CONSTANTS || fields.size() >= MOST_FIELDS) {
            return false;
        }
        fields.add(field);
        bytes += more;
        constants += moreOfConstants;
        return true;
    }

    /** It stands there twice, as a name and as the path to its value, its quotes doubled. */
    private static int bytesOf(final String field) {
        final long doubled =
                field.chars().filter(c -> c == '"' || c == '\'' || c == '\\').count();
        return AROUND + 2 * (field.getBytes(StandardCharsets.UTF_8).length + (int) doubled);
    }
}
