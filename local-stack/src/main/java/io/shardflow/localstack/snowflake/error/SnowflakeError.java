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

/** An error as Snowflake answers it: a six-digit code, an SQLState and a message, over HTTP 200. */
public final class SnowflakeError extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 300;

    private final String code;
    private final String sqlState;

    public SnowflakeError(final String code, final String sqlState, final String message) {
        super(message, null, false, false);
        this.code = code;
        this.sqlState = sqlState;
    }

    /** A statement, or a part of one, that this stand-in does not know; it is named so that nobody takes silence for success. */
    public static SnowflakeError syntax(final String reason, final String statement) {
        return new SnowflakeError(
                "001003",
                "42000",
                "SQL compilation error:\nsyntax error (stand-in): " + reason + " in statement: " + shorten(statement));
    }

    public static SnowflakeError missing(final String kind, final String name) {
        return new SnowflakeError(
                "002003",
                kind.equals("Table") || kind.equals("Object") ? "42S02" : "02000",
                "SQL compilation error:\n" + kind + " '" + name + "' does not exist or not authorized.");
    }

    public static SnowflakeError exists(final String name) {
        return new SnowflakeError("002002", "42710", "SQL compilation error:\nObject '" + name + "' already exists.");
    }

    public static SnowflakeError cancelled() {
        return new SnowflakeError("000604", "57014", "SQL execution canceled");
    }

    private static String shorten(final String statement) {
        return statement.length() <= SHOWN ? statement : statement.substring(0, SHOWN) + "…";
    }

    /** The same error under a code of which nobody knows anything, and with an SQLState that says nothing. */
    public SnowflakeError as(final String other) {
        return new SnowflakeError(other, "HY000", getMessage());
    }

    public String code() {
        return code;
    }

    public String sqlState() {
        return sqlState;
    }
}
