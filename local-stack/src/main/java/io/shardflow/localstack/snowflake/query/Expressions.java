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

import io.shardflow.localstack.snowflake.catalog.TableDef;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.session.Session;
import io.shardflow.localstack.snowflake.syntax.Token;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import io.shardflow.localstack.snowflake.value.Binds;
import io.shardflow.localstack.snowflake.value.H2Text;
import io.shardflow.localstack.snowflake.value.SnowflakeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Turns Snowflake's expressions into H2's: paths into VARIANTs, {@code ::} casts, functions. What it does not know it refuses. */
final class Expressions {
    private static final Set<String> OPERATORS =
            Set.of("+", "-", "*", "/", "%", "||", "=", "<>", "!=", "<", ">", "<=", ">=");

    private final Tokens in;
    private final Binds binds;
    private final Translator translator;
    private final Functions functions;
    private boolean plainColumn;

    Expressions(final Tokens in, final Session session, final Translator translator, final Binds binds) {
        this.in = in;
        this.binds = binds;
        this.translator = translator;
        this.functions = new Functions(in, session, this, translator);
    }

    /** Whether the last {@link #expression()} was a column alone. */
    boolean wasPlainColumn() {
        return plainColumn;
    }

    String list() {
        final List<String> expressions = new ArrayList<>();
        do {
            expressions.add(expression());
        } while (in.acceptSymbol(","));
        return String.join(", ", expressions);
    }

    /** One expression, as far as it goes. */
    String expression() {
        final int from = in.pos();
        final StringBuilder out = new StringBuilder();
        boolean single = true;
        do {
            while (in.atWord("NOT") || in.atSymbol("-") || in.atSymbol("+")) {
                out.append(in.next().text()).append(' ');
                single = false;
            }
            out.append(operand());
            single &= plainColumn;
        } while (operator(out) && !(single = false));
        plainColumn = single && in.pos() > from;
        return out.toString();
    }

    /** Appends an operator with all that belongs to it but its right operand; false when the expression ends here. */
    private boolean operator(final StringBuilder out) {
        if (in.peek().kind() == Token.Kind.SYMBOL
                && OPERATORS.contains(in.peek().text())) {
            out.append(' ').append(in.next().text()).append(' ');
            return true;
        }
        if (in.atWord("AND")
                || in.atWord("OR")
                || in.atWord("LIKE")
                || in.atWord("ILIKE")
                || in.atWord("BETWEEN")
                || in.atWord("ESCAPE")) {
            out.append(' ').append(in.next().text()).append(' ');
            return true;
        }
        if (in.acceptWord("IS")) {
            out.append(in.acceptWord("NOT") ? " IS NOT " : " IS ");
            if (in.acceptWord("DISTINCT", "FROM")) {
                out.append("DISTINCT FROM ");
                return true;
            }
            if (!in.atWord("NULL") && !in.atWord("TRUE") && !in.atWord("FALSE")) {
                throw in.unexpected("NULL");
            }
            out.append(in.next().text());
            plainColumn = false;
            return operator(out);
        }
        if (in.atWord("NOT")
                && (in.peek(1).isWord("LIKE")
                        || in.peek(1).isWord("ILIKE")
                        || in.peek(1).isWord("BETWEEN"))) {
            in.next();
            out.append(" NOT ").append(in.next().text()).append(' ');
            return true;
        }
        if (in.atWord("IN") || in.atWord("NOT", "IN")) {
            out.append(in.acceptWord("NOT") ? " NOT IN " : " IN ");
            in.expectWord("IN");
            in.expectSymbol("(");
            out.append('(')
                    .append(Translator.startsQuery(in) ? translator.query() : list())
                    .append(')');
            in.expectSymbol(")");
            plainColumn = false;
            return operator(out);
        }
        return false;
    }

