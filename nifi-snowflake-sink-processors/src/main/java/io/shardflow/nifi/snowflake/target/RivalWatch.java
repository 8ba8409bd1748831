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
package io.shardflow.nifi.snowflake.target;

import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.name.TableName;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.nifi.logging.ComponentLog;

/**
 * Tells when another writer keeps loading the same shards into the table. Now and then is ordinary, as when a shard moves to
 * another node; always means that two applications load one stream into one table, of which neither ever goes fast.
 *
 * <p>Every task of the processor uses it.
 */
public final class RivalWatch {

    /** Of one shard within the window; more than shards that move between nodes come to. */
    private static final int MOST_ORDINARY = 4;

    private static final long WINDOW_NANOS = Duration.ofMinutes(10).toNanos();

    private final TableName table;
    private final ComponentLog log;
    private final LongSupplier nanoClock;

    /** Guarded by the monitor: conflicts of each shard in this window. */
    private final Map<StreamShard, Integer> conflicts = new HashMap<>();

    private long windowStart;
    private boolean told;

    RivalWatch(final TableName table, final ComponentLog log, final LongSupplier nanoClock) {
        this.table = table;
        this.log = log;
        this.nanoClock = nanoClock;
        this.windowStart = nanoClock.getAsLong();
    }

    /** @param shards that another writer had loaded since this processor last did */
    public synchronized void conflicted(final Collection<StreamShard> shards) {
        final long now = nanoClock.getAsLong();
        if (now - windowStart >= WINDOW_NANOS) {
            windowStart = now;
            conflicts.clear();
            told = false;
        }
        for (final StreamShard shard : shards) {
            if (conflicts.merge(shard, 1, Integer::sum) > MOST_ORDINARY && !told) {
                told = true;
                log.warn(
                        "Another writer keeps loading {} into table {}. Every row is there once, but each such transaction is"
                                + " rolled back, searches the table and is loaded on the slow path. Let one application only load a"
                                + " stream into a table: give the other one a table of its own, or stop it",
                        shard,
                        table);
            }
        }
    }
}
