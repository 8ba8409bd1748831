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

/** One JSON string, measured as the text it stands for. Allocates nothing. Not safe for several threads. */
final class TextScan {

    /** Longer texts are no number, date or time of any column. */
    static final int SHORT = 64;

    private final byte[] ascii = new byte[SHORT];
    private byte[] bytes;
    private int at;
    private int characters;
    private int utf8Length;
    private boolean plain;
    private boolean loneSurrogate;

    /**
     * Measures the string that begins with the quote at that place.
     *
     * @return the place behind its closing quote
     */
    int scan(final byte[] from, final int start) {
        bytes = from;
        at = start + 1;
        characters = 0;
        utf8Length = 0;
        plain = true;
        loneSurrogate = false;
        while (bytes[at] != '"') {
            final byte b = bytes[at++];
            if (b == '\\') {
                escape();
            } else {
                add(b);
            }
        }
        return at + 1;
    }

    private void add(final byte b) {
        if (b < 0) {
            plain = false;
        } else if (characters < SHORT) {
            ascii[characters] = b;
        }
        utf8Length++;
        if ((b & 0xC0) != 0x80) {
            characters++;
        }
    }

    private void escape() {
        final byte b = bytes[at++];
        switch (b) {
            case 'u' -> unicode();
            case 'b' -> add((byte) '\b');
            case 'f' -> add((byte) '\f');
            case 'n' -> add((byte) '\n');
            case 'r' -> add((byte) '\r');
            case 't' -> add((byte) '\t');
            default -> add(b);
        }
    }

    private void unicode() {
        final char unit = unit(at);
        at += 4;
        if (unit < 0x80) {
            add((byte) unit);
            return;
        }
        plain = false;
        characters++;
        if (Character.isHighSurrogate(unit)
                && bytes[at] == '\\'
                && bytes[at + 1] == 'u'
                && Character.isLowSurrogate(unit(at + 2))) {
            at += 6;
            utf8Length += 4;
        } else {
            loneSurrogate |= Character.isSurrogate(unit);
            utf8Length += unit < 0x800 ? 2 : 3;
        }
    }

    private char unit(final int from) {
        int value = 0;
        for (int i = from; i < from + 4; i++) {
            value = value << 4 | Character.digit(bytes[i], 16);
        }
        return (char) value;
    }

    /** Characters as Snowflake counts them: code points. */
    int characters() {
        return characters;
    }

    /** Bytes in UTF-8. */
    int utf8Length() {
        return utf8Length;
    }

    /** Whether it has half of a surrogate pair, which no UTF-8 holds. */
    boolean hasLoneSurrogate() {
        return loneSurrogate;
    }

    /** Whether it is ASCII of no more than {@link #SHORT} characters. */
    boolean isShortAscii() {
        return plain && characters <= SHORT;
    }

    /** The text, of which only the first {@link #characters()} bytes count; only if {@link #isShortAscii()}. */
    byte[] ascii() {
        return ascii;
    }
}
