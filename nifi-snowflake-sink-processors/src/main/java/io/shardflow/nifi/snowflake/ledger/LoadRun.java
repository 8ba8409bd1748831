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
import io.shardflow.nifi.snowflake.load.Batch;
import io.shardflow.nifi.snowflake.load.DeliveryGuarantee;
import io.shardflow.nifi.snowflake.load.LoadOutcome;
import io.shardflow.nifi.snowflake.load.LoadOutcome.Ground;
import io.shardflow.nifi.snowflake.load.LoadOutcome.Reason;
import io.shardflow.nifi.snowflake.load.LoadOutcome.StopReason;
import io.shardflow.nifi.snowflake.load.RowRefusedException;
import io.shardflow.nifi.snowflake.load.RowsHeldUpException;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** One load: attempts until every shard of the batch is committed, time is up, or there is no point. One thread, once. */
final class LoadRun {

    private final Batch batch;
    private final DeliveryGuarantee guarantee;
    private final Ledger ledger;
    private final LedgerHeads heads;
    private final HeldUpRows heldUpRows;
    private final LoaderRun run;
    private final Workspace workspace;
    private final Deque<LoadGroup> groups = new ArrayDeque<>();
    private final Set<StreamShard> conflicts = new HashSet<>();

    private final long started;
    private long inserted;
    private long recognised;
    private boolean fast = true;
    private int attempts;
    private int repetitions;
    private LoadTransaction transaction;
    private LoadOutcome end;

    LoadRun(
            final Batch batch,
            final DeliveryGuarantee guarantee,
            final Ledger ledger,
            final LedgerHeads heads,
            final HeldUpRows heldUpRows,
            final LoaderRun run,
            final Workspace workspace) {
        this.batch = batch;
        this.guarantee = guarantee;
        this.ledger = ledger;
        this.heads = heads;
        this.heldUpRows = heldUpRows;
        this.run = run;
        this.workspace = workspace;
        final LoadGroup all = LoadGroup.of(batch);
        // Without a look nothing tells which rows of the files belong to a part.
        this.groups.addAll(guarantee == DeliveryGuarantee.EXACTLY_ONCE ? all.parts() : List.of(all));
        this.started = run.clock().nanoTime();
    }

    LoadOutcome run() throws InterruptedException {
        if (workspace.hasTooManyFiles()) {
            return new LoadOutcome.Rejected(
                    "more than " + FileJoining.MOST_FILES + " files, which cannot be joined, for one COPY",
                    Ground.SIZE,
                    OptionalLong.empty());
        }
        boolean orderly = false;
        try {
            while (end == null) {
                attempt(groups.removeFirst());
                if (end == null && groups.isEmpty()) {
                    end = new LoadOutcome.Loaded(inserted, recognised, fast, attempts, Set.copyOf(conflicts));
                }
            }
            orderly = true;
            return end;
        } finally {
            if (orderly) {
                workspace.end();
            } else {
                workspace.discard(Optional.ofNullable(transaction).flatMap(LoadTransaction::open));
            }
        }
    }

    private void attempt(final LoadGroup group) throws InterruptedException {
        attempts++;
        transaction = new LoadTransaction(
                workspace, batch, group, ledger, heads, run.names().get());
        try {
            workspace.session();
            follow(
                    group,
                    guarantee == DeliveryGuarantee.EXACTLY_ONCE
                            ? transaction.exactlyOnce()
                            : transaction.atLeastOnce());
        } catch (final WarehouseException e) {
            failed(group, e);
        }
    }

