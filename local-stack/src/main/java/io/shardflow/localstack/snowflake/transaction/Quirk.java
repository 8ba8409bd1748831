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

/** Answers to questions that no document settles, other than the usual ones of the stand-in. Each can be turned on by itself. */
public enum Quirk {
    /** A rollback does not forget that COPY has loaded a file. */
    ROLLBACK_KEEPS_LOADS,
    /** Of a staged file of several Zstandard frames, COPY reads the first. */
    FIRST_FRAME_ONLY,
    /** CURRENT_TRANSACTION() is NULL in an UPDATE. */
    UPDATES_SEE_NO_TRANSACTION,
    /** An UPDATE finds the rows of its table as its session has read them last, even if it has waited for no lock, or holds it. */
    UPDATES_UNDER_LOCK_STALE,
    /** With autocommit off, a SELECT opens a transaction. */
    SELECT_OPENS_TRANSACTION,
    /** DESCRIBE TRANSACTION knows no transaction. */
    TRANSACTIONS_FORGOTTEN,
    /** The first statement of a session whose transaction was ended from outside fails. */
    ABORTED_SESSIONS_FAIL,
    /** COPY commits the transaction that is open, and then its rows, as DDL does. */
    COPY_COMMITS,
    /** Queries of a transaction show the columns that a table had when the transaction began. */
    COLUMNS_AS_AT_BEGIN,
    /** A request that comes again under its requestId is run again, after what its session is running. */
    REPEATED_REQUESTS_RUN
}
