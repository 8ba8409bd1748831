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
package io.shardflow.nifi.snowflake.connection;

import io.shardflow.nifi.snowflake.jdbc.SessionState;
import io.shardflow.nifi.snowflake.jdbc.SessionWishes;
import io.shardflow.nifi.snowflake.jdbc.SqlLiteral;
import io.shardflow.nifi.snowflake.jdbc.WatchedSession;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * A connection of the driver, as the pool has it, that remembers how its last user left it: a session that is known to be
 * clean need not be cleaned again. Used by the pool and by whoever has borrowed the connection, never by two at one time.
 */
public final class WatchedConnection implements WatchedSession, InvocationHandler {

    /** Of a component in a tag; Snowflake takes 2000 characters. */
    private static final int LONGEST_NAME = 500;

    private final Connection connection;
    private final SessionWishes wishes;
    private volatile SessionState left;
    private volatile SessionState found;
    private volatile boolean used;
    private volatile boolean kept;
    private volatile boolean strange;
    private volatile String tag = "";

    private WatchedConnection(final Connection connection, final SessionWishes wishes) {
        this.connection = connection;
        this.wishes = wishes;
    }

    /** A connection, of which {@link Connection#unwrap} gives this class. */
    public static Connection of(final Connection connection, final SessionWishes wishes) {
        return (Connection) Proxy.newProxyInstance(
                WatchedConnection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                new WatchedConnection(connection, wishes));
    }

    /** Somebody has borrowed it, who may do with it what he likes. */
    public void lent() {
        found = left;
        left = null;
        strange |= used && !kept;
        used = true;
        kept = false;
    }

    /**
     * Says in Snowflake's QUERY_HISTORY whose statements come now; one statement, where the session had another borrower before.
     *
     * @param component its name; empty if it is not known
     */
    public void tag(final String component) {
        if (component.equals(tag)) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(tagging(component));
            tag = component;
        } catch (final SQLException e) {
            // Whatever it is that the session has, the borrower's first statement will say it.
        }
    }

    /** The statement of {@link #tag}. */
    public static String tagging(final String component) {
        return "ALTER SESSION SET QUERY_TAG = " + SqlLiteral.of(queryTag(component));
    }

    private static String queryTag(final String component) {
        final String shown = component.length() > LONGEST_NAME ? component.substring(0, LONGEST_NAME) : component;
        return DriverSettings.QUERY_TAG + (shown.isEmpty() ? "" : ":" + shown);
    }

    @Override
    public boolean isStrange() {
        return strange;
    }

    @Override
    public SessionWishes wishes() {
        return wishes;
    }

    @Override
    public void spoil() {
        strange = true;
    }

    @Override
    public void keep() {
        kept = true;
    }

    @Override
    public Optional<SessionState> found() {
        final SessionState state = found;
        found = null;
        return Optional.ofNullable(state);
    }

    @Override
    public void leave(final SessionState state) {
        left = state;
    }

    @Override
    public Object invoke(final Object proxy, final Method method, final Object[] arguments) throws Throwable {
        final String name = method.getName();
        if (name.equals("unwrap") && ((Class<?>) arguments[0]).isInstance(this)) {
            return this;
        }
        if (name.equals("isWrapperFor") && ((Class<?>) arguments[0]).isInstance(this)) {
            return true;
        }
        if (name.equals("rollback") && left != null) {
            // The pool's own when it gets the connection back: it cannot know that nothing is open.
            return null;
        }
        if (name.startsWith("create") || name.startsWith("prepare")) {
            left = null;
        }
        try {
            return method.invoke(connection, arguments);
        } catch (final InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
