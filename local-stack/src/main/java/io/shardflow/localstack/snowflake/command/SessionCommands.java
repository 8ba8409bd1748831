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

import io.shardflow.localstack.snowflake.answer.Answer;
import io.shardflow.localstack.snowflake.catalog.Catalog;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.session.Request;
import io.shardflow.localstack.snowflake.session.Session;
import io.shardflow.localstack.snowflake.session.TransactionCommands;
import io.shardflow.localstack.snowflake.syntax.Token;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** ALTER SESSION, USE, CREATE DATABASE and CREATE SCHEMA. */
final class SessionCommands {
    private SessionCommands() {}

    /** ALTER SESSION has been read. Assignments are separated by blanks or commas. */
    static Answer alter(final Request request) throws SQLException {
        final Tokens in = request.in();
        final Session session = request.session();
        final Map<String, Object> changes = new LinkedHashMap<>();
        final boolean set = in.acceptWord("SET");
        if (!set) {
            in.expectWord("UNSET");
        }
        do {
            final String name = in.identifier();
            if (set) {
                in.expectSymbol("=");
                changes.put(name, value(in));
            } else {
                changes.put(name, null);
            }
            in.acceptSymbol(",");
        } while (!in.atEnd());
        if (!request.describeOnly()) {
            if (changes.containsKey("AUTOCOMMIT")) {
                // Whatever the value: the documents call this an implicit COMMIT.
                TransactionCommands.commit(session);
            }
            changes.forEach((name, value) -> {
                if (value == null) {
                    session.parameters().unset(name);
                } else {
                    session.parameters().set(name, value);
                }
            });
        }
        return Answer.status(Answer.ALTER_SESSION, "Statement executed successfully.");
    }

    private static Object value(final Tokens in) {
        final Token token = in.next();
        return switch (token.kind()) {
            case STRING, QUOTED -> token.text();
            case NUMBER -> Long.parseLong(token.text());
            case WORD ->
                token.isWord("TRUE") || token.isWord("FALSE") ? (Object) Boolean.valueOf(token.text()) : token.text();
            default -> throw SnowflakeError.syntax("value of a session parameter", in.sql());
        };
    }

    static Answer use(final Request request) throws SQLException {
        final Tokens in = request.in();
        final Session session = request.session();
        in.expectWord("USE");
        if (in.acceptWord("ROLE")) {
            session.role(in.identifier());
        } else if (in.acceptWord("WAREHOUSE")) {
            session.warehouse(in.identifier());
        } else {
            final boolean schema = in.acceptWord("SCHEMA");
            if (!schema) {
                in.acceptWord("DATABASE");
            }
            final List<String> name = in.name();
            if (name.size() == 2 || schema) {
                useSchema(session, name);
            } else {
                useDatabase(session, name.getFirst());
            }
        }
        in.expectEnd();
        return Answer.status(Answer.USE, "Statement executed successfully.");
    }

    private static void useSchema(final Session session, final List<String> name) {
        final String database = name.size() == 2 ? name.get(0) : session.database();
        if (database == null || !session.standIn().catalog().hasSchema(database, name.getLast())) {
            throw new SnowflakeError(
                    "002043",
                    "02000",
                    "SQL compilation error:\nObject does not exist, or operation cannot be performed.");
        }
        session.use(database, name.getLast());
    }

    private static void useDatabase(final Session session, final String database) {
        if (!session.standIn().catalog().hasDatabase(database)) {
            throw new SnowflakeError(
                    "002043",
                    "02000",
                    "SQL compilation error:\nObject does not exist, or operation cannot be performed.");
        }
        session.use(database, session.standIn().catalog().hasSchema(database, "PUBLIC") ? "PUBLIC" : null);
    }

    /** CREATE has been read. */
    static Answer createSchema(final Request request) throws SQLException {
        final Tokens in = request.in();
        final Session session = request.session();
        final boolean database = in.next().isWord("DATABASE");
        final boolean ifNotExists = in.acceptWord("IF", "NOT", "EXISTS");
        final List<String> name = in.name();
        in.expectEnd();
        TransactionCommands.commit(session);
        final Catalog catalog = request.standIn().catalog();
        final String inDatabase = database ? name.getFirst() : name.size() == 2 ? name.get(0) : session.database();
        final String schema = database ? "PUBLIC" : name.getLast();
        if (catalog.hasSchema(inDatabase, schema)) {
            if (!ifNotExists) {
                throw SnowflakeError.exists(name.getLast());
            }
        } else if (!database && !catalog.hasDatabase(inDatabase)) {
            throw SnowflakeError.missing("Database", inDatabase);
        } else {
            catalog.addSchema(session.h2(), inDatabase, schema);
            session.h2().commit();
        }
        session.use(inDatabase, schema);
        return Answer.status(
                Answer.DDL, (database ? "Database " : "Schema ") + name.getLast() + " successfully created.");
    }
}
