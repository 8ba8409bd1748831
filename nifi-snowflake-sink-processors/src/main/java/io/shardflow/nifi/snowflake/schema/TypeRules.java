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

import java.util.Optional;
import java.util.Set;

/**
 * Which type a new column gets. What has been seen fits it: no digit is lost.
 *
 * @param dates whether ISO dates and timestamps become DATE, TIMESTAMP_NTZ and TIMESTAMP_TZ; else they are VARCHAR
 * @param fractions NUMBER or FLOAT where both would do
 * @param limits of the account
 */
public record TypeRules(boolean dates, Fractions fractions, SizeLimits limits) {

    /** Dates are VARCHAR, fractions are exact, values have 16 MB at most. */
    public static final TypeRules DEFAULT = new TypeRules(false, Fractions.EXACT, SizeLimits.STANDARD);

    /**
     * Digits behind the point of a NUMBER for fractions, if the digits in front of it leave room: the scale of a column
     * cannot be changed later. 20 remain in front, more than a 64-bit integer has.
     */
    static final int ROOMY_SCALE = 18;

    /** The type for a field of that shape; empty if nothing but null was seen. */
    public Optional<ColumnType> columnType(final FieldShape shape) {
        return switch (shape.kinds()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(single(shape));
            default -> Optional.of(ColumnType.VARIANT);
        };
    }

    private ColumnType single(final FieldShape shape) {
        if (shape.numbers() != null) {
            return number(shape.numbers());
        }
        if (shape.texts() != null) {
            return text(shape.texts());
        }
        return shape.booleans() ? ColumnType.BOOLEAN : ColumnType.VARIANT;
    }

    private ColumnType number(final NumberShape numbers) {
        final int digits = numbers.integerDigits() + numbers.scale();
        final boolean exact = !numbers.doubleHeld() && digits <= NumberScan.MAX_PRECISION;
        if (exact && numbers.scale() == 0) {
            return ColumnType.number(NumberScan.MAX_PRECISION, 0);
        }
        if (numbers.doubleSafe() && (!exact || fractions == Fractions.FLOAT)) {
            return ColumnType.FLOAT;
        }
        if (!exact) {
            return ColumnType.VARIANT;
        }
        final int room = NumberScan.MAX_PRECISION - numbers.integerDigits();
        return ColumnType.number(NumberScan.MAX_PRECISION, Math.max(numbers.scale(), Math.min(ROOMY_SCALE, room)));
    }

    private ColumnType text(final TextShape texts) {
        final Set<IsoForm> forms = texts.isoForms();
        if (dates && forms.size() == 1) {
            final Optional<ColumnType> temporal =
                    switch (forms.iterator().next()) {
                        case DATE -> Optional.of(ColumnType.DATE);
                        case LOCAL -> Optional.of(ColumnType.TIMESTAMP_NTZ);
                        case OFFSET -> Optional.of(ColumnType.TIMESTAMP_TZ);
                        case TIME, OTHER -> Optional.empty();
                    };
            if (temporal.isPresent()) {
                return temporal.get();
            }
        }
        return ColumnType.text(limits.columnLength(texts.characters()));
    }
}
