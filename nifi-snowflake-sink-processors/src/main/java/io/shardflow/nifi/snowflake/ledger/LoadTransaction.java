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
import io.shardflow.nifi.snowflake.ledger.LedgerHeads.Head;
import io.shardflow.nifi.snowflake.load.Batch;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One attempt at one transaction: points 5 to 10 and 12, in their order. Used by one thread, once. */
final class LoadTransaction {

    private final Workspace workspace;
    private final Batch batch;
    private final LoadGroup group;
    private final Ledger ledger;
    private final LedgerHeads heads;
    private final AttemptId attempt;
    private boolean begun;
    private OpenTransaction transaction;

    LoadTransaction(
            final Workspace workspace,
            final Batch batch,
            final LoadGroup group,
            final Ledger ledger,
            final LedgerHeads heads,
            final AttemptId attempt) {
        this.workspace = workspace;
        this.batch = batch;
        this.group = group;
        this.ledger = ledger;
        this.heads = heads;
        this.attempt = attempt;
    }

    /** The name of the transaction that a lost session may have left; empty if none was begun. */
    Optional<AttemptId> open() {
        return begun ? Optional.of(attempt) : Optional.empty();
    }

    /** AT_LEAST_ONCE: no look, and a token that no other writer can have read (point 12). */
    Attempt atLeastOnce() throws WarehouseException {
        final Optional<Attempt> end = copyAndLock();
        if (end.isPresent()) {
            return end.get();
        }
        final Set<StreamShard> unset = transaction.setUnconditionally(group.parts());
        if (!unset.isEmpty()) {
            session().rollback();
            return makeRows(unset);
        }
        transaction.commit(group.parts().getFirst().shards());
        return new Attempt.Committed(batch.rows(), 0, true);
    }

    /**
     * EXACTLY_ONCE: fast if all of it lies above what this run knows and no position can be twice in it, otherwise slow (point
     * 5), where positions are counted before anything else is done with them.
     */
    Attempt exactlyOnce() throws WarehouseException {
        final Optional<Map<StreamShard, Head>> known = heads.below(group.ranges());
        if (group.whole() && batch.distinct() && known.isPresent()) {
            return fast(known.get());
        }
        final IncomingCount incoming = workspace.incoming();
        if (incoming.rows() != batch.rows() || incoming.positions() != batch.rows()) {
            return miscounted(Math.min(incoming.rows(), incoming.positions()), incoming.rows());
        }
        return group.lostSets() < 2 ? slow() : slowUnderLock();
    }

    private Attempt fast(final Map<StreamShard, Head> known) throws WarehouseException {
        final Optional<Attempt> end = copyAndLock();
        return end.isPresent() ? end.get() : set(known, known.keySet(), new Attempt.Committed(batch.rows(), 0, true));
    }

    /** COPY straight into the target, then the lock (points 7 and 8). Empty if the transaction may go on. */
    private Optional<Attempt> copyAndLock() throws WarehouseException {
        workspace.stageForTarget();
        begin();
        final long copied = session().copyIntoTarget(batch.columns());
        if (copied == 0 && workspace.isFirstEmptyCopy()) {
            throw new WarehouseException(
                    Kind.TRANSIENT,
                    "COPY has loaded none of the files that were just uploaded, as one that is run twice");
        }
        if (copied != batch.rows()) {
            return Optional.of(miscounted(copied, copied));
        }
        if (workspace.isTargetAltered()) {
            return Optional.of(end(new Attempt.Altered()));
        }
        return transaction.lock(ledger.id()) ? Optional.empty() : Optional.of(end(new Attempt.Replaced()));
    }

    /** Look, then begin: the lock is held for the set and the commit only (points 6 to 10). */
    private Attempt slow() throws WarehouseException {
        final Look look = look();
        final LookResult result = session().look(look);
        final Judgement judgement = Judgement.of(session(), look, result, ledger);
        if (judgement.isUsable()) {
            judgement
                    .proven()
                    .forEach(shard -> heads.remember(shard, judgement.heads().get(shard)));
            begin();
            final long inserted = insert(judgement);
            if (isAltered(judgement)) {
                return end(new Attempt.Altered());
            }
            if (!transaction.lock(ledger.id())) {
                return end(new Attempt.Replaced());
            }
            return set(judgement.heads(), judgement.proven(), committed(judgement, inserted));
        }
        return learn(judgement);
    }

