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

/**
 * The tokens of a record, for {@link PlainRecordScanner}: each method is given the place of one and tells the place behind it, or
 * that it is not sure. One thread.
 */
final class PlainTokens {

    /** In place of a place; {@link #at}, {@link #name} and {@link #afterBlanks} may be given it. */
    static final int UNSURE = -1;

    /** Characters of a number that a VARIANT keeps exactly, if it has no exponent. */
    private static final int MAX_DIGITS = 38;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = ONES << 7;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long SPACES = ONES * ' ';

    private byte[] bytes;
    private int end;
    private boolean unaltered;
    private boolean escaped;

    /** The next record begins. @param behind the place behind it */
    void begin(final byte[] line, final int behind) {
        bytes = line;
        end = behind;
        unaltered = true;
    }

    /** See {@link PlainRecordScanner#isUnaltered}; of all tokens so far. */
    boolean isUnaltered() {
        return unaltered;
    }

    /** A string without escapes. */
    int name(final int start) {
        escaped = false;
        final int after = at(start) == '"' ? string(start) : UNSURE;
        return escaped ? UNSURE : after;
    }

    int literal(final int start, final String text) {
        for (int i = 0; i < text.length(); i++) {
            if (at(start + i) != text.charAt(i)) {
                return UNSURE;
            }
        }
        return start + text.length();
    }

    int number(final int start) {
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
    int string(final int start) {
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

    int afterBlanks(final int from) {
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
    byte at(final int i) {
        return i >= 0 && i < end ? bytes[i] : 0;
    }
}