    private void follow(final LoadGroup group, final Attempt attempt) throws InterruptedException, WarehouseException {
        switch (attempt) {
            case Attempt.Committed done -> {
                heldUpRows.committed(group.ranges().values());
                inserted += done.inserted();
                recognised += done.recognised();
                fast &= done.fast();
                repetitions = 0;
            }
            case Attempt.Lost lost -> {
                conflicts.addAll(lost.conflicts());
                groups.addFirst(group.alone(lost.conflicts()));
                final LoadGroup rest = group.without(lost.conflicts());
                if (!rest.ranges().isEmpty()) {
                    groups.addFirst(rest);
                }
                pause(Reason.CONFLICT, "Another writer loads the same shards");
            }
            case Attempt.Learnt learnt -> groups.addFirst(group);
            case Attempt.Overtaken overtaken ->
                again(
                        group,
                        Reason.CONFLICT,
                        "Another writer made ledger rows, or the transaction was ended from outside");
            case Attempt.Replaced replaced -> stopReplaced();
            case Attempt.Altered altered -> end = new LoadOutcome.Altered();
            case Attempt.Miscounted miscounted -> {
                if (miscounted.missing() && workspace.keepFilesApart()) {
                    groups.addFirst(group);
                } else {
                    end = new LoadOutcome.Rejected(miscounted.message(), Ground.COUNT, OptionalLong.empty());
                }
            }
        }
    }

    private void failed(final LoadGroup group, final WarehouseException e) throws InterruptedException {
        final Optional<AttemptId> open = transaction.open();
        switch (e.kind()) {
            case SESSION_LOST -> {
                heads.forget(group.shards());
                workspace.discard(open);
                againOrLess(group, Reason.SESSION_LOST, e);
            }
            case LOCK_TIMEOUT -> {
                workspace.rollback(open);
                again(group, Reason.LOCKED, e.getMessage());
            }
            case TRANSIENT -> {
                workspace.rollback(open);
                againOrLess(group, Reason.TRANSIENT, e);
            }
            case STOPPED -> {
                workspace.rollback(open);
                end = new LoadOutcome.NotYet(Reason.STOPPED, e.getMessage());
            }
            case LEDGER_GONE -> {
                workspace.rollback(open);
                stopReplaced();
            }
            case PERMANENT -> {
                workspace.rollback(open);
                end(group, new LoadOutcome.Stopped(StopReason.PERMANENT, e.getMessage()));
            }
            case DATA_REJECTED -> {
                workspace.rollback(open);
                end(group, refused(e));
            }
        }
    }

    /** A statement that failed says nothing of the rows or the rights if the table is no longer the one that it was for. */
    private void end(final LoadGroup group, final LoadOutcome outcome) throws InterruptedException {
        try {
            end = workspace.isTargetAltered() ? new LoadOutcome.Altered() : outcome;
        } catch (final WarehouseException e) {
            if (e.kind() == Kind.PERMANENT) {
                end = outcome;
            } else {
                failed(group, e);
            }
        }
    }

    private void stopReplaced() {
        heads.clear();
        end = new LoadOutcome.Stopped(StopReason.LEDGER_REPLACED, Ledger.GONE);
    }

    /** Rows that were held up were so before a COMMIT was sent, and the transaction is rolled back or an orphan. */
    private void againOrLess(final LoadGroup group, final Reason reason, final WarehouseException e)
            throws InterruptedException {
        if (e instanceof RowsHeldUpException heldUp
                && heldUpRows.again(group.ranges().values(), e.kind())) {
            end = new LoadOutcome.Rejected(heldUp.reason(), heldUp.ground(), OptionalLong.empty());
        } else {
            again(group, reason, e.getMessage());
        }
    }

    private void again(final LoadGroup group, final Reason reason, final String message) throws InterruptedException {
        groups.addFirst(group);
        pause(reason, message);
    }

    private void pause(final Reason reason, final String message) throws InterruptedException {
        repetitions++;
        if (run.clock().nanoTime() - started >= run.times().limit().toNanos()) {
            end = new LoadOutcome.NotYet(reason, message);
        } else {
            run.clock().pause(run.times().pause(repetitions));
        }
    }

    private static LoadOutcome.Rejected refused(final WarehouseException e) {
        return e instanceof RowRefusedException refused
                ? new LoadOutcome.Rejected(
                        e.getMessage(), refused.isKnown() ? Ground.ROW : Ground.UNKNOWN, refused.row())
                : new LoadOutcome.Rejected(e.getMessage(), Ground.ROW, OptionalLong.empty());
    }
}
