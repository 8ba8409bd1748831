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
package io.shardflow.localstack.snowflake.syntax;

import io.shardflow.localstack.snowflake.error.SnowflakeError;
import java.util.ArrayList;
import java.util.List;

/** A cursor over the tokens of one statement. Not safe for use by several threads. */
public final class Tokens {
    private final String sql;
    private final List<Token> list;
    private int pos;

    public Tokens(final String sql) {
        this.sql = sql;
        this.list = Tokenizer.tokenize(sql);
    }

    public String sql() {
        return sql;
    }

    public int pos() {
        return pos;
    }

    public void pos(final int to) {
        pos = to;
    }

    public int binds() {
        return (int) list.stream().filter(t -> t.kind() == Token.Kind.BIND).count();
    }

    public Token peek() {
        return list.get(pos);
    }

    public Token peek(final int ahead) {
        return list.get(Math.min(pos + ahead, list.size() - 1));
    }

    public Token next() {
        final Token token = list.get(pos);
        if (pos < list.size() - 1) {
            pos++;
        }
        return token;
    }

    /** Exactly as the statement has it, from the token at index {@code from} to the last consumed one. */
    public String rawFrom(final int from) {
        return pos == from
                ? ""
                : sql.substring(list.get(from).start(), list.get(pos - 1).end());
    }

    public String raw(final Token token) {
        return sql.substring(token.start(), token.end());
    }

    public boolean atWord(final String... words) {
        for (int i = 0; i < words.length; i++) {
            if (!peek(i).isWord(words[i])) {
                return false;
            }
        }
        return true;
    }

    public boolean atSymbol(final String symbol) {
        return peek().isSymbol(symbol);
    }

    public boolean acceptWord(final String... words) {
        if (!atWord(words)) {
            return false;
        }
        pos += words.length;
        return true;
    }

    public boolean acceptSymbol(final String symbol) {
        if (!atSymbol(symbol)) {
            return false;
        }
        pos++;
        return true;
    }

    public void expectWord(final String... words) {
        if (!acceptWord(words)) {
            throw unexpected(String.join(" ", words));
        }
    }

    public void expectSymbol(final String symbol) {
        if (!acceptSymbol(symbol)) {
            throw unexpected(symbol);
        }
    }

    public boolean atEnd() {
        return peek().kind() == Token.Kind.END || atSymbol(";") && peek(1).kind() == Token.Kind.END;
    }

    public void expectEnd() {
        if (!atEnd()) {
            throw unexpected("end of statement");
        }
    }

    public String identifier() {
        if (!peek().isIdentifier()) {
            throw unexpected("an identifier");
        }
        return next().text();
    }

    public String string() {
        if (peek().kind() != Token.Kind.STRING) {
            throw unexpected("a string");
        }
        return next().text();
    }

    public long number() {
        if (peek().kind() != Token.Kind.NUMBER) {
            throw unexpected("a number");
        }
        return Long.parseLong(next().text());
    }

    /** A name of one to three parts. */
    public List<String> name() {
        final List<String> parts = new ArrayList<>();
        parts.add(identifier());
        while (atSymbol(".") && peek(1).isIdentifier()) {
            next();
            parts.add(identifier());
        }
        return parts;
    }

    /** Identifiers in parentheses. */
    public List<String> identifiers() {
        final List<String> names = new ArrayList<>();
        expectSymbol("(");
        do {
            names.add(identifier());
        } while (acceptSymbol(","));
        expectSymbol(")");
        return names;
    }

    /** Skips a parenthesised group of which the opening parenthesis is next. */
    public void skipGroup() {
        expectSymbol("(");
        int depth = 1;
        while (depth > 0) {
            final Token token = next();
            if (token.kind() == Token.Kind.END) {
                throw unexpected(")");
            }
            depth += token.isSymbol("(") ? 1 : token.isSymbol(")") ? -1 : 0;
        }
    }

    /** The statement as a whole is of no kind that this stand-in knows. */
    public SnowflakeError unknownStatement() {
        return SnowflakeError.syntax("this kind of statement is not known here", sql);
    }

    public SnowflakeError unexpected(final String wanted) {
        final String found = peek().kind() == Token.Kind.END ? "the end" : "'" + raw(peek()) + "'";
        return SnowflakeError.syntax("expected " + wanted + ", found " + found, sql);
    }
}
