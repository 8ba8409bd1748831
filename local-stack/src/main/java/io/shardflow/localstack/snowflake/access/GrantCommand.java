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

import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.session.Request;
import io.shardflow.localstack.snowflake.session.Session;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** GRANT and REVOKE: roles, rights on objects and on future tables, ownership. */
final class GrantCommand {
    private static final Map<Securable.Kind, Set<String>> KNOWN = Map.of(
            Securable.Kind.WAREHOUSE, Set.of("USAGE", "OPERATE", "MONITOR", "MODIFY"),
            Securable.Kind.DATABASE, Set.of("USAGE", "MONITOR", "CREATE SCHEMA"),
            Securable.Kind.SCHEMA, Set.of("USAGE", "MONITOR", "CREATE TABLE", "CREATE STAGE"),
            Securable.Kind.TABLE,
                    Set.of("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "EVOLVE SCHEMA"));

    private final Request request;
    private final AccessControl access;
    private final Rights rights;
    private final Session session;
    private final Tokens in;
    private final boolean grant;

    GrantCommand(final Request request, final AccessControl access, final boolean grant) {
        this.request = request;
        this.access = access;
        this.rights = access.rights();
        this.session = request.session();
        this.in = request.in();
        this.grant = grant;
    }

    /** GRANT or REVOKE has been read. */
    void run() {
        if (in.acceptWord("ROLE")) {
            role();
            return;
        }
        final List<String> wanted = new ArrayList<>();
        do {
            wanted.add(right());
        } while (in.acceptSymbol(","));
        in.expectWord("ON");
        final boolean future = in.acceptWord("FUTURE", "TABLES", "IN");
        final Securable object = object();
        if (wanted.equals(List.of(Rights.OWNERSHIP)) && grant && !future) {
            ownership(object);
            return;
        }
        final Set<String> known = KNOWN.get(future ? Securable.Kind.TABLE : object.kind());
        for (final String right : wanted) {
            if (!right.equals(Rights.ALL) && !known.contains(right)) {
                throw SnowflakeError.syntax("privilege " + right, in.sql());
            }
        }
        final String role = grantee();
        in.expectEnd();
        mayGrant(object, future);
        if (future && grant) {
            rights.grantFuture(object, wanted, role);
        } else if (future) {
            rights.revokeFuture(object, wanted, role);
        } else if (grant) {
            rights.grant(object, wanted, role);
        } else {
            rights.revoke(object, wanted, role);
        }
    }

    private String right() {
        final String first = in.identifier();
        if (first.equals("CREATE") || first.equals("EVOLVE")) {
            return first + " " + in.identifier();
        }
        if (first.equals("ALL")) {
            in.acceptWord("PRIVILEGES");
        }
        return first;
    }

    private Securable object() {
        final Securable.Kind kind =
                switch (in.next().text()) {
                    case "WAREHOUSE" -> Securable.Kind.WAREHOUSE;
                    case "DATABASE" -> Securable.Kind.DATABASE;
                    case "SCHEMA" -> Securable.Kind.SCHEMA;
                    case "TABLE" -> Securable.Kind.TABLE;
                    default ->
                        throw SnowflakeError.syntax("rights on this kind of object are not known here", in.sql());
                };
        final List<String> name = in.name();
        return switch (kind) {
            case WAREHOUSE ->
                there(access.warehouses().containsKey(name.getFirst()), Securable.of(kind, name.getFirst()));
            case DATABASE ->
                there(request.standIn().catalog().hasDatabase(name.getFirst()), Securable.of(kind, name.getFirst()));
            case SCHEMA -> {
                final String database = name.size() == 2 ? name.getFirst() : session.database();
                yield there(
                        request.standIn().catalog().hasSchema(database, name.getLast()),
                        Securable.schema(database, name.getLast()));
            }
            default ->
                there(
                        request.standIn().catalog().table(session.resolve(name)) != null,
                        Securable.table(session.resolve(name)));
        };
    }

    private static Securable there(final boolean exists, final Securable object) {
        if (!exists) {
            final String kind = object.kind().name();
            throw SnowflakeError.missing(
                    kind.charAt(0) + kind.substring(1).toLowerCase(Locale.ROOT), String.join(".", object.name()));
        }
        return object;
    }

    private String grantee() {
        in.expectWord(grant ? "TO" : "FROM");
        in.expectWord("ROLE");
        return known(in.identifier());
    }

    private String known(final String role) {
        if (!rights.isRole(role)) {
            throw AccessCommands.missing("Role", role);
        }
        return role;
    }

    /** Its owner may, and who manages grants; of what comes only the latter. */
    private void mayGrant(final Securable object, final boolean future) {
        if (request.standIn().config().accessControl()
                && !rights.has(session.role(), "MANAGE GRANTS", Securable.ACCOUNT)
                && (future || !rights.owns(session.role(), object))) {
            throw AccessControl.insufficient(object);
        }
    }

    private void ownership(final Securable object) {
        final String role = grantee();
        final boolean copy = in.acceptWord("COPY", "CURRENT", "GRANTS");
        final boolean revoke = !copy && in.acceptWord("REVOKE", "CURRENT", "GRANTS");
        in.expectEnd();
        mayGrant(object, false);
        if (!copy && !revoke) {
            rights.checkNoneDepends(object);
        }
        rights.giveAway(object, role, copy);
    }

    private void role() {
        final String role = known(in.identifier());
        in.expectWord(grant ? "TO" : "FROM");
        final boolean user = in.acceptWord("USER");
        if (!user) {
            in.expectWord("ROLE");
        }
        final String to = in.identifier();
        in.expectEnd();
        mayGrant(Securable.of(Securable.Kind.ROLE, role), false);
        if (user) {
            final AccessControl.User of = access.users().get(to);
            if (of == null) {
                throw AccessCommands.missing("User", to);
            }
            if (grant) {
                of.roles().add(role);
            } else {
                of.roles().remove(role);
            }
        } else if (grant) {
            rights.grantRole(role, known(to));
        } else {
            rights.revokeRole(role, known(to));
        }
    }
}
