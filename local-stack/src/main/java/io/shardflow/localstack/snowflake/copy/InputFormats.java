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

import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.session.Session;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;

/**
 * How a session reads texts of dates, times and binary values: DATE_INPUT_FORMAT and its like.
 *
 * @param date AUTO, or a format of YYYY, MM, DD, HH24, MI and SS
 * @param time the same
 * @param timestamp the same; but for AUTO, texts without an offset only
 * @param binary HEX; others are not known here
 */
record InputFormats(String date, String time, String timestamp, String binary) {

    static final InputFormats AUTO = new InputFormats("AUTO", "AUTO", "AUTO", "HEX");

    static InputFormats of(final Session session) {
        return new InputFormats(
                session.parameters().get("DATE_INPUT_FORMAT", "AUTO"),
                session.parameters().get("TIME_INPUT_FORMAT", "AUTO"),
                session.parameters().get("TIMESTAMP_INPUT_FORMAT", "AUTO"),
                session.parameters().get("BINARY_INPUT_FORMAT", "HEX"));
    }

    LocalDate date(final String text) {
        return isAuto(date) ? LocalDate.parse(text) : LocalDate.parse(text, formatter(date));
    }

    LocalTime time(final String text) {
        return isAuto(time) ? LocalTime.parse(text) : LocalTime.parse(text, formatter(time));
    }

    boolean readsTimestampsItself() {
        return !isAuto(timestamp);
    }

    LocalDateTime timestamp(final String text) {
        return LocalDateTime.parse(text, formatter(timestamp));
    }

    byte[] binary(final String text) {
        if (!binary.equalsIgnoreCase("HEX")) {
            throw new IllegalArgumentException("only HEX is known here");
        }
        return HexFormat.of().parseHex(text);
    }

    private static boolean isAuto(final String format) {
        return format.equalsIgnoreCase("AUTO");
    }

    private static DateTimeFormatter formatter(final String format) {
        final String pattern = format.replace("YYYY", "uuuu")
                .replace("DD", "dd")
                .replace("HH24", "HH")
                .replace("MI", "mm")
                .replace("SS", "ss");
        try {
            return DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw new SnowflakeError("001003", "42000", "stand-in: format " + format + " is not known here");
        }
    }
}
