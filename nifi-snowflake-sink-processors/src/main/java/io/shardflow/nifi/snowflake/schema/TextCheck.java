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

import static io.shardflow.nifi.snowflake.schema.Verdict.FITS;
import static io.shardflow.nifi.snowflake.schema.Verdict.LEFT_TO_SNOWFLAKE;

/** Whether a JSON string that a VARIANT holds fits a column. Not safe for several threads. */
final class TextCheck {

    private final SizeLimits limits;
    private final TextScan text = new TextScan();
    private final IsoScan iso = new IsoScan();
    private final NumberScan number = new NumberScan();

    TextCheck(final SizeLimits limits) {
        this.limits = limits;
    }

    Verdict check(final DescribedColumn column, final byte[] bytes, final int offset) {
        text.scan(bytes, offset);
        if (text.utf8Length() > limits.bytes()) {
            return ValueCheck.tooLarge(column, limits);
        }
        return switch (column.type().family()) {
            case TEXT -> text.characters() <= column.type().size() ? FITS : ValueCheck.tooLong(column);
            case VARIANT -> FITS;
            case BOOLEAN ->
                isBoolean()
                        ? FITS
                        : ValueCheck.misfit(
                                column, "a string other than true and false in a BOOLEAN column", "send true or false");
            case NUMBER -> isPlainNumber() ? NumberCheck.inNumber(column, number) : notANumber(column);
            case FLOAT -> isPlainNumber() ? NumberCheck.inFloat(column, number) : notANumber(column);
            case DATE, TIME, TIMESTAMP_NTZ, TIMESTAMP_LTZ, TIMESTAMP_TZ -> temporal(column);
            case BINARY -> binary(column, bytes, offset);
            case GEOSPATIAL, OTHER -> LEFT_TO_SNOWFLAKE;
            case OBJECT, ARRAY, VECTOR -> ValueCheck.otherKind(column, JsonKind.STRING);
        };
    }

    private boolean isBoolean() {
        return is("true") || is("false");
    }

    private boolean is(final String word) {
        if (!text.isShortAscii() || text.characters() != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if ((text.ascii()[i] | 0x20) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is a JSON number without an exponent; then it is measured. */
    private boolean isPlainNumber() {
        if (!text.isShortAscii()) {
            return false;
        }
        final byte[] ascii = text.ascii();
        final int length = text.characters();
        int i = length > 0 && ascii[0] == '-' ? 1 : 0;
        final int first = i;
        i = skipDigits(ascii, i, length);
        if (i == first || ascii[first] == '0' && i > first + 1) {
            return false;
        }
        if (i < length && ascii[i] == '.') {
            final int point = i + 1;
            i = skipDigits(ascii, point, length);
            if (i == point) {
                return false;
            }
        }
        if (i != length) {
            return false;
        }
        number.scan(ascii, 0, length);
        return !number.isDoubleHeld();
    }

    private static int skipDigits(final byte[] ascii, final int from, final int length) {
        int i = from;
        while (i < length && ascii[i] >= '0' && ascii[i] <= '9') {
            i++;
        }
        return i;
    }

    private static Verdict notANumber(final DescribedColumn column) {
        return ValueCheck.misfit(
                column,
                "a string that is not a plain number of up to 38 digits in a column of type " + column.type(),
                "send a number, or load the field into a VARCHAR or VARIANT column");
    }

    private Verdict temporal(final DescribedColumn column) {
        final IsoForm form = text.isShortAscii() ? iso.scan(text.ascii(), text.characters()) : IsoForm.OTHER;
        final ColumnType type = column.type();
        final boolean taken =
                switch (type.family()) {
                    case DATE -> form == IsoForm.DATE;
                    case TIME -> form == IsoForm.TIME;
                    case TIMESTAMP_NTZ -> form == IsoForm.LOCAL || form == IsoForm.DATE;
                    default -> form == IsoForm.OFFSET;
                };
        if (!taken) {
            return ValueCheck.misfit(
                    column,
                    "a string that is not " + expected(type.family()) + " in a column of type " + type,
                    "send that form, or load the field into a VARCHAR column");
        }
        if (form != IsoForm.DATE && iso.fraction() > type.scale()) {
            return ValueCheck.misfit(
                    column, "finer fractions of a second than " + type + " holds", "round it at the producer");
        }
        return FITS;
    }

    private static String expected(final TypeFamily family) {
        return switch (family) {
            case DATE -> "an ISO 8601 date (2026-11-25)";
            case TIME -> "an ISO 8601 time without an offset (10:15:30)";
            case TIMESTAMP_NTZ -> "an ISO 8601 timestamp without an offset (2026-11-25T10:15:30)";
            default -> "an ISO 8601 timestamp with an offset (2026-11-25T10:15:30Z)";
        };
    }

    private Verdict binary(final DescribedColumn column, final byte[] bytes, final int offset) {
        int digits = 0;
        for (int i = offset + 1; bytes[i] != '"'; i++) {
            if (Character.digit(bytes[i], 16) < 0) {
                return ValueCheck.misfit(
                        column, "a string that is not hexadecimal in a BINARY column", "send hexadecimal digits");
            }
            digits++;
        }
        if (digits % 2 != 0) {
            return ValueCheck.misfit(
                    column, "an odd number of hexadecimal digits in a BINARY column", "send two digits for each byte");
        }
        return digits / 2 <= column.type().size() ? FITS : ValueCheck.tooLong(column);
    }
}
