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

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Data type of a column.
 *
 * @param size precision of a NUMBER, characters of a TEXT, bytes of a BINARY; else 0
 * @param scale digits behind the point of a NUMBER or of the seconds of a time; else 0
 * @param declared as DESC TABLE shows it, and as DDL takes it
 */
public record ColumnType(TypeFamily family, int size, int scale, String declared) {

    /** Length of a VARCHAR without a length. */
    public static final int DEFAULT_TEXT_LENGTH = 16_777_216;

    /** Length of a BINARY without a length. */
    public static final int DEFAULT_BINARY_LENGTH = 8_388_608;

    /** The longest VARCHAR and BINARY of accounts that have Snowflake's behavior change 2025_03 (bcr-1942). */
    public static final int LARGEST_TEXT = 134_217_728;

    public static final int LARGEST_BINARY = 67_108_864;

    /** NAME, NAME(n), NAME(n,m), each with something behind it such as COLLATE; no structured type. */
    private static final Pattern FORM = Pattern.compile(
            "([A-Z_0-9]+(?: PRECISION)?)\\s*(?:\\(\\s*(\\d{1,9})\\s*(?:,\\s*(\\d{1,9})\\s*)?\\))?(\\s.*)?");

    public static final ColumnType BOOLEAN = parse("BOOLEAN");
    public static final ColumnType FLOAT = parse("FLOAT");
    public static final ColumnType VARIANT = parse("VARIANT");
    public static final ColumnType DATE = parse("DATE");
    public static final ColumnType TIMESTAMP_NTZ = parse("TIMESTAMP_NTZ(9)");
    public static final ColumnType TIMESTAMP_TZ = parse("TIMESTAMP_TZ(9)");

    private static final int NANOSECONDS = 9;

    /** @param precision 1 to 38 */
    public static ColumnType number(final int precision, final int scale) {
        return parse("NUMBER(" + precision + ',' + scale + ')');
    }

    /** @param length in characters */
    public static ColumnType text(final int length) {
        return parse("VARCHAR(" + length + ')');
    }

    /** The type that is described by this text; what is not known is {@link TypeFamily#OTHER}. */
    public static ColumnType parse(final String declared) {
        final String text = declared.trim();
        final Matcher form = FORM.matcher(text.toUpperCase(Locale.ROOT));
        if (!form.matches()) {
            final boolean vector = text.toUpperCase(Locale.ROOT).startsWith("VECTOR");
            return new ColumnType(vector ? TypeFamily.VECTOR : TypeFamily.OTHER, 0, 0, text);
        }
        final TypeFamily family = family(form.group(1));
        final int first = form.group(2) == null ? defaultOf(family) : Integer.parseInt(form.group(2));
        return switch (family) {
            case NUMBER ->
                new ColumnType(family, first, form.group(3) == null ? 0 : Integer.parseInt(form.group(3)), text);
            case TEXT, BINARY -> new ColumnType(family, first, 0, text);
            case TIME, TIMESTAMP_NTZ, TIMESTAMP_LTZ, TIMESTAMP_TZ -> new ColumnType(family, 0, first, text);
            default -> new ColumnType(family, 0, 0, text);
        };
    }

    private static TypeFamily family(final String name) {
        return switch (name) {
            case "BOOLEAN" -> TypeFamily.BOOLEAN;
            case "NUMBER", "DECIMAL", "DEC", "NUMERIC", "INT", "INTEGER", "BIGINT", "SMALLINT", "TINYINT", "BYTEINT" ->
                TypeFamily.NUMBER;
            case "FLOAT", "FLOAT4", "FLOAT8", "DOUBLE", "DOUBLE PRECISION", "REAL" -> TypeFamily.FLOAT;
            case "VARCHAR", "STRING", "TEXT" -> TypeFamily.TEXT;
            case "BINARY", "VARBINARY" -> TypeFamily.BINARY;
            case "DATE" -> TypeFamily.DATE;
            case "TIME" -> TypeFamily.TIME;
            case "TIMESTAMP_NTZ", "TIMESTAMPNTZ", "DATETIME" -> TypeFamily.TIMESTAMP_NTZ;
            case "TIMESTAMP_LTZ", "TIMESTAMPLTZ" -> TypeFamily.TIMESTAMP_LTZ;
            case "TIMESTAMP_TZ", "TIMESTAMPTZ" -> TypeFamily.TIMESTAMP_TZ;
            case "VARIANT" -> TypeFamily.VARIANT;
            case "OBJECT" -> TypeFamily.OBJECT;
            case "ARRAY" -> TypeFamily.ARRAY;
            case "GEOGRAPHY", "GEOMETRY" -> TypeFamily.GEOSPATIAL;
            case "VECTOR" -> TypeFamily.VECTOR;
            default -> TypeFamily.OTHER;
        };
    }

    private static int defaultOf(final TypeFamily family) {
        return switch (family) {
            case NUMBER -> NumberScan.MAX_PRECISION;
            case TEXT -> DEFAULT_TEXT_LENGTH;
            case BINARY -> DEFAULT_BINARY_LENGTH;
            default -> NANOSECONDS;
        };
    }

    /** Whether it has nothing but its size, which SET DATA TYPE could lose; a collation is such a thing. */
    boolean isPlain() {
        final int bracket = declared.indexOf(')');
        return bracket < 0 ? declared.indexOf(' ') < 0 : bracket == declared.length() - 1;
    }

    @Override
    public String toString() {
        return declared;
    }
}
