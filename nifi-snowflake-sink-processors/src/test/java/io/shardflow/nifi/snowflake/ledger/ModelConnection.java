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

import io.shardflow.nifi.snowflake.ledger.Faults.Fault;
import io.shardflow.nifi.snowflake.ledger.ModelState.Guard;
import io.shardflow.nifi.snowflake.ledger.ModelWarehouse.Table;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What every statement of a modelled session has in common: steps, faults, sight, locks, the transaction. */
class ModelConnection {

    /** Statements that a lock is waited for. */
    private static final int LOCK_TIMEOUT_STEPS = 12;

    /** A thread that hangs in one statement for so long will not come back for the operator. */
    private static final int HANGING_STEPS = 250;

    /** Thrown into the threads of a node that has died. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;

        Crash() {
            super("the node has died", null, false, false);
        }
    }

    @FunctionalInterface
    interface Statement<T> {
        T run() throws WarehouseException;
    }

    protected final ModelWarehouse warehouse;
    protected final ModelNode node;
    protected ModelTransaction transaction;
    private final Set<Flaw> flaws;
    private final int life;
    private final int start;
    private int seen;
    private boolean dead;
    private boolean truncation;

    ModelConnection(final ModelWarehouse warehouse, final ModelNode node, final Set<Flaw> flaws) {
        this.warehouse = warehouse;
        this.node = node;
        this.flaws = flaws;
        this.life = node.life();
        this.start = warehouse.head();
        this.seen = start;
    }

    protected boolean has(final Flaw flaw) {
        return flaws.contains(flaw);
    }

    protected <T> T statement(final String name, final Statement<T> statement) throws WarehouseException {
        return statement(name, false, statement);
    }

    private <T> T statement(final String name, final boolean commit, final Statement<T> statement)
            throws WarehouseException {
        warehouse.scheduler.step();
        checkAlive();
        final Fault fault = node.nextFault();
        node.note(() -> name + " " + (transaction == null ? "" : transaction.name) + " " + fault);
        if (fault == Fault.TRANSIENT && !commit) {
            throw new WarehouseException(Kind.TRANSIENT, "throttled");
        }
        truncation = fault == Fault.TRUNCATED;
        if (fault == Fault.ABORTED && transaction != null) {
            warehouse.abort(transaction);
        }
        noticeAbort();
        if (fault == Fault.CRASH_BEFORE || fault == Fault.LOST_BEFORE) {
            fail(fault, false);
        }
        if (fault == Fault.CRASH_MEANWHILE || fault == Fault.LOST_MEANWHILE) {
            fail(fault, commit);
        }
        final T first = statement.run();
        final T result = fault == Fault.TWICE ? statement.run() : first;
        node.note(() -> name + " " + (transaction == null ? "" : transaction.name) + " = " + result);
        if (fault == Fault.CRASH_AFTER || fault == Fault.LOST_AFTER) {
            fail(fault, false);
        }
        return result;
    }

    private void fail(final Fault fault, final boolean commits) throws WarehouseException {
        die(commits);
        if (fault.isCrash()) {
            node.crash();
            throw new Crash();
        }
        throw lost();
    }

    private void noticeAbort() {
        if (transaction != null && transaction.aborted) {
            transaction = null;
            aborted();
        }
    }

    /** The transaction was ended from outside. */
    protected void aborted() {}

    protected boolean takeTruncation() {
        return truncation;
    }

    protected void checkAlive() throws WarehouseException {
        if (node.life() != life) {
            throw new Crash();
        }
        if (dead) {
            throw lost();
        }
    }

    private static WarehouseException lost() {
        return new WarehouseException(Kind.SESSION_LOST, "no answer");
    }

    /** The session ends; an open transaction lives on detached. */
    void die(final boolean commits) {
        dead = true;
        noticeAbort();
        if (transaction != null) {
            warehouse.detach(transaction, commits);
            transaction = null;
        }
    }

