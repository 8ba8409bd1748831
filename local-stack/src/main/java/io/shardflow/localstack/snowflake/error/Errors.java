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
package io.shardflow.localstack.snowflake.error;

import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Gives H2's errors Snowflake's codes, reference snowflake.md 5.3. */
public final class Errors {
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");

    private Errors() {}

    public static SnowflakeError of(final SQLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SnowflakeError error) {
                return error;
            }
        }
        final String message = firstLine(e.getMessage());
        return switch (e.getErrorCode()) {
            case 42102, 42103, 42104 -> SnowflakeError.missing("Object", quoted(message));
            case 42122 ->
                new SnowflakeError(
                        "000904", "42000", "SQL compilation error:\ninvalid identifier '" + quoted(message) + "'");
            case 90059 ->
                new SnowflakeError(
                        "002028", "42601", "SQL compilation error:\nambiguous column name '" + quoted(message) + "'");
            case 22018, 90021 ->
                new SnowflakeError(
                        "100038", "22018", "Value is not recognized (stand-in: " + withoutValues(message) + ")");
            case 22003 -> new SnowflakeError("100058", "22003", "Number out of representable range");
            case 22007 -> new SnowflakeError("100035", "22007", "Timestamp is not recognized");
            case 22001 -> new SnowflakeError("100078", "22000", "String is too long and would be truncated");
            case 23502 -> new SnowflakeError("100072", "22000", "NULL result in a non-nullable column");
            case 22012 -> new SnowflakeError("100051", "22012", "Division by zero");
            case 57014 -> SnowflakeError.cancelled();
            case 21002 ->
                new SnowflakeError(
                        "002020", "21S01", "SQL compilation error:\nInsert value list does not match column list");
            case 50200, 40001 ->
                new SnowflakeError(
                        "000625", "57014", "Statement waited too long for a lock (stand-in: " + message + ")");
            default ->
                new SnowflakeError(
                        "001003",
                        "42000",
                        "SQL compilation error:\nsyntax error (stand-in, H2 " + e.getErrorCode() + "): " + message);
        };
    }

    private static String withoutValues(final String message) {
        return message.replaceAll("\"[^\"]*\"", "…");
    }

    private static String quoted(final String message) {
        final Matcher matcher = QUOTED.matcher(message);
        return matcher.find() ? matcher.group(1) : message;
    }

    private static String firstLine(final String message) {
        return message == null ? "" : message.lines().findFirst().orElse("");
    }
}
