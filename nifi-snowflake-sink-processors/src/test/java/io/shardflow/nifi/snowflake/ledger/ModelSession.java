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
import io.shardflow.nifi.snowflake.ledger.ModelState.Guard;
import io.shardflow.nifi.snowflake.ledger.ModelState.LedgerRow;
import io.shardflow.nifi.snowflake.ledger.ModelWarehouse.Table;
import io.shardflow.nifi.snowflake.load.LoadColumn;
import io.shardflow.nifi.snowflake.load.Records;
import io.shardflow.nifi.snowflake.load.ShardRange;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** One session of the modelled Snowflake: the statements behind {@link WarehouseSession}, right or with flaws. */
final class ModelSession extends ModelConnection implements WarehouseSession {

    private final ModelFiles files;
    private boolean lockLater;
    /** What the last look saw. */
    private ModelState looked;
    /** Whether the last look was inside, and its transaction is still open. */
    private boolean lookedInside;
    /** For a mutant: the transaction that was open after the rows were brought in. */
    private Optional<TransactionId> asked = Optional.empty();
    /** Of the target as it was when the columns that are loaded were chosen. */
    private String shape = "";

    ModelSession(final ModelWarehouse warehouse, final ModelNode node, final Set<Flaw> flaws) {
        super(warehouse, node, flaws);
        this.files = new ModelFiles(warehouse, flaws);
    }

    @Override
    public TargetFacts targetFacts() throws WarehouseException {
        return statement(
                "targetFacts",
                () -> new TargetFacts(
                        "\"T\"",
                        warehouse.targetCreated,
                        List.of(),
                        warehouse.hidesRows && !has(Flaw.POLICIES_OVERLOOKED) ? List.of("HIDES_ROWS") : List.of(),
                        true));
    }

    @Override
    public void createLedger(final AttemptId ledgerId, final String targetCreated) throws WarehouseException {
        statement("createLedger", () -> {
            commitOpen();
            if (warehouse.latest().guard().isEmpty()) {
                if (has(Flaw.GUARD_ROW_IN_SECOND_STATEMENT)) {
                    warehouse.scheduler.step();
                    checkAlive();
                }
                final List<Guard> guard = new ArrayList<>(warehouse.latest().guard());
                guard.add(new Guard(ledgerId.value(), ledgerId.value(), "", targetCreated));
                warehouse.put(
                        guard, warehouse.latest().ledger(), warehouse.latest().rows());
            }
            return null;
        });
    }

    @Override
    public LedgerContent readLedger(final Set<StreamShard> shards) throws WarehouseException {
        return statement("readLedger", () -> {
            final ModelState state = seeLedger();
            final Guard guard = state.guard().getFirst();
            node.knownLedger = guard.ledgerId();
            return new LedgerContent(
                    guard.ledgerId(),
                    guard.token(),
                    guard.targetCreated(),
                    shards.stream().collect(Collectors.toMap(shard -> shard, shard -> state.ledgerRows(shard)
                            .size())));
        });
    }

    @Override
    public RolledBackCopy copyAndRollBack(final AttemptId attempt, final Records file) {
        throw new UnsupportedOperationException("no load does that");
    }

    @Override
    public void addLedgerRow(final StreamShard shard, final AttemptId token) {
        throw new UnsupportedOperationException("no load does that");
    }

    @Override
    public void removeLedgerRows(final StreamShard shard, final String below) {
        throw new UnsupportedOperationException("no load does that");
    }

    @Override
    public void alterTarget(final List<String> statements) throws WarehouseException {
        statement("alterTarget", () -> {
            commitOpen();
            warehouse.alter(statements.getFirst());
            return null;
        });
    }

    @Override
    public void renewTokens(final AttemptId attempt) throws WarehouseException {
        if (!has(Flaw.TOKENS_NOT_RENEWED)) {
            updateLedger((shard, row) -> true, row -> new LedgerRow(row.shard(), attempt.value(), row.position()));
        }
    }

    @Override
    public void stage(final AttemptId attempt, final List<Records> records, final boolean apart)
            throws WarehouseException {
        statement("stage", () -> {
            commitOpen();
            final boolean truncated = takeTruncation();
            warehouse.badUploads += truncated ? 1 : 0;
            files.stage(attempt, records.stream().map(node::content).toList(), truncated);
            return null;
        });
    }

    @Override
    public IncomingCount copyIncoming(final AttemptId attempt, final List<LoadColumn> columns)
            throws WarehouseException {
        return statement("copyIncoming", () -> {
            commitOpen();
            shape = columns.getFirst().type();
            warehouse.checkFits(files.staged());
            return files.copyIncoming();
        });
    }