    /** Autocommit is off: DML begins a transaction. */
    protected ModelTransaction transaction() {
        if (transaction == null) {
            transaction = warehouse.begin("", node.guarantee);
        }
        return transaction;
    }

    protected void afterDml() {
        if (has(Flaw.AUTOCOMMIT)) {
            commitOpen();
        }
    }

    /** What DDL and COMMIT do. */
    protected void commitOpen() {
        if (transaction != null) {
            final ModelTransaction done = transaction;
            transaction = null;
            warehouse.commit(done);
            seen = warehouse.head();
        }
    }

    public void commit() throws WarehouseException {
        try {
            statement("commit", true, () -> {
                commitOpen();
                return null;
            });
        } catch (final WarehouseException e) {
            if (!has(Flaw.COMMIT_BELIEVED)) {
                throw e;
            }
        }
    }

    public void rollback() throws WarehouseException {
        statement("rollback", () -> {
            rollbackOpen();
            return null;
        });
    }

    /** What a pool does with a connection that it lends, or forgets to do. */
    void clean() {
        if (!has(Flaw.SESSION_NOT_CLEANED)) {
            rollbackOpen();
        }
    }

    private void rollbackOpen() {
        if (transaction != null) {
            warehouse.rollback(transaction);
            transaction = null;
        }
    }

    /** A state that a plain statement of this session may see. */
    protected ModelState see() {
        final int oldest =
                switch (warehouse.awkward.sight()) {
                    case LATEST -> warehouse.head();
                    case LAGGING -> Math.max(seen, warehouse.oldestVisible(start));
                    case JUMPING -> warehouse.oldestVisible(start);
                };
        return seeSince(oldest);
    }

    /** A state not older than anything that this session has seen. */
    protected ModelState seeNoLess() {
        return warehouse.awkward.sight() == Awkwardness.Sight.LATEST
                ? warehouse.latest()
                : seeSince(Math.max(seen, warehouse.oldestVisible(start)));
    }

    private ModelState seeSince(final int oldest) {
        final int range = warehouse.head() - oldest + 1;
        final int index = warehouse.random.nextBoolean() ? warehouse.head() : oldest + warehouse.random.nextInt(range);
        seen = Math.max(seen, index);
        return warehouse.state(index);
    }

    /** As {@link #see()}, for a statement that needs the ledger's tables to exist. */
    protected ModelState seeLedger() throws WarehouseException {
        seeLatestLedger();
        final ModelState state = see();
        return state.guard().isEmpty() ? warehouse.latest() : state;
    }

    protected ModelState seeLatestLedger() throws WarehouseException {
        if (warehouse.latest().guard().isEmpty()) {
            if (!has(Flaw.LEDGER_MADE_WHILE_RUNNING)) {
                throw new WarehouseException(Kind.LEDGER_GONE, "no ledger");
            }
            final Guard made = new Guard(node.knownLedger, node.knownLedger, "", warehouse.targetCreated);
            warehouse.put(List.of(made), Map.of(), warehouse.latest().rows());
        }
        return warehouse.latest();
    }

    /** Takes a table's lock for the transaction; returns whether it had to wait. */
    protected boolean lock(final Table table) throws WarehouseException {
        final ModelTransaction own = transaction();
        int waited = 0;
        while (warehouse.holder(table) != null && warehouse.holder(table) != own) {
            waited++;
            if (waited > LOCK_TIMEOUT_STEPS && !has(Flaw.NO_LOCK_TIMEOUT)) {
                throw new WarehouseException(Kind.LOCK_TIMEOUT, "lock of " + table);
            }
            if (waited > HANGING_STEPS) {
                throw new Finding(Finding.Kind.STUCK, "a statement hangs on a lock");
            }
            warehouse.scheduler.step();
            checkAlive();
            if (own.aborted) {
                throw new WarehouseException(Kind.TRANSIENT, "cancelled");
            }
        }
        warehouse.lock(table, own);
        return waited > 0;
    }
}
