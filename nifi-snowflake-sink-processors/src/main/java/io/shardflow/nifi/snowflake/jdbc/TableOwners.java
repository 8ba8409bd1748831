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
package io.shardflow.nifi.snowflake.jdbc;

import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Who owns a table, and the guard and ledger beside it. Empty where there is none, or the role has no right on it.
 *
 * @param session the session's role
 */
public record TableOwners(String session, Optional<Owner> table, Optional<Owner> guard, Optional<Owner> ledger) {

    /**
     * A role.
     *
     * @param active whether it is the session's role, or one that this has
     */
    public record Owner(String role, boolean active) {}

    private record Owned(String table, String role) {}

    static TableOwners read(final SqlRunner sql, final QualifiedName table) throws WarehouseException {
        final QualifiedName guard = TargetTable.guardOf(table);
        final QualifiedName ledger = TargetTable.ledgerOf(table);
        final String names = List.of(table, guard, ledger).stream()
                .map(name -> SqlLiteral.of(name.object().name()))
                .collect(Collectors.joining(", "));
        final Map<String, String> owners = sql
                .query(
                        "asking who owns table " + table,
                        "SELECT TABLE_NAME, TABLE_OWNER FROM "
                                + table.database().sql()
                                + ".INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = "
                                + SqlLiteral.of(table.schema().name()) + " AND TABLE_NAME IN (" + names + ")",
                        row -> new Owned(row.getString(1), row.getString(2)))
                .stream()
                .filter(owned -> owned.role() != null)
                .collect(Collectors.toMap(Owned::table, Owned::role));
        final String session = SessionFacts.read(sql).role();
        return new TableOwners(
                session,
                owner(sql, session, owners.get(table.object().name())),
                owner(sql, session, owners.get(guard.object().name())),
                owner(sql, session, owners.get(ledger.object().name())));
    }

    private static Optional<Owner> owner(final SqlRunner sql, final String session, final String role)
            throws WarehouseException {
        return role == null
                ? Optional.empty()
                : Optional.of(new Owner(role, role.equals(session) || isActive(sql, role)));
    }

    private static boolean isActive(final SqlRunner sql, final String role) throws WarehouseException {
        try {
            return sql.query(
                            "asking whether the session has role " + role,
                            "SELECT IS_ROLE_IN_SESSION(" + SqlLiteral.of(role) + ")",
                            row -> row.getBoolean(1))
                    .getFirst();
        } catch (final WarehouseException e) {
            if (e.kind() == Kind.PERMANENT) {
                // Not a role of the account, such as one of a database.
                return false;
            }
            throw e;
        }
    }
}
