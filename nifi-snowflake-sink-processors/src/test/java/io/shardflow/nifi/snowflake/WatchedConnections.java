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

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.dbcp.DBCPService;
import org.apache.nifi.processor.exception.ProcessException;

/** A pool that lets a test do something right before a statement is sent. */
final class WatchedConnections extends AbstractControllerService implements DBCPService {

    @FunctionalInterface
    interface Action {
        void run() throws SQLException;
    }

    private final SnowflakeForTests snowflake;
    private final String[] first;
    private volatile String beginning;
    private volatile Action action;
    private int left;

    /** @param first what the pool, the user or the account has set in each new session, as statements */
    WatchedConnections(final SnowflakeForTests snowflake, final String... first) {
        this.snowflake = snowflake;
        this.first = first;
    }

    /** Runs the action before each of the next statements that begin so. */
    synchronized void before(final String sql, final int times, final Action then) {
        beginning = sql;
        action = then;
        left = times;
    }

    /** Whether the action was run as often as it was to be. */
    synchronized boolean isDone() {
        return left == 0;
    }

    private synchronized void sending(final String sql) throws SQLException {
        if (left > 0 && sql.startsWith(beginning)) {
            left--;
            action.run();
        }
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
            return watched(Connection.class, connection);
        } catch (final SQLException e) {
            throw new ProcessException("no connection", e);
        }
    }

    private <T> T watched(final Class<T> type, final T real) {
        return type.cast(
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
                    if (method.getName().startsWith("execute") && args != null && args[0] instanceof String sql) {
                        sending(sql);
                    }
                    try {
                        final Object result = method.invoke(real, args);
                        return result instanceof Statement statement ? watched(Statement.class, statement) : result;
                    } catch (final InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
