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
package io.shardflow.localstack.snowflake.command;

import io.shardflow.localstack.snowflake.catalog.TableDef;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.syntax.Token;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import io.shardflow.localstack.snowflake.value.H2Text;
import io.shardflow.localstack.snowflake.value.SnowflakeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A column as CREATE TABLE and ADD COLUMN define it: name, type, and options such as NOT NULL and DEFAULT. */
final class ColumnDefinition {
    private static final Set<String> OPTIONS = Set.of(
            "NOT",
            "NULL",
            "DEFAULT",
            "AUTOINCREMENT",
            "IDENTITY",
            "PRIMARY",
            "UNIQUE",
            "COMMENT",
            "CONSTRAINT",
            "REFERENCES",
            "FOREIGN");

    private ColumnDefinition() {}

    /** What stands in the parentheses of CREATE TABLE. */
    static List<TableDef.Column> list(final Tokens in) {
        final List<TableDef.Column> columns = new ArrayList<>();
        in.expectSymbol("(");
        do {
            if (in.atWord("PRIMARY", "KEY") || in.atWord("UNIQUE") || in.atWord("CONSTRAINT") || in.atWord("FOREIGN")) {
                // Snowflake keeps such constraints as a remark; it does not enforce them.
                while (!in.atSymbol("(")) {
                    in.next();
                }
                in.skipGroup();
                continue;
            }
            columns.add(read(in));
        } while (in.acceptSymbol(","));
        in.expectSymbol(")");
        return columns;
    }

    /** One column with its options. */
    static TableDef.Column read(final Tokens in) {
        final String name = in.identifier();
        final SnowflakeType type = SnowflakeType.parse(in);
        boolean notNull = false;
        String defaultSql = null;
        while (in.peek().kind() == Token.Kind.WORD) {
            if (!OPTIONS.contains(in.peek().text())) {
                throw in.unexpected("a column option");
            }
            if (in.acceptWord("NOT", "NULL")) {
                notNull = true;
            } else if (in.acceptWord("DEFAULT")) {
                defaultSql = defaultValue(in);
            } else if (in.acceptWord("AUTOINCREMENT") || in.acceptWord("IDENTITY")) {
                defaultSql = identity(in);
            } else if (in.acceptWord("COMMENT")) {
                in.string();
            } else if (!in.acceptWord("NULL") && !in.acceptWord("PRIMARY", "KEY") && !in.acceptWord("UNIQUE")) {
                throw in.unexpected("a column option");
            }
        }
        return new TableDef.Column(name, type, notNull, defaultSql);
    }

    private static String identity(final Tokens in) {
        long start = 1;
        long increment = 1;
        if (in.acceptSymbol("(")) {
            start = in.number();
            in.expectSymbol(",");
            increment = in.number();
            in.expectSymbol(")");
        } else if (in.acceptWord("START")) {
            start = in.number();
            in.expectWord("INCREMENT");
            increment = in.number();
        }
        return TableDef.IDENTITY + "START " + start + " INCREMENT " + increment;
    }

    private static String defaultValue(final Tokens in) {
        if (in.acceptWord("CURRENT_TIMESTAMP")) {
            if (in.atSymbol("(")) {
                in.skipGroup();
            }
            return "CURRENT_TIMESTAMP(9)";
        }
        if (in.acceptWord("UUID_STRING")) {
            in.skipGroup();
            return TableDef.UUID;
        }
        final Token token = in.next();
        return switch (token.kind()) {
            case STRING -> H2Text.literal(token.text());
            case NUMBER -> token.text();
            case WORD -> {
                if (!Set.of("TRUE", "FALSE", "NULL").contains(token.text())) {
                    throw SnowflakeError.syntax("DEFAULT " + token.text(), in.sql());
                }
                yield token.text();
            }
            default -> throw SnowflakeError.syntax("DEFAULT " + in.raw(token), in.sql());
        };
    }
}
