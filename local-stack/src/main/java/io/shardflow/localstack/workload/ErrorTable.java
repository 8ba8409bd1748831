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
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
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

    /** Holds the table against the bad records that were produced; what landed are rows, and each must have its record's bytes. */
    public LandedOrders compare(final BadRecords bad) throws SQLException {
        final Map<BadRecords.Place, BadRecords.Sent> sent = bad.sent();
        final Set<BadRecords.Place> seen = new HashSet<>();
        long rows = 0;
        long duplicated = 0;
        long altered = 0;
        if (count() > 0) {
            try (Statement statement = connection.createStatement();
                    ResultSet results = statement.executeQuery(
                            "SELECT KINESISMETADATA:shardId::VARCHAR, KINESISMETADATA:sequenceNumber::VARCHAR, RAW::VARCHAR FROM "
                                    + name)) {
                while (results.next()) {
                    final BadRecords.Place place = new BadRecords.Place(results.getString(1), results.getString(2));
                    final BadRecords.Sent record = sent.get(place);
                    rows++;
                    if (record == null
                            || !record.kind()
                                    .isKeptAs(
                                            record.payload(),
                                            Base64.getDecoder().decode(results.getString(3)))) {
                        altered++;
                    } else if (!seen.add(place)) {
                        duplicated++;
                    }
                }
            }
        }
        return new LandedOrders(rows, sent.size() - seen.size(), duplicated, altered);
    }
}
