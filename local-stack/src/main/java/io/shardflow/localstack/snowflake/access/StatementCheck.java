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
import io.shardflow.localstack.snowflake.catalog.TableDef;
import io.shardflow.localstack.snowflake.command.StatementRunner;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.session.Request;
import io.shardflow.localstack.snowflake.session.Session;
import io.shardflow.localstack.snowflake.syntax.Token;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import java.util.List;

/** Whether a session's role may run a statement, by the objects that the statement names; and what the statement makes of them. */
final class StatementCheck {
    private final AccessControl access;
    private final Request request;
    private final Session session;
    private final Tokens in;
    private Runnable afterwards = () -> {};

    StatementCheck(final AccessControl access, final Request request) {
        this.access = access;
        this.request = request;
        this.session = request.session();
        this.in = new Tokens(request.in().sql());
    }

    /** @throws SnowflakeError if the role may not */
    void before() {
        switch (in.peek().kind() == Token.Kind.WORD ? in.next().text() : "") {
            case "INSERT" -> {
                in.expectWord("INTO");
                needs(in.name(), "INSERT");
            }
            case "COPY" -> {
                in.expectWord("INTO");
                needs(in.name(), "INSERT");
            }
            case "UPDATE" -> {
                final List<String> name = in.name();
                needs(name, "SELECT");
                needs(name, "UPDATE");
            }
            case "DELETE" -> {
                in.expectWord("FROM");
                needs(in.name(), "DELETE");
            }
            case "TRUNCATE" -> {
                in.acceptWord("TABLE");
                in.acceptWord("IF", "EXISTS");
                needs(in.name(), "TRUNCATE");
            }
            case "CREATE" -> afterwards = new CreateCheck(access, request, in, this).check();
            case "ALTER" -> alter();
            case "DROP" -> drop();
            case "UNDROP" -> undrop();
            case "DESC", "DESCRIBE" -> {
                if (in.acceptWord("TABLE")) {
                    needs(in.name(), null);
                }
            }
            case "USE" -> use();
            default -> {}
        }
        reads();
        if (StatementRunner.needsWarehouse(in.sql()) && !request.describeOnly()) {
            access.wake(session);
        }
    }

    /** To be called when the statement has done its work. */
    void after() {
        if (!request.describeOnly()) {
            afterwards.run();
        }
    }

    /** Everything behind FROM, JOIN and CLONE that is a table. */
    private void reads() {
        in.pos(0);
        while (in.peek().kind() != Token.Kind.END) {
            final boolean mention = in.atWord("FROM") || in.atWord("JOIN") || in.atWord("CLONE");
            in.next();
            if (mention && in.peek().isIdentifier() && !in.atWord("TABLE")) {
                final int at = in.pos();
                final List<String> name = in.name();
                if (name.size() > 1 && name.get(name.size() - 2).equals("INFORMATION_SCHEMA")) {
                    seesDatabase(name.size() == 3 ? name.getFirst() : session.database());
                } else {
                    needs(name, "SELECT");
                }
                in.pos(at);
            }
        }
    }

    /** @param right null for any. What does not exist is left to the statement, whose error is the same as that of a hidden object. */
    private void needs(final List<String> parts, final String right) {
        if (parts.size() < 3 && session.database() == null || parts.size() == 1 && session.schema() == null) {
            return;
        }
        final ObjectName name = session.resolve(parts);
        final TableDef table = session.find(name);
        if (table == null) {
            return;
        }
        seesSchema(name);
        if (table.temporary()) {
            return;
        }
        final Securable object = Securable.table(name);
        if (!access.rights().sees(session.role(), object)) {
            throw SnowflakeError.missing("Object", String.join(".", parts));
        }
        if (right != null && !access.rights().has(session.role(), right, object)) {
            throw AccessControl.insufficient(object);
        }
    }

    void seesSchema(final ObjectName name) {
        seesDatabase(name.database());
        if (!access.maySeeSchema(session, name.database(), name.schema())) {
            throw SnowflakeError.missing("Schema", name.database() + "." + name.schema());
        }
    }

    void seesDatabase(final String database) {
        if (database != null
                && !access.rights().has(session.role(), "USAGE", Securable.of(Securable.Kind.DATABASE, database))) {
            throw SnowflakeError.missing("Database", database);
        }
    }

    private void alter() {
        if (!in.acceptWord("TABLE")) {
            return;
        }
        in.acceptWord("IF", "EXISTS");
        final List<String> parts = in.name();
        needs(parts, Rights.OWNERSHIP);
        if (in.acceptWord("RENAME", "TO") && session.find(session.resolve(parts)) != null) {
            final Securable from = Securable.table(session.resolve(parts));
            final Securable to = Securable.table(session.resolve(in.name()));
            afterwards = () -> access.rights().renamed(from, to);
        } else if (in.acceptWord("SWAP", "WITH")) {
            final List<String> other = in.name();
            needs(other, Rights.OWNERSHIP);
            afterwards = () -> access.rights()
                    .swapped(Securable.table(session.resolve(parts)), Securable.table(session.resolve(other)));
        }
    }

    private void drop() {
        final boolean table = in.acceptWord("TABLE");
        if (!table && !in.acceptWord("STAGE")) {
            return;
        }
        in.acceptWord("IF", "EXISTS");
        final List<String> parts = in.name();
        final ObjectName name = session.resolve(parts);
        final TableDef found = session.find(name);
        if (table && found != null && !found.temporary()) {
            needs(parts, Rights.OWNERSHIP);
            afterwards = () -> access.rights().gone(Securable.table(name));
        }
    }

    /** Who owned it, and who had which right on it, is not remembered. */
    private void undrop() {
        in.expectWord("TABLE");
        final ObjectName name = session.resolve(in.name());
        seesSchema(name);
        afterwards = () -> access.rights().made(Securable.table(name), session.role());
    }

    private void use() {
        if (in.acceptWord("ROLE")) {
            final String role = in.identifier();
            if (!access.mayTake(access.users().get(session.user()), role)) {
                throw new SnowflakeError(
                        "003013",
                        "42501",
                        "SQL access control error:\nRequested role '" + role
                                + "' is not assigned to the executing user.  Specify another role to activate.");
            }
            return;
        }
        final boolean hidden;
        if (in.acceptWord("WAREHOUSE")) {
            final String name = in.identifier();
            hidden = !access.warehouses().containsKey(name)
                    || !access.rights().has(session.role(), "USAGE", Securable.of(Securable.Kind.WAREHOUSE, name));
        } else {
            final boolean schema = in.acceptWord("SCHEMA");
            in.acceptWord("DATABASE");
            final List<String> name = in.name();
            final String database = name.size() == 2 || !schema ? name.getFirst() : session.database();
            hidden = !access.rights().has(session.role(), "USAGE", Securable.of(Securable.Kind.DATABASE, database))
                    || (schema || name.size() == 2) && !access.maySeeSchema(session, database, name.getLast());
        }
        if (hidden) {
            throw new SnowflakeError(
                    "002043",
                    "02000",
                    "SQL compilation error:\nObject does not exist, or operation cannot be performed.");
        }
    }
}
