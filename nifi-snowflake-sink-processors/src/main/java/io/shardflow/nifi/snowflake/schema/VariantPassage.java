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

/**
 * The way every value takes: COPY parses a record into a VARIANT before anything is cast. What is altered there is lost
 * for every type of column. Not safe for several threads.
 */
final class VariantPassage {

    private static final String SURROGATE =
            "it has one half of a surrogate pair (\\uD800 to \\uDFFF), which UTF-8 cannot hold";
    private static final String SURROGATE_REMEDY = "let the producer write both halves";
    private static final String ALTERED =
            "a number with an exponent or with more than 38 digits that a VARIANT, which holds it as a double, would alter";
    private static final String ALTERED_REMEDY = "send it with fewer digits, without an exponent, or as a string";

    private final NumberScan number = new NumberScan();
    private final TextScan text = new TextScan();

    /** Whether the value comes through unaltered: {@link Verdict#FITS}, or why not. */
    Verdict check(final String column, final byte[] bytes, final int offset, final int length) {
        int i = offset;
        while (i < offset + length) {
            final byte b = bytes[i];
            if (b == '"') {
                final int end = endOfPlain(bytes, i + 1);
                if (bytes[end] == '"') {
                    i = end + 1;
                } else {
                    i = text.scan(bytes, i);
                    if (text.hasLoneSurrogate()) {
                        return new Verdict.Misfit(column, SURROGATE, SURROGATE_REMEDY);
                    }
                }
            } else if (b == '-' || b >= '0' && b <= '9') {
                final int start = i;
                i = endOfNumber(bytes, i, offset + length);
                if (isAltered(bytes, start, i - start)) {
                    return new Verdict.Misfit(column, ALTERED, ALTERED_REMEDY);
                }
            } else {
                i++;
            }
        }
        return Verdict.FITS;
    }

    /** The quote that ends a string, or the first escape in it: without one it has no half of anything. */
    private static int endOfPlain(final byte[] bytes, final int from) {
        int i = from;
        while (bytes[i] != '"' && bytes[i] != '\\') {
            i++;
        }
        return i;
    }

    private boolean isAltered(final byte[] bytes, final int offset, final int length) {
        if (length <= NumberScan.MAX_PRECISION && !hasExponent(bytes, offset, length)) {
            return false;
        }
        number.scan(bytes, offset, length);
        return number.isAlteredByVariant();
    }

    private static boolean hasExponent(final byte[] bytes, final int offset, final int length) {
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] == 'e' || bytes[i] == 'E') {
                return true;
            }
        }
        return false;
    }

    private static int endOfNumber(final byte[] bytes, final int from, final int end) {
        int i = from;
        while (i < end && isPartOfNumber(bytes[i])) {
            i++;
        }
        return i;
    }

    private static boolean isPartOfNumber(final byte b) {
        return b >= '0' && b <= '9' || b == '.' || b == '-' || b == '+' || b == 'e' || b == 'E';
    }
}
