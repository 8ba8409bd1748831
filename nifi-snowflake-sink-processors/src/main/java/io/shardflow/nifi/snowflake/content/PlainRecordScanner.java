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

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads the ordinary record in one pass over its bytes, which takes a fraction of what a parser takes: a JSON object with a
 * position, names without escapes, and not too many of them or too deeply nested. Whatever else it meets, the wrong and the rare,
 * it is not sure of and leaves to {@link RecordScanner}'s parser, which knows the reasons. Not safe for several threads.
 */
final class PlainRecordScanner {

    /** Nesting and names in one object that are not in the order of the record before. */
    private static final int MAX_DEPTH = 64;

    private static final int MAX_NAMES = 128;

    /** Characters of a number that a VARIANT keeps exactly, if it has no exponent. */
    private static final int MAX_DIGITS = 38;

    private static final int UNSURE = -1;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = ONES << 7;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long SPACES = ONES * ' ';

    private final PlainFieldNames fields;
    private final PlainMetadata metadata = new PlainMetadata();

    private byte[] bytes;
    private int end;
    private ValueSpans spans;
    private boolean unaltered;
    private boolean escaped;
    private boolean inMetadata;
    /** Hashes of the names of the objects that are open, one object after another. */
    private int[] names = new int[4 * MAX_NAMES];

    private int namesCount;

    /** @param metadataField ignoring case */
    PlainRecordScanner(final String metadataField) {
        this.fields = new PlainFieldNames(metadataField);
    }

    /**
     * @param values to be filled; of no use if there is no result
     * @return null if it is not sure
     */
    ScannedRecord scan(final byte[] line, final int offset, final int length, final ValueSpans values) {
        bytes = line;
        end = offset + length;
        spans = values;
        unaltered = true;
        namesCount = 0;
        fields.begin();
        metadata.begin(line);
        values.begin(line, offset);
        if (bytes[offset] != '{' || afterBlanks(object(offset, 1)) != end) {
            return null;
        }
        final ScannedRecord.Identity identity = metadata.identity();
        return identity == null ? null : new ScannedRecord(fields.end(), identity);
    }

    /**
     * Whether it is known of the record scanned last that a VARIANT alters nothing of it: no number has an exponent or more than
     * 38 characters, and no character is written as \\u.
     */
    boolean isUnaltered() {
        return unaltered;
    }

    private int object(final int start, final int depth) {
        final int firstName = namesCount;
        int i = afterBlanks(start + 1);
        if (at(i) == '}') {
            return i + 1;
        }
        while (i >= 0 && depth < MAX_DEPTH) {
            i = member(i, depth, firstName);
            final byte b = at(i);
            if (b == '}') {
                namesCount = firstName;
                return i + 1;
            }
            i = b == ',' ? afterBlanks(i + 1) : UNSURE;
        }
        return UNSURE;
    }

    /** @return the place of what follows the value, behind blanks */
    private int member(final int start, final int depth, final int firstName) {
        escaped = false;
        final int nameEnd = at(start) == '"' ? string(start) : UNSURE;
        final int colon = afterBlanks(nameEnd);
        if (escaped || at(colon) != ':' || !isNew(start + 1, nameEnd - 1, depth, firstName)) {
            return UNSURE;
        }
        final int value = afterBlanks(colon + 1);
        if (depth == 1) {
            inMetadata = fields.isMetadata();
            if (inMetadata && !metadata.isFirst()) {
                return UNSURE;
            }
        }
        final int valueEnd = value(value, depth);
        if (valueEnd < 0) {
            return UNSURE;
        }
        if (depth == 1) {
            spans.add(value, valueEnd);
        } else if (depth == 2 && inMetadata) {
            metadata.member(start + 1, nameEnd - 1, value, valueEnd);
        }
        return afterBlanks(valueEnd);
    }

    /** Whether no other name of the object is the same; of two different ones with the same hash it is not known. */
    private boolean isNew(final int from, final int to, final int depth, final int firstName) {
        if (namesCount == names.length) {
            names = Arrays.copyOf(names, namesCount * 2);
        }
        if (depth == 1 && fields.next(bytes, from, to)) {
            names[namesCount++] = fields.hash();
            return true;
        }
        final int hash = depth == 1 ? fields.hash() : PlainFieldNames.hash(bytes, from, to);
        if (namesCount - firstName >= MAX_NAMES) {
            return false;
        }
        for (int i = firstName; i < namesCount; i++) {
            if (names[i] == hash) {
                return false;
            }
        }
        names[namesCount++] = hash;
        return true;
    }

