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

/** Whether a JSON number that a VARIANT holds fits a column. Not safe for several threads. */
final class NumberCheck {

    private final NumberScan number = new NumberScan();

    Verdict check(final DescribedColumn column, final byte[] bytes, final int offset, final int length) {
        number.scan(bytes, offset, length);
        final ColumnType type = column.type();
        return switch (type.family()) {
            case NUMBER -> inNumber(column, number);
            case FLOAT -> inFloat(column, number);
            case TEXT -> inText(column);
            case VARIANT -> FITS;
            case BOOLEAN ->
                isZeroOrOne(bytes, offset, length)
                        ? FITS
                        : ValueCheck.misfit(
                                column, "a number other than 0 and 1 in a BOOLEAN column", "send true or false");
            case DATE, TIME, TIMESTAMP_NTZ, TIMESTAMP_LTZ, TIMESTAMP_TZ ->
                ValueCheck.misfit(
                        column,
                        "a number in a column of type " + type
                                + ", of which Snowflake would guess by its size whether it means seconds or parts of them",
                        "send an ISO 8601 text, or load the number into a NUMBER column");
            case OTHER -> LEFT_TO_SNOWFLAKE;
            default -> ValueCheck.otherKind(column, JsonKind.NUMBER);
        };
    }

    static Verdict inNumber(final DescribedColumn column, final NumberScan number) {
        final ColumnType type = column.type();
        if (number.fitsNumber(type.size(), type.scale())) {
            return FITS;
        }
        if (number.integerDigits() > type.size() - type.scale()) {
            return ValueCheck.misfit(
                    column,
                    "more digits in front of the point than " + type + " holds",
                    "widen the column's precision, or load the field into a VARIANT column");
        }
        return ValueCheck.misfit(
                column,
                number.scale() > type.scale()
                        ? "more digits behind the point than " + type + " holds; they would be rounded away"
                        : "a number with an exponent, which a VARIANT holds as a double, and which " + type
                                + " might round to another",
                "round it at the producer or send it without an exponent, or load the field into another column:"
                        + " Snowflake cannot change the scale of one");
    }

    static Verdict inFloat(final DescribedColumn column, final NumberScan number) {
        return number.survivesDouble()
                ? FITS
                : ValueCheck.misfit(
                        column,
                        "more digits than a FLOAT gives back",
                        "send fewer digits, or load the field into a NUMBER or VARIANT column");
    }

    private Verdict inText(final DescribedColumn column) {
        if (number.isDoubleHeld()) {
            return ValueCheck.misfit(
                    column,
                    "a number with an exponent or with more than 38 digits in a VARCHAR column, which would be written"
                            + " otherwise",
                    "send it as a string");
        }
        return number.characters() <= column.type().size() ? FITS : ValueCheck.tooLong(column);
    }

    private static boolean isZeroOrOne(final byte[] bytes, final int offset, final int length) {
        return length == 1 && (bytes[offset] == '0' || bytes[offset] == '1');
    }
}
