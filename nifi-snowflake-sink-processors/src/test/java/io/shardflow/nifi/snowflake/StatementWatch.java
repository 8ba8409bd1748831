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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Lets a test do something right before a statement is sent, and remembers what was sent. Safe for several threads. */
final class StatementWatch {

    @FunctionalInterface
    interface Action {
        void run() throws SQLException;
    }

    /** These are guarded by the monitor. */
    private final List<String> sent = new ArrayList<>();

    private String beginning = "";
    private Action action;
    private int left;

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

    /** Statements that begin with one of these, in the order in which they were sent. */
    synchronized List<String> sent(final String... beginnings) {
        return sent.stream()
                .filter(sql -> Arrays.stream(beginnings).anyMatch(sql::startsWith))
                .toList();
    }

    private void sending(final String sql) throws SQLException {
        final Optional<Action> due = due(sql);
        if (due.isPresent()) {
            // Other sessions go on meanwhile.
            due.get().run();
        }
        synchronized (this) {
            sent.add(sql);
        }
    }

    private synchronized Optional<Action> due(final String sql) {
        if (left == 0 || !sql.startsWith(beginning)) {
            return Optional.empty();
        }
        left--;
        return Optional.of(action);
    }

    Connection watched(final Connection connection) {
        return watched(Connection.class, connection);
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