    private int array(final int start, final int depth) {
        int i = afterBlanks(start + 1);
        if (at(i) == ']') {
            return i + 1;
        }
        while (i >= 0 && depth < MAX_DEPTH) {
            i = afterBlanks(value(i, depth));
            final byte b = at(i);
            if (b == ']') {
                return i + 1;
            }
            i = b == ',' ? afterBlanks(i + 1) : UNSURE;
        }
        return UNSURE;
    }

    /** @return the place behind the value */
    private int value(final int i, final int depth) {
        return switch (at(i)) {
            case '"' -> string(i);
            case '{' -> object(i, depth + 1);
            case '[' -> array(i, depth + 1);
            case 't' -> literal(i, "true");
            case 'f' -> literal(i, "false");
            case 'n' -> literal(i, "null");
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number(i);
            default -> UNSURE;
        };
    }

    private int literal(final int start, final String text) {
        for (int i = 0; i < text.length(); i++) {
            if (at(start + i) != text.charAt(i)) {
                return UNSURE;
            }
        }
        return start + text.length();
    }

    private int number(final int start) {
        int i = at(start) == '-' ? start + 1 : start;
        final int first = i;
        i = afterDigits(i);
        if (i == first || at(first) == '0' && i > first + 1) {
            return UNSURE;
        }
        if (at(i) == '.') {
            final int point = i;
            i = afterDigits(point + 1);
            if (i == point + 1) {
                return UNSURE;
            }
        }
        if ((at(i) | 0x20) == 'e') {
            unaltered = false;
            final int sign = at(i + 1);
            final int power = sign == '-' || sign == '+' ? i + 2 : i + 1;
            i = afterDigits(power);
            if (i == power) {
                return UNSURE;
            }
        }
        unaltered &= i - start <= MAX_DIGITS;
        return i;
    }

    private int afterDigits(final int from) {
        int i = from;
        while (at(i) >= '0' && at(i) <= '9') {
            i++;
        }
        return i;
    }

    /** Eight bytes at a time as far as they are ordinary characters. */
    private int string(final int start) {
        int i = start + 1;
        while (i >= 0 && i < end) {
            if (i + Long.BYTES <= end) {
                final long special = special((long) LONGS.get(bytes, i));
                if (special == 0) {
                    i += Long.BYTES;
                    continue;
                }
                i += Long.numberOfTrailingZeros(special) / Byte.SIZE;
            }
            final byte b = bytes[i];
            if (b == '"') {
                return i + 1;
            } else if (b == '\\') {
                i = escape(i);
            } else if (b >= 0 && b < ' ') {
                return UNSURE;
            } else {
                i = b < 0 ? Utf8.after(bytes, i, end) : i + 1;
            }
        }
        return UNSURE;
    }

    /** The lowest bit that is set belongs to the first byte that is a quote, a backslash, a control character or not ASCII. */
    private static long special(final long word) {
        final long quote = word ^ QUOTES;
        final long backslash = word ^ BACKSLASHES;
        return (quote - ONES & ~quote | backslash - ONES & ~backslash | word - SPACES & ~word | word) & HIGH_BITS;
    }

    private int escape(final int backslash) {
        escaped = true;
        switch (at(backslash + 1)) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
                return backslash + 2;
            }
            case 'u' -> {
                unaltered = false;
                for (int i = backslash + 2; i < backslash + 6; i++) {
                    if (Character.digit(at(i), 16) < 0) {
                        return UNSURE;
                    }
                }
                return backslash + 6;
            }
            default -> {
                return UNSURE;
            }
        }
    }

    private int afterBlanks(final int from) {
        int i = from;
        while (i >= 0 && isBlank(at(i))) {
            i++;
        }
        return i;
    }

    private static boolean isBlank(final byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }

    /** NUL, which nothing has, where there is none. */
    private byte at(final int i) {
        return i >= 0 && i < end ? bytes[i] : 0;
    }
}
