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

import io.shardflow.localstack.snowflake.syntax.Token;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import io.shardflow.localstack.snowflake.value.H2Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Other names of tables, with or without AS, and of their columns. */
final class Aliases {
    private static final Set<String> NO_ALIAS = Set.of(
            "WHERE",
            "GROUP",
            "HAVING",
            "QUALIFY",
            "ORDER",
            "LIMIT",
            "OFFSET",
            "FETCH",
            "UNION",
            "EXCEPT",
            "MINUS",
            "INTERSECT",
            "JOIN",
            "LEFT",
            "RIGHT",
            "FULL",
            "INNER",
            "CROSS",
            "NATURAL",
            "ON",
            "USING",
            "SET",
            "FROM",
            "WHEN",
            "AS",
            "VALUES",
            "SELECT",
            "SAMPLE",
            "TABLESAMPLE",
            "AT",
            "BEFORE",
            "PIVOT",
            "UNPIVOT",
            "CONNECT",
            "START",
            "MATCH_RECOGNIZE",
            "LATERAL",
            "ASOF",
            "RETURNING");

    private final Tokens in;

    Aliases(final Tokens in) {
        this.in = in;
    }

    /** The alias that stands here, or {@code otherwise}. */
    String name(final String otherwise) {
        final boolean as = in.acceptWord("AS");
        final Token token = in.peek();
        if (as
                || token.kind() == Token.Kind.QUOTED
                || token.kind() == Token.Kind.WORD && !NO_ALIAS.contains(token.text())) {
            return in.identifier();
        }
        return otherwise;
    }

    /** An alias with its columns as H2 writes it, with a blank before; empty for none where {@code otherwise} is null. */
    String text(final String otherwise) {
        final String name = name(otherwise);
        final String columns = name != null && in.atSymbol("(") ? columns() : "";
        return name == null ? "" : " AS " + H2Text.quote(name) + columns;
    }

    /** A list of columns in parentheses. */
    String columns() {
        final List<String> columns = new ArrayList<>();
        in.expectSymbol("(");
        do {
            columns.add(H2Text.quote(in.identifier()));
        } while (in.acceptSymbol(","));
        in.expectSymbol(")");
        return "(" + String.join(", ", columns) + ")";
    }
}
