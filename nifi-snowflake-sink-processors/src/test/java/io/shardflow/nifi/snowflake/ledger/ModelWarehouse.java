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

import io.shardflow.nifi.snowflake.ledger.ModelState.Guard;
import io.shardflow.nifi.snowflake.ledger.ModelState.LedgerRow;
import io.shardflow.nifi.snowflake.load.DeliveryGuarantee;
import io.shardflow.nifi.snowflake.load.RowRefusedException;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Snowflake as the protocol meets it, in memory: committed states one after another, READ COMMITTED by statement, UPDATE
 * and DELETE excluding each other by table, transactions that live on detached. Watches every commit for doubled rows.
 */
final class ModelWarehouse {

    /** What a statement says that was made for other columns than the target has. */
    static final String ALTERED = "no such column";

    enum Table {
        GUARD,
        LEDGER
    }

    final Awkwardness awkward;
    final Random random;
    StepScheduler scheduler;
    /** Rows that somebody deleted by hand: acknowledged and rightly not there. */
    final Set<ModelRecord> deletedByHand = new HashSet<>();
    /** Rows of a writer that knows no ledger. */
    final Set<ModelRecord> foreign = new HashSet<>();
    /** Those that came between a look and the commit of what it had missed: there twice, and nobody's fault. */
    final Set<ModelRecord> raced = new HashSet<>();
    /** Names of staged files that a COPY into the target has read, also in transactions that were rolled back. */
    final Set<String> copied = new HashSet<>();

    /** Records that do not fit the target. */
    final Set<ModelRecord> refused = new HashSet<>();

    String targetCreated = "first made";
    /** Number, names and types of the target's columns. */
    String shape = "as made";
    /** Whether a policy hides every second row from our role. */
    boolean hidesRows;

    /** Counts how often the ledger's tables were dropped: what is done to a dropped table is gone. */
    int ledgerEpoch;

    private final List<ModelState> states = new ArrayList<>();
    private final Map<Table, ModelTransaction> locks = new EnumMap<>(Table.class);
    private final List<ModelTransaction> detached = new ArrayList<>();
    /** Whether somebody changed the ledger by hand, or rows of it were made twice by a statement that was run twice. */
    boolean touchedByHand;

    /** Uploads that lost a row on the way. */
    int badUploads;

    private int nextRow;
    private int nextTransaction;
    private final Set<ModelTransaction> open = new LinkedHashSet<>();
    private final Set<TransactionId> committed = new HashSet<>();

    ModelWarehouse(final Awkwardness awkward, final Random random) {
        this.awkward = awkward;
        this.random = random;
        states.add(new ModelState(0, List.of(), Map.of(), Map.of()));
    }

    ModelState latest() {
        return states.getLast();
    }

    int head() {
        return states.size() - 1;
    }

    ModelState state(final int index) {
        return states.get(index);
    }

    /** The oldest state that a session may still see. */
    int oldestVisible(final int notBefore) {
        int index = head();
        while (index > notBefore && states.get(index).time() + awkward.staleSteps() > scheduler.steps()) {
            index--;
        }
        return index;
    }

    int newRow() {
        return nextRow++;
    }

    boolean hasOpenTransactions() {
        return !open.isEmpty();
    }

    ModelTransaction begin(final String name, final DeliveryGuarantee guarantee) {
        final ModelTransaction transaction = new ModelTransaction(
                new TransactionId(String.valueOf(nextTransaction++)), name, guarantee, ledgerEpoch);
        open.add(transaction);
        return transaction;
    }

    /** Of every fourth it cannot tell. */
    boolean isKnownAsCommitted(final TransactionId id) {
        return committed.contains(id) && Integer.parseInt(id.value()) % 4 != 3;
    }

    ModelTransaction holder(final Table table) {
        return locks.get(table);
    }

    void lock(final Table table, final ModelTransaction transaction) {
        locks.put(table, transaction);
    }

    /**
     * Brings rows into the target by a description of it. By an outdated one the statement fails in one way or another, or
     * does what nobody wanted.
     */
    void load(final ModelTransaction transaction, final List<ModelRecord> rows, final String described)
            throws WarehouseException {
        if (!described.equals(shape)) {
            switch (random.nextInt(3)) {
                case 0 -> throw new WarehouseException(WarehouseException.Kind.PERMANENT, ALTERED);
                case 1 -> throw new WarehouseException(WarehouseException.Kind.DATA_REJECTED, ALTERED);
                default -> transaction.distorted = true;
            }
        }
        checkFits(rows);
        transaction.inserted.addAll(rows);
    }

    /**
     * Our own change of the target's columns, by another session of the task that holds the guard's lock. If its transaction was ended
     * from outside meanwhile, the change is as one by somebody else: nobody else's COMMIT makes up for it.
     */
    void alter(final String newShape) {
        shape = newShape;
        open.stream()
                .filter(transaction -> transaction.task == Thread.currentThread()
                        && transaction.ledgerEpoch == ledgerEpoch
                        && !detached.contains(transaction))
                .forEach(own -> open.stream()
                        .filter(transaction -> transaction != own && !transaction.inserted.isEmpty())
                        .forEach(own.older::add));
    }

