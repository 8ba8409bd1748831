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
package io.shardflow.localstack.snowflake.scan;

import io.shardflow.localstack.snowflake.catalog.TableDef;
import io.shardflow.localstack.snowflake.session.Session;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts, while it is switched on, the rows that statements read of each table. Safe for use by several threads. */
public final class ScanCounter {

    private final Map<String, Long> rows = new ConcurrentHashMap<>();
    private volatile int partitionRows;

    /**
     * Begins anew.
     *
     * @param count rows of a micro-partition; 0 switches it off
     */
    public void partitionRows(final int count) {
        rows.clear();
        partitionRows = count;
    }

    public int partitionRows() {
        return partitionRows;
    }

    /** Rows read since it was switched on, by the table's name. */
    public Map<String, Long> rows() {
        return Map.copyOf(rows);
    }

    /** To be called before the statement runs. */
    public void count(final Session session, final String sql) throws SQLException {
        final int size = partitionRows;
        if (size == 0) {
            return;
        }
        for (final ScannedTable scanned : ScannedTable.of(sql)) {
            final TableDef table = session.find(session.resolve(scanned.name()));
            if (table != null && !table.temporary()) {
                rows.merge(
                        table.name().name(),
                        new Partitions(session.h2(), table, size).rowsRead(scanned.condition()),
                        Long::sum);
            }
        }
    }
}
