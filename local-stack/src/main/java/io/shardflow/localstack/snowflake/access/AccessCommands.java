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

import io.shardflow.localstack.snowflake.answer.Answer;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.session.Request;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import java.util.List;

/** The statements that are about access: SET, CREATE ROLE, USER and WAREHOUSE, ALTER USER and WAREHOUSE, GRANT, REVOKE, SHOW WAREHOUSES. */
final class AccessCommands {
    private AccessCommands() {}

    static boolean knows(final Tokens in) {
        return in.atWord("SET")
                || in.atWord("GRANT")
                || in.atWord("REVOKE")
                || in.atWord("CREATE", "ROLE")
                || in.atWord("CREATE", "USER")
                || in.atWord("CREATE", "WAREHOUSE")
                || in.atWord("ALTER", "USER")
                || in.atWord("ALTER", "WAREHOUSE")
                || in.atWord("SHOW", "WAREHOUSES");
    }

    static Answer run(final Request request, final AccessControl access) {
        final Tokens in = request.in();
        if (request.describeOnly()) {
            return Answer.status(Answer.DDL, "");
        }
        switch (in.next().text()) {
            case "SET" -> access.variables(request.session()).set(in);
            case "GRANT" -> new GrantCommand(request, access, true).run();
            case "REVOKE" -> new GrantCommand(request, access, false).run();
            case "CREATE" -> {
                final String kind = in.next().text();
                final boolean ifNotExists = in.acceptWord("IF", "NOT", "EXISTS");
                switch (kind) {
                    case "ROLE" -> createRole(request, access, ifNotExists);
                    case "USER" -> new UserCommand(request, access).create(ifNotExists);
                    default -> new WarehouseCommands(request, access).create(ifNotExists);
                }
            }
            case "ALTER" -> {
                if (in.acceptWord("USER")) {
                    new UserCommand(request, access).alter();
                } else {
                    new WarehouseCommands(request, access).alter();
                }
            }
            default -> {
                return new WarehouseCommands(request, access).show();
            }
        }
        return Answer.status(Answer.DDL, "Statement executed successfully.");
    }

    private static void createRole(final Request request, final AccessControl access, final boolean ifNotExists) {
        final Tokens in = request.in();
        final String name = in.identifier();
        in.expectEnd();
        may(request, access, "CREATE ROLE");
        if (!access.rights().isRole(name)) {
            access.rights().addRole(name, request.session().role());
        } else if (!ifNotExists) {
            throw SnowflakeError.exists(name);
        }
    }

    /** Refused unless access control is off, or the role has that right on the account. */
    static void may(final Request request, final AccessControl access, final String right) {
        if (request.standIn().config().accessControl()
                && !access.rights().has(request.session().role(), right, Securable.ACCOUNT)) {
            throw AccessControl.insufficient(Securable.ACCOUNT);
        }
    }

    /** What an object was given when it was made: the next word as it is, or the content of a literal. */
    static String value(final Tokens in) {
        in.expectSymbol("=");
        if (in.atSymbol("(")) {
            final int from = in.pos();
            in.skipGroup();
            return in.rawFrom(from);
        }
        return in.next().text();
    }

    static SnowflakeError missing(final String kind, final String name) {
        return new SnowflakeError(
                "002003",
                "02000",
                "SQL compilation error:\n" + kind + " '" + String.join(".", List.of(name))
                        + "' does not exist or not authorized.");
    }
}