    private String operand() {
        final Token token = in.peek();
        plainColumn = false;
        return switch (token.kind()) {
            case STRING -> suffixed(H2Text.literal(in.next().text()), null, null);
            case NUMBER -> suffixed(in.next().text(), null, null);
            case BIND -> suffixed(bind(in.next().text()), null, null);
            case SYMBOL -> parenthesised();
            case QUOTED -> column();
            case WORD -> word(token);
            default -> throw in.unexpected("an expression");
        };
    }

    /** H2 cannot tell the type of a CASE whose branches are all placeholders. */
    private String bind(final String number) {
        return binds.isText(Integer.parseInt(number)) ? "CAST(?" + number + " AS VARCHAR)" : "?" + number;
    }

    /** See {@link Translator#refuse}. */
    void refuse(final String function) {
        functions.refuse(function);
    }

    private String parenthesised() {
        if (!in.acceptSymbol("(")) {
            throw in.unexpected("an expression");
        }
        final String inner = Translator.startsQuery(in) ? translator.query() : list();
        in.expectSymbol(")");
        return suffixed("(" + inner + ")", null, null);
    }

    private String word(final Token token) {
        switch (token.text()) {
            case "NULL", "TRUE", "FALSE", "DEFAULT" -> {
                in.next();
                return suffixed(token.text(), null, null);
            }
            case "CASE" -> {
                return suffixed(cases(), null, null);
            }
            case "EXISTS" -> {
                in.next();
                in.expectSymbol("(");
                final String query = translator.query();
                in.expectSymbol(")");
                return "EXISTS (" + query + ")";
            }
            default -> {
                final String function = functions.call();
                return function == null ? column() : suffixed(function, null, null);
            }
        }
    }

    private String cases() {
        final StringBuilder out = new StringBuilder("CASE");
        in.expectWord("CASE");
        if (!in.atWord("WHEN")) {
            out.append(' ').append(expression());
        }
        while (in.acceptWord("WHEN")) {
            out.append(" WHEN ").append(expression());
            in.expectWord("THEN");
            out.append(" THEN ").append(expression());
        }
        if (in.acceptWord("ELSE")) {
            out.append(" ELSE ").append(expression());
        }
        in.expectWord("END");
        return out.append(" END").toString();
    }

    private String column() {
        final List<String> name = in.name();
        if (name.size() > 2) {
            throw SnowflakeError.syntax("a column named by more than two parts is not known here", in.sql());
        }
        final String alias = name.size() == 2 ? name.get(0) : null;
        final String text = (alias == null ? "" : H2Text.quote(alias) + ".") + H2Text.quote(name.getLast());
        plainColumn = true;
        return suffixed(text, alias, name.getLast());
    }

    /** Applies paths and casts that follow an operand. */
    private String suffixed(final String operand, final String alias, final String column) {
        String text = operand;
        String path = null;
        plainColumn = column != null;
        while (true) {
            if (in.atSymbol(":") || in.atSymbol("[")) {
                path = VariantPath.join(path, VariantPath.read(in));
                plainColumn = false;
            } else if (in.acceptSymbol("::")) {
                plainColumn = false;
                final SnowflakeType type = SnowflakeType.parse(in);
                text = path == null ? Casts.any(text, type) : castPath(text, path, type, alias, column);
                path = null;
            } else {
                return path == null ? text : VariantPath.element(text, path);
            }
        }
    }

    private String castPath(
            final String text, final String path, final SnowflakeType type, final String alias, final String column) {
        if (type.semiStructured()) {
            return Casts.any(VariantPath.element(text, path), type);
        }
        if (column != null && path.equals(TableDef.SEQUENCE_PATH) && type.equals(SnowflakeType.VARCHAR)) {
            final TableDef table = translator.tables().of(alias, column);
            if (table != null && table.columns().stream().anyMatch(c -> c.name().equals(column) && c.positions())) {
                return (alias == null ? "" : H2Text.quote(alias) + ".") + H2Text.quote(TableDef.SEQUENCE + column);
            }
        }
        return Casts.text(VariantPath.text(text, path), type);
    }
}
