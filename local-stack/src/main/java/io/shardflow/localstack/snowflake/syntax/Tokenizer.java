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
import java.util.Locale;
import java.util.Set;

/** Cuts a statement into tokens by Snowflake's lexical rules: backslash escapes in strings, {@code //} comments, stage names, file URLs. */
final class Tokenizer {
    private static final Set<String> TWO = Set.of("::", "=>", "||", "<=", ">=", "<>", "!=");

    private final String sql;
    private final List<Token> tokens = new ArrayList<>();
    private int pos;
    private int binds;

    private Tokenizer(final String sql) {
        this.sql = sql;
    }

    static List<Token> tokenize(final String sql) {
        return new Tokenizer(sql).run();
    }

    private List<Token> run() {
        while (true) {
            skipBlanks();
            if (pos >= sql.length()) {
                tokens.add(new Token(Token.Kind.END, "", pos, pos));
                return tokens;
            }
            next();
        }
    }

    private void skipBlanks() {
        while (pos < sql.length()) {
            if (Character.isWhitespace(sql.charAt(pos))) {
                pos++;
            } else if (sql.startsWith("--", pos) || sql.startsWith("//", pos)) {
                final int end = sql.indexOf('\n', pos);
                pos = end < 0 ? sql.length() : end;
            } else if (sql.startsWith("/*", pos)) {
                final int end = sql.indexOf("*/", pos + 2);
                if (end < 0) {
                    throw SnowflakeError.syntax("comment without end", sql);
                }
                pos = end + 2;
            } else {
                return;
            }
        }
    }

    private void next() {
        final char c = sql.charAt(pos);
        final int start = pos;
        if (c == '\'') {
            add(Token.Kind.STRING, string(), start);
        } else if (c == '"') {
            add(Token.Kind.QUOTED, quoted(), start);
        } else if (sql.startsWith("$$", pos)) {
            final int end = sql.indexOf("$$", pos + 2);
            if (end < 0) {
                throw SnowflakeError.syntax("string without end", sql);
            }
            pos = end + 2;
            add(Token.Kind.STRING, sql.substring(start + 2, end), start);
        } else if (sql.regionMatches(true, pos, "file://", 0, 7)) {
            skipToDelimiter();
            add(Token.Kind.STRING, sql.substring(start, pos), start);
        } else if (c == '@') {
            skipToDelimiter();
            add(Token.Kind.STAGE, sql.substring(start, pos), start);
        } else if (Character.isLetter(c) || c == '_') {
            while (pos < sql.length() && isWordPart(sql.charAt(pos))) {
                pos++;
            }
            add(Token.Kind.WORD, sql.substring(start, pos).toUpperCase(Locale.ROOT), start);
        } else if (Character.isDigit(c)
                || c == '.' && pos + 1 < sql.length() && Character.isDigit(sql.charAt(pos + 1)) && !afterOperand()) {
            number();
            add(Token.Kind.NUMBER, sql.substring(start, pos), start);
        } else if (c == '?') {
            pos++;
            add(Token.Kind.BIND, Integer.toString(++binds), start);
        } else {
            pos += pos + 2 <= sql.length() && TWO.contains(sql.substring(pos, pos + 2)) ? 2 : 1;
            add(Token.Kind.SYMBOL, sql.substring(start, pos), start);
        }
    }

    private boolean afterOperand() {
        return !tokens.isEmpty() && tokens.getLast().isIdentifier();
    }

    private void add(final Token.Kind kind, final String text, final int start) {
        tokens.add(new Token(kind, text, start, pos));
    }

    private static boolean isWordPart(final char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$';
    }

    private void skipToDelimiter() {
        boolean quotes = false;
        while (pos < sql.length()) {
            final char c = sql.charAt(pos);
            if (c == '"') {
                quotes = !quotes;
            } else if (!quotes && (Character.isWhitespace(c) || c == ')' || c == ',' || c == ';')) {
                return;
            }
            pos++;
        }
    }

    private void number() {
        while (pos < sql.length() && (Character.isDigit(sql.charAt(pos)) || sql.charAt(pos) == '.')) {
            pos++;
        }
        if (pos < sql.length() && (sql.charAt(pos) == 'e' || sql.charAt(pos) == 'E')) {
            int p = pos + 1;
            if (p < sql.length() && (sql.charAt(p) == '+' || sql.charAt(p) == '-')) {
                p++;
            }
            if (p < sql.length() && Character.isDigit(sql.charAt(p))) {
                while (p < sql.length() && Character.isDigit(sql.charAt(p))) {
                    p++;
                }
                pos = p;
            }
        }
    }

    private String quoted() {
        final StringBuilder text = new StringBuilder();
        pos++;
        while (pos < sql.length()) {
            final char c = sql.charAt(pos++);
            if (c != '"') {
                text.append(c);
            } else if (pos < sql.length() && sql.charAt(pos) == '"') {
                text.append('"');
                pos++;
            } else {
                return text.toString();
            }
        }
        throw SnowflakeError.syntax("identifier without closing quote", sql);
    }

    private String string() {
        final StringBuilder text = new StringBuilder();
        pos++;
        while (pos < sql.length()) {
            final char c = sql.charAt(pos++);
            if (c == '\\' && pos < sql.length()) {
                text.append(escape());
            } else if (c != '\'') {
                text.append(c);
            } else if (pos < sql.length() && sql.charAt(pos) == '\'') {
                text.append('\'');
                pos++;
            } else {
                return text.toString();
            }
        }
        throw SnowflakeError.syntax("string without closing quote", sql);
    }

    private char escape() {
        final char c = sql.charAt(pos++);
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case '0' -> '\0';
            case 'u' -> {
                final char decoded = (char) Integer.parseInt(sql.substring(pos, pos + 4), 16);
                pos += 4;
                yield decoded;
            }
            default -> c;
        };
    }
}
