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

import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;

/** Gives sessions that work on one target table. Called by many threads. */
@FunctionalInterface
public interface WarehouseSessions {

    /**
     * Borrows or opens a session, cleaned as point 4 of the protocol wants: ROLLBACK first, then its parameters
     * (LOCK_TIMEOUT of 10 s at most, JSON results, time zone). Never one that was discarded.
     *
     * @throws WarehouseException TRANSIENT or PERMANENT
     */
    WarehouseSession open() throws WarehouseException;

    /**
     * Likewise, one that nobody else needs now; waits for nobody who has one.
     *
     * @param loan recalled when somebody needs it, perhaps before this has returned
     * @throws WarehouseException TRANSIENT, too, if none is to spare, or nobody can tell
     */
    default WarehouseSession openOnLoan(final Loan loan) throws WarehouseException {
        throw new WarehouseException(Kind.TRANSIENT, "no session is to spare");
    }
}
