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

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.load.Batch;
import io.shardflow.nifi.snowflake.load.LoadColumn;
import io.shardflow.nifi.snowflake.load.Records;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One Snowflake session, working on one target table and the ledger beside it, as the protocol needs it. Every method
 * is one statement unless it says otherwise, and decides nothing. Used by one thread at a time.
 *
 * <p>"Outside" means that no transaction may be open (DDL would commit it), "inside" that {@link #begin} came before.
 * Autocommit is off: a method outside that runs DML commits it itself.
 *
 * <p>Any method may throw {@link WarehouseException}. After {@link WarehouseException.Kind#SESSION_LOST} only
 * {@link #discard()} is called; after every other kind the transaction is as open as it was before and the statement did
 * nothing.
 *
 * <p>A transaction may be ended from outside at any moment: then the next DML inside opens another one by itself and {@link
 * #commit} commits what is in that. Statements that take the {@link TransactionId} of {@link #begin} change nothing then.
 */
public interface WarehouseSession extends AutoCloseable {

    // ---- at start

    /** Facts about the target, from several statements. Outside. {@code PERMANENT} if there is no such table. */
    TargetFacts targetFacts() throws WarehouseException;

    /**
     * Makes guard and ledger table if they do not exist: the guard with its one row by one CREATE TABLE IF NOT EXISTS …
     * AS SELECT, then the ledger table. Outside, DDL.
     *
     * @param ledgerId LEDGER_ID, and TOKEN, of the row if it is made
     * @param targetCreated TARGET_CREATED of the row if it is made
     */
    void createLedger(AttemptId ledgerId, String targetCreated) throws WarehouseException;

    /**
     * Guard row and the number of ledger rows of each shard, in one statement; where it shows no guard row, an UPDATE and a
     * ROLLBACK find out whether there is none. Outside.
     *
     * @param shards may be empty: then only the guard row is read
     * @throws WarehouseException LEDGER_GONE if a table or the guard row is missing; TRANSIENT if only this session does not
     *     see that row yet
     */
    LedgerContent readLedger(Set<StreamShard> shards) throws WarehouseException;

    /**
     * Copies a file into a temporary table of its own, in a transaction of that name, and rolls it back. Outside, DDL; several
     * statements, of which none is left but the stage.
     *
     * @param file of one record
     */
    RolledBackCopy copyAndRollBack(AttemptId attempt, Records file) throws WarehouseException;

    /** Adds a ledger row of a shard, without position, that no load will look for. Inside. */
    void addLedgerRow(StreamShard shard, AttemptId token) throws WarehouseException;

    /**
     * Deletes the shard's ledger row, and those of its stream whose shard ids are below the given text. Inside, under the
     * guard's lock.
     */
    void removeLedgerRows(StreamShard shard, String below) throws WarehouseException;

    // ---- the target's columns

    /**
     * Changes the target's columns. Outside, DDL; several statements.
     *
     * @param statements in the warehouse's language; each may be run again, by this node or another
     * @throws WarehouseException PERMANENT if the role may not, or the table cannot be changed so
     */
    void alterTarget(List<String> statements) throws WarehouseException;

    /** Gives all ledger rows the attempt's token; their positions stay. Inside, under the guard's lock. */
    void renewTokens(AttemptId attempt) throws WarehouseException;

    // ---- files

    /**
     * PUTs the files into the session's temporary stage, made when there is none, under names that no other attempt has or
     * will have. Outside, DDL; at most once per session between {@link #dropTemporaries()}.
     *
     * @param attempt names the staged files
     * @param apart whether each goes up by itself; otherwise small ones may be joined
     */
    void stage(AttemptId attempt, List<Records> records, boolean apart) throws WarehouseException;

    /**
     * Makes a temporary table of the given columns of the target, copies all staged files into it as {@link
     * #copyIntoTarget} does, commits, counts. Outside; once per {@link #stage}.
     *
     * @param columns the batch's columns; kept by the session for later inserts
     */
    IncomingCount copyIncoming(AttemptId attempt, List<LoadColumn> columns) throws WarehouseException;

    // ---- the look

    /**
     * A look before anything is staged, as one statement: CREATE TEMPORARY TABLE … AS SELECT with the ledger token and position
     * of each of the given shards and, of the doubted ones, the highest position in the target. No row counts as missing. The
     * summary that is returned is read from that temporary table and from nothing else. Outside, DDL.
     */
    LookResult lookAhead(Look look) throws WarehouseException;

    /**
     * The look, as one statement: CREATE TEMPORARY TABLE … AS SELECT with the incoming rows of the given shards that are
     * missing from the target, with each shard's ledger token and position. Outside, DDL. The summary that is returned
     * is read from that temporary table and from nothing else. A former look of this session is forgotten.
     */
    LookResult look(Look look) throws WarehouseException;

    /** Makes an empty temporary table for a {@link #lookInside}. Outside, DDL. */
    void prepareLookInside(AttemptId attempt) throws WarehouseException;

    /**
     * The same select as {@link #look}, as INSERT INTO the prepared table, which adds nothing to what is there. Inside. A rollback
     * empties it again.
     *
     * @throws WarehouseException TRANSIENT if that has happened before it was read
     */
    LookResult lookInside(Look look) throws WarehouseException;

    /**
     * Of the incoming rows of the given shards that the last {@link #look} or {@link #lookInside} recognised (incoming,
     * not among the missing), the highest position per shard; shards without one are left out. Reads the session's
     * temporary tables only, not the target. Outside or inside.
     */
    Map<StreamShard, Position> highestRecognised(Set<StreamShard> shards) throws WarehouseException;

    // ---- the transaction

    /**
     * {@code BEGIN NAME <attempt>}, then {@link #currentTransaction()}: by itself and before any other statement, since it is
     * documented in two ways whether a SELECT opens a transaction. What is done from now on is done in the one returned, or not.
     *
     * @throws WarehouseException TRANSIENT if it is gone already
     */
    TransactionId begin(AttemptId attempt) throws WarehouseException;

    /** CURRENT_TRANSACTION(): the transaction that the session has open, empty if it has none. */
    Optional<TransactionId> currentTransaction() throws WarehouseException;

    /**
     * COPY INTO the target of all staged files (ON_ERROR=ABORT_STATEMENT): just the given columns, each from its fields; the
     * other columns get their default. Inside.
     *
     * @return rows loaded
     */
    long copyIntoTarget(List<LoadColumn> columns) throws WarehouseException;

    /**
     * Number, names and types of the target's columns as they are now, as one text to be compared with {@link
     * Batch#targetShape()}. A plain query, outside or inside: whatever was loaded before it in this transaction was loaded
     * into these columns, or into others since when somebody has altered the table.
     */
    String targetShape() throws WarehouseException;

    /**
     * INSERT INTO the target of the rows that the last look found missing, without those that are there now, whether others or this
     * transaction have brought them: just the columns of {@link #copyIncoming}, the others get their default. Inside. Not called if
     * the look found none.
     *
     * @return rows inserted
     */
    long insertMissing() throws WarehouseException;

    /**
     * Locks the guard table until the end of the transaction: UPDATE of LOCKED_BY where LEDGER_ID is the given one.
     * Inside.
     *
     * @return rows updated: 1 if the ledger is still the one we know
     * @throws WarehouseException LOCK_TIMEOUT, LEDGER_GONE
     */
    long lockGuard(String ledgerId, AttemptId attempt) throws WarehouseException;

    /**
     * One UPDATE of all the given shards' ledger rows: TOKEN = attempt, position = the given literal, COMMITTED_AT =
     * now, each only {@code WHERE TOKEN =} its expected one {@code AND CURRENT_TRANSACTION() =} the given one. Inside, under
     * the guard's lock.
     *
     * @return rows updated
     */
    long setLedger(AttemptId attempt, TransactionId transaction, Collection<LedgerSet> sets) throws WarehouseException;

    /**
     * For AT_LEAST_ONCE: one UPDATE of all the given shards' ledger rows, whatever their token: TOKEN = attempt,
     * position = the greater of the given one and the row's own, compared as (length, text) of the sequence number, then
     * the sub-sequence number as a number. A row without a position keeps none: nobody has anchored it yet. Inside,
     * under the guard's lock; the transaction is compared as in {@link #setLedger}.
     *
     * @return rows updated
     */
    long setLedgerUnconditionally(AttemptId attempt, TransactionId transaction, Map<StreamShard, Position> positions)
            throws WarehouseException;

    /**
     * Which of the shards have a ledger row with the attempt's token now, one or more. Inside, after {@link #setLedger}:
     * a plain SELECT, which sees its own transaction's changes whatever else it sees. Outside, after {@link #commit}: it
     * sees nothing of it that is not committed.
     */
    Set<StreamShard> shardsSetBy(AttemptId attempt, Set<StreamShard> shards) throws WarehouseException;

    /**
     * Deletes all ledger rows of the given shards and inserts one for each, without position. Inside, under the guard's
     * lock; two statements.
     *
     * @param token of the new rows
     */
    void replaceLedgerRows(Set<StreamShard> shards, AttemptId token) throws WarehouseException;

    /** Deletes all ledger rows. Inside, under the guard's lock. */
    void clearLedger() throws WarehouseException;

    /**
     * UPDATE of the guard row: TOKEN = attempt, TARGET_CREATED = the given one, where LEDGER_ID and TOKEN are as
     * expected and the transaction is the given one. Inside, under the guard's lock.
     *
     * @return rows updated: 1 unless another one was faster
     */
    long setGuard(
            String ledgerId, String expectedToken, AttemptId attempt, TransactionId transaction, String targetCreated)
            throws WarehouseException;

    /** COMMIT. Returns only when the server has acknowledged it. */
    void commit() throws WarehouseException;

    /** Whether that transaction was committed, by Snowflake's own word; false, too, if it does not say. Opens none. */
    boolean isCommitted(TransactionId id) throws WarehouseException;

    /** ROLLBACK; harmless without a transaction. */
    void rollback() throws WarehouseException;

    // ---- afterwards

    /**
     * Drops temporary tables, and the stage unless the session's next user can have it, several statements. Outside, DDL. What
     * cannot be dropped is left to the end of the session.
     */
    void dropTemporaries() throws WarehouseException;

    /**
     * Aborts the open transactions of our user that have such names (SHOW TRANSACTIONS, SYSTEM$ABORT_TRANSACTION); nothing if
     * there is none. Outside. After a failure other than {@code SESSION_LOST} the session can be used, and some may still be
     * open.
     */
    void abort(Predicate<String> names) throws WarehouseException;

    /** Throws the session away instead of giving it back; bounded in time, throws nothing. */
    void discard();

    /** Gives the session back to where it came from; the caller has ended its transaction. Throws nothing. */
    @Override
    void close();
}
