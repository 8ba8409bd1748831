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

import io.shardflow.nifi.snowflake.jdbc.ConnectionSource;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Opens sessions, writes down every statement that goes through them, and knows which are still open. Any thread. */
final class RecordedSessions implements ConnectionSource {

    /**
     * A statement that was sent.
     *
     * @param error what it was answered with; empty if it worked
     */
    record Sent(String sql, Optional<SQLException> error) {}

    /** SQLState: nothing is known of what is asked in such a session. */
    private static final String CONNECTION_DOES_NOT_EXIST = "08003";

    private final ConnectionSource source;
    private final List<Sent> sent = new ArrayList<>();
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;

    RecordedSessions(final ConnectionSource source) {
        this.source = source;
    }

    @Override
    public Connection connect() throws SQLException {
        if (ended) {
            throw new SQLException("the probe has ended", CONNECTION_DOES_NOT_EXIST);
        }
        return recorded(source.connect());
    }

    /** One that may be opened although the probe has ended: what was made has to be dropped. */
    Connection last() throws SQLException {
        return recorded(source.connect());
    }

    private Connection recorded(final Connection connection) {
        open.add(connection);
        return proxy(Connection.class, (proxy, method, arguments) -> {
            if (method.getName().equals("close") || method.getName().equals("abort")) {
                open.remove(connection);
            }
            final Object result = call(connection, method, arguments);
            return result instanceof Statement statement ? recorded(statement) : result;
        });
    }

    private Statement recorded(final Statement statement) {
        return proxy(Statement.class, (proxy, method, arguments) -> {
            if (!method.getName().startsWith("execute") || arguments == null) {
                return call(statement, method, arguments);
            }
            SQLException error = null;
            try {
                return call(statement, method, arguments);
            } catch (final SQLException e) {
                error = e;
                throw e;
            } finally {
                add(new Sent((String) arguments[0], Optional.ofNullable(error)));
            }
        });
    }

    private static <T> T proxy(final Class<T> type, final InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(RecordedSessions.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object call(final Object target, final Method method, final Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (final InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Of a statement that goes past the sessions' proxies. */
    void sentBeside(final String sql) {
        add(new Sent(sql, Optional.empty()));
    }

    private synchronized void add(final Sent statement) {
        sent.add(statement);
    }

    /** All so far. */
    synchronized List<Sent> sent() {
        return List.copyOf(sent);
    }

    /** From now on no session is opened; those that are open end, and what they have open is rolled back. */
    void end() {
        ended = true;
        for (final Connection connection : open) {
            try {
                connection.close();
            } catch (final SQLException e) {
                // It has ended, or its server is gone.
            }
        }
    }
}
