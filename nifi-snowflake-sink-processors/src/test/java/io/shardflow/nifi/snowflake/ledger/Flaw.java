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

/** Ways in which the statements of a session can be wrong: mutants of the SQL behind {@link WarehouseSession}, and of what is
 * done with records that cannot be loaded. */
enum Flaw {
    /** Point 1: sub-sequence numbers are not compared. */
    LOOK_IGNORES_SUB_SEQUENCE,
    /** Point 1: shards are not compared. */
    LOOK_IGNORES_SHARD,
    /** Point 6: a sub-sequence number that is NULL equals nothing. */
    LOOK_NOT_NULL_SAFE,
    /** Point 2: FlowFiles that overlap are taken for some that do not. */
    OVERLAP_TAKEN_FOR_NONE,
    /** Point 2: positions that are in two FlowFiles are not counted. */
    REPEATS_NOT_COUNTED,
    /** Point 3: the guard is locked whatever its LEDGER_ID, and made again if it is gone. */
    LEDGER_MADE_WHILE_RUNNING,
    /** Point 3: rows are made without comparing the guard's token. */
    ROWS_MADE_WITHOUT_GUARD_TOKEN,
    /** Point 3: guard table and row in two statements. */
    GUARD_ROW_IN_SECOND_STATEMENT,
    /** Point 4: the connection comes with what its last user left open. */
    SESSION_NOT_CLEANED,
    /** Point 4: no LOCK_TIMEOUT. */
    NO_LOCK_TIMEOUT,
    /** Point 4: staged names are used again. */
    STAGED_NAMES_REUSED,
    /** Point 5: fast above the last batch, whatever the ledger's position. */
    POSITION_NOT_READ,
    /** Point 6: missing rows by one statement, tokens by the next. */
    LOOK_IN_TWO_STATEMENTS,
    /** Point 6: the highest position in the target is never taken. */
    NEVER_HIGHEST,
    /** Point 6: the highest position is taken of rows that are not above the incoming ones. */
    ROWS_ABOVE_NOT_SEARCHED,
    /** Point 6: before anything is staged, rows that lie among those that are to be loaded are not searched. */
    FIRST_LOOK_ABOVE_ALL_INCOMING,
    /** Point 7: every statement is its own transaction. */
    AUTOCOMMIT,
    /** Point 7: COPY's count is not compared. */
    COPY_COUNT_NOT_CHECKED,
    /** Point 7: the target's columns are not compared with those that the load was made for. */
    SHAPE_NOT_COMPARED,
    /** Point 8: no lock. */
    NO_GUARD_LOCK,
    /** Point 7: which transaction is open is asked when the rows are in. */
    TRANSACTION_ASKED_LATER,
    /** Point 9: the set does not compare tokens. */
    SET_WITHOUT_TOKEN,
    /** Point 9: the set does not compare the transaction. */
    SET_WITHOUT_TRANSACTION,
    /** Point 10: a COMMIT without an answer is taken for done. */
    COMMIT_BELIEVED,
    /** Point 10: an acknowledged COMMIT is believed without a look at the ledger. */
    COMMIT_NOT_READ_BACK,
    /** Point 10: after lost sets the look still comes before the lock. */
    LOCK_NOT_FIRST,
    /** Point 11: no ROLLBACK after an error. */
    NO_ROLLBACK,
    /** Point 11: temporary tables are dropped before the ROLLBACK. */
    DROP_BEFORE_ROLLBACK,
    /** Point 12: AT_LEAST_ONCE leaves the ledger alone. */
    AT_LEAST_ONCE_WITHOUT_TOKEN,
    /** Point 12: the set of AT_LEAST_ONCE does not compare the transaction. */
    AT_LEAST_ONCE_WITHOUT_TRANSACTION,
    /** Point 12: AT_LEAST_ONCE gives a position to a row that nobody anchored. */
    AT_LEAST_ONCE_ANCHORS,
    /** Point 13: our own change of the target's columns leaves the tokens as they are. */
    TOKENS_NOT_RENEWED,
    /** Point 14: policies are not looked at. */
    POLICIES_OVERLOOKED,
    /** Point 16: rejected records leave after the NiFi session that settles their FlowFile. */
    REJECTED_AFTER_SETTLING,
    /** Point 16: of a FlowFile in parts, what comes behind the first refused record is forgotten. */
    PARTS_FORGOTTEN,
    /** Not of ours: an UPDATE under the guard's lock that has to wait acts on older rows than those that were there when it began. */
    WAITS_ON_FORMER_ROWS
}
