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

/**
 * Reads ordinary JSON (RFC 8259, in UTF-8) in one pass over its bytes and without an object, which takes a fraction of what a
 * parser takes. Whatever else it meets, the wrong and the rare, it is not sure of: nesting of {@link #MAX_DEPTH}, a name
 * with escapes or of more than 1,000 bytes, a number of more than 500. A parser has to say what that is, and knows the reason.
 *
 * <p>It is made for one listener, and used for one text after another by one thread.
 */
public final class JsonScanner {

    /** In place of a place: it is not sure of what was there. */
    public static final int UNSURE = JsonTokens.UNSURE;

    /** Objects and arrays that are open, all of them: so many are too many. */
    public static final int MAX_DEPTH = 64;

    /** Is told of the members of all objects, in their order. */
    @FunctionalInterface
    public interface Members {

        /**
         * An object begins that has members.
         *
         * @param depth objects and arrays that are open, this one included; 1 or more
         */
        default void begins(final int depth) {}

        /**
         * The name of a member: valid UTF-8 without escapes, between its quotes.
         *
         * @param from place of its first byte
         * @param to place behind its last byte
         * @param depth of its object
         * @return whether to go on; if not, the scanner is unsure
         */
        boolean name(int from, int to, int depth);

        /** The value of the member whose name came last at that depth, without blanks around it. */
        default void value(final int from, final int to, final int depth) {}

        /** The object ends that began last and has not ended. */
        default void ends(final int depth) {}
    }

    private final Members members;
    private final JsonTokens tokens = new JsonTokens();

    public JsonScanner(final Members members) {
        this.members = members;
    }

    /**
     * A text begins.
     *
     * @param from place of its first byte
     * @param to place behind its last byte, up to which the other methods look
     * @return the place of its first token
     */
    public int begin(final byte[] bytes, final int from, final int to) {
        tokens.begin(bytes, to);
        final int first = tokens.afterBlanks(from);
        // what is before the first token is not between tokens
        tokens.begin(bytes, to);
        return first;
    }

    /**
     * Reads a value that nothing is around.
     *
     * @return the place behind it, or {@link #UNSURE}
     */
    public int value(final int start) {
        return value(start, 0);
    }

    /** Whether between that place, which may be {@link #UNSURE}, and the end of the text there are blanks at most. */
    public boolean isEnd(final int place) {
        return tokens.isEnd(tokens.afterBlanks(place));
    }

    /** Whether there is a line break between the first token of the text and that place. */
    public boolean hasLineBreakBefore(final int place) {
        return tokens.firstLineBreak() < place;
    }

    /** Whether a number that was read since {@link #begin} has an exponent. */
    public boolean hasExponents() {
        return tokens.hasExponents();
    }

    /** Whether a character was read since {@link #begin} that is written as \\u. */
    public boolean hasUnicodeEscapes() {
        return tokens.hasUnicodeEscapes();
    }

    /** Characters of the longest number that was read since {@link #begin}; 0 if there is none. */
    public int longestNumber() {
        return tokens.longestNumber();
    }

    /** @param depth objects and arrays around the value */
    private int value(final int start, final int depth) {
        return switch (tokens.at(start)) {
            case '"' -> tokens.string(start);
            case '{' -> object(start, depth + 1);
            case '[' -> array(start, depth + 1);
            case 't' -> tokens.literal(start, "true");
            case 'f' -> tokens.literal(start, "false");
            case 'n' -> tokens.literal(start, "null");
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> tokens.number(start);
            default -> UNSURE;
        };
    }

    private int object(final int start, final int depth) {
        int i = tokens.afterBlanks(start + 1);
        if (tokens.at(i) == '}') {
            return i + 1;
        }
        members.begins(depth);
        while (i >= 0 && depth < MAX_DEPTH) {
            i = member(i, depth);
            final byte b = tokens.at(i);
            if (b == '}') {
                members.ends(depth);
                return i + 1;
            }
            i = b == ',' ? tokens.afterBlanks(i + 1) : UNSURE;
        }
        return UNSURE;
    }

    /** @return the place of what follows the value, behind blanks */
    private int member(final int start, final int depth) {
        final int nameEnd = tokens.name(start);
        final int colon = tokens.afterBlanks(nameEnd);
        if (tokens.at(colon) != ':' || !members.name(start + 1, nameEnd - 1, depth)) {
            return UNSURE;
        }
        final int value = tokens.afterBlanks(colon + 1);
        final int valueEnd = value(value, depth);
        if (valueEnd < 0) {
            return UNSURE;
        }
        members.value(value, valueEnd, depth);
        return tokens.afterBlanks(valueEnd);
    }

    private int array(final int start, final int depth) {
        int i = tokens.afterBlanks(start + 1);
        if (tokens.at(i) == ']') {
            return i + 1;
        }
        while (i >= 0 && depth < MAX_DEPTH) {
            i = tokens.afterBlanks(value(i, depth));
            final byte b = tokens.at(i);
            if (b == ']') {
                return i + 1;
            }
            i = b == ',' ? tokens.afterBlanks(i + 1) : UNSURE;
        }
        return UNSURE;
    }
}
