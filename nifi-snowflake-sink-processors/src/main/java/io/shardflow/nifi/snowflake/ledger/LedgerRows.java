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
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes missing ledger rows and repairs doubled ones (point 3). Rows are counted before the lock is taken, in a session
 * that may see an old state; the guard's own token, compared under the lock, tells whether anybody made rows since.
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

    /** Leaves no transaction open unless it throws. */
    static Result make(
            final WarehouseSession session, final Ledger ledger, final Set<StreamShard> shards, final AttemptId attempt)
            throws WarehouseException {
        final LedgerContent content = session.readLedger(shards);
        if (!content.ledgerId().equals(ledger.id())) {
            return Result.REPLACED;
        }
        final Set<StreamShard> wrong = shards.stream()
                .filter(shard -> content.rows().getOrDefault(shard, 0) != 1)
                .collect(Collectors.toUnmodifiableSet());
        if (wrong.isEmpty()) {
            return Result.CONFLICT;
        }
        session.begin(attempt);
        if (session.lockGuard(ledger.id(), attempt) != 1) {
            session.rollback();
            return Result.REPLACED;
        }
        session.replaceLedgerRows(wrong, attempt);
        if (session.setGuard(ledger.id(), content.guardToken(), attempt, content.targetCreated()) != 1) {
            session.rollback();
            return Result.CONFLICT;
        }
        session.commit();
        return Result.MADE;
    }
}
