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

import io.shardflow.localstack.snowflake.catalog.TableDef;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.value.SnowflakeType;
import io.shardflow.localstack.snowflake.value.SqlFunctions;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.regex.Pattern;

/** From text to a value of a column's type. */
final class TextConversion {
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

    private TextConversion() {}

    /** The value that a column of its type gets of a text, as H2 takes it; refused as Snowflake refuses it. */
    static Object of(final String text, final TableDef.Column column, final InputFormats formats) {
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
