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
import io.shardflow.localstack.snowflake.syntax.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Options of COPY INTO a table. What is not here, or has a value that this stand-in does not carry out, is refused.
 *
 * @param files names below the location, empty for all
 * @param match MATCH_BY_COLUMN_NAME: CASE_SENSITIVE, CASE_INSENSITIVE or NONE
 * @param stripOuterArray whether a record may be an element of an array
 * @param compression AUTO, GZIP, ZSTD or NONE
 * @param force whether known files are loaded again
 * @param purge whether loaded files are removed
 */
record CopyOptions(
        List<String> files, String match, boolean stripOuterArray, String compression, boolean force, boolean purge) {
    static CopyOptions parse(final Tokens in) {
        final List<String> files = new ArrayList<>();
        String match = "NONE";
        boolean strip = false;
        String compression = "AUTO";
        boolean json = false;
        boolean force = false;
        boolean purge = false;
        while (!in.atEnd()) {
            final String option = in.identifier();
            in.expectSymbol("=");
            switch (option) {
                case "FILES" -> {
                    in.expectSymbol("(");
                    do {
                        files.add(in.string());
                    } while (in.acceptSymbol(","));
                    in.expectSymbol(")");
                    if (files.size() > 1000) {
                        throw new SnowflakeError(
                                "001012", "42601", "SQL compilation error:\nFILES has more than 1000 names");
                    }
                }
                case "FILE_FORMAT" -> {
                    in.expectSymbol("(");
                    while (!in.acceptSymbol(")")) {
                        final String part = in.identifier();
                        in.expectSymbol("=");
                        final String value = in.next().text().toUpperCase(Locale.ROOT);
                        switch (part) {
                            case "TYPE" -> json = value.equals("JSON");
                            case "COMPRESSION" -> compression = oneOf(value, in, "AUTO", "GZIP", "ZSTD", "NONE");
                            case "STRIP_OUTER_ARRAY" -> strip = value.equals("TRUE");
                            default -> throw SnowflakeError.syntax("file format option " + part, in.sql());
                        }
                        in.acceptSymbol(",");
                    }
                }
                case "MATCH_BY_COLUMN_NAME" ->
                    match = oneOf(word(in), in, "CASE_SENSITIVE", "CASE_INSENSITIVE", "NONE");
                case "ON_ERROR" -> oneOf(word(in), in, "ABORT_STATEMENT");
                case "FORCE" -> force = oneOf(word(in), in, "TRUE", "FALSE").equals("TRUE");
                case "PURGE" -> purge = oneOf(word(in), in, "TRUE", "FALSE").equals("TRUE");
                default -> throw SnowflakeError.syntax("option " + option + " of COPY", in.sql());
            }
        }
        if (!json) {
            throw SnowflakeError.syntax("COPY knows FILE_FORMAT=(TYPE=JSON …) only", in.sql());
        }
        return new CopyOptions(List.copyOf(files), match, strip, compression, force, purge);
    }

    private static String word(final Tokens in) {
        return in.next().text().toUpperCase(Locale.ROOT);
    }

    private static String oneOf(final String value, final Tokens in, final String... known) {
        if (!List.of(known).contains(value)) {
            throw SnowflakeError.syntax("value " + value, in.sql());
        }
        return value;
    }
}
