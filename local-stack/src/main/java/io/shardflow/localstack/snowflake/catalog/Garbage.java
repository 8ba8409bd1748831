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
package io.shardflow.localstack.snowflake.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Physical tables that no name points to any more. H2 does not drop a table that somebody still uses: such ones are tried again later, at the latest at the next start. */
public final class Garbage {
    private final Queue<String> left = new ConcurrentLinkedQueue<>();
    private final int lockTimeoutMillis;

    /** @param lockTimeoutMillis what the connections' LOCK_TIMEOUT is set to again after a sweep */
    public Garbage(final int lockTimeoutMillis) {
        this.lockTimeoutMillis = lockTimeoutMillis;
    }

    public void drop(final Connection connection, final TableDef table) throws SQLException {
        left.add(table.physical());
        if (!table.temporary()) {
            left.add(table.history());
        }
        sweep(connection);
    }

    private void sweep(final Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCK_TIMEOUT 20");
            for (int i = left.size(); i > 0; i--) {
                final String physical = left.poll();
                if (physical == null) {
                    break;
                }
                try {
                    statement.execute("DROP TABLE IF EXISTS " + physical);
                } catch (SQLException e) {
                    left.add(physical);
                }
            }
            statement.execute("SET LOCK_TIMEOUT " + lockTimeoutMillis);
        }
        connection.commit();
    }
}
