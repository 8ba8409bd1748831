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
package io.shardflow.probe.snowflake;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A session as the connection pool opens it, with autocommit off, for statements that the connector does not send. One thread. */
final class PlainSession implements AutoCloseable {

    private static final int SECONDS = 60;

    private final Connection connection;

    PlainSession(final Connection connection) {
        this.connection = connection;
    }

    void run(final String... statements) throws SQLException {
        for (final String sql : statements) {
            try (Statement statement = open()) {
                statement.execute(sql);
            }
        }
    }

    /** @param seconds after which the driver cancels it */
    void run(final String sql, final int seconds) throws SQLException {
        try (Statement statement = open()) {
            statement.setQueryTimeout(seconds);
            statement.execute(sql);
        }
    }

    /** @return rows changed */
    long update(final String sql) throws SQLException {
        try (Statement statement = open()) {
            return statement.executeUpdate(sql);
        }
    }

    /** Rows by the names of their columns, in lower case. */
    List<Map<String, String>> query(final String sql) throws SQLException {
        try (Statement statement = open();
                ResultSet rows = statement.executeQuery(sql)) {
            final ResultSetMetaData columns = rows.getMetaData();
            final List<Map<String, String>> all = new ArrayList<>();
            while (rows.next()) {
                final Map<String, String> row = new LinkedHashMap<>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    row.put(columns.getColumnLabel(i).toLowerCase(Locale.ROOT), rows.getString(i));
                }
                all.add(row);
            }
            return all;
        }
    }

    /** The only column of the only row; null for NULL. */
    String value(final String sql) throws SQLException {
        return query(sql).getFirst().values().iterator().next();
    }

    private Statement open() throws SQLException {
        final Statement statement = connection.createStatement();
        statement.setQueryTimeout(SECONDS);
        return statement;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
