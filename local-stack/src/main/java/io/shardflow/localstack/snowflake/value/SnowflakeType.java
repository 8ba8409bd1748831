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
package io.shardflow.localstack.snowflake.value;

import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import java.util.Locale;

/**
 * A data type by its Snowflake name.
 *
 * @param name canonical name: NUMBER, FLOAT, VARCHAR, BINARY, BOOLEAN, DATE, TIME, TIMESTAMP_NTZ, TIMESTAMP_LTZ, TIMESTAMP_TZ, VARIANT, OBJECT, ARRAY,
 *     GEOGRAPHY
 * @param precision digits of a NUMBER, length of a VARCHAR or BINARY, digits of seconds' fraction of times
 * @param scale of a NUMBER, else 0
 */
public record SnowflakeType(String name, int precision, int scale) {
    static final int MAX_TEXT = 16_777_216;
    private static final int LARGEST_TEXT = 134_217_728;
    private static final int MAX_PRECISION = 38;
    public static final int MAX_BINARY = 8_388_608;
    public static final SnowflakeType VARCHAR = new SnowflakeType("VARCHAR", MAX_TEXT, 0);
    public static final SnowflakeType VARIANT = new SnowflakeType("VARIANT", 0, 0);

    /** A VARCHAR that is longer than others only where one is declared so. */
    public static SnowflakeType text(final int length) {
        return length > MAX_TEXT && length <= LARGEST_TEXT ? new SnowflakeType("VARCHAR", length, 0) : VARCHAR;
    }

    /** Reads a type where the cursor stands. */
    public static SnowflakeType parse(final Tokens in) {
        final int at = in.pos();
        final String word = in.identifier();
        int first = -1;
        int second = 0;
        if (word.equals("DOUBLE")) {
            in.acceptWord("PRECISION");
        }
        if (in.acceptSymbol("(")) {
            first = (int) in.number();
            if (in.acceptSymbol(",")) {
                second = (int) in.number();
            }
            in.expectSymbol(")");
        }
        final SnowflakeType type = of(word, first, second);
        if (type == null) {
            throw SnowflakeError.syntax("Unsupported data type '" + in.rawFrom(at) + "'", in.sql());
        }
        checkSize(type);
        return type;
    }

    /** Types of a size that no column may have. */
    private static void checkSize(final SnowflakeType type) {
        final boolean right =
                switch (type.name) {
                    case "NUMBER" ->
                        type.precision >= 1
                                && type.precision <= MAX_PRECISION
                                && type.scale <= Math.min(type.precision, MAX_PRECISION - 1);
                    case "VARCHAR" -> type.precision >= 1 && type.precision <= LARGEST_TEXT;
                    default -> true;
                };
        if (!right) {
            throw new SnowflakeError(
                    "001014",
                    "22023",
                    "SQL compilation error:\ninvalid length, precision or scale of type " + type.describe());
        }
    }

    private static SnowflakeType of(final String word, final int first, final int second) {
        return switch (word.toUpperCase(Locale.ROOT)) {
            case "NUMBER", "DECIMAL", "NUMERIC", "DEC" -> new SnowflakeType("NUMBER", first < 0 ? 38 : first, second);
            case "INT", "INTEGER", "BIGINT", "SMALLINT", "TINYINT", "BYTEINT" -> new SnowflakeType("NUMBER", 38, 0);
            case "FLOAT", "FLOAT4", "FLOAT8", "DOUBLE", "REAL" -> new SnowflakeType("FLOAT", 0, 0);
            case "VARCHAR", "STRING", "TEXT", "NVARCHAR" ->
                new SnowflakeType("VARCHAR", first < 0 ? MAX_TEXT : first, 0);
            case "CHAR", "CHARACTER", "NCHAR" -> new SnowflakeType("VARCHAR", first < 0 ? 1 : first, 0);
            case "BINARY", "VARBINARY" -> new SnowflakeType("BINARY", first < 0 ? MAX_BINARY : first, 0);
            case "BOOLEAN" -> new SnowflakeType("BOOLEAN", 0, 0);
            case "DATE" -> new SnowflakeType("DATE", 0, 0);
            case "TIME" -> new SnowflakeType("TIME", first < 0 ? 9 : first, 0);
            case "DATETIME", "TIMESTAMP", "TIMESTAMP_NTZ" ->
                new SnowflakeType("TIMESTAMP_NTZ", first < 0 ? 9 : first, 0);
            case "TIMESTAMP_LTZ" -> new SnowflakeType("TIMESTAMP_LTZ", first < 0 ? 9 : first, 0);
            case "TIMESTAMP_TZ" -> new SnowflakeType("TIMESTAMP_TZ", first < 0 ? 9 : first, 0);
            case "VARIANT" -> VARIANT;
            case "OBJECT" -> new SnowflakeType("OBJECT", 0, 0);
            case "ARRAY" -> new SnowflakeType("ARRAY", 0, 0);
            case "GEOGRAPHY" -> new SnowflakeType("GEOGRAPHY", 0, 0);
            default -> null;
        };
    }

    /** The type back from {@link #describe()}. */
    public static SnowflakeType fromText(final String text) {
        return parse(new Tokens(text));
    }

    public boolean semiStructured() {
        return name.equals("VARIANT") || name.equals("OBJECT") || name.equals("ARRAY");
    }

    /** As DESC TABLE prints it. */
    public String describe() {
        return switch (name) {
            case "NUMBER" -> "NUMBER(" + precision + "," + scale + ")";
            case "VARCHAR", "BINARY", "TIME", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ" ->
                name + "(" + precision + ")";
            default -> name;
        };
    }

    /** The H2 type that holds it. */
    public String h2() {
        return switch (name) {
            case "NUMBER" -> "NUMERIC(" + precision + ", " + scale + ")";
            case "VARCHAR" -> "VARCHAR(" + precision + ")";
            case "BINARY" -> "VARBINARY(" + precision + ")";
            case "FLOAT" -> "DOUBLE PRECISION";
            case "TIME" -> "TIME(" + precision + ")";
            case "TIMESTAMP_NTZ" -> "TIMESTAMP(" + precision + ")";
            case "TIMESTAMP_LTZ", "TIMESTAMP_TZ" -> "TIMESTAMP(" + precision + ") WITH TIME ZONE";
            case "VARIANT", "OBJECT", "ARRAY" -> "JSON";
            case "GEOGRAPHY" -> "VARCHAR";
            default -> name;
        };
    }

    /** The name in the {@code rowtype} of an answer. */
    public String wire() {
        return switch (name) {
            case "NUMBER" -> "fixed";
            case "VARCHAR" -> "text";
            case "FLOAT" -> "real";
            default -> name.toLowerCase(Locale.ROOT);
        };
    }
}
