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
package io.shardflow.nifi.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The tokens of a text, for {@link JsonScanner}: each method is given the place of one and tells the place behind it, or that
 * it is not sure. One thread.
 */
final class JsonTokens {

    /** In place of a place; {@link #at}, {@link #name} and {@link #afterBlanks} may be given it. */
    static final int UNSURE = -1;

    /** Well below what parsers take by default: Jackson has 50,000 and 1,000 characters. */
    private static final int LONGEST_NAME = 1000;

    private static final int LONGEST_NUMBER = 500;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = ONES << 7;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long SPACES = ONES * ' ';

    private byte[] bytes;
    private int end;
    private int firstLineBreak;
    private int longestNumber;
    private boolean exponents;
    private boolean unicodeEscapes;
    private boolean escaped;

    /** The next text begins. @param behind the place behind it */
    void begin(final byte[] text, final int behind) {
        bytes = text;
        end = behind;
        firstLineBreak = Integer.MAX_VALUE;
        longestNumber = 0;
        exponents = false;
        unicodeEscapes = false;
    }

    /** Place of the first one that was met between tokens; above all places if there was none. */
    int firstLineBreak() {
        return firstLineBreak;
    }

    /** See {@link JsonScanner#longestNumber}. */
    int longestNumber() {
        return longestNumber;
    }

    boolean hasExponents() {
        return exponents;
    }

    boolean hasUnicodeEscapes() {
        return unicodeEscapes;
    }

    /** A string without escapes, not too long. */
    int name(final int start) {
        escaped = false;
        final int after = at(start) == '"' ? string(start) : UNSURE;
        return escaped || after - start > LONGEST_NAME ? UNSURE : after;
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
            exponents = true;
            final int sign = at(i + 1);
            final int power = sign == '-' || sign == '+' ? i + 2 : i + 1;
            i = afterDigits(power);
            if (i == power) {
                return UNSURE;
            }
        }
        longestNumber = Math.max(longestNumber, i - start);
        return i - start > LONGEST_NUMBER ? UNSURE : i;
    }

    private int afterDigits(final int from) {
        int i = from;
        while (i < end && bytes[i] >= '0' && bytes[i] <= '9') {
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
                i = b < 0 ? afterOthers(i) : i + 1;
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

    /** Characters that are not ASCII mostly have others of their kind behind them. */
    private int afterOthers(final int start) {
        int i = start;
        while (i >= 0 && i < end && bytes[i] < 0) {
            i = Utf8.after(bytes, i, end);
        }
        return i;
    }

    private int escape(final int backslash) {
        escaped = true;
        switch (at(backslash + 1)) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
                return backslash + 2;
            }
            case 'u' -> {
                unicodeEscapes = true;
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
        for (byte b = at(i); b <= ' '; b = at(i)) {
            if (b == '\n' || b == '\r') {
                firstLineBreak = Math.min(firstLineBreak, i);
            } else if (b != ' ' && b != '\t') {
                break;
            }
            i++;
        }
        return i;
    }

    boolean isEnd(final int place) {
        return place == end;
    }

    /** NUL, which nothing has, where there is none. */
    byte at(final int i) {
        return i >= 0 && i < end ? bytes[i] : 0;
    }
}
