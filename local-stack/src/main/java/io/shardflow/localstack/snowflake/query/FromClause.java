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

import io.shardflow.localstack.snowflake.catalog.History;
import io.shardflow.localstack.snowflake.catalog.TableDef;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.session.Session;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import io.shardflow.localstack.snowflake.value.H2Text;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Table references: tables, views of the system, queries in parentheses, and their joins. */
final class FromClause {
    private final Tokens in;
    private final Session session;
    private final Translator translator;
    private final Expressions expressions;
    private final VisibleTables tables;
    private final Aliases aliases;

    FromClause(
            final Tokens in,
            final Session session,
            final Translator translator,
            final Expressions expressions,
            final VisibleTables tables) {
        this.in = in;
        this.session = session;
        this.translator = translator;
        this.expressions = expressions;
        this.tables = tables;
        this.aliases = new Aliases(in);
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
                out.append(" USING ").append(aliases.columns());
            }
        }
    }

    private String tableReference() {
        if (in.acceptSymbol("(")) {
            final boolean query = Translator.startsQuery(in) || in.atSymbol("(");
            final String inner;
            if (in.acceptWord("VALUES")) {
                inner = "VALUES " + translator.valueRows();
            } else {
                final int from = in.pos();
                inner = query ? translator.query() : tableReferences();
                if (query && grouped(from)) {
                    in.expectSymbol(")");
                    return "(" + inner
                            + (inner.contains(" OFFSET ") || inner.contains(" LIMIT ") ? "" : " OFFSET 0 ROWS") + ")"
                            + aliases.text(null);
                }
            }
            in.expectSymbol(")");
            return "(" + inner + ")" + aliases.text(null);
        }
        if (in.atWord("TABLE") && in.peek(1).isSymbol("(")) {
            in.next();
            in.next();
            final String function = SystemViews.function(in, session);
            in.expectSymbol(")");
            return function + aliases.text("TABLE");
        }
        if (in.atWord("LATERAL") || in.atWord("VALUES")) {
            throw SnowflakeError.syntax(in.peek().text() + " is not known here", in.sql());
        }
        final List<String> name = in.name();
        final String last = name.getLast();
        if (name.size() == 1 && tables.isCommon(last)) {
            return H2Text.quote(last) + aliases.text(last);
        }
        final String view = SystemViews.view(name, session);
        if (view != null) {
            return view + aliases.text(last);
        }
        final TableDef table = session.table(name);
        final String rows = readable(table);
        if (isShownAsItIs(table)) {
            final int from = in.pos();
            tables.add(aliases.name(last), table);
            in.pos(from);
        }
        return rows + aliases.text(last);
    }

    /** Otherwise there is no index for it. */
    private boolean isShownAsItIs(final TableDef table) {
        return session.transaction() == null
                || session.transaction().shown(table).columns().equals(table.columns());
    }

    /** What a query of this session reads in place of a table: the table, or the table without the commits that it must not see yet. */
    private String readable(final TableDef table) {
        session.statements().reads(table);
        final List<Long> hidden =
                table.temporary() ? List.of() : session.standIn().transactions().hiddenFrom(session);
        final String rows = hidden.isEmpty() ? table.physical() : History.before(table, hidden);
        return isShownAsItIs(table) ? rows : columns(session.transaction().shown(table), table, rows);
    }

    /** The rows with former columns: what has become of a column in its former type, NULL for one that is gone. */
    private static String columns(final TableDef shown, final TableDef now, final String rows) {
        final Set<String> present =
                now.columns().stream().map(TableDef.Column::name).collect(Collectors.toSet());
        final Stream<String> former = shown.columns().stream()
                .map(column -> now.columns().contains(column)
                        ? H2Text.quote(column.name())
                        : "CAST(" + (present.contains(column.name()) ? H2Text.quote(column.name()) : "NULL") + " AS "
                                + column.type().h2() + ") AS " + H2Text.quote(column.name()));
        return former.collect(Collectors.joining(", ", "(SELECT ", " FROM " + rows + ")"));
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
}
