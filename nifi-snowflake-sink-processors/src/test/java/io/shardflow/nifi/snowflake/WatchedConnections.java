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
package io.shardflow.nifi.snowflake;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.dbcp.DBCPService;
import org.apache.nifi.processor.exception.ProcessException;

/** A foreign pool, each of whose connections is new, that lets a test do something right before a statement is sent. */
final class WatchedConnections extends AbstractControllerService implements DBCPService {

    private final SnowflakeForTests snowflake;
    private final String[] first;
    private final StatementWatch watch = new StatementWatch();

    /** @param first what the pool, the user or the account has set in each new session, as statements */
    WatchedConnections(final SnowflakeForTests snowflake, final String... first) {
        this.snowflake = snowflake;
        this.first = first;
    }

    /** Runs the action before each of the next statements that begin so. */
    void before(final String sql, final int times, final StatementWatch.Action then) {
        watch.before(sql, times, then);
    }

    /** Whether the action was run as often as it was to be. */
    boolean isDone() {
        return watch.isDone();
    }

    @Override
    public Connection getConnection() {
        try {
            final Connection connection = snowflake.connect();
            try (Statement statement = connection.createStatement()) {
                for (final String sql : first) {
                    statement.execute(sql);
                }
            }
            return watch.watched(connection);
        } catch (final SQLException e) {
            throw new ProcessException("no connection", e);
        }
    }
}