    @Override
    public LookResult lookAhead(final Look look) throws WarehouseException {
        return statement("lookAhead", () -> {
            commitOpen();
            return summary(
                    look,
                    seeLedger(),
                    has(Flaw.FIRST_LOOK_ABOVE_ALL_INCOMING)
                            ? (range, top) -> top.isAfter(range.max())
                            : (range, top) -> !range.min().isAfter(top));
        });
    }

    @Override
    public LookResult look(final Look look) throws WarehouseException {
        return statement("look", () -> {
            commitOpen();
            lookedInside = false;
            return lookNow(look);
        });
    }

    @Override
    public void prepareLookInside(final AttemptId attempt) throws WarehouseException {
        statement("prepareLookInside", () -> {
            commitOpen();
            lockLater = has(Flaw.LOCK_NOT_FIRST);
            return null;
        });
    }

    @Override
    public LookResult lookInside(final Look look) throws WarehouseException {
        final LookResult result = statement("lookInside", () -> {
            transaction();
            lookedInside = true;
            return lookNow(look);
        });
        return statement("readLook", () -> {
            if (!lookedInside) {
                throw new WarehouseException(WarehouseException.Kind.TRANSIENT, "the look is gone");
            }
            return result;
        });
    }

    /** What was put into a temporary table is gone, too. */
    @Override
    protected void aborted() {
        if (lookedInside) {
            lookedInside = false;
            files.forgetMissing();
        }
    }

    private LookResult lookNow(final Look look) throws WarehouseException {
        final ModelState rows = seeLedger();
        looked = rows;
        files.findMissing(look, visible(rows));
        return summary(look, rows, (range, top) -> top.isAfter(range.max()));
    }

    /**
     * @param found which of the highest positions the search comes across; others lie so far back that it may or may not, and so
     *     it does not
     */
    private LookResult summary(final Look look, final ModelState rows, final BiPredicate<ShardRange, Position> found)
            throws WarehouseException {
        if (has(Flaw.LOOK_IN_TWO_STATEMENTS)) {
            warehouse.scheduler.step();
            checkAlive();
        }
        final ModelState ledger = has(Flaw.LOOK_IN_TWO_STATEMENTS) ? seeLedger() : rows;
        final Map<StreamShard, LookResult.Shard> shards = new HashMap<>();
        for (final StreamShard shard : look.shards().keySet()) {
            final List<Integer> ids = ledger.ledgerRows(shard);
            final Optional<LedgerRow> row =
                    ids.size() == 1 ? Optional.of(ledger.ledger().get(ids.getFirst())) : Optional.empty();
            final Optional<Position> position = row.flatMap(LedgerRow::position);
            final boolean never = has(Flaw.NEVER_HIGHEST);
            shards.put(
                    shard,
                    new LookResult.Shard(
                            ids.size(),
                            row.map(LedgerRow::token),
                            never && position.isEmpty() || has(Flaw.POSITION_NOT_READ)
                                    ? Optional.of(new Position("0", 0))
                                    : position,
                            look.doubted().contains(shard) && !never
                                    ? rows.highest(shard)
                                            .filter(top -> !has(Flaw.ROWS_ABOVE_NOT_SEARCHED))
                                            .filter(top ->
                                                    found.test(look.shards().get(shard), top))
                                    : Optional.empty(),
                            files.missing(shard)));
        }
        return new LookResult(
                has(Flaw.LEDGER_MADE_WHILE_RUNNING)
                        ? node.knownLedger
                        : ledger.guard().getFirst().ledgerId(),
                shards);
    }

    private Set<ModelRecord> visible(final ModelState state) {
        return warehouse.hidesRows
                ? state.rows().keySet().stream()
                        .filter(row -> row.hashCode() % 2 == 0)
                        .collect(Collectors.toSet())
                : state.rows().keySet();
    }

    @Override
    public Map<StreamShard, Position> highestRecognised(final Set<StreamShard> shards) throws WarehouseException {
        return statement(
                "highestRecognised",
                () -> has(Flaw.POSITION_NOT_READ) ? Map.<StreamShard, Position>of() : files.highestRecognised(shards));
    }

    @Override
    public TransactionId begin(final AttemptId attempt) throws WarehouseException {
        statement("begin", () -> {
            if (transaction == null) {
                transaction = warehouse.begin(attempt.value(), node.guarantee);
            }
            return null;
        });
        asked = Optional.empty();
        return has(Flaw.TRANSACTION_ASKED_LATER)
                ? new TransactionId("not asked yet")
                : currentTransaction()
                        .orElseThrow(() -> new WarehouseException(WarehouseException.Kind.TRANSIENT, "no transaction"));
    }

