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
import java.util.Map;
import org.apache.nifi.processor.exception.ProcessException;

/** A pool that knows whether others need its connections. */
public interface LendingPool {

    /**
     * A connection that nobody needs now; waits for nobody who has one.
     *
     * @param attributes as for {@link org.apache.nifi.dbcp.DBCPService#getConnection(Map)}
     * @param loan recalled when somebody would have to wait for a connection, perhaps before this has returned
     * @throws ProcessException if none is to spare, or none can be made
     */
    Connection lend(Map<String, String> attributes, Loan loan);
}
