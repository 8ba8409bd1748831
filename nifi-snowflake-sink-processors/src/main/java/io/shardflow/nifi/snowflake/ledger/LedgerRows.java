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

import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import java.util.HashSet;
import java.util.Set;

/**
 * Makes missing ledger rows and repairs doubled ones (point 3). Rows are counted before the lock is taken, in a session
 * that may see an old state; the guard's own token, compared under the lock, tells whether anybody made rows since. More
 * shards than a statement may name are several statements of the same transaction.
 *
 * <p>If the transaction is ended from outside, the guard's set, its last statement, finds another one and nothing is committed;
 * ended after that, the rows are not made although they count as made: the next look does not find them.
 */
final class LedgerRows {

    /** What became of it. */
    enum Result {
        /** The rows are made. */
        MADE,
        /** Somebody else made rows since the look or the count, or one of them saw an old state: look again. */
        CONFLICT,
        /** The guard is another one. */
        REPLACED
    }

    private LedgerRows() {}

    /**
     * Leaves no transaction open unless it throws.
     *
     * @throws WarehouseException PERMANENT if in this account no UPDATE of ours changes anything
     */
    static Result make(
            final WarehouseSession session, final Ledger ledger, final Set<StreamShard> shards, final AttemptId attempt)
            throws WarehouseException {
        final Set<StreamShard> wrong = new HashSet<>();
        LedgerContent first = null;
        for (final Set<StreamShard> part : LoadGroup.parts(shards)) {
            final LedgerContent content = session.readLedger(part);
            if (!content.ledgerId().equals(ledger.id())) {
                return Result.REPLACED;
            }
            // The token of the first: it tells of what was changed after any of them.
            first = first == null ? content : first;
            part.stream()
                    .filter(shard -> content.rows().getOrDefault(shard, 0) != 1)
                    .forEach(wrong::add);
        }
        if (wrong.isEmpty()) {
            return Result.CONFLICT;
        }
        final OpenTransaction transaction = OpenTransaction.begin(session, attempt);
        if (!transaction.lock(ledger.id())) {
            session.rollback();
            return Result.REPLACED;
        }
        for (final Set<StreamShard> part : LoadGroup.parts(wrong)) {
            session.replaceLedgerRows(part, attempt);
        }
        if (!transaction.setGuard(ledger.id(), first.guardToken(), first.targetCreated())) {
            transaction.requireSeenByUpdates(wrong.iterator().next());
            session.rollback();
            return Result.CONFLICT;
        }
        transaction.commitUnproven();
        return Result.MADE;
    }
}
