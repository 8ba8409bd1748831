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
package io.shardflow.localstack.snowflake.transaction;

import java.sql.Connection;
import java.time.Instant;

/** The session that a transaction belongs to, as far as transactions, lock waiters and their messages need it. Asked by any thread. */
public interface TransactionOwner {
    /** Number of the session. */
    long id();

    /** Who has logged in. */
    String user();

    /** The connection on which the transaction's statements run. */
    Connection h2();

    /** When the session began, on the clock of {@link System#nanoTime()}. */
    long openedNanos();

    /** When its client was last heard of, by {@link Switches#now}; now while a statement runs. */
    Instant lastActivity();

    /** Id of the statement that it began last. */
    String lastQueryId();

    /** Rolls the transaction back; does nothing when it is no longer the session's. */
    void abortOwn(Transaction victim);
}
