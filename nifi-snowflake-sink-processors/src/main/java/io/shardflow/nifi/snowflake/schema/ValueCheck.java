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

/**
 * Whether a JSON value fits a column: COPY from a SELECT with a cast takes it, and nothing of it is lost. Stricter than
 * Snowflake where a cast loses something (digits, the text of a "yes", an offset), never laxer on purpose. Allocates
 * nothing for a value that fits, numbers of more than 15 digits in a double excepted. Not safe for several threads.
 */
public final class ValueCheck {

    private final SizeLimits limits;
    private final VariantPassage passage = new VariantPassage();
    private final NumberCheck numbers = new NumberCheck();
    private final TextCheck texts;

    public ValueCheck(final SizeLimits limits) {
        this.limits = limits;
        this.texts = new TextCheck(limits);
    }

    /** Whether a record of that many bytes can be parsed at all. */
    public Verdict checkRecord(final int length) {
        return length <= limits.bytes()
                ? FITS
                : new Verdict.Misfit(
                        "record",
                        "it has more than the " + limits.bytes() + " bytes that the account takes",
                        "send smaller records");
    }

    /** Whether a record may come without a value for that column, which others of its load have. */
    public Verdict checkAbsent(final DescribedColumn column) {
        return column.nullable()
                ? FITS
                : misfit(column, "NULL in a column that is NOT NULL", "send a value, or drop the column's NOT NULL");
    }

    /**
     * Whether the value comes through the VARIANT into which COPY parses each record, whatever column it goes to. For the
     * first pass over a batch, before the table is known to have a column.
     */
    public Verdict checkPassage(final String field, final byte[] bytes, final int offset, final int length) {
        return passage.check(field, bytes, offset, length);
    }

    /** Whether the column holds the value. */
    public Verdict check(final DescribedColumn column, final byte[] bytes, final int offset, final int length) {
        if (column.computed()) {
            return misfit(
                    column, "a value for a virtual column, which Snowflake computes", "remove or rename the field");
        }
        final JsonKind kind = JsonKind.of(bytes[offset]);
        if (kind == JsonKind.NULL) {
            return column.holdsJsonNull() ? FITS : checkAbsent(column);
        }
        final Verdict through = passage.check(column.name().name(), bytes, offset, length);
        if (through != FITS) {
            return through;
        }
        if (kind != JsonKind.STRING && length > limits.bytes()) {
            return tooLarge(column, limits);
        }
        return switch (kind) {
            case BOOLEAN -> checkBoolean(column, length);
            case NUMBER -> numbers.check(column, bytes, offset, length);
            case STRING -> texts.check(column, bytes, offset);
            default -> checkNested(column, kind);
        };
    }

    static Verdict tooLarge(final DescribedColumn column, final SizeLimits limits) {
        return misfit(
                column,
                "larger than the " + limits.bytes() + " bytes that the account takes of one value",
                "send less");
    }

    private static Verdict checkBoolean(final DescribedColumn column, final int length) {
        return switch (column.type().family()) {
            case BOOLEAN, VARIANT -> FITS;
            case OTHER -> LEFT_TO_SNOWFLAKE;
            case TEXT -> length <= column.type().size() ? FITS : tooLong(column);
            default -> otherKind(column, JsonKind.BOOLEAN);
        };
    }

    private static Verdict checkNested(final DescribedColumn column, final JsonKind kind) {
        return switch (column.type().family()) {
            case VARIANT -> FITS;
            case OBJECT -> kind == JsonKind.OBJECT ? FITS : otherKind(column, kind);
            case ARRAY -> kind == JsonKind.ARRAY ? FITS : otherKind(column, kind);
            case GEOSPATIAL -> kind == JsonKind.OBJECT ? LEFT_TO_SNOWFLAKE : otherKind(column, kind);
            case VECTOR -> unloadable(column);
            case OTHER -> LEFT_TO_SNOWFLAKE;
            case TEXT ->
                misfit(
                        column,
                        kind
                                + " in a VARCHAR column, which would hold its text with other spaces, keys in another order"
                                + " and numbers written otherwise",
                        "send a string, or load it into a VARIANT column");
            default -> otherKind(column, kind);
        };
    }

    /** Documented of VECTOR: it is neither loaded nor held by a VARIANT, which is what every record comes as. */
    static Verdict.Misfit unloadable(final DescribedColumn column) {
        return new Verdict.Misfit(
                column.name().name(),
                "a value for a column of type " + column.type() + ", which Snowflake does not load",
                "load the field into an ARRAY column and cast it to VECTOR where it is used");
    }

    static Verdict tooLong(final DescribedColumn column) {
        return misfit(column, "longer than " + column.type(), "lengthen the column, or send less");
    }

    static Verdict otherKind(final DescribedColumn column, final JsonKind kind) {
        return misfit(
                column,
                kind + " in a column of type " + column.type(),
                "send what the column takes, or load the field into a VARIANT column");
    }

    static Verdict misfit(final DescribedColumn column, final String cause, final String remedy) {
        return new Verdict.Misfit(column.name().name(), cause, remedy);
    }
}
