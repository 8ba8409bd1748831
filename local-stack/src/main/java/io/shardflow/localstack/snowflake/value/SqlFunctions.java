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
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.Locale;
import org.h2.util.json.JSONArray;
import org.h2.value.Value;
import org.h2.value.ValueJson;
import org.h2.value.ValueNull;

/** Functions that H2 calls for what Snowflake has and it has not. Public because H2 finds them by reflection. */
public final class SqlFunctions {
    private static final ThreadLocal<Long> TRANSACTION = ThreadLocal.withInitial(() -> 0L);

    private SqlFunctions() {}

    public static void register(final Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (final String method : new String[] {
                "text",
                "textAt",
                "at",
                "parseJson",
                "tryParseJson",
                "toVariant",
                "castable",
                "timestampText",
                "typeOf",
                "arraySize"
            }) {
                statement.execute("CREATE ALIAS IF NOT EXISTS SF_" + method.toUpperCase(Locale.ROOT)
                        + " DETERMINISTIC FOR '" + SqlFunctions.class.getName() + "." + method + "'");
            }
            statement.execute(
                    "CREATE ALIAS IF NOT EXISTS SF_TRANSACTION FOR '" + SqlFunctions.class.getName() + ".transaction'");
        }
    }

    /** Number that rows written by this thread from now on carry. */
    public static void writeAs(final long number) {
        TRANSACTION.set(number);
    }

    /** Number of the transaction that writes, set by the thread that runs the statement. */
    public static long transaction() {
        return TRANSACTION.get();
    }

    /** A value as VARCHAR; null for SQL NULL and JSON null. */
    public static String text(final Value value) {
        if (value == ValueNull.INSTANCE) {
            return null;
        }
        return switch (value.getValueType()) {
            case Value.JSON -> Variant.text(value.getBytesNoCopy());
            case Value.BOOLEAN -> value.getBoolean() ? "true" : "false";
            case Value.VARBINARY, Value.BINARY -> HexFormat.of().withUpperCase().formatHex(value.getBytesNoCopy());
            default -> value.getString();
        };
    }

    /** The element of a VARIANT at a path, as text. */
    public static String textAt(final Value value, final String path) {
        return value == ValueNull.INSTANCE ? null : VariantElements.textAt(json(value), path);
    }

    /** The element of a VARIANT at a path, as JSON. */
    public static Value at(final Value value, final String path) {
        return value == ValueNull.INSTANCE ? value : variant(VariantElements.at(json(value), path));
    }

    /** H2 would write the numbers of a JSON text anew; a value made this way it keeps as it is. */
    private static Value variant(final byte[] json) {
        return json == null ? ValueNull.INSTANCE : ValueJson.getInternal(json);
    }

    private static byte[] json(final Value value) {
        if (value instanceof ValueJson) {
            return value.getBytesNoCopy();
        }
        throw new SnowflakeError(
                "002016", "22000", "SQL compilation error:\na path was taken from a value that is not a VARIANT");
    }

    /** PARSE_JSON. */
    public static Value parseJson(final String text) {
        try {
            return text == null ? ValueNull.INSTANCE : variant(Variant.parse(text));
        } catch (IOException e) {
            throw new SnowflakeError("100069", "22P02", "Error parsing JSON");
        }
    }

    /** TRY_PARSE_JSON. */
    public static Value tryParseJson(final String text) {
        try {
            return text == null ? ValueNull.INSTANCE : variant(Variant.parse(text));
        } catch (IOException e) {
            return ValueNull.INSTANCE;
        }
    }

    /** TO_VARIANT. */
    public static Value toVariant(final Value value) {
        if (value == ValueNull.INSTANCE) {
            return value;
        }
        return switch (value.getValueType()) {
            case Value.JSON -> value;
            case Value.BOOLEAN, Value.TINYINT, Value.SMALLINT, Value.INTEGER, Value.BIGINT ->
                variant(value.getString().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
            case Value.NUMERIC, Value.DOUBLE, Value.REAL, Value.DECFLOAT -> parseJson(value.getString());
            default -> variant(Variant.ofText(value.getString()));
        };
    }

    /** The text when it can be cast to the type, else null: the heart of TRY_CAST. */
    public static String castable(final Value value, final String type, final int precision, final int scale) {
        if (value == ValueNull.INSTANCE) {
            return null;
        }
        if (value instanceof ValueJson) {
            throw new SnowflakeError(
                    "001065",
                    "22023",
                    "SQL compilation error:\nFunction TRY_CAST cannot be used with arguments of types VARIANT and "
                            + type);
        }
        final String text = value.getString().trim();
        try {
            switch (type) {
                case "NUMBER" -> {
                    final BigDecimal number = new BigDecimal(text).setScale(scale, RoundingMode.HALF_UP);
                    return number.precision() - number.scale() > precision - scale ? null : number.toPlainString();
                }
                case "FLOAT" -> Double.parseDouble(text);
                case "BOOLEAN" -> {
                    return switch (text.toLowerCase(Locale.ROOT)) {
                        case "true", "t", "yes", "y", "on", "1" -> "true";
                        case "false", "f", "no", "n", "off", "0" -> "false";
                        default -> null;
                    };
                }
                case "DATE" -> LocalDate.parse(text);
                case "VARCHAR" -> {
                    return text.length() > precision ? null : value.getString();
                }
                default -> throw SnowflakeError.syntax("TRY_CAST to " + type, "TRY_CAST");
            }
            return text;
        } catch (NumberFormatException | DateTimeException e) {
            return null;
        }
    }

    /** A value as text that H2 reads as a timestamp; digits alone are seconds, milli-, micro- or nanoseconds since 1970 by their size. */
    public static String timestampText(final Value value) {
        final String text = text(value);
        if (text == null || text.isEmpty() || !text.chars().allMatch(Character::isDigit)) {
            return text;
        }
        return epoch(Long.parseLong(text));
    }

    /** An instant from a number whose unit shows in its size. */
    public static String epoch(final long number) {
        final long nanos = number < 31_536_000_000L
                ? number * 1_000_000_000L
                : number < 31_536_000_000_000L
                        ? number * 1_000_000L
                        : number < 31_536_000_000_000_000L ? number * 1_000L : number;
        return Instant.ofEpochSecond(Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L))
                .toString();
    }

    /** TYPEOF. */
    public static String typeOf(final Value value) {
        if (value == ValueNull.INSTANCE) {
            return null;
        }
        final String text = new String(json(value), StandardCharsets.UTF_8);
        return switch (text.charAt(0)) {
            case '{' -> "OBJECT";
            case '[' -> "ARRAY";
            case '"' -> "VARCHAR";
            case 't', 'f' -> "BOOLEAN";
            case 'n' -> "NULL_VALUE";
            default -> text.contains("e") ? "DOUBLE" : text.contains(".") ? "DECIMAL" : "INTEGER";
        };
    }

    /** ARRAY_SIZE. */
    public static Integer arraySize(final Value value) {
        if (value == ValueNull.INSTANCE || json(value)[0] != '[') {
            return null;
        }
        return ((JSONArray) ((ValueJson) value).getDecomposition()).length();
    }
}
