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
package io.shardflow.nifi.snowflake.jdbc;

import io.shardflow.nifi.snowflake.ledger.Loan;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Connections whose statements do not outlast a stop for long: a statement may run for five minutes, and NiFi does not start a
 * processor again before its tasks have ended. Safe for several threads.
 */
public final class StoppableConnections implements ConnectionSource {

    /** Thrown for statements that a stop ended or did not let begin; whether they ran is unknown. */
    static final class StoppedException extends SQLException {
        private static final long serialVersionUID = 1L;

        StoppedException(final SQLException cause) {
            super("the processor is being stopped", "57014", cause);
        }
    }

    private static final Set<String> EXECUTING = Set.of("execute", "executeQuery", "executeUpdate");

    /** A statement that was registered and had not yet reached the driver misses a cancel, so they are repeated. */
    private static final Duration BETWEEN_CANCELS = Duration.ofMillis(500);

    /** For what ends a transaction in order, or tells how it ended, in seconds. */
    private static final int CLEANING_SECONDS = 2;

    private final ConnectionSource source;
    private final Set<Statement> running = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    public StoppableConnections(final ConnectionSource source) {
        this.source = source;
    }

    /**
     * Lets statements go on for the grace; then cancels those that still run and lets none begin but ROLLBACK, DROP and DESC TRANSACTION.
     * Returns at once.
     */
    public void stop(final Duration grace) {
        Thread.ofVirtual().name("snowflake-stop").start(() -> {
            try {
                Thread.sleep(grace);
                stopped = true;
                while (!running.isEmpty()) {
                    running.forEach(statement -> Thread.startVirtualThread(() -> cancel(statement)));
                    Thread.sleep(BETWEEN_CANCELS);
                }
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Whether a stop's grace is over. */
    public boolean isStopped() {
        return stopped;
    }

    private static void cancel(final Statement statement) {
        try {
            statement.cancel();
        } catch (final SQLException | RuntimeException e) {
            // It has ended, or is cancelled again.
        }
    }

    @Override
    public Connection connect() throws SQLException {
        return stoppable(source);
    }

    @Override
    public Connection connectOnLoan(final Loan loan) throws SQLException {
        return stoppable(() -> source.connectOnLoan(loan));
    }

    private Connection stoppable(final ConnectionSource from) throws SQLException {
        if (stopped) {
            throw new StoppedException(null);
        }
        final Connection connection = from.connect();
        return proxy(Connection.class, (method, arguments) -> {
            final Object result = invoke(connection, method, arguments);
            return result instanceof Statement statement ? stoppable(statement) : result;
        });
    }

    private Statement stoppable(final Statement statement) {
        return proxy(
                Statement.class,
                (method, arguments) -> EXECUTING.contains(method.getName())
                        ? execute(statement, method, arguments)
                        : invoke(statement, method, arguments));
    }

    private Object execute(final Statement statement, final Method method, final Object[] arguments)
            throws SQLException {
        if (stopped && isCleaning((String) arguments[0])) {
            statement.setQueryTimeout(CLEANING_SECONDS);
            return invoke(statement, method, arguments);
        }
        running.add(statement);
        try {
            if (stopped) {
                throw new StoppedException(null);
            }
            return invoke(statement, method, arguments);
        } catch (final SQLException e) {
            throw stopped ? new StoppedException(e) : e;
        } finally {
            running.remove(statement);
        }
    }

    private static boolean isCleaning(final String sql) {
        final String upper = sql.toUpperCase(Locale.ROOT);
        return upper.startsWith("ROLLBACK") || upper.startsWith("DROP ") || upper.startsWith("DESC TRANSACTION ");
    }

    @FunctionalInterface
    private interface Call {
        Object run(Method method, Object[] arguments) throws SQLException;
    }

    private static <T> T proxy(final Class<T> type, final Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader() == null ? StoppableConnections.class.getClassLoader() : type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call.run(method, arguments)));
    }

    private static Object invoke(final Object target, final Method method, final Object[] arguments)
            throws SQLException {
        try {
            return method.invoke(target, arguments);
        } catch (final InvocationTargetException e) {
            switch (e.getCause()) {
                case SQLException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                default -> throw new SQLException(e.getCause());
            }
        } catch (final IllegalAccessException e) {
            throw new IllegalStateException("every method of an interface is public", e);
        }
    }
}
