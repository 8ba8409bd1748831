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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Turns Snowflake's queries into H2's: SELECT, its clauses and its table references. Expressions are {@link Expressions}'s part. One use, one thread. */
public final class Translator {
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
    private final Session session;
    private final Expressions expressions;
    private final Deque<Map<String, TableDef>> scopes = new ArrayDeque<>();
    private final Set<String> commonTables = new LinkedHashSet<>();
    private final Set<TableDef> read = new LinkedHashSet<>();

    public Translator(final Tokens in, final Session session, final Binds binds) {
        this.in = in;
        this.session = session;
        this.expressions = new Expressions(in, session, this, binds);
    }

    /** One expression where the cursor stands. */
    public String expression() {
        return expressions.expression();
    }

    /** Refuses a function from here on, as Snowflake does in VALUES. */
    public void refuse(final String function) {
        expressions.refuse(function);
    }

    /** Tables that the translated text reads. */
    Set<TableDef> tablesRead() {
        return read;
    }

    /** Opens a scope with one table, for UPDATE and DELETE. */
    public void enter(final String alias, final TableDef table) {
        final Map<String, TableDef> scope = new HashMap<>();
        scope.put(alias, table);
        scopes.push(scope);
    }

    /** The table whose hidden index column may stand for a path, or null; {@code alias} null means any in the innermost scope. */
    TableDef tableOf(final String alias, final String column) {
        for (final Map<String, TableDef> scope : scopes) {
            if (alias != null && scope.containsKey(alias)) {
                return scope.get(alias);
            }
            if (alias == null) {
                final TableDef only =
                        scope.size() == 1 ? scope.values().iterator().next() : null;
                return only != null
                                && only.columns().stream()
                                        .anyMatch(c -> c.name().equals(column))
                        ? only
                        : null;
            }
        }
        return null;
    }

    static boolean startsQuery(final Tokens in) {
        return in.atWord("SELECT") || in.atWord("WITH");
    }

    /** A query up to a closing parenthesis or the end. */
    public String query() {
        final StringBuilder out = new StringBuilder();
        if (in.acceptWord("WITH")) {
            String separator = "WITH ";
            do {
                final String name = in.identifier();
                final String columns = in.atSymbol("(") ? columnList() : "";
                in.expectWord("AS");
                in.expectSymbol("(");
                out.append(separator)
                        .append(H2Text.quote(name))
                        .append(columns)
                        .append(" AS (")
                        .append(query())
                        .append(')');
                in.expectSymbol(")");
                commonTables.add(name);
                separator = ", ";
            } while (in.acceptSymbol(","));
            out.append(' ');
        }
        scopes.push(new HashMap<>());
        out.append(term());
        while (true) {
            if (in.acceptWord("UNION")) {
                out.append(in.acceptWord("ALL") ? " UNION ALL " : " UNION ").append(term());
            } else if (in.acceptWord("EXCEPT") || in.acceptWord("MINUS")) {
                out.append(" EXCEPT ").append(term());
            } else if (in.acceptWord("INTERSECT")) {
                out.append(" INTERSECT ").append(term());
            } else {
                break;
            }
        }
        out.append(tail());
        scopes.pop();
        return out.toString();
    }

    private String term() {
        if (in.acceptSymbol("(")) {
            final String inner = "(" + query() + ")";
            in.expectSymbol(")");
            return inner;
        }
        in.expectWord("SELECT");
        return new SelectBody(in, this, expressions).translate();
    }

    private String tail() {
        final StringBuilder out = new StringBuilder();
        if (in.acceptWord("ORDER", "BY")) {
            out.append(" ORDER BY ").append(orderList());
        }
        if (in.acceptWord("LIMIT")) {
            out.append(" LIMIT ").append(expressions.expression());
        }
        if (in.acceptWord("OFFSET")) {
            out.append(" OFFSET ").append(expressions.expression());
        }
        return out.toString();
    }

    /** Sort keys. Without NULLS the database's setting sorts NULLs as highest, as Snowflake does. */
    String orderList() {
        final List<String> keys = new ArrayList<>();
        do {
            String key = expressions.expression();
            final boolean descending = in.acceptWord("DESC");
            if (!descending) {
                in.acceptWord("ASC");
            }
            key += descending ? " DESC" : "";
            if (in.acceptWord("NULLS")) {
                key += in.acceptWord("FIRST") ? " NULLS FIRST" : " NULLS LAST";
                if (key.endsWith("LAST")) {
                    in.expectWord("LAST");
                }
            }
            keys.add(key);
        } while (in.acceptSymbol(","));
        return String.join(", ", keys);
    }

