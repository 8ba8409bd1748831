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
import io.shardflow.nifi.snowflake.gap.Gap;
import io.shardflow.nifi.snowflake.gap.LastLoaded;
import io.shardflow.nifi.snowflake.gap.ShardStart;
import io.shardflow.nifi.snowflake.jdbc.Identifier;
import io.shardflow.nifi.snowflake.jdbc.JdbcWarehouseSessions;
import io.shardflow.nifi.snowflake.load.Delivery;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;

/**
 * Tells, once per shard and start, what a reset to a time leaves out of one table. It only reports: no load waits for a
 * gap, fails by one or is decided by one.
 *
 * <p>Every task of the processor uses it.
 */
public final class GapWatch {

    /** More shards than these are counted; each FlowFile's attribute has its own. */
    private static final int MOST_SHARDS_TOLD = 20;

    private final Identifier table;
    private final ComponentLog log;

    /** Kept for the processor's run: one entry for each shard that was begun anew, empty if that left no gap. */
    private final Map<Start, Optional<Gap>> known = new ConcurrentHashMap<>();

    private record Start(StreamShard shard, Instant since) {}

    GapWatch(final Identifier table, final ComponentLog log) {
        this.table = table;
        this.log = log;
    }

    /**
     * To be called before the FlowFiles are loaded: afterwards the ledger no longer tells what was there before.
     *
     * @return of the FlowFiles that come first after a gap, the gap
     */
    public Map<FlowFile, Gap> look(final List<Delivery<FlowFile>> deliveries, final JdbcWarehouseSessions sessions) {
        final Map<FlowFile, ShardStart> starts = new LinkedHashMap<>();
        for (final Delivery<FlowFile> delivery : deliveries) {
            ShardStart.of(delivery.source().getAttributes(), delivery.shards())
                    .ifPresent(start -> starts.put(delivery.source(), start));
        }
        if (!starts.isEmpty()) {
            learn(starts.values(), deliveries, sessions);
        }
        final Map<FlowFile, Gap> gaps = new HashMap<>();
        starts.forEach((flowFile, start) -> known.getOrDefault(key(start), Optional.empty())
                .filter(gap -> gap.start().equals(start))
                .ifPresent(gap -> gaps.put(flowFile, gap)));
        return gaps;
    }

    private void learn(
            final Collection<ShardStart> starts,
            final List<Delivery<FlowFile>> deliveries,
            final JdbcWarehouseSessions sessions) {
        final Map<Start, ShardStart> unknown = new LinkedHashMap<>();
        for (final ShardStart start : starts) {
            if (!known.containsKey(key(start))) {
                unknown.putIfAbsent(key(start), start);
            }
        }
        if (unknown.isEmpty()) {
            return;
        }
        try {
            final Map<Start, Gap> found =
                    sessions.gaps(unknown.values(), before(unknown.values(), deliveries), this::sayUnread).stream()
                            .collect(Collectors.toMap(gap -> key(gap.start()), gap -> gap));
            final List<Gap> told = new ArrayList<>();
            unknown.keySet().forEach(start -> {
                final Optional<Gap> gap = Optional.ofNullable(found.get(start));
                if (known.putIfAbsent(start, gap) == null) {
                    gap.ifPresent(told::add);
                }
            });
            tell(told);
        } catch (final WarehouseException e) {
            sayUnread(e);
        }
    }

    /** It is no trouble of the load, which says its own. */
    private void sayUnread(final WarehouseException e) {
        log.info(
                "What table {} has of a shard that is read from a time on could not be found out: {}",
                table,
                e.getMessage());
    }

    /** What is loaded together with a start, and lies before it: FlowFiles that had been in the queue at the reset. */
    private static Map<StreamShard, LastLoaded> before(
            final Collection<ShardStart> starts, final List<Delivery<FlowFile>> deliveries) {
        final Map<StreamShard, LastLoaded> before = new HashMap<>();
        for (final ShardStart start : starts) {
            deliveries.stream()
                    .flatMap(delivery -> Stream.ofNullable(delivery.shards().get(start.shard())))
                    .filter(range -> start.first().isAfter(range.max()))
                    .map(range -> new LastLoaded(
                            range.max(), range.arrivals().map(arrivals -> Instant.ofEpochMilli(arrivals.last()))))
                    .forEach(last -> before.merge(start.shard(), last, LastLoaded::or));
        }
        return before;
    }

    private void tell(final List<Gap> gaps) {
        if (gaps.isEmpty()) {
            return;
        }
        final String edges =
                gaps.stream().limit(MOST_SHARDS_TOLD).map(Gap::text).collect(Collectors.joining("; "));
        log.warn(
                "Table {} has a gap: its stream is read from {} on, not from where it was read before. {}{}. What arrived in"
                        + " between is not loaded; to load it, reset again with TRIM_HORIZON, or AT_TIMESTAMP and a time"
                        + " before the gap, while the stream still holds it",
                table,
                gaps.stream()
                        .map(gap -> gap.start().since())
                        .distinct()
                        .map(Objects::toString)
                        .collect(Collectors.joining(", ")),
                edges,
                gaps.size() > MOST_SHARDS_TOLD ? "; and " + (gaps.size() - MOST_SHARDS_TOLD) + " more shards" : "");
    }

    private static Start key(final ShardStart start) {
        return new Start(start.shard(), start.since());
    }
}
