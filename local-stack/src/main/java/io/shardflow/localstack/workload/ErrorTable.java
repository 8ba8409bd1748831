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
package io.shardflow.localstack.workload;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The error table, read through JDBC.
 *
 * <p>Threads: used by one thread, like the connection.
 */
public final class ErrorTable {

    private final Connection connection;
    private final OrderTable table;
    private final String name;

    /** @param name as SQL takes it, quoted where it must be */
    public ErrorTable(final Connection connection, final String name) {
        this.connection = connection;
        this.table = new OrderTable(connection, name);
        this.name = name;
    }

    /** Rows in the table; 0 when it does not exist yet. */
    public long count() throws SQLException {
        return table.count();
    }

    /**
     * Holds the table against the bad records that were produced; what landed are rows, and each must have its record's metadata and
     * bytes, and the reason.
     *
     * @param arrivals those of the records of which the arrival in the row is compared, too
     */
    public LandedOrders compare(final String stream, final BadRecords bad, final Arrivals arrivals)
            throws SQLException {
        final Map<BadRecords.Place, BadRecords.Sent> sent = bad.sent();
        final Set<BadRecords.Place> seen = new HashSet<>();
        final List<ErrorRow> rows = rows();
        long duplicated = 0;
        long altered = 0;
        for (final ErrorRow row : rows) {
            final BadRecords.Sent record = sent.get(row.place());
            if (record == null || !row.isOf(record, stream, arrivals)) {
                altered++;
            } else if (!seen.add(row.place())) {
                duplicated++;
            }
        }
        return new LandedOrders(rows.size(), sent.size() - seen.size(), duplicated, altered);
    }

    private List<ErrorRow> rows() throws SQLException {
        final List<ErrorRow> rows = new ArrayList<>();
        if (count() == 0) {
            return rows;
        }
        try (Statement statement = connection.createStatement();
                ResultSet results =
                        statement.executeQuery("SELECT KINESISMETADATA, RAW::VARCHAR, REASON::VARCHAR FROM " + name)) {
            while (results.next()) {
                rows.add(new ErrorRow(text(results, 1), text(results, 2), text(results, 3)));
            }
        }
        return rows;
    }

    private static String text(final ResultSet row, final int column) throws SQLException {
        return Objects.requireNonNullElse(row.getString(column), "");
    }
}
