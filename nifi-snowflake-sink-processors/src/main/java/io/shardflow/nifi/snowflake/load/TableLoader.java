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
package io.shardflow.nifi.snowflake.load;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Loads batches into one target table under one delivery guarantee: where a caller begins.
 *
 * <p>{@link #start()} once per run, from one thread; then {@link #load} from any number of threads. After a
 * {@link LoadOutcome.Stopped} the caller starts it again, when an operator says so ({@link
 * LoadOutcome.StopReason#LEDGER_REPLACED}) or after a while ({@link LoadOutcome.StopReason#PERMANENT}).
 */
public final class TableLoader {

    private final String target;
    private final WarehouseSessions sessions;
    private final DeliveryGuarantee guarantee;
    private final LoadTimes times;
    private final LoadClock clock;
    private final ShardClaims claims;
    private final Supplier<AttemptId> ids;
    private final LedgerHeads heads = new LedgerHeads();

    /** Written by start(), read by loading threads. */
    private volatile Ledger ledger;

    /**
     * @param target names the table for every processor of this node alike: account and full name as the server stores
     *     it
     */
    public TableLoader(
            final String target,
            final WarehouseSessions sessions,
            final DeliveryGuarantee guarantee,
            final LoadTimes times) {
        this(target, sessions, guarantee, times, LoadClock.system(), ShardClaims.ofThisJvm(), AttemptId::random);
    }

    TableLoader(
            final String target,
            final WarehouseSessions sessions,
            final DeliveryGuarantee guarantee,
            final LoadTimes times,
            final LoadClock clock,
            final ShardClaims claims,
            final Supplier<AttemptId> ids) {
        this.target = target;
        this.sessions = sessions;
        this.guarantee = guarantee;
        this.times = times;
        this.clock = clock;
        this.claims = claims;
        this.ids = ids;
    }

    /**
     * Checks the target, finds or makes the ledger. Forgets what an earlier run knew.
     *
     * @throws WarehouseException of kind PERMANENT if the target is missing or refused, with the reasons; any other kind
     *     means that starting is worth another try
     */
    public void start() throws WarehouseException {
        ledger = null;
        heads.clear();
        final WarehouseSession session = sessions.open();
        boolean clean = false;
        try {
            ledger = LedgerStart.open(session, guarantee, ids);
            clean = true;
        } finally {
            // After a failure a transaction may be open, with its lock.
            if (clean) {
                session.close();
            } else {
                session.discard();
            }
        }
    }

    /**
     * Loads a batch, with as many attempts as fit into {@link LoadTimes}.
     *
     * @throws InterruptedException while pausing between attempts; nothing is left open
     * @throws IllegalStateException if the loader was not started
     */
    public LoadOutcome load(final Batch batch) throws InterruptedException {
        final Ledger known = ledger;
        if (known == null) {
            throw new IllegalStateException("load before start");
        }
        final Optional<ShardClaims.Claim> claim =
                claims.claim(target, batch.shards().keySet());
        if (claim.isEmpty()) {
            return new LoadOutcome.NotYet(LoadOutcome.Reason.BUSY, "Another task of this node loads the same shards");
        }
        try {
            return new LoadRun(batch, guarantee, known, heads, times, clock, ids, sessions).run();
        } finally {
            claim.get().close();
        }
    }
}
