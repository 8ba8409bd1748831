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

import io.shardflow.localstack.snowflake.catalog.History;
import io.shardflow.localstack.snowflake.catalog.TableDef;
import io.shardflow.localstack.snowflake.session.Request;
import io.shardflow.localstack.snowflake.transaction.Quirk;
import io.shardflow.localstack.snowflake.transaction.Transaction;
import io.shardflow.localstack.snowflake.value.H2Text;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows that a change has found at another time than when it writes them.
 *
 * @param rows of each its number in the table, then its new values
 */
record FoundRows(List<List<Object>> rows) {
    /** As they are now. */
    static FoundRows now(final Request request, final Change change) throws SQLException {
        return find(request, change, "_ROWID_", change.table().physical());
    }

    /**
     * The rows of an UPDATE as its session has read them last, with the new values.
     *
     * @return null if the quirk is off by which those count, or nobody else has changed the table since
     */
    static FoundRows asRead(final Request request, final Change change) throws SQLException {
        if (change.deletes()
                || change.table().temporary()
                || !request.standIn().switches().has(Quirk.UPDATES_UNDER_LOCK_STALE)) {
            return null;
        }
        final List<Long> unseen = request.session()
                .statements()
                .lastRead(change.table())
                .map(nanos -> request.standIn().transactions().byOthers(request.session(), nanos))
                .orElse(List.of());
        return unseen.isEmpty()
                ? null
                : find(request, change, H2Text.quote(TableDef.ROW), History.beforeWithRows(change.table(), unseen));
    }

    /**
     * @param row what gives a row's number
     * @param source where the rows are looked for, a table or an expression for one
     */
    private static FoundRows find(final Request request, final Change change, final String row, final String source)
            throws SQLException {
        final StringBuilder sql = new StringBuilder("SELECT ").append(row);
        change.values().forEach(value -> sql.append(", ").append(value));
        sql.append(" FROM ").append(source).append(change.as()).append(change.where());
        final List<List<Object>> found = new ArrayList<>();
        try (PreparedStatement statement = request.session().h2().prepareStatement(sql.toString())) {
            request.binds().apply(statement, request.in().binds(), 0);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    final List<Object> values = new ArrayList<>();
                    for (int i = 1; i <= change.values().size() + 1; i++) {
                        values.add(rows.getObject(i));
                    }
                    found.add(values);
                }
            }
        }
        return new FoundRows(found);
    }

    /** Writes these rows, whatever they have become. @return how many there still are */
    long change(final Request request, final Change change, final Transaction transaction) throws SQLException {
        long count = 0;
        final String assigned = String.join(
                ", ", change.assigned().stream().map(c -> c + " = ?").toList());
        final String sql = (change.deletes()
                        ? "DELETE FROM " + change.table().physical()
                        : "UPDATE " + change.table().physical() + " SET " + assigned)
                + " WHERE _ROWID_ = ?";
        try (PreparedStatement statement = request.session().h2().prepareStatement(sql);
                Statement history = request.session().h2().createStatement()) {
            for (final List<Object> row : rows) {
                if (transaction.tracked()) {
                    history.executeUpdate(History.keep(
                            change.table(), change.alias(), "_ROWID_ = " + row.getFirst(), transaction.id()));
                }
                for (int i = 1; i < row.size(); i++) {
                    statement.setObject(i, row.get(i));
                }
                statement.setObject(row.size(), row.getFirst());
                count += statement.executeUpdate();
            }
        }
        return count;
    }
}
