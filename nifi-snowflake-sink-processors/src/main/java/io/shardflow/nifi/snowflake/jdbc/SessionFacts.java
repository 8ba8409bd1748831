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
import java.sql.Connection;

/** What a session says it is; each may be null where the session has none. */
public record SessionFacts(
        String database, String schema, String role, String warehouse, String user, String account, String version) {

    /** A session that lacks what it was to have is given to nobody else: it would lack it when the role gets the right. */
    static SessionFacts read(final SqlRunner sql) throws WarehouseException {
        final SessionFacts facts = sql.query(
                        "asking the session for its settings",
                        "SELECT CURRENT_DATABASE(), CURRENT_SCHEMA(), CURRENT_ROLE(), CURRENT_WAREHOUSE(),"
                                + " CURRENT_USER(), CURRENT_ACCOUNT(), CURRENT_VERSION()",
                        row -> new SessionFacts(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5),
                                row.getString(6),
                                row.getString(7)))
                .getFirst();
        CleanConnection.watch(sql.connection())
                .filter(session -> facts.lacks(session.wishes()))
                .ifPresent(WatchedSession::spoil);
        return facts;
    }

    private boolean lacks(final SessionWishes wishes) {
        return warehouse == null && wishes.warehouse().isPresent()
                || database == null && wishes.database().isPresent()
                || schema == null && wishes.schema().isPresent();
    }

    /** Borrows a connection, asks, and gives it back. */
    public static SessionFacts of(final ConnectionSource source) throws WarehouseException {
        final Connection connection = CleanConnection.borrow(source);
        try {
            return read(new SqlRunner(connection));
        } finally {
            CleanConnection.giveBack(connection);
        }
    }
}
