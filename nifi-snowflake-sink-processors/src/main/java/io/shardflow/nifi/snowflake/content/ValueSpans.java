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
package io.shardflow.nifi.snowflake.content;

import com.fasterxml.jackson.core.JsonParser;
import java.util.Arrays;

/**
 * Where the top-level values of a record are in its bytes. The end of a value is found from the token behind it, because the
 * parser has not read a string to its end before it is asked for the next token. Not safe for several threads.
 */
final class ValueSpans {

    private static final int FIRST_CAPACITY = 32;

    private byte[] bytes;
    private int record;
    private int[] starts = new int[FIRST_CAPACITY];
    private int[] ends = new int[FIRST_CAPACITY];
    private int count;

    /** @param offset of the record's first byte */
    void begin(final byte[] line, final int offset) {
        bytes = line;
        record = offset;
        count = 0;
    }

    /** A value is at that place. */
    void add(final int from, final int to) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, count * 2);
            ends = Arrays.copyOf(ends, count * 2);
        }
        starts[count] = from;
        ends[count++] = to;
    }

    /** The parser stands on the first token of a top-level value. */
    void value(final JsonParser parser) {
        final int start = position(parser);
        add(start, start);
    }

    /** The parser stands on the name, or the closing brace, that follows a value, or on the record's first name. */
    void next(final JsonParser parser) {
        if (count == 0) {
            return;
        }
        int end = position(parser);
        while (isBetweenTokens(bytes[end - 1])) {
            end--;
        }
        ends[count - 1] = end;
    }

    private int position(final JsonParser parser) {
        return record + (int) parser.currentTokenLocation().getByteOffset();
    }

    private static boolean isBetweenTokens(final byte b) {
        return b == ',' || b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }

    byte[] bytes() {
        return bytes;
    }

    /** Where the value of that number, from 0, begins in {@link #bytes()}. */
    int offset(final int value) {
        return starts[value];
    }

    int length(final int value) {
        return ends[value] - starts[value];
    }
}
