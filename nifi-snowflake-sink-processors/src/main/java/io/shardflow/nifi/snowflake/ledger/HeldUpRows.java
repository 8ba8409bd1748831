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
import io.shardflow.nifi.snowflake.load.ShardRange;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Rows that were held up, by a statement that took too long or a session that was lost in it: how often, also when they come
 * again beside others or in parts. All threads of one loader use it.
 */
final class HeldUpRows {

    /** Statements that took too long before fewer rows are tried. */
    static final int MOST_SLOW = 2;

    /** Sessions that were lost before fewer rows are tried: a network fails for other reasons too. */
    static final int MOST_LOST = 3;

    private record Entry(ShardRange range, int slow, int lost) {}

    /** Of shards that are not loaded since; guarded by the monitor. */
    private final Map<StreamShard, Entry> entries = new HashMap<>();

    /**
     * Notes that these rows were held up.
     *
     * @param kind SESSION_LOST or TRANSIENT
     * @return whether it has been so often that fewer of them are to be tried
     */
    synchronized boolean again(final Collection<ShardRange> ranges, final Kind kind) {
        boolean often = false;
        for (final ShardRange range : ranges) {
            final Entry before = entries.get(range.shard());
            final boolean known = before != null && before.range().overlaps(range);
            final Entry now = new Entry(
                    known ? before.range().and(range) : range,
                    (known ? before.slow() : 0) + (kind == Kind.SESSION_LOST ? 0 : 1),
                    (known ? before.lost() : 0) + (kind == Kind.SESSION_LOST ? 1 : 0));
            entries.put(range.shard(), now);
            often |= now.slow() >= MOST_SLOW || now.lost() >= MOST_LOST;
        }
        return often;
    }

    /** These rows are committed. Others of their shards that were held up before are still known. */
    synchronized void committed(final Collection<ShardRange> ranges) {
        for (final ShardRange range : ranges) {
            entries.computeIfPresent(
                    range.shard(), (shard, entry) -> entry.range().max().isAfter(range.max()) ? entry : null);
        }
    }
}
