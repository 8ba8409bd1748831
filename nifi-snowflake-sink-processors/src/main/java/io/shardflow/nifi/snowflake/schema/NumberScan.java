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

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/**
 * One JSON number, measured: its digits, how a VARIANT holds it, and whether a double gives it back. A VARIANT keeps a
 * number exactly as far as NUMBER can, and as a double when it is written with an exponent or has more digits. Allocates
 * only for numbers of more than 15 digits of which a double is asked. Not safe for several threads.
 */
final class NumberScan {

    /** Digits of a NUMBER, at most. */
    static final int MAX_PRECISION = 38;

    /** Digits of a NUMBER behind the point, at most. */
    static final int MAX_SCALE = 37;

    /** So many significant digits every double gives back; of 17 some. */
    private static final int SAFE_DIGITS = 15;

    private static final int LONGEST_SHORT_FORM = 17;

    /** No double has more significant digits when written out, so no longer number equals one. */
    private static final int LONGEST_DOUBLE = 767;

    /** Exponents within which no double with 15 digits overflows or loses digits to underflow. */
    private static final int SAFE_EXPONENT = 250;

    /** Longer ones, nearly all zeros then, are taken for altered; to compute with them takes too long. */
    private static final int LONGEST_COMPUTED = 2000;

    private static final int EXPONENT_CAP = 1_000_000_000;

    private byte[] bytes;
    private int offset;
    private int end;
    private boolean exponent;
    private int integerDigits;
    private int scale;
    private int significantDigits;
    private boolean doubleHeld;

    /** Measures the number; it must be a valid one. */
    void scan(final byte[] from, final int start, final int length) {
        bytes = from;
        offset = start;
        end = start + length;
        exponent = false;
        int digits = 0;
        int point = -1;
        int first = -1;
        int last = -1;
        int i = start;
        for (; i < end; i++) {
            final byte b = from[i];
            if (b == '.') {
                point = digits;
            } else if (b >= '0' && b <= '9') {
                if (b != '0') {
                    first = first < 0 ? digits : first;
                    last = digits;
                }
                digits++;
            } else if (b == 'e' || b == 'E') {
                exponent = true;
                break;
            }
        }
        final int written = point < 0 ? digits : point;
        measure(first, last, written + (exponent ? power(i + 1) : 0L));
        final int fraction = digits - written;
        final int whole = from[from[start] == '-' ? start + 1 : start] == '0' ? 0 : written;
        doubleHeld = exponent || whole + fraction > MAX_PRECISION || fraction > MAX_SCALE;
    }

    private int power(final int from) {
        int value = 0;
        for (int i = from; i < end; i++) {
            if (bytes[i] >= '0' && bytes[i] <= '9') {
                value = Math.min(EXPONENT_CAP, value > EXPONENT_CAP / 10 ? EXPONENT_CAP : value * 10 + bytes[i] - '0');
            }
        }
        return bytes[from] == '-' ? -value : value;
    }

    private void measure(final int first, final int last, final long point) {
        if (first < 0) {
            significantDigits = 0;
            integerDigits = 0;
            scale = 0;
        } else {
            significantDigits = last - first + 1;
            integerDigits = (int) Math.clamp(point - first, 0L, Integer.MAX_VALUE / 2);
            scale = (int) Math.clamp(last + 1 - point, 0L, Integer.MAX_VALUE / 2);
        }
    }

    /** Digits in front of the point, without leading zeros; the exponent counts. */
    int integerDigits() {
        return integerDigits;
    }

    /** Digits behind the point, without trailing zeros; the exponent counts. */
    int scale() {
        return scale;
    }

    /** Characters as it is written. */
    int characters() {
        return end - offset;
    }

    /** Whether a VARIANT holds it as a double. */
    boolean isDoubleHeld() {
        return doubleHeld;
    }

    /** Whether a VARIANT holds another number than was written. */
    boolean isAlteredByVariant() {
        return doubleHeld && !survivesDouble();
    }

    /** Whether the nearest double, written with as many digits as this number has, is this number. */
    boolean survivesDouble() {
        if (significantDigits == 0 || isSafeAsDouble()) {
            return true;
        }
        if (!isComputable() || significantDigits > LONGEST_DOUBLE) {
            return false;
        }
        final BigDecimal written = decimal();
        final double nearest = written.doubleValue();
        if (Double.isInfinite(nearest) || nearest == 0) {
            return false;
        }
        final BigDecimal exact = new BigDecimal(nearest);
        final BigDecimal back = significantDigits <= LONGEST_SHORT_FORM
                ? exact.round(new MathContext(significantDigits, RoundingMode.HALF_EVEN))
                : exact;
        return back.compareTo(written) == 0;
    }

    private boolean isSafeAsDouble() {
        return significantDigits <= SAFE_DIGITS && integerDigits <= SAFE_EXPONENT && scale <= SAFE_EXPONENT;
    }

    /** Whether NUMBER(precision, scale) holds exactly this number after its way through a VARIANT. */
    boolean fitsNumber(final int columnPrecision, final int columnScale) {
        if (scale > columnScale || integerDigits > columnPrecision - columnScale) {
            return false;
        }
        return !doubleHeld || significantDigits == 0 || isDoubleExactAt(columnScale);
    }

    /**
     * Whether the double becomes this number at that scale. Nobody documents how Snowflake rounds a double to a NUMBER, so
     * both ways must agree: by its exact value, and by its first 15 digits.
     */
    private boolean isDoubleExactAt(final int columnScale) {
        if (significantDigits > SAFE_DIGITS || !isComputable()) {
            return false;
        }
        final BigDecimal written = decimal();
        return new BigDecimal(written.doubleValue())
                        .setScale(columnScale, RoundingMode.HALF_EVEN)
                        .compareTo(written)
                == 0;
    }

    private boolean isComputable() {
        return end - offset <= LONGEST_COMPUTED && integerDigits <= 400 && scale - significantDigits <= 400;
    }

    private BigDecimal decimal() {
        return new BigDecimal(new String(bytes, offset, end - offset, StandardCharsets.US_ASCII));
    }
}