    /** A statement that brings rows into a table of the target's types fails as a whole. */
    void checkFits(final Collection<ModelRecord> rows) throws WarehouseException {
        for (final ModelRecord row : rows) {
            if (refused.contains(row)) {
                throw new RowRefusedException("does not fit", true, OptionalLong.empty(), null);
            }
        }
    }

    void rollback(final ModelTransaction transaction) {
        open.remove(transaction);
        locks.values().removeIf(transaction::equals);
    }

    void commit(final ModelTransaction transaction) {
        rollback(transaction);
        if (transaction.distorted) {
            throw new Finding(Finding.Kind.ALTERED, transaction.name + " loaded rows by an outdated description");
        }
        if (transaction.outlived && transaction.guarantee == DeliveryGuarantee.EXACTLY_ONCE) {
            throw new Finding(
                    Finding.Kind.ALTERED,
                    transaction.name + " loaded rows before the columns were changed, and commits after");
        }
        transaction.older.forEach(older -> older.outlived = true);
        committed.add(transaction.id);
        final ModelState last = latest();
        checkMadeRows(transaction, last);
        final Map<ModelRecord, Integer> rows = new HashMap<>(last.rows());
        for (final ModelRecord row : transaction.inserted) {
            if (rows.merge(row, 1, Integer::sum) > 1
                    && transaction.guarantee == DeliveryGuarantee.EXACTLY_ONCE
                    && !isRace(transaction, row, rows.get(row))) {
                throw new Finding(Finding.Kind.DOUBLE, row + " by " + transaction.name);
            }
        }
        if (transaction.ledgerEpoch != ledgerEpoch) {
            put(last.guard(), last.ledger(), rows);
        } else {
            put(
                    transaction.guard == null ? last.guard() : List.of(transaction.guard),
                    transaction.over(last.ledger()),
                    rows);
        }
    }

    /** Whether another writer's row came after the look: nobody promises anything then. */
    private boolean isRace(final ModelTransaction transaction, final ModelRecord row, final int count) {
        final boolean race = foreign.contains(row)
                && count == 2
                && transaction.looked != null
                && !transaction.looked.rows().containsKey(row);
        if (race) {
            raced.add(row);
        }
        return race;
    }

    /** Rows are made where none are. */
    private void checkMadeRows(final ModelTransaction transaction, final ModelState last) {
        if (transaction.ledgerEpoch != ledgerEpoch
                || awkward.waiting() == Awkwardness.Waiting.OLD_ROW
                || touchedByHand) {
            return;
        }
        final Map<Integer, LedgerRow> ledger = transaction.over(last.ledger());
        transaction.added.values().forEach(made -> {
            if (ledger.values().stream()
                            .filter(row -> row.shard().equals(made.shard()))
                            .count()
                    > 1) {
                throw new Finding(Finding.Kind.LEDGER, "a second ledger row of " + made.shard());
            }
        });
    }

    /** A statement that is its own transaction, or somebody from outside. */
    void put(final List<Guard> guard, final Map<Integer, LedgerRow> ledger, final Map<ModelRecord, Integer> rows) {
        states.add(new ModelState(scheduler == null ? 0 : scheduler.steps(), guard, ledger, rows));
    }

    void dropLedger() {
        ledgerEpoch++;
        locks.clear();
        put(List.of(), Map.of(), latest().rows());
    }

    /** The session is gone, its transaction lives on. */
    void detach(final ModelTransaction transaction, final boolean endsWithCommit) {
        transaction.endsAt = scheduler.steps() + random.nextInt(random.nextInt(8) == 0 ? 400 : 60);
        transaction.endsWithCommit = endsWithCommit;
        detached.add(transaction);
    }

    /** Ends detached transactions whose time has come. */
    void tick() {
        for (final ModelTransaction transaction : List.copyOf(detached)) {
            if (transaction.endsAt <= scheduler.steps()) {
                end(transaction, transaction.endsWithCommit);
            }
        }
    }

    /** From outside: whoever works in such a transaction hears nothing of it. */
    void abort(final Predicate<String> names) {
        List.copyOf(open).stream()
                .filter(transaction -> names.test(transaction.name) && !detached.contains(transaction))
                .forEach(this::abort);
        for (final ModelTransaction transaction : List.copyOf(detached)) {
            if (names.test(transaction.name)) {
                // Its COMMIT may be on the way and come first.
                end(transaction, transaction.endsWithCommit && random.nextBoolean());
            }
        }
    }

    void abort(final ModelTransaction transaction) {
        rollback(transaction);
        transaction.aborted = true;
    }

    void endAllDetached() {
        List.copyOf(detached).forEach(transaction -> end(transaction, transaction.endsWithCommit));
    }

    private void end(final ModelTransaction transaction, final boolean commit) {
        detached.remove(transaction);
        if (commit) {
            commit(transaction);
        } else {
            rollback(transaction);
        }
    }
}