    /** Whether a SELECT opens a transaction when none is open is documented in one way and in the other. */
    @Override
    public Optional<TransactionId> currentTransaction() throws WarehouseException {
        return statement(
                "currentTransaction",
                () -> transaction == null && warehouse.random.nextBoolean()
                        ? Optional.empty()
                        : Optional.of(transaction().id));
    }

    /** Whether a statement that changes rows works in that transaction. */
    private boolean isIn(final TransactionId id) {
        return transaction().id.equals(has(Flaw.TRANSACTION_ASKED_LATER) ? asked.orElse(transaction().id) : id);
    }

    private void afterRows() throws WarehouseException {
        if (has(Flaw.TRANSACTION_ASKED_LATER)) {
            asked = currentTransaction();
        }
    }

    @Override
    public String targetShape() throws WarehouseException {
        return statement("targetShape", () -> has(Flaw.SHAPE_NOT_COMPARED) ? shape : warehouse.shape);
    }

    @Override
    public long copyIntoTarget(final List<LoadColumn> columns) throws WarehouseException {
        final long count = statement("copyIntoTarget", () -> {
            final List<ModelRecord> rows = files.copyIntoTarget();
            shape = columns.getFirst().type();
            warehouse.load(transaction(), rows, shape);
            afterDml();
            return has(Flaw.COPY_COUNT_NOT_CHECKED) ? files.sent() : rows.size();
        });
        afterRows();
        return count;
    }

    @Override
    public long insertMissing() throws WarehouseException {
        final long count = statement("insertMissing", () -> {
            // What others have committed since the look every second transaction sees.
            final Set<ModelRecord> there =
                    Integer.parseInt(transaction().id.value()) % 2 == 0 ? visible(warehouse.latest()) : Set.of();
            final List<ModelRecord> rows = files.missing().stream()
                    .filter(row -> !transaction().inserted.contains(row) && !there.contains(row))
                    .toList();
            transaction().looked = looked;
            warehouse.load(transaction(), rows, shape);
            afterDml();
            return (long) rows.size();
        });
        afterRows();
        return count;
    }

    @Override
    public long lockGuard(final String ledgerId, final AttemptId attempt) throws WarehouseException {
        return statement("lockGuard", () -> {
            if (has(Flaw.NO_GUARD_LOCK) || lockLater) {
                lockLater = false;
                return 1L;
            }
            final ModelState before = seeLedger();
            final boolean waited = lock(Table.GUARD);
            final List<Guard> now = seeLatestLedger().guard();
            final List<Guard> judged =
                    waited && warehouse.awkward.waiting() != Awkwardness.Waiting.READS_AGAIN ? before.guard() : now;
            if (now.size() != 1) {
                return (long) now.size();
            }
            if (judged.stream().noneMatch(row -> row.ledgerId().equals(ledgerId))
                    || !now.getFirst().ledgerId().equals(ledgerId)) {
                return 0L;
            }
            final Guard image = waited && warehouse.awkward.waiting() == Awkwardness.Waiting.OLD_ROW
                    ? judged.getFirst()
                    : now.getFirst();
            transaction().guard = new Guard(image.ledgerId(), image.token(), attempt.value(), image.targetCreated());
            afterDml();
            return 1L;
        });
    }

    @Override
    public long setLedger(final AttemptId attempt, final TransactionId id, final Collection<LedgerSet> sets)
            throws WarehouseException {
        final Map<StreamShard, LedgerSet> byShard =
                sets.stream().collect(Collectors.toMap(LedgerSet::shard, set -> set));
        return updateLedger(
                (shard, row) -> byShard.containsKey(shard)
                        && (has(Flaw.SET_WITHOUT_TRANSACTION) || isIn(id))
                        && (has(Flaw.SET_WITHOUT_TOKEN)
                                || row.token().equals(byShard.get(shard).expected())),
                row -> new LedgerRow(
                        row.shard(),
                        attempt.value(),
                        Optional.of(byShard.get(row.shard()).position())));
    }

    @Override
    public long setLedgerUnconditionally(
            final AttemptId attempt, final TransactionId id, final Map<StreamShard, Position> positions)
            throws WarehouseException {
        if (has(Flaw.AT_LEAST_ONCE_WITHOUT_TOKEN)) {
            return positions.size();
        }
        return updateLedger(
                (shard, row) ->
                        positions.containsKey(shard) && (has(Flaw.AT_LEAST_ONCE_WITHOUT_TRANSACTION) || isIn(id)),
                row -> {
                    final Position given = positions.get(row.shard());
                    final Optional<Position> unanchored =
                            has(Flaw.AT_LEAST_ONCE_ANCHORS) ? Optional.of(given) : Optional.empty();
                    return new LedgerRow(
                            row.shard(),
                            attempt.value(),
                            row.position().isEmpty()
                                    ? unanchored
                                    : row.position().map(own -> own.isAfter(given) ? own : given));
                });
    }

