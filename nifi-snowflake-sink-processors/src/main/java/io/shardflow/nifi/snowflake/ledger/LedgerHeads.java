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
import io.shardflow.nifi.snowflake.load.ShardRange;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What this run knows of the ledger rows of one target: points 5 and 10. A head comes from an acknowledged COMMIT or
 * from a look, nothing else; it may be outdated, which the token brings to light when it is used.
 *
 * <p>Kept on the heap only, one entry per shard; written by the threads that load, each for shards that it has claimed, and
 * forgotten by those that change the target's columns.
 */
final class LedgerHeads {

    /**
     * @param token the ledger row's token
     * @param position nothing of the shard above it is in the target while the row has that token; empty: nothing at all
     * @param searchedFrom that was only found out of what is not below this position; empty: of everything
     */
    record Head(String token, Optional<Position> position, Optional<Position> searchedFrom) {

        Head(final String token, final Optional<Position> position) {
            this(token, position, Optional.empty());
        }

        boolean isBelow(final Position other) {
            return position.isEmpty() || other.isAfter(position.get());
        }

        /** Whether nothing from that position on is in the target. */
        boolean isClearFrom(final Position other) {
            return isBelow(other)
                    && searchedFrom.filter(from -> from.isAfter(other)).isEmpty();
        }

        /** The position that the ledger row gets when a range is added to what is there. */
        Position after(final ShardRange range) {
            return isBelow(range.max()) ? range.max() : position.orElseThrow();
        }
    }

    private final boolean othersLoad;

    /** Either a head, or empty: the next look must take the highest position in the target. */
    private final Map<StreamShard, Optional<Head>> heads = new ConcurrentHashMap<>();

    /** Shards that have, or once had, a head, or of which a first look found none. */
    private final Set<StreamShard> met = ConcurrentHashMap.newKeySet();

    /** @param othersLoad whether writers that leave the ledger alone add rows: then no head says what the target lacks */
    LedgerHeads(final boolean othersLoad) {
        this.othersLoad = othersLoad;
    }

    Optional<Head> head(final StreamShard shard) {
        return heads.getOrDefault(shard, Optional.empty());
    }

    /**
     * What is known of the shards if all of it lies below the ranges: then nothing of them can be in the target (point 5).
     * Empty if something is not known or not below, or others load who know no ledger.
     */
    Optional<Map<StreamShard, Head>> below(final Map<StreamShard, ShardRange> ranges) {
        final Map<StreamShard, Head> below = new HashMap<>();
        for (final ShardRange range : ranges.values()) {
            below(range).ifPresent(head -> below.put(range.shard(), head));
        }
        return !othersLoad && below.size() == ranges.size() ? Optional.of(below) : Optional.empty();
    }

    private Optional<Head> below(final ShardRange range) {
        return head(range.shard()).filter(head -> head.isClearFrom(range.min()));
    }

    /** Whether the same can be said of the range alone. */
    boolean isBelow(final ShardRange range) {
        return !othersLoad && below(range).isPresent();
    }

    /** Of the ranges those whose shards are new to this run; none if others load who know no ledger. */
    Map<StreamShard, ShardRange> unmet(final Map<StreamShard, ShardRange> ranges) {
        final Map<StreamShard, ShardRange> unmet = new HashMap<>(ranges);
        unmet.keySet().removeAll(met);
        return othersLoad ? Map.of() : unmet;
    }

    /** They are not new any more, whatever is known of them. */
    void met(final Collection<StreamShard> shards) {
        met.addAll(shards);
    }

    /**
     * The head that was read, or what is known from before while the row has that token: an earlier look of the same load may
     * have taken the highest position in the target, which is above a ledger that was put back.
     */
    Head atLeast(final StreamShard shard, final Head read) {
        return head(shard)
                .filter(known -> known.token().equals(read.token()))
                .filter(known -> known.position().filter(read::isBelow).isPresent())
                .orElse(read);
    }

    void remember(final StreamShard shard, final Head head) {
        met.add(shard);
        heads.put(shard, Optional.of(head));
    }

    /** Nothing is known any more; the next load of these shards is slow. A doubt stays. */
    void forget(final Collection<StreamShard> shards) {
        shards.forEach(shard -> heads.computeIfPresent(shard, (key, head) -> head.isPresent() ? null : head));
    }

    /** {@link #forget} of every shard, by a thread that has claimed none: whoever loads one loses its set. All are new again. */
    void forgetAll() {
        met.clear();
        forget(Set.copyOf(heads.keySet()));
    }

    /** Nothing is known any more, and not even the ledger row's position is believed: the next look takes the highest. */
    void doubt(final Collection<StreamShard> shards) {
        shards.forEach(shard -> heads.put(shard, Optional.empty()));
    }

    /** Whether the next look takes the highest position: nothing is known, or only of a part of the shard. */
    boolean isDoubted(final StreamShard shard) {
        final Optional<Head> head = heads.get(shard);
        return head != null && (head.isEmpty() || head.get().searchedFrom().isPresent());
    }

    void clear() {
        met.clear();
        heads.clear();
    }
}
