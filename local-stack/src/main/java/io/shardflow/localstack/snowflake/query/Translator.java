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
import io.shardflow.localstack.snowflake.session.Session;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import io.shardflow.localstack.snowflake.value.Binds;
import io.shardflow.localstack.snowflake.value.H2Text;
import java.util.ArrayList;
import java.util.List;

/** Turns Snowflake's queries into H2's: SELECT and its clauses. Expressions are {@link Expressions}'s part, table references {@link FromClause}'s. One use, one thread. */
public final class Translator {
    private final Tokens in;
    private final Expressions expressions;
    private final VisibleTables tables = new VisibleTables();
    private final Aliases aliases;
    private final FromClause from;

    public Translator(final Tokens in, final Session session, final Binds binds) {
        this.in = in;
        this.expressions = new Expressions(in, session, this, binds);
        this.aliases = new Aliases(in);
        this.from = new FromClause(in, session, this, expressions, tables);
    }

    /** One expression where the cursor stands. */
    public String expression() {
        return expressions.expression();
    }

    /** Refuses a function from here on, as Snowflake does in VALUES. */
    public void refuse(final String function) {
        expressions.refuse(function);
    }

    /** The tables that names mean where the cursor stands. */
    VisibleTables tables() {
        return tables;
    }

    /** Opens a scope with one table, for UPDATE and DELETE. */
    public void enter(final String alias, final TableDef table) {
        tables.enter();
        tables.add(alias, table);
    }

    /** What follows FROM. */
    String tableReferences() {
        return from.tableReferences();
    }

    /** See {@link Aliases#name}. */
    public String aliasName(final String otherwise) {
        return aliases.name(otherwise);
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
                final String columns = in.atSymbol("(") ? aliases.columns() : "";
                in.expectWord("AS");
                in.expectSymbol("(");
                out.append(separator)
                        .append(H2Text.quote(name))
                        .append(columns)
                        .append(" AS (")
                        .append(query())
                        .append(')');
                in.expectSymbol(")");
                tables.addCommon(name);
                separator = ", ";
            } while (in.acceptSymbol(","));
            out.append(' ');
        }
        tables.enter();
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
        tables.leave();
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

    public String valueRows() {
        final List<String> rows = new ArrayList<>();
        do {
            in.expectSymbol("(");
            rows.add("(" + expressions.list() + ")");
            in.expectSymbol(")");
        } while (in.acceptSymbol(","));
        return String.join(", ", rows);
    }
}
