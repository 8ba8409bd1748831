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
package io.shardflow.localstack.snowflake.access;

import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.syntax.Token;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import io.shardflow.localstack.snowflake.value.H2Text;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A session's variables: texts only. {@code $name} stands for a literal, {@code IDENTIFIER($name)} for a name. */
final class SessionVariables {
    private final Map<String, String> values = new ConcurrentHashMap<>();

    /** SET has been read. Known: one variable, texts and variables joined by {@code ||}. */
    void set(final Tokens in) {
        final String name = in.identifier();
        in.expectSymbol("=");
        final StringBuilder value = new StringBuilder(in.string());
        while (in.acceptSymbol("||")) {
            value.append(in.string());
        }
        in.expectEnd();
        values.put(name, value.toString());
    }

    String expand(final String sql) {
        final Tokens in = new Tokens(sql);
        final StringBuilder out = new StringBuilder();
        int copied = 0;
        while (in.peek().kind() != Token.Kind.END) {
            final int from = in.peek().start();
            final String text;
            if (in.atWord("IDENTIFIER") && in.peek(1).isSymbol("(")) {
                in.next();
                in.next();
                text = variable(in) ? value(in) : in.string();
                in.expectSymbol(")");
            } else if (variable(in)) {
                text = H2Text.literal(value(in));
            } else {
                in.next();
                continue;
            }
            out.append(sql, copied, from).append(text);
            copied = in.pos() == 0 ? 0 : end(in, sql);
        }
        return out.append(sql.substring(copied)).toString();
    }

    private static boolean variable(final Tokens in) {
        return in.atSymbol("$")
                && in.peek(1).kind() == Token.Kind.WORD
                && in.peek(1).start() == in.peek().end();
    }

    private String value(final Tokens in) {
        in.next();
        final String name = in.next().text().toUpperCase(Locale.ROOT);
        final String value = values.get(name);
        if (value == null) {
            throw new SnowflakeError(
                    "002211", "02000", "SQL compilation error:\nSession variable '$" + name + "' does not exist");
        }
        return value;
    }

    /** Where the last token that was read ends. */
    private static int end(final Tokens in, final String sql) {
        final int at = in.pos();
        in.pos(at - 1);
        final int end = in.peek().end();
        in.pos(at);
        return Math.min(end, sql.length());
    }
}