    /** What follows FROM. */
    String tableReferences() {
        final StringBuilder out = new StringBuilder(tableReference());
        while (true) {
            if (in.acceptSymbol(",")) {
                out.append(", ").append(tableReference());
                continue;
            }
            final int from = in.pos();
            final boolean natural = in.acceptWord("NATURAL");
            final boolean sided = in.acceptWord("LEFT") || in.acceptWord("RIGHT") || in.acceptWord("FULL");
            if (sided) {
                in.acceptWord("OUTER");
            } else if (!in.acceptWord("INNER")) {
                in.acceptWord("CROSS");
            }
            if (natural || !in.acceptWord("JOIN")) {
                in.pos(from);
                return out.toString();
            }
            out.append(' ')
                    .append(in.rawFrom(from).toUpperCase(Locale.ROOT))
                    .append(' ')
                    .append(tableReference());
            if (in.acceptWord("ON")) {
                out.append(" ON ").append(expressions.expression());
            } else if (in.atWord("USING")) {
                in.next();
                out.append(" USING ").append(columnList());
            }
        }
    }

    private String tableReference() {
        if (in.acceptSymbol("(")) {
            final boolean query = startsQuery(in) || in.atSymbol("(");
            final String inner;
            if (in.acceptWord("VALUES")) {
                inner = "VALUES " + valueRows();
            } else {
                final int from = in.pos();
                inner = query ? query() : tableReferences();
                if (query && grouped(from)) {
                    in.expectSymbol(")");
                    return "(" + inner
                            + (inner.contains(" OFFSET ") || inner.contains(" LIMIT ") ? "" : " OFFSET 0 ROWS") + ")"
                            + alias(null);
                }
            }
            in.expectSymbol(")");
            return "(" + inner + ")" + alias(null);
        }
        if (in.atWord("TABLE") && in.peek(1).isSymbol("(")) {
            in.next();
            in.next();
            final String function = SystemViews.function(in, session);
            in.expectSymbol(")");
            return function + alias("TABLE");
        }
        if (in.atWord("LATERAL") || in.atWord("VALUES")) {
            throw SnowflakeError.syntax(in.peek().text() + " is not known here", in.sql());
        }
        final List<String> name = in.name();
        final String last = name.getLast();
        if (name.size() == 1 && commonTables.contains(last)) {
            return H2Text.quote(last) + alias(last);
        }
        final String view = SystemViews.view(name, session);
        if (view != null) {
            return view + alias(last);
        }
        final TableDef table = session.table(name);
        read.add(table);
        final int from = in.pos();
        final String alias = aliasName(last);
        scopes.getFirst().put(alias, table);
        in.pos(from);
        return session.readable(table) + alias(last);
    }

    /** Whether the query that starts at a token aggregates: H2 would otherwise compute it again for each row that it is joined to. */
    private boolean grouped(final int from) {
        final int end = in.pos();
        in.pos(from);
        boolean found = false;
        while (in.pos() < end) {
            found |= in.atWord("GROUP", "BY") || in.atWord("NOT", "EXISTS") || in.atWord("DISTINCT");
            in.next();
        }
        in.pos(end);
        return found;
    }

    public String valueRows() {
        final List<String> rows = new ArrayList<>();
        do {
            in.expectSymbol("(");
            rows.add("(" + expressions.list() + ")");
            in.expectSymbol(")");
        } while (in.acceptSymbol(","));
        return String.join(", ", rows);
    }

    public String aliasName(final String otherwise) {
        final boolean as = in.acceptWord("AS");
        final Token token = in.peek();
        if (as
                || token.kind() == Token.Kind.QUOTED
                || token.kind() == Token.Kind.WORD && !NO_ALIAS.contains(token.text())) {
            return in.identifier();
        }
        return otherwise;
    }

    private String alias(final String otherwise) {
        final String name = aliasName(otherwise);
        final String columns = name != null && in.atSymbol("(") ? columnList() : "";
        return name == null ? "" : " AS " + H2Text.quote(name) + columns;
    }

    String columnList() {
        final List<String> columns = new ArrayList<>();
        in.expectSymbol("(");
        do {
            columns.add(H2Text.quote(in.identifier()));
        } while (in.acceptSymbol(","));
        in.expectSymbol(")");
        return "(" + String.join(", ", columns) + ")";
    }
}
