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
 * What SET DATA TYPE can do for values that do not fit: more precision for a NUMBER, more characters for a VARCHAR. Nothing
 * else: Snowflake changes neither a scale nor a type. A column is widened once and as far as it goes, since each change
 * costs a lock and a wider column costs nothing.
 */
final class Widening {

    private Widening() {}

    /** The column with the type that holds these values; the same column if it does already or cannot. */
    static DescribedColumn of(final DescribedColumn column, final FieldShape shape, final SizeLimits limits) {
        final ColumnType type = column.type();
        return switch (type.family()) {
            case NUMBER ->
                shape.numbers() != null
                                && shape.numbers().integerDigits() > type.size() - type.scale()
                                && type.size() < NumberScan.MAX_PRECISION
                                && type.isPlain()
                        ? column.withType(ColumnType.number(NumberScan.MAX_PRECISION, type.scale()))
                        : column;
            case TEXT ->
                longest(shape) > type.size() && type.isPlain()
                        ? column.withType(ColumnType.text(limits.columnLength(longest(shape))))
                        : column;
            default -> column;
        };
    }

    private static int longest(final FieldShape shape) {
        int longest = shape.booleans() ? "false".length() : 0;
        if (shape.texts() != null) {
            longest = Math.max(longest, shape.texts().characters());
        }
        if (shape.numbers() != null && !shape.numbers().doubleHeld()) {
            longest = Math.max(longest, shape.numbers().characters());
        }
        return longest;
    }
}
