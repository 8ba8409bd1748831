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
package io.shardflow.localstack.snowflake.access;

import io.shardflow.localstack.snowflake.catalog.ObjectName;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.session.Request;
import io.shardflow.localstack.snowflake.session.Session;
import io.shardflow.localstack.snowflake.syntax.Token;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import java.util.List;

/** Whether a session's role may create what a CREATE names, and who owns it then. */
final class CreateCheck {
    private final AccessControl access;
    private final Request request;
    private final Session session;
    private final Tokens in;
    private final StatementCheck statement;

    CreateCheck(final AccessControl access, final Request request, final Tokens in, final StatementCheck statement) {
        this.access = access;
        this.request = request;
        this.session = request.session();
        this.in = in;
        this.statement = statement;
    }

    /**
     * CREATE has been read.
     *
     * @return what is to be noted when it has been done
     * @throws SnowflakeError if the role may not
     */
    Runnable check() {
        final boolean replace = in.acceptWord("OR", "REPLACE");
        if (in.acceptWord("DATABASE")) {
            createIn(Securable.ACCOUNT, "CREATE DATABASE");
            in.acceptWord("IF", "NOT", "EXISTS");
            final String name = in.identifier();
            final Runnable database = madeUnlessThere(Securable.of(Securable.Kind.DATABASE, name), false);
            final Runnable schema = madeUnlessThere(Securable.schema(name, "PUBLIC"), false);
            return () -> {
                database.run();
                schema.run();
            };
        }
        if (in.acceptWord("SCHEMA")) {
            in.acceptWord("IF", "NOT", "EXISTS");
            final List<String> name = in.name();
            final String database = name.size() == 2 ? name.getFirst() : session.database();
            statement.seesDatabase(database);
            createIn(Securable.of(Securable.Kind.DATABASE, database), "CREATE SCHEMA");
            return madeUnlessThere(Securable.schema(database, name.getLast()), false);
        }
        return createInSchema(replace);
    }

    /** Temporary tables and stages need no right of their own, only to see the schema. */
    private Runnable createInSchema(final boolean replace) {
        boolean temporary = false;
        while (!in.atWord("TABLE") && !in.atWord("STAGE") && in.peek().kind() == Token.Kind.WORD) {
            temporary |= in.next().text().matches("TEMP|TEMPORARY|VOLATILE");
        }
        final Securable.Kind kind = in.next().isWord("STAGE") ? Securable.Kind.STAGE : Securable.Kind.TABLE;
        in.acceptWord("IF", "NOT", "EXISTS");
        final ObjectName name = session.resolve(in.name());
        if (!request.standIn().catalog().hasSchema(name.database(), name.schema())) {
            return () -> {};
        }
        statement.seesSchema(name);
        if (temporary) {
            return () -> {};
        }
        createIn(Securable.schema(name.database(), name.schema()), "CREATE " + kind.name());
        final Securable object = Securable.inSchema(kind, name);
        if (access.rights().isOwned(object)) {
            if (!access.rights().sees(session.role(), object)) {
                throw new SnowflakeError(
                        "003041",
                        "42710",
                        "SQL compilation error:\n"
                                + (kind == Securable.Kind.TABLE ? "Table '" : "Stage '") + name.name()
                                + "' already exists, but current role has no privileges on it. If this is unexpected and you"
                                + " cannot resolve this problem, contact your system administrator. ACCOUNTADMIN role may be"
                                + " required to manage the privileges on the object.");
            }
            if (replace && !access.rights().owns(session.role(), object)) {
                throw AccessControl.insufficient(object);
            }
        }
        return madeUnlessThere(object, replace);
    }

    private void createIn(final Securable parent, final String right) {
        if (!access.rights().has(session.role(), right, parent)) {
            throw AccessControl.insufficient(parent);
        }
    }

    private Runnable madeUnlessThere(final Securable object, final boolean replace) {
        return () -> {
            if (replace || !access.rights().isOwned(object)) {
                access.rights().made(object, session.role());
            }
        };
    }
}
