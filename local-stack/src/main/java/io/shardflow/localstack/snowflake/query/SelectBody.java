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
import java.util.Locale;
import java.util.Set;

/** One SELECT without ORDER BY. The FROM clause is read before the items, so that their columns can be told apart. */
final class SelectBody {
    private static final Set<String> AFTER_ITEMS = Set.of(
            "FROM",
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
            "INTERSECT");

    private final Tokens in;
    private final Translator translator;
    private final Expressions expressions;
    private final List<String> items = new ArrayList<>();

    SelectBody(final Tokens in, final Translator translator, final Expressions expressions) {
        this.in = in;
        this.translator = translator;
        this.expressions = expressions;
    }

    String translate() {
        final StringBuilder out = new StringBuilder("SELECT ");
        if (in.acceptWord("DISTINCT")) {
            out.append("DISTINCT ");
        } else {
            in.acceptWord("ALL");
        }
        final int itemsAt = in.pos();
        skipItems();
        final String from = in.acceptWord("FROM") ? " FROM " + translator.tableReferences() : "";
        final int afterFrom = in.pos();
        in.pos(itemsAt);
        out.append(items());
        if (!from.isEmpty()) {
            in.expectWord("FROM");
            in.pos(afterFrom);
        }
        out.append(from);
        if (in.acceptWord("WHERE")) {
            out.append(" WHERE ").append(expressions.expression());
        }
        if (in.acceptWord("GROUP", "BY")) {
            out.append(" GROUP BY ").append(groups());
        }
        if (in.acceptWord("HAVING")) {
            out.append(" HAVING ").append(expressions.expression());
        }
        if (in.acceptWord("QUALIFY")) {
            out.append(" QUALIFY ").append(expressions.expression());
        }
        return out.toString();
    }

    private void skipItems() {
        while (true) {
            final Token token = in.peek();
            if (token.kind() == Token.Kind.END
                    || token.isSymbol(")")
                    || token.isSymbol(";")
                    || token.kind() == Token.Kind.WORD && AFTER_ITEMS.contains(token.text())) {
                return;
            }
            if (token.isSymbol("(")) {
                in.skipGroup();
            } else {
                in.next();
            }
        }
    }

    private String items() {
        final List<String> texts = new ArrayList<>();
        do {
            texts.add(item());
        } while (in.acceptSymbol(","));
        return String.join(", ", texts);
    }

    private String item() {
        if (in.acceptSymbol("*")) {
            items.add("*");
            return "*";
        }
        if (in.peek().isIdentifier() && in.peek(1).isSymbol(".") && in.peek(2).isSymbol("*")) {
            final String all = H2Text.quote(in.identifier()) + ".*";
            in.next();
            in.next();
            items.add(all);
            return all;
        }
        final int from = in.pos();
        final String expression = expressions.expression();
        items.add(expression);
        final String raw = in.rawFrom(from);
        final boolean plain = expressions.wasPlainColumn();
        String alias = null;
        if (in.acceptWord("AS")
                || in.peek().kind() == Token.Kind.QUOTED
                || in.peek().kind() == Token.Kind.WORD
                        && !AFTER_ITEMS.contains(in.peek().text())) {
            alias = in.identifier();
        }
        if (alias == null && !plain) {
            alias = raw.toUpperCase(Locale.ROOT);
        }
        return alias == null ? expression : expression + " AS " + H2Text.quote(alias);
    }

    private String groups() {
        final List<String> groups = new ArrayList<>();
        do {
            final Token token = in.peek();
            final Token after = in.peek(1);
            final boolean ordinal = token.kind() == Token.Kind.NUMBER
                    && (after.kind() == Token.Kind.END
                            || after.kind() == Token.Kind.WORD
                            || after.isSymbol(",")
                            || after.isSymbol(")")
                            || after.isSymbol(";"));
            if (ordinal) {
                groups.add(items.get((int) in.number() - 1));
            } else {
                groups.add(expressions.expression());
            }
        } while (in.acceptSymbol(","));
        return String.join(", ", groups);
    }
}
