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
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientException;

/** Where connections come from: any pool. Safe for several threads. */
@FunctionalInterface
public interface ConnectionSource {

    /** Borrows or opens a connection; closing it gives it back. */
    Connection connect() throws SQLException;

    /**
     * Likewise, one that nobody else needs now; waits for nobody who has one.
     *
     * @param loan recalled when somebody needs it, perhaps before this has returned
     * @throws SQLException if none is to spare, too, or the pool cannot tell
     */
    default Connection connectOnLoan(final Loan loan) throws SQLException {
        throw new SQLTransientException("the pool does not tell whether a connection is to spare");
    }
}
