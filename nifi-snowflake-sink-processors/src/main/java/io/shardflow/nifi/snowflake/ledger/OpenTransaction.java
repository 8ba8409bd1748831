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
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A transaction that was begun, from its lock to its COMMIT (points 8 to 10). Used by one thread, once.
 *
 * <p>It can be ended from outside while we live: by an administrator, by a start on a node with a copy of our state, or by
 * Snowflake when NiFi stood still for minutes and others waited for its lock. What Snowflake answers to the next statement is
 * not documented, so nothing depends on it. At worst the statement opens another transaction and nothing fails: what came
 * before is gone, with the lock, and COMMIT is acknowledged. So the set names the transaction that we began: it proves that
 * rows, lock and set are of one. And COMMIT is believed when Snowflake says that this transaction was committed, or the set is seen.
 */
final class OpenTransaction {

    private static final String ENDED =
            "by SYSTEM$ABORT_TRANSACTION, or by Snowflake because NiFi stood still for minutes while"
                    + " others waited for its lock";

    private static final Position ANY = new Position("0", 0);

    private final WarehouseSession session;
    private final AttemptId attempt;
    private final TransactionId id;

    private OpenTransaction(final WarehouseSession session, final AttemptId attempt, final TransactionId id) {
        this.session = session;
        this.attempt = attempt;
        this.id = id;
    }

    static OpenTransaction begin(final WarehouseSession session, final AttemptId attempt) throws WarehouseException {
        return new OpenTransaction(session, attempt, session.begin(attempt));
    }

    /**
     * Ends what a failure may have left open.
     *
     * @return false if there was no answer: the session is not used again
     */
    static boolean isRolledBack(final WarehouseSession session) {
        try {
            session.rollback();
            return true;
        } catch (final WarehouseException e) {
            return false;
        }
    }

    /**
     * Takes the guard's lock. Of the transaction it proves nothing: the set does.
     *
     * @return false if the ledger is not the one we know
     */
    boolean lock(final String ledgerId) throws WarehouseException {
        return session.lockGuard(ledgerId, attempt) == 1;
    }

    /**
     * Sets the ledger rows that still have the expected tokens. With several shards the right count is not enough: a row that
     * somebody doubled would make up for one that was lost.
     *
     * @return the shards that are not set; all if the count is wrong in another way
     * @throws WarehouseException SESSION_LOST if the transaction is gone: nobody else is to blame
     */
    Set<StreamShard> set(final Map<StreamShard, LedgerSet> sets) throws WarehouseException {
        final boolean counted = session.setLedger(attempt, id, sets.values()) == sets.size();
        if (counted && sets.size() == 1) {
            return Set.of();
        }
        final Set<StreamShard> unset = new HashSet<>(sets.keySet());
        unset.removeAll(session.shardsSetBy(attempt, sets.keySet()));
        if (counted && unset.isEmpty()) {
            return Set.of();
        }
        requireOpen();
        return unset.isEmpty() ? sets.keySet() : unset;
    }

    /**
     * For AT_LEAST_ONCE (point 12), in as many statements as there are groups.
     *
     * @return the shards of the groups whose count is wrong: rows are missing or doubled, or the transaction is gone, which
     *     shows when they are to be made
     */
    Set<StreamShard> setUnconditionally(final Collection<LoadGroup> groups) throws WarehouseException {
        final Set<StreamShard> unset = new HashSet<>();
        for (final LoadGroup group : groups) {
            final Map<StreamShard, Position> positions = new HashMap<>();
            group.ranges().forEach((shard, range) -> positions.put(shard, range.max()));
            if (session.setLedgerUnconditionally(attempt, id, positions) != positions.size()) {
                unset.addAll(group.shards());
            }
        }
        return unset;
    }

    /**
     * Gives all ledger rows a new token, under the lock (point 13). How many there are is not known, so it asks.
     *
     * @throws WarehouseException SESSION_LOST if the transaction is gone, and the lock with it
     */
    void renewTokens() throws WarehouseException {
        session.renewTokens(attempt);
        requireOpen();
    }

    /** @return false if somebody else was faster, or the transaction is gone: then nothing of it is to be committed */
    boolean setGuard(final String ledgerId, final String expectedToken, final String targetCreated)
            throws WarehouseException {
        return session.setGuard(ledgerId, expectedToken, attempt, id, targetCreated) == 1;
    }

    /**
     * Only tells why the guard was not set, like {@link #requireOpen}: each of our UPDATEs passes over every row where it does not see
     * its transaction, which nobody documents. What it may set is for the caller to roll back.
     *
     * @param made a shard whose row this transaction has made: nobody else can have changed it
     * @throws WarehouseException PERMANENT if so
     */
    void requireSeenByUpdates(final StreamShard made) throws WarehouseException {
        if (session.setLedgerUnconditionally(attempt, id, Map.of(made, ANY)) == 0
                && !session.shardsSetBy(attempt, Set.of(made)).isEmpty()
                && session.currentTransaction().equals(Optional.of(id))) {
            throw new WarehouseException(
                    Kind.PERMANENT,
                    "In this account CURRENT_TRANSACTION() is another one in an UPDATE than in a SELECT of the same transaction."
                            + " The connector cannot load there: run ./probe snowflake, and open an issue with its report");
        }
    }

    /** COMMIT of what settles no FlowFile: it may be lost without harm, or the caller reads it back. */
    void commitUnproven() throws WarehouseException {
        session.commit();
    }

    /**
     * COMMIT, and the proof that it was one of this transaction: Snowflake says so of its number. Where it does not say, our token,
     * which no other attempt has, in a ledger row. One will do, as COMMIT is of all or nothing. A writer that sets its own in all of
     * them between the two hides that; it costs a look, or under AT_LEAST_ONCE another load.
     *
     * @param shards some that were set, as many as a statement may name
     * @throws WarehouseException SESSION_LOST as after a COMMIT without an answer, if the proof is missing. Of any kind: the
     *     outcome is unknown
     */
    void commit(final Set<StreamShard> shards) throws WarehouseException {
        session.commit();
        if (!session.isCommitted(id) && session.shardsSetBy(attempt, shards).isEmpty()) {
            throw new WarehouseException(
                    Kind.SESSION_LOST,
                    "Snowflake acknowledged a COMMIT, but neither knows of it nor does the ledger show it: the transaction was ended"
                            + " from outside right before, " + ENDED
                            + ". The records are loaded again, without those that are in the table under EXACTLY_ONCE");
        }
    }

    /**
     * Only tells why something was not set. A session to which that happened is not used again; what its last statement may have
     * opened by itself, and locked, is ended first.
     */
    private void requireOpen() throws WarehouseException {
        if (!session.currentTransaction().equals(Optional.of(id))) {
            session.rollback();
            throw new WarehouseException(
                    Kind.SESSION_LOST,
                    "The transaction was ended from outside before its COMMIT: " + ENDED + ". It is tried again");
        }
    }
}
