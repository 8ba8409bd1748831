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
import io.shardflow.nifi.snowflake.ledger.LedgerHeads.Head;
import io.shardflow.nifi.snowflake.load.ShardRange;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds out of shards that this run has not loaded yet whether what is to be loaded lies above all that the target has of them,
 * before anything is staged: then it goes fast from the first record on (points 5, 6 and 15). The highest position in the target is
 * asked for only where the ledger's is below what is to be loaded, since otherwise a look at each record is needed anyway; and only
 * of what arrived with it and later, as a look at each record would.
 *
 * <p>Whatever fails here comes up again when the shards are loaded, which can do without. One thread; the caller has claimed the
 * shards.
 */
final class FirstLook {

    private final WarehouseSessions sessions;
    private final Ledger ledger;
    private final LedgerHeads heads;
    private final Orphans orphans;
    private final AttemptNames names;
    private final Set<AttemptId> begun = new HashSet<>();

    FirstLook(
            final WarehouseSessions sessions,
            final Ledger ledger,
            final LedgerHeads heads,
            final Orphans orphans,
            final AttemptNames names) {
        this.sessions = sessions;
        this.ledger = ledger;
        this.heads = heads;
        this.orphans = orphans;
        this.names = names;
    }

    /** @param shards what is to be loaded of each */
    void at(final Map<StreamShard, ShardRange> shards) {
        WarehouseSession session = null;
        boolean clean = false;
        try {
            session = sessions.open();
            orphans.settle(session);
            for (final Set<StreamShard> part : LoadGroup.parts(shards.keySet())) {
                final Map<StreamShard, ShardRange> some = new HashMap<>(shards);
                some.keySet().retainAll(part);
                look(session, some);
                heads.met(part);
            }
            session.dropTemporaries();
            clean = true;
        } catch (final WarehouseException e) {
            // They stay as unknown as they were.
        } finally {
            if (session != null) {
                end(session, clean);
            }
        }
    }

    private void end(final WarehouseSession session, final boolean clean) {
        if (clean) {
            session.close();
        } else {
            orphans.add(begun);
            session.discard();
        }
    }

    private void look(final WarehouseSession session, final Map<StreamShard, ShardRange> shards)
            throws WarehouseException {
        final LookResult rows = session.lookAhead(new Look(names.get(), shards, Set.of()));
        final Set<StreamShard> withoutRow = new HashSet<>();
        final Map<StreamShard, ShardRange> above = new HashMap<>();
        rows.shards().forEach((shard, found) -> {
            if (found.ledgerRows() > 1) {
                // Somebody has edited the ledger. A session that repairs it may see the target as it was before.
                return;
            }
            final ShardRange range = shards.get(shard);
            if (found.ledgerRows() == 0) {
                withoutRow.add(shard);
            }
            if (found.position()
                    .filter(position -> !range.min().isAfter(position))
                    .isEmpty()) {
                above.put(shard, range);
            }
        });
        if (rows.ledgerId().equals(ledger.id())
                && !above.isEmpty()
                && (withoutRow.isEmpty() || makeRows(session, withoutRow))) {
            learn(session.lookAhead(new Look(names.get(), above, above.keySet())), above);
        }
    }

    private boolean makeRows(final WarehouseSession session, final Set<StreamShard> shards) throws WarehouseException {
        final AttemptId attempt = names.get();
        begun.add(attempt);
        return LedgerRows.make(session, ledger, shards, attempt) == LedgerRows.Result.MADE;
    }

    private void learn(final LookResult result, final Map<StreamShard, ShardRange> shards) {
        if (!result.ledgerId().equals(ledger.id())) {
            return;
        }
        shards.forEach((shard, range) -> {
            final LookResult.Shard found = result.shards().get(shard);
            if (found == null || found.ledgerRows() != 1) {
                return;
            }
            final Head head = new Head(
                    found.token().orElseThrow(), highest(found.position(), found.highest()), Optional.of(range.min()));
            if (head.isClearFrom(range.min())) {
                heads.remember(shard, head);
            } else if (found.position().isEmpty()) {
                // Nobody has anchored the row: spares the look that would find that out.
                heads.doubt(Set.of(shard));
            }
        });
    }

    private static Optional<Position> highest(final Optional<Position> ledger, final Optional<Position> target) {
        return Stream.of(ledger, target).flatMap(Optional::stream).max(Comparator.naturalOrder());
    }
}