    /** After two lost sets: nobody can come between look and set any more (point 10). */
    private Attempt slowUnderLock() throws WarehouseException {
        final Look look = look();
        session().prepareLookInside(attempt);
        begin();
        if (!transaction.lock(ledger.id())) {
            return end(new Attempt.Replaced());
        }
        final Judgement judgement = Judgement.of(session(), look, session().lookInside(look), ledger);
        if (judgement.isUsable()) {
            final long inserted = insert(judgement);
            return isAltered(judgement)
                    ? end(new Attempt.Altered())
                    : set(judgement.heads(), judgement.proven(), committed(judgement, inserted));
        }
        session().rollback();
        return learn(judgement);
    }

    private Look look() {
        return new Look(
                attempt,
                group.ranges(),
                group.shards().stream().filter(heads::isDoubted).collect(Collectors.toSet()));
    }

    private Attempt learn(final Judgement judgement) throws WarehouseException {
        if (judgement.isReplaced()) {
            return new Attempt.Replaced();
        }
        heads.doubt(judgement.doubted());
        return judgement.withoutRow().isEmpty() ? new Attempt.Learnt() : makeRows(judgement.withoutRow());
    }

    private Attempt makeRows(final Set<StreamShard> shards) throws WarehouseException {
        heads.forget(shards);
        begun = true;
        return switch (LedgerRows.make(session(), ledger, shards, attempt)) {
            case MADE -> {
                // Nobody has anchored them: spares the look that would find that out.
                heads.doubt(shards);
                yield new Attempt.Learnt();
            }
            case CONFLICT -> new Attempt.Overtaken();
            case REPLACED -> new Attempt.Replaced();
        };
    }

    private long insert(final Judgement judgement) throws WarehouseException {
        return judgement.missing() > 0 ? session().insertMissing() : 0;
    }

    /** Whether the target is not the one that the inserted rows were made for. */
    private boolean isAltered(final Judgement judgement) throws WarehouseException {
        return judgement.missing() > 0 && workspace.isTargetAltered();
    }

    private Attempt.Committed committed(final Judgement judgement, final long inserted) {
        return new Attempt.Committed(inserted, group.rows() - judgement.missing(), false);
    }

    /** Set and COMMIT, under the lock (points 9 and 10). */
    private Attempt set(final Map<StreamShard, Head> read, final Set<StreamShard> proven, final Attempt.Committed done)
            throws WarehouseException {
        final Map<StreamShard, LedgerSet> sets = new HashMap<>();
        group.ranges()
                .forEach((shard, range) -> sets.put(
                        shard,
                        new LedgerSet(
                                shard,
                                read.get(shard).token(),
                                heads.atLeast(shard, read.get(shard)).after(range))));
        final Set<StreamShard> lost = transaction.set(sets);
        if (!lost.isEmpty()) {
            session().rollback();
            heads.forget(lost);
            return new Attempt.Lost(lost);
        }
        // Not before the set: a rival's rows are a conflict, and no shortfall.
        if (done.inserted() + done.recognised() != group.rows()) {
            heads.forget(group.shards());
            throw new WarehouseException(
                    Kind.TRANSIENT,
                    "Snowflake inserted other rows than it had found missing: somebody else has brought some of them meanwhile, or"
                            + " the INSERT was run twice. It is looked again");
        }
        final Set<StreamShard> believed = new HashSet<>(proven);
        group.shards().stream()
                .filter(shard -> heads.head(shard)
                        .map(Head::token)
                        .equals(Optional.of(read.get(shard).token())))
                .forEach(believed::add);
        // Whatever the answer to the COMMIT will be: what was known is outdated by it.
        heads.forget(group.shards());
        transaction.commit(group.shards());
        believed.forEach(shard -> heads.remember(
                shard, new Head(attempt.value(), Optional.of(sets.get(shard).position()))));
        return done;
    }

    private Attempt end(final Attempt reason) throws WarehouseException {
        session().rollback();
        return reason;
    }

    private Attempt miscounted(final long found, final long rows) throws WarehouseException {
        final String message = "Snowflake counted " + found + " records with a position of their own where "
                + batch.rows() + " were sent";
        return end(new Attempt.Miscounted(message, rows < batch.rows()));
    }

    private void begin() throws WarehouseException {
        begun = true;
        transaction = OpenTransaction.begin(session(), attempt);
    }

    private WarehouseSession session() throws WarehouseException {
        return workspace.session();
    }
}
