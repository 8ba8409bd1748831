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
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a look says about each shard: a head to set the ledger from, or why there is none yet.
 *
 * @param isReplaced the guard belongs to another ledger
 * @param heads token and base position of the shards that have one
 * @param withoutRow shards whose ledger row is missing or doubled
 * @param doubted shards whose ledger position cannot be believed before the target's highest position is known: nobody
 *     anchored the row yet, or the target holds rows above it, as after a ledger was put back to an older state
 * @param proven shards whose head is good for the fast path: the highest position was asked for, or the incoming rows reach
 *     above the ledger's position and none of those was there. Rows at or below it prove nothing about what lies above
 * @param missing rows to insert
 */
record Judgement(
        boolean isReplaced,
        Map<StreamShard, Head> heads,
        Set<StreamShard> withoutRow,
        Set<StreamShard> doubted,
        Set<StreamShard> proven,
        long missing) {

    boolean isUsable() {
        return !isReplaced && withoutRow.isEmpty() && doubted.isEmpty();
    }

    static Judgement of(final WarehouseSession session, final Look look, final LookResult result, final Ledger ledger)
            throws WarehouseException {
        final Map<StreamShard, Head> heads = new HashMap<>();
        final Set<StreamShard> withoutRow = new HashSet<>();
        final Set<StreamShard> doubted = new HashSet<>();
        final Set<StreamShard> proven = new HashSet<>();
        final Map<StreamShard, Position> recognised = highestRecognised(session, look, result);
        long missing = 0;
        for (final StreamShard shard : look.keys()) {
            final LookResult.Shard found = result.shards().get(shard);
            if (found == null) {
                throw new WarehouseException(
                        Kind.TRANSIENT, "Snowflake did not find the rows of " + shard + " that were just uploaded");
            }
            if (found.missing() > look.shards().get(shard).rows()) {
                throw new WarehouseException(
                        Kind.TRANSIENT, "Snowflake found more rows of " + shard + " missing than were uploaded");
            }
            missing += found.missing();
            if (found.ledgerRows() != 1) {
                withoutRow.add(shard);
            } else if (!look.doubted().contains(shard)
                    && (found.position().isEmpty()
                            || recognised.containsKey(shard)
                                    && recognised
                                            .get(shard)
                                            .isAfter(found.position().get()))) {
                doubted.add(shard);
            } else {
                final boolean asked = look.doubted().contains(shard);
                final Position max = look.shards().get(shard).max();
                heads.put(
                        shard,
                        new Head(
                                found.token().orElseThrow(),
                                asked ? max(found.position(), found.highest(), max) : found.position()));
                if (asked || max.isAfter(found.position().orElseThrow())) {
                    proven.add(shard);
                }
            }
        }
        return new Judgement(!result.ledgerId().equals(ledger.id()), heads, withoutRow, doubted, proven, missing);
    }

    /** Asked for only where a recognised row can lie above the ledger's position. */
    private static Map<StreamShard, Position> highestRecognised(
            final WarehouseSession session, final Look look, final LookResult result) throws WarehouseException {
        final Set<StreamShard> open = new HashSet<>();
        look.shards().forEach((shard, range) -> {
            final LookResult.Shard found = result.shards().get(shard);
            if (found != null
                    && !look.doubted().contains(shard)
                    && found.missing() < range.rows()
                    && found.position().filter(range.max()::isAfter).isPresent()) {
                open.add(shard);
            }
        });
        return open.isEmpty() ? Map.of() : session.highestRecognised(open);
    }

    /** Nothing is above it: the look has not asked for the rows between ledger and incoming ones. */
    private static Optional<Position> max(
            final Optional<Position> ledger, final Optional<Position> target, final Position incoming) {
        return Stream.of(ledger, target, Optional.of(incoming))
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder());
    }
}
