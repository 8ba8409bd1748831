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
import io.shardflow.nifi.snowflake.name.Identifier;
import java.sql.Connection;
import java.util.Optional;

/** Where a session's names are looked up: Snowflake opens it without the database or schema that its role may not use. */
final class SessionPlace {

    private SessionPlace() {}

    /**
     * @param database the processor's own; empty for the session's
     * @param schema likewise
     * @throws WarehouseException PERMANENT, with the GRANT, if the session lacks one that the pool asked for
     */
    static void check(
            final Connection connection,
            final SessionFacts session,
            final Optional<Identifier> database,
            final Optional<Identifier> schema)
            throws WarehouseException {
        final SessionWishes wishes =
                CleanConnection.watch(connection).map(WatchedSession::wishes).orElse(SessionWishes.UNKNOWN);
        final Grants grants = new Grants(session.role());
        try {
            if (database.isEmpty()
                    && session.database() == null
                    && wishes.database().isPresent()) {
                final Identifier wanted = Identifier.parse(wishes.database().get());
                throw lacks("database", "Database Name", wanted, grants.useDatabase(wanted));
            }
            if (schema.isEmpty()
                    && session.schema() == null
                    && session.database() != null
                    && wishes.schema().isPresent()) {
                final Identifier wanted = Identifier.parse(wishes.schema().get());
                throw lacks(
                        "schema", "Schema Name", wanted, grants.useSchema(new Identifier(session.database()), wanted));
            }
        } catch (final IllegalArgumentException e) {
            // No name: whoever resolves it says so.
        }
    }

    private static WarehouseException lacks(
            final String what, final String setting, final Identifier wanted, final String grant) {
        return new WarehouseException(
                Kind.PERMANENT,
                "the session has no " + what + ": '" + setting + "' of the connection pool is " + wanted
                        + ", which does not exist or the role may not use. Remedy: create it, or run " + grant);
    }
}
