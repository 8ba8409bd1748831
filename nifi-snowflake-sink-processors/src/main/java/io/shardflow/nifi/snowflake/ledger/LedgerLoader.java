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
import io.shardflow.nifi.snowflake.load.Records;
import io.shardflow.nifi.snowflake.load.ShardRange;
import io.shardflow.nifi.snowflake.load.TableLoader;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Loads batches into one target table under one delivery guarantee: where a caller begins.
 *
 * <p>{@link #start()} from one thread, until it succeeds; then {@link #load} from any number of threads. After a
 * {@link LoadOutcome.Stopped} of kind PERMANENT the caller goes on, after a while, with one that takes its place
 * ({@link #successor}); after LEDGER_REPLACED with a new one, when an operator has stopped all writers.
 */
public final class LedgerLoader implements TableLoader {

    private final String target;
    private final WarehouseSessions sessions;
    private final DeliveryGuarantee guarantee;
    private final boolean alwaysLooks;
    private final LoaderRun run;
    private final LedgerHeads heads;
    private final HeldUpRows heldUpRows = new HeldUpRows();

    /** LEDGER_ID that the ledger must have; empty: this loader may make one. */
    private final Optional<String> required;

    /** Written by start(), read by loading threads. */
    private volatile Ledger ledger;

    /**
     * @param target names the table for every processor of this node alike: account and full name as the server stores
     *     it
     * @param alwaysLooks whether writers that know no ledger add rows too, so that nothing is loaded without a look
     * @param names of the run's transactions
     */
    public LedgerLoader(
            final String target,
            final WarehouseSessions sessions,
            final DeliveryGuarantee guarantee,
            final boolean alwaysLooks,
            final LoadTimes times,
            final AttemptNames names) {
        this(target, sessions, guarantee, alwaysLooks, new LoaderRun(times, names));
    }

    LedgerLoader(
            final String target,
            final WarehouseSessions sessions,
            final DeliveryGuarantee guarantee,
            final boolean alwaysLooks,
            final LoaderRun run) {
        this(target, sessions, guarantee, alwaysLooks, run, Optional.empty());
    }

    private LedgerLoader(
            final String target,
            final WarehouseSessions sessions,
            final DeliveryGuarantee guarantee,
            final boolean alwaysLooks,
            final LoaderRun run,
            final Optional<String> required) {
        this.target = target;
        this.sessions = sessions;
        this.guarantee = guarantee;
        this.alwaysLooks = alwaysLooks;
        this.heads = new LedgerHeads(alwaysLooks);
        this.run = run;
        this.required = required;
    }

    /** Names the table. */
    public String target() {
        return target;
    }

    /** Whether it relies on the ledger of an earlier one, and makes none. */
    public boolean isSuccessor() {
        return required.isPresent();
    }

    /**
     * A loader for the same table during the same run, not yet started: it knows which transactions this one may have left
     * open and whether files may be joined, and if this one has found or made a ledger, it relies on that one and makes no other (point 3).
     */
    public LedgerLoader successor(final WarehouseSessions newSessions) {
        return new LedgerLoader(
                target,
                newSessions,
                guarantee,
                alwaysLooks,
                run,
                Optional.ofNullable(ledger).map(Ledger::id).or(() -> required));
    }

    /**
     * Aborts what earlier runs have left open, checks the target, finds or makes the ledger.
     *
     * @throws WarehouseException PERMANENT if the target is missing or refused, with the reasons; LEDGER_GONE if the ledger
     *     is not the one that this run began with; any other kind means that starting is worth another try
     */
    public void start() throws WarehouseException {
        final WarehouseSession session = sessions.open();
        final LedgerStart start = new LedgerStart(session, guarantee, run.names());
        boolean clean = false;
        try {
            run.orphans().settle(session);
            ledger = start.open(required);
            clean = true;
        } finally {
            // After a failure a transaction may be open, with its lock.
            if (clean) {
                session.close();
            } else {
                run.orphans().add(start.begun());
                session.discard();
            }
        }
    }

    /** Whether {@link #checkCopies} has nothing more to ask. */
    public boolean hasCheckedCopies() {
        return run.copies().hasPassed();
    }

    /** Refuses an account in which rows would stay of what is rolled back: see {@link CopyCheck#require}. */
    public void checkCopies(final Records file) throws WarehouseException {
        run.copies().require(sessions, file);
    }

    /** After a start, refuses an account in which the ledger would keep no writers apart: see {@link UpdateCheck#require}. */
    public Optional<String> checkUpdates() throws WarehouseException {
        return guarantee == DeliveryGuarantee.EXACTLY_ONCE
                ? run.updates().require(sessions, started().id())
                : Optional.empty();
    }

    /** What a {@link #successor} needs to know of this one, and no more: it can neither be started nor load. */
    public LedgerLoader closed() {
        return successor(() -> {
            throw new IllegalStateException("closed");
        });
    }

    /**
     * As the start did, but not the ledger. A table that was replaced needs a {@link #successor}.
     *
     * @throws IllegalStateException if the loader was not started
     */
    @Override
    public boolean check() throws WarehouseException {
        final Ledger known = started();
        final WarehouseSession session = sessions.open();
        boolean clean = false;
        try {
            final TargetFacts facts = LedgerStart.check(session, guarantee);
            clean = true;
            return facts.created().equals(known.targetCreated());
        } finally {
            if (clean) {
                session.close();
            } else {
                session.discard();
            }
        }
    }

    /**
     * As point 13 says. What this run knows of the ledger is outdated afterwards: the next load of each shard is slow.
     *
     * @param statements see {@link WarehouseSession#alterTarget}
     * @throws IllegalStateException if the loader was not started
     */
    @Override
    public void alter(final List<String> statements) throws WarehouseException {
        new TargetChange(sessions, started(), heads, run.orphans(), run.names().get()).run(statements);
    }

    /** @throws IllegalStateException if the loader was not started */
    @Override
    public void lookAhead(final Map<StreamShard, ShardRange> ranges) {
        final Ledger known = started();
        if (guarantee == DeliveryGuarantee.AT_LEAST_ONCE) {
            return;
        }
        final Map<StreamShard, ShardRange> unmet = heads.unmet(ranges);
        if (!unmet.isEmpty()) {
            // Who loads one of them at the same time knows it soon.
            run.claims().claim(target, unmet.keySet()).ifPresent(claim -> {
                try (claim) {
                    new FirstLook(sessions, known, heads, run.orphans(), run.names()).at(unmet);
                }
            });
        }
    }

    @Override
    public boolean isAbove(final ShardRange range) {
        return guarantee == DeliveryGuarantee.AT_LEAST_ONCE || heads.isBelow(range);
    }

    @Override
    public Uploaded upload(final List<Records> records) {
        return new UploadAhead(this, run, records).upload(sessions);
    }

    private Ledger started() {
        final Ledger known = ledger;
        if (known == null) {
            throw new IllegalStateException("not started");
        }
        return known;
    }

    /** @throws IllegalStateException if the loader was not started */
    @Override
    public LoadOutcome load(final Batch batch) throws InterruptedException {
        return load(batch, Optional.empty());
    }

    /** @param ahead may have the batch's files already */
    LoadOutcome load(final Batch batch, final Optional<UploadAhead> ahead) throws InterruptedException {
        final Ledger known = started();
        final Optional<ShardClaims.Claim> claim =
                run.claims().claim(target, batch.shards().keySet());
        if (claim.isEmpty()) {
            return new LoadOutcome.NotYet(LoadOutcome.Reason.BUSY, "Another task of this node loads the same shards");
        }
        try {
            final Workspace workspace =
                    new Workspace(sessions, run.orphans(), run.joining(), run.names(), batch, ahead);
            return new LoadRun(batch, guarantee, known, heads, heldUpRows, run, workspace).run();
        } finally {
            claim.get().close();
        }
    }
}
