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
package io.shardflow.nifi.snowflake.ledger;

import io.shardflow.nifi.snowflake.jdbc.ConnectionSource;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * Connections whose statements pass through a hand that may change them, or lose the connection before or after one. What a
 * lost connection had open lives on: the server hears nothing more of it.
 */
final class SqlConnections implements ConnectionSource {

    /** Says what becomes of one statement. */
    @FunctionalInterface
    interface Hand {

        /**
         * @param execution runs what the server is to run instead of the given statement
         * @throws Lost if the connection is lost, before or after the execution
         */
        Object run(String sql, Execution execution) throws SQLException;
    }

    /** One statement on its way to the server. */
    interface Execution {
        Object run(String sql) throws SQLException;

        /** Whether it is the first one since its connection was borrowed. */
        boolean isFirst();
    }

    /** The connection is lost. */
    static final class Lost extends SQLException {
        private static final long serialVersionUID = 1L;

        Lost() {
            super("no answer", "08006", 200_015);
        }
    }

    private static final Set<String> EXECUTING = Set.of("execute", "executeQuery", "executeUpdate");

    private final ConnectionSource source;
    private volatile Loan lent;
    private volatile Hand hand = (sql, execution) -> execution.run(sql);

    SqlConnections(final ConnectionSource source) {
        this.source = source;
    }

    void through(final Hand other) {
        hand = other;
    }

    @Override
    public Connection connect() throws SQLException {
        return new Held(source.connect()).proxy();
    }

    @Override
    public Connection connectOnLoan(final Loan loan) throws SQLException {
        lent = loan;
        return connect();
    }

    /** Somebody else needs the connection that was lent last. */
    void recall() {
        lent.recall();
    }

    /** One connection; a lost one is not closed, whatever is asked. */
    private final class Held {
        private final Connection connection;
        private boolean lost;
        private boolean used;

        Held(final Connection connection) {
            this.connection = connection;
        }

        Connection proxy() {
            return proxy(Connection.class, (method, arguments) -> {
                if (lost) {
                    return null;
                }
                final Object result = invoke(connection, method, arguments);
                return result instanceof Statement statement ? proxy(statement) : result;
            });
        }

        private Statement proxy(final Statement statement) {
            return proxy(
                    Statement.class,
                    (method, arguments) -> EXECUTING.contains(method.getName())
                            ? execute((String) arguments[0], new Execution() {
                                private final boolean first = takeFirst();

                                @Override
                                public Object run(final String sql) throws SQLException {
                                    return invoke(statement, method, new Object[] {sql});
                                }

                                @Override
                                public boolean isFirst() {
                                    return first;
                                }
                            })
                            : lost ? null : invoke(statement, method, arguments));
        }

        private boolean takeFirst() {
            final boolean first = !used;
            used = true;
            return first;
        }

        private Object execute(final String sql, final Execution execution) throws SQLException {
            if (lost) {
                throw new Lost();
            }
            try {
                return hand.run(sql, execution);
            } catch (final Lost e) {
                lost = true;
                throw e;
            }
        }

        @FunctionalInterface
        private interface Call {
            Object run(Method method, Object[] arguments) throws SQLException;
        }

        private static <T> T proxy(final Class<T> type, final Call call) {
            return type.cast(Proxy.newProxyInstance(
                    type.getClassLoader(),
                    new Class<?>[] {type},
                    (proxy, method, arguments) -> call.run(method, arguments)));
        }

        private static Object invoke(final Object target, final Method method, final Object[] arguments)
                throws SQLException {
            try {
                return method.invoke(target, arguments);
            } catch (final InvocationTargetException e) {
                if (e.getCause() instanceof SQLException failure) {
                    throw failure;
                }
                throw new IllegalStateException(e.getCause());
            } catch (final IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
