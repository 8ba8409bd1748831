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

import io.shardflow.nifi.snowflake.load.ChangeRefusedException;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import java.util.List;
import java.util.Set;

/**
 * Our own change of the target's columns (point 13): the guard's lock in one session, the change in a second, since DDL would
 * commit in the first; then new tokens, so that no transaction that began before the change commits after it. One use, one
 * thread.
 *
 * <p>If the first session's transaction is ended from outside, the lock is gone while the second changes the table, which the
 * new tokens show: nothing is set, and the change counts as failed. A transaction that came in between is as one beside
 * somebody else's ALTER TABLE: its rows went into the columns that it had described. So it is when the transaction is ended
 * right before its COMMIT, which therefore is not proven.
 */
final class TargetChange {

    private final WarehouseSessions sessions;
    private final Ledger ledger;
    private final LedgerHeads heads;
    private final Orphans orphans;
    private final AttemptId attempt;

    TargetChange(
            final WarehouseSessions sessions,
            final Ledger ledger,
            final LedgerHeads heads,
            final Orphans orphans,
            final AttemptId attempt) {
        this.sessions = sessions;
        this.ledger = ledger;
        this.heads = heads;
        this.orphans = orphans;
        this.attempt = attempt;
    }

    /**
     * @throws ChangeRefusedException if the table cannot be changed so
     * @throws WarehouseException if it failed; the columns may be changed nevertheless, and the change may be run again
     */
    void run(final List<String> statements) throws WarehouseException {
        final WarehouseSession lock = sessions.open();
        boolean clean = false;
        try {
            orphans.settle(lock);
            final OpenTransaction transaction = OpenTransaction.begin(lock, attempt);
            if (!transaction.lock(ledger.id())) {
                throw new WarehouseException(Kind.LEDGER_GONE, Ledger.GONE);
            }
            change(statements);
            transaction.renewTokens();
            // Whatever becomes of the COMMIT: what is known of the rows may be outdated.
            heads.forgetAll();
            transaction.commitUnproven();
            clean = true;
        } catch (final WarehouseException e) {
            clean = e.kind() != Kind.SESSION_LOST && OpenTransaction.isRolledBack(lock);
            throw e;
        } finally {
            if (clean) {
                lock.close();
            } else {
                orphans.add(Set.of(attempt));
                lock.discard();
            }
        }
    }

    private void change(final List<String> statements) throws WarehouseException {
        final WarehouseSession second = sessions.open();
        boolean clean = false;
        try {
            second.alterTarget(statements);
            clean = true;
        } catch (final WarehouseException e) {
            clean = e.kind() != Kind.SESSION_LOST;
            if (e.kind() == Kind.PERMANENT) {
                throw new ChangeRefusedException(e);
            }
            // The first session is not lost with this one.
            throw clean ? e : new WarehouseException(Kind.TRANSIENT, e.getMessage(), e);
        } finally {
            if (clean) {
                second.close();
            } else {
                second.discard();
            }
        }
    }
}
