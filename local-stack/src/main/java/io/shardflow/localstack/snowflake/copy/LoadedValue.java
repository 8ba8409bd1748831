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
package io.shardflow.localstack.snowflake.copy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.shardflow.localstack.snowflake.catalog.TableDef;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.value.SnowflakeType;
import io.shardflow.localstack.snowflake.value.SqlFunctions;
import io.shardflow.localstack.snowflake.value.Variant;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.h2.value.ValueJson;

/** A JSON value on its way into a column of some type. */
final class LoadedValue {
    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendPattern("['T'][' ']")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalEnd()
            .appendPattern("[ ]")
            .appendPattern("[XXX][XX][X]")
            .toFormatter(Locale.ROOT);

    private static final Pattern POINT =
            Pattern.compile("POINT ?\\(-?\\d+(\\.\\d+)? -?\\d+(\\.\\d+)?\\)", Pattern.CASE_INSENSITIVE);

    private LoadedValue() {}

    /** Sets a parameter to the value at which the parser stands; afterwards the parser stands on the value's last token. */
    static void set(final PreparedStatement insert, final int i, final TableDef.Column column, final JsonParser parser)
            throws IOException, SQLException {
        final SnowflakeType type = column.type();
        if (type.semiStructured()) {
            insert.setObject(i, ValueJson.getInternal(Variant.read(parser)));
            return;
        }
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            setNull(insert, i, column);
            return;
        }
        final String text = parser.currentToken().isScalarValue()
                ? parser.getText()
                : new String(Variant.read(parser), StandardCharsets.UTF_8);
        insert.setObject(i, convert(text, column, InputFormats.AUTO));
    }

    static void setNull(final PreparedStatement insert, final int i, final TableDef.Column column) throws SQLException {
        if (column.notNull()) {
            throw new SnowflakeError("100072", "22000", "NULL result in a non-nullable column " + column.name());
        }
        insert.setNull(i, Types.NULL);
    }

    /**
     * Sets a parameter to a value that is cast to a type and then assigned to the column, which may be of another. A cast
     * to VARCHAR(n) cuts what is longer, an assignment refuses it.
     *
     * @param text of the value; null for JSON null, which a cast makes NULL
     * @param formats of texts that are cast
     */
    static void setCast(
            final PreparedStatement insert,
            final int i,
            final TableDef.Column column,
            final String text,
            final SnowflakeType cast,
            final InputFormats formats)
            throws SQLException {
        if (text == null) {
            setNull(insert, i, column);
            return;
        }
        final Object value;
        try {
            value = cast.name().equals("VARCHAR")
                    ? cut(text, cast.precision())
                    : convert(text, new TableDef.Column(column.name(), cast, false, null), formats);
        } catch (SnowflakeError e) {
            if (e.code().equals("100132") || e.code().equals("100078")) {
                throw e;
            }
            throw uncastable(text, cast);
        }
        insert.setObject(i, cast.equals(column.type()) ? value : convert(text(value), column, InputFormats.AUTO));
    }

    /** A text that is cast to a type and then to VARIANT. */
    static byte[] variant(final String text, final SnowflakeType type) {
        final Object value =
                switch (type.name()) {
                    // Of a time stamp, too.
                    case "DATE" -> text.indexOf('T') < 0 ? text : text.substring(0, text.indexOf('T'));
                    case "TIME" ->
                        text.indexOf('T') < 0
                                ? text
                                : OffsetDateTime.parse(text).toLocalTime();
                    default -> convert(text, new TableDef.Column("default", type, false, null), InputFormats.AUTO);
                };
        return switch (type.name()) {
            case "NUMBER", "FLOAT", "BOOLEAN" -> text(value).getBytes(StandardCharsets.UTF_8);
            default -> Variant.ofText(text(value));
        };
    }

    private static String cut(final String text, final int length) {
        return text.codePointCount(0, text.length()) <= length
                ? text
                : text.substring(0, text.offsetByCodePoints(0, length));
    }

    private static String text(final Object value) {
        return switch (value) {
            case BigDecimal number -> number.toPlainString();
            case byte[] bytes -> HexFormat.of().formatHex(bytes);
            default -> value.toString();
        };
    }

    static SnowflakeError uncastable(final String text, final SnowflakeType cast) {
        final String name =
                switch (cast.name()) {
                    case "NUMBER" -> "FIXED";
                    case "FLOAT" -> "REAL";
                    default -> cast.name();
                };
        return new SnowflakeError("100071", "22000", "Failed to cast variant value \"" + text + "\" to " + name);
    }

    private static Object convert(final String text, final TableDef.Column column, final InputFormats formats) {
        final SnowflakeType type = column.type();
        try {
            return switch (type.name()) {
                case "NUMBER" -> number(text, column);
                case "FLOAT" -> Double.valueOf(text.trim());
                case "BOOLEAN" -> bool(text, column);
                case "DATE" -> formats.date(text.trim());
                case "TIME" -> formats.time(text.trim());
                case "TIMESTAMP_NTZ" -> timestamp(text, column, formats).toLocalDateTime();
                case "TIMESTAMP_LTZ", "TIMESTAMP_TZ" -> timestamp(text, column, formats);
                case "GEOGRAPHY" -> geography(text, column);
                case "BINARY" -> formats.binary(text);
                default -> varchar(text, column);
            };
        } catch (NumberFormatException e) {
            throw refused("100038", "22018", "Numeric value", text, column);
        } catch (DateTimeException e) {
            throw refused(
                    type.name().equals("DATE") ? "100040" : "100035",
                    "22007",
                    type.name().equals("DATE") ? "Date" : "Timestamp",
                    text,
                    column);
        } catch (IllegalArgumentException e) {
            throw refused("100115", "22000", "The following string is not a legal hex-encoded value:", text, column);
        }
    }

    private static SnowflakeError refused(
            final String code,
            final String sqlState,
            final String what,
            final String text,
            final TableDef.Column column) {
        return new SnowflakeError(
                code, sqlState, what + " '" + text + "' is not recognized\n  Column \"" + column.name() + "\"");
    }

    private static String varchar(final String text, final TableDef.Column column) {
        if (text.codePointCount(0, text.length()) > column.type().precision()) {
            throw new SnowflakeError(
                    "100078",
                    "22000",
                    "String '" + text + "' is too long and would be truncated\n  Column \"" + column.name() + "\"");
        }
        return text;
    }

    /** Points only. */
    private static String geography(final String text, final TableDef.Column column) {
        if (!POINT.matcher(text).matches()) {
            throw refused("100205", "22000", "Geography", text, column);
        }
        return text;
    }

    private static BigDecimal number(final String text, final TableDef.Column column) {
        final BigDecimal number =
                new BigDecimal(text.trim()).setScale(column.type().scale(), RoundingMode.HALF_UP);
        if (number.precision() - number.scale()
                > column.type().precision() - column.type().scale()) {
            throw new SnowflakeError(
                    "100132",
                    "22003",
                    "Numeric value '" + text + "' is out of range\n  Column \"" + column.name() + "\"");
        }
        return number;
    }

    private static Boolean bool(final String text, final TableDef.Column column) {
        return switch (text.trim().toLowerCase(Locale.ROOT)) {
            case "true", "t", "yes", "y", "on", "1" -> true;
            case "false", "f", "no", "n", "off", "0" -> false;
            default -> throw refused("100037", "22018", "Boolean value", text, column);
        };
    }

    private static OffsetDateTime timestamp(
            final String text, final TableDef.Column column, final InputFormats formats) {
        final String trimmed = text.trim();
        if (formats.readsTimestampsItself()) {
            return formats.timestamp(trimmed).atOffset(ZoneOffset.UTC);
        }
        if (trimmed.chars().allMatch(Character::isDigit)) {
            return OffsetDateTime.parse(SqlFunctions.epoch(Long.parseLong(trimmed)));
        }
        final TemporalAccessor parsed =
                TIMESTAMP.parseBest(trimmed, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
        return switch (parsed) {
            case OffsetDateTime time ->
                column.type().name().equals("TIMESTAMP_NTZ")
                        ? time.toLocalDateTime().atOffset(ZoneOffset.UTC)
                        : time;
            case LocalDateTime time -> time.atOffset(ZoneOffset.UTC);
            case LocalDate date -> date.atStartOfDay().atOffset(ZoneOffset.UTC);
            default -> throw new DateTimeException("not a timestamp");
        };
    }
}
