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
package io.shardflow.nifi.snowflake.settings;

import io.shardflow.nifi.snowflake.jdbc.ConnectionSource;
import io.shardflow.nifi.snowflake.jdbc.Failures;
import io.shardflow.nifi.snowflake.jdbc.LendingPool;
import io.shardflow.nifi.snowflake.ledger.Loan;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.nifi.dbcp.DBCPService;
import org.apache.nifi.processor.exception.ProcessException;

/**
 * Connections of any service; what it wraps into its own exception is unwrapped, because the driver's codes decide.
 *
 * @param attributes for the service; any but ours leaves them alone
 */
record PoolConnections(DBCPService pool, Map<String, String> attributes) implements ConnectionSource {

    @Override
    public Connection connect() throws SQLException {
        return connection(() -> pool.getConnection(attributes));
    }

    @Override
    public Connection connectOnLoan(final Loan loan) throws SQLException {
        return pool instanceof LendingPool lending
                ? connection(() -> lending.lend(attributes, loan))
                : ConnectionSource.super.connectOnLoan(loan);
    }

    private static Connection connection(final Supplier<Connection> given) throws SQLException {
        try {
            return given.get();
        } catch (final ProcessException e) {
            throw Failures.ofDriver(e).orElseGet(() -> new SQLException(e.getMessage(), e));
        }
    }
}
