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
package io.shardflow.localstack.snowflake.query;

import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.syntax.Token;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import java.util.Locale;
import java.util.Set;

/** TIMESTAMPDIFF and DATEDIFF, which count the seconds, minutes, hours or days that begin between two times, as H2's does. */
final class TimeDifference {
    private static final Set<String> PARTS = Set.of("SECOND", "MINUTE", "HOUR", "DAY");

    private TimeDifference() {}

    /** The name and the parenthesis behind it have been read. */
    static String read(final Tokens in, final Expressions expressions) {
        final String part =
                (in.peek().kind() == Token.Kind.STRING ? in.string() : in.identifier()).toUpperCase(Locale.ROOT);
        if (!PARTS.contains(part)) {
            throw SnowflakeError.syntax("part " + part + " of a time", in.sql());
        }
        in.expectSymbol(",");
        final String from = expressions.expression();
        in.expectSymbol(",");
        return "DATEDIFF(" + part + ", " + from + ", " + expressions.expression() + ")";
    }
}
