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
package io.shardflow.nifi.kinesis.manage;

import io.shardflow.nifi.snowflake.jdbc.CommittedPositions;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.name.Identifier;
import java.sql.SQLException;
import java.util.Optional;
import org.apache.nifi.dbcp.DBCPService;
import org.apache.nifi.processor.exception.ProcessException;

/** The table whose ledger is asked. */
record LedgerTarget(DBCPService pool, Optional<Identifier> database, Optional<Identifier> schema, Identifier table) {

    /** What the ledger says of a stream; empty if there is no ledger. */
    Optional<CommittedPositions> read(final String stream) throws WarehouseException {
        return CommittedPositions.read(
                () -> {
                    try {
                        return pool.getConnection();
                    } catch (final ProcessException e) {
                        throw e.getCause() instanceof SQLException cause ? cause : new SQLException(e.getMessage(), e);
                    }
                },
                database,
                schema,
                table,
                stream);
    }
}
