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
package io.shardflow.localstack.snowflake.stage;

import io.shardflow.localstack.snowflake.catalog.TableDef;
import io.shardflow.localstack.snowflake.transaction.Transaction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which files were loaded into which table. Written in the transaction of the COPY, so a rollback forgets them: Snowflake's documents do not say whether
 * it does. A file is marked while a COPY's transaction is open, so that another COPY passes over it.
 */
public final class Loads {
    private final Set<String> marked = ConcurrentHashMap.newKeySet();

    /** Those that a rollback does not forget. */
    private final Set<Load> kept = ConcurrentHashMap.newKeySet();

    private record Load(long table, String file, String etag) {}

    public Loads(final Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS SF_LOADS(ID BIGINT, FILE VARCHAR, ETAG VARCHAR)");
            statement.execute("CREATE INDEX IF NOT EXISTS SF_LOADS_FILE ON SF_LOADS(FILE)");
        }
        connection.commit();
    }

    public boolean known(final Connection connection, final TableDef table, final String file, final String etag)
            throws SQLException {
        if (kept.contains(new Load(table.id(), file, etag))) {
            return true;
        }
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT 1 FROM SF_LOADS WHERE ID = ? AND FILE = ? AND ETAG = ?")) {
            statement.setLong(1, table.id());
            statement.setString(2, file);
            statement.setString(3, etag);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** Marks the file until the transaction ends; false when another transaction has. */
    public boolean mark(final Transaction transaction, final TableDef table, final String file) {
        final String key = table.id() + " " + file;
        if (!marked.add(key)) {
            return false;
        }
        transaction.atEnd(() -> marked.remove(key));
        return true;
    }

    public void remember(final Connection connection, final TableDef table, final String file, final String etag)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("INSERT INTO SF_LOADS VALUES (?, ?, ?)")) {
            statement.setLong(1, table.id());
            statement.setString(2, file);
            statement.setString(3, etag);
            statement.executeUpdate();
        }
    }

    /** Also when the transaction is rolled back. */
    public void keep(final TableDef table, final String file, final String etag) {
        kept.add(new Load(table.id(), file, etag));
    }

    public void forget(final Connection connection, final TableDef table) throws SQLException {
        kept.removeIf(load -> load.table() == table.id());
        try (PreparedStatement statement = connection.prepareStatement("DELETE FROM SF_LOADS WHERE ID = ?")) {
            statement.setLong(1, table.id());
            statement.executeUpdate();
        }
    }
}