    private long updateLedger(
            final BiPredicate<StreamShard, LedgerRow> condition, final UnaryOperator<LedgerRow> change)
            throws WarehouseException {
        return statement("updateLedger", () -> {
            final ModelState seen = see();
            // Under the guard's lock it finds the last commit, as the guarantee assumes, before it waits for a session
            // that has none.
            final ModelState before = warehouse.holder(Table.GUARD) == transaction() && !has(Flaw.WAITS_ON_FORMER_ROWS)
                    ? warehouse.latest()
                    : seen;
            final boolean waited = lock(Table.LEDGER);
            final Map<Integer, LedgerRow> now =
                    transaction().over(seeLatestLedger().ledger());
            final Map<Integer, LedgerRow> judged =
                    waited && warehouse.awkward.waiting() != Awkwardness.Waiting.READS_AGAIN
                            ? transaction().over(before.ledger())
                            : now;
            long count = 0;
            for (final Map.Entry<Integer, LedgerRow> row : judged.entrySet()) {
                final StreamShard shard = row.getValue().shard();
                if (now.containsKey(row.getKey()) && condition.test(shard, row.getValue())) {
                    transaction().updated.put(row.getKey(), change.apply(now.get(row.getKey())));
                    count++;
                }
            }
            afterDml();
            return count;
        });
    }

    @Override
    public boolean isCommitted(final TransactionId id) throws WarehouseException {
        return has(Flaw.COMMIT_NOT_READ_BACK) || statement("isCommitted", () -> warehouse.isKnownAsCommitted(id));
    }

    @Override
    public Set<StreamShard> shardsSetBy(final AttemptId attempt, final Set<StreamShard> shards)
            throws WarehouseException {
        return statement("shardsSetBy", () -> {
            final Map<Integer, LedgerRow> ledger = transaction == null
                    ? seeNoLess().ledger()
                    : transaction.over(warehouse.latest().ledger());
            return ledger.values().stream()
                    .filter(row -> row.token().equals(attempt.value()))
                    .map(LedgerRow::shard)
                    .collect(Collectors.toSet());
        });
    }

    @Override
    public void replaceLedgerRows(final Set<StreamShard> shards, final AttemptId token) throws WarehouseException {
        statement("replaceLedgerRows", () -> {
            lock(Table.LEDGER);
            final ModelState seen = seeNoLess();
            warehouse.touchedByHand |=
                    transaction().added.values().stream().map(LedgerRow::shard).anyMatch(shards::contains);
            shards.stream().sorted(Comparator.comparing(StreamShard::toString)).forEach(shard -> {
                transaction().deleted.addAll(seen.ledgerRows(shard));
                transaction().added.put(warehouse.newRow(), new LedgerRow(shard, token.value(), Optional.empty()));
            });
            afterDml();
            return null;
        });
    }

    @Override
    public void clearLedger() throws WarehouseException {
        statement("clearLedger", () -> {
            lock(Table.LEDGER);
            transaction().deleted.addAll(seeLatestLedger().ledger().keySet());
            afterDml();
            return null;
        });
    }

    @Override
    public long setGuard(
            final String ledgerId,
            final String expectedToken,
            final AttemptId attempt,
            final TransactionId id,
            final String targetCreated)
            throws WarehouseException {
        return statement("setGuard", () -> {
            final Guard row =
                    transaction().guard == null ? seeLatestLedger().guard().getFirst() : transaction().guard;
            if (!isIn(id) || !row.token().equals(expectedToken) && !has(Flaw.ROWS_MADE_WITHOUT_GUARD_TOKEN)) {
                return 0L;
            }
            transaction().guard = new Guard(ledgerId, attempt.value(), row.lockedBy(), targetCreated);
            afterDml();
            return 1L;
        });
    }

    @Override
    public void dropTemporaries() throws WarehouseException {
        statement("dropTemporaries", () -> {
            commitOpen();
            files.clear();
            return null;
        });
    }

    @Override
    public void rollback() throws WarehouseException {
        if (has(Flaw.DROP_BEFORE_ROLLBACK)) {
            dropTemporaries();
        }
        if (!has(Flaw.NO_ROLLBACK)) {
            super.rollback();
        }
    }

    @Override
    public void abort(final Predicate<String> names) throws WarehouseException {
        statement("abort", () -> {
            warehouse.abort(names);
            return null;
        });
    }

    @Override
    public void discard() {
        die(false);
    }

    @Override
    public void close() {
        node.giveBack(this);
    }
}
