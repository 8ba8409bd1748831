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
import io.shardflow.nifi.snowflake.gap.GapSearch;
import io.shardflow.nifi.snowflake.gap.GapSearch.Candidate;
import io.shardflow.nifi.snowflake.gap.LastLoaded;
import io.shardflow.nifi.snowflake.gap.LedgerEntry;
import io.shardflow.nifi.snowflake.gap.LoadedSoFar;
import io.shardflow.nifi.snowflake.gap.RecentMap;
import io.shardflow.nifi.snowflake.gap.ShardStart;
import io.shardflow.nifi.snowflake.jdbc.JdbcWarehouseSessions;
import io.shardflow.nifi.snowflake.load.Delivery;
import io.shardflow.nifi.snowflake.load.ShardRange;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.name.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;

/**
 * Tells, once per shard and start, what a reset to a time leaves out of one table. It only reports: no load fails by a gap or
 * is decided by one, and {@link GapSearch} bounds how long one waits for the table. The ledger is read first, by each task in
 * a connection of its own, and waits for what the load itself waits for: the pool, and a warehouse that resumes.
 *
 * <p>Every task of the processor uses it; they wait for each other only while the table is asked.
 */
public final class GapWatch {

    /** More shards than these are counted; each FlowFile's attribute has its own. */
    private static final int MOST_SHARDS_TOLD = 20;

    /** One entry for each shard that was begun anew; attributes that nobody should have made push out no more than these. */
    private static final int MOST_STARTS_KEPT = 10_000;

    private final TableName table;
    private final ComponentLog log;

    /** Guarded by the monitor. */
    private final GapSearch search = new GapSearch(System::nanoTime);

    /** Guarded by the monitor. */
    private final Map<Start, Verdict> known = new RecentMap<>(MOST_STARTS_KEPT);

    private record Start(StreamShard shard, Instant since) {
        static Start of(final ShardStart start) {
            return new Start(start.shard(), start.since());
        }
    }

    /** @param decided false: it was said that it could not be found out, and is asked again if the start comes again */
    private record Verdict(boolean decided, Optional<Gap> gap) {}

    GapWatch(final TableName table, final ComponentLog log) {
        this.table = table;
        this.log = log;
    }

    /**
     * To be called before the FlowFiles are loaded: afterwards the ledger no longer tells what was there before, and a crash
     * would leave a gap untold for ever.
     *
     * @return of the FlowFiles that come first after a gap, the gap
     */
    public Map<FlowFile, Gap> look(final List<Delivery<FlowFile>> deliveries, final JdbcWarehouseSessions sessions) {
        final Map<FlowFile, Candidate> candidates = new LinkedHashMap<>();
        for (int i = 0; i < deliveries.size(); i++) {
            final Delivery<FlowFile> delivery = deliveries.get(i);
            final int place = i;
            ShardStart.of(delivery.source().getAttributes(), delivery.shards())
                    .ifPresent(start ->
                            candidates.put(delivery.source(), new Candidate(start, waiting(start, place, deliveries))));
        }
        return candidates.isEmpty() ? Map.of() : look(candidates, sessions);
    }

    private Map<FlowFile, Gap> look(final Map<FlowFile, Candidate> candidates, final JdbcWarehouseSessions sessions) {
        final Map<Start, Candidate> unknown = unknown(candidates.values());
        if (!unknown.isEmpty()) {
            learn(unknown, sessions);
        }
        return gaps(candidates);
    }

    private synchronized Map<Start, Candidate> unknown(final Collection<Candidate> candidates) {
        final Map<Start, Candidate> unknown = new LinkedHashMap<>();
        for (final Candidate candidate : candidates) {
            final Start start = Start.of(candidate.start());
            if (!isDecided(start)) {
                unknown.merge(start, candidate, GapWatch::lower);
            }
        }
        return unknown;
    }

    private synchronized boolean isDecided(final Start start) {
        final Verdict verdict = known.get(start);
        return verdict != null && verdict.decided();
    }

    private synchronized Map<FlowFile, Gap> gaps(final Map<FlowFile, Candidate> candidates) {
        final Map<FlowFile, Gap> gaps = new HashMap<>();
        candidates.forEach((flowFile, candidate) -> Optional.ofNullable(known.get(Start.of(candidate.start())))
                .flatMap(Verdict::gap)
                .filter(gap -> gap.start().equals(candidate.start()))
                .ifPresent(gap -> gaps.put(flowFile, gap)));
        return gaps;
    }

    /** Of FlowFiles that all say to be the first of one start, as a split copies attributes, the first. */
    private static Candidate lower(final Candidate one, final Candidate other) {
        return one.start().first().isAfter(other.start().first()) ? other : one;
    }

    /**
     * The last record that is loaded together with a start, and lies before it or before its first record's repetition:
     * FlowFiles that had been in the queue at the reset, or came by an earlier start.
     *
     * @param place of the start's own FlowFile
     */
    private static Optional<LastLoaded> waiting(
            final ShardStart start, final int place, final List<Delivery<FlowFile>> deliveries) {
        Optional<LastLoaded> last = Optional.empty();
        for (int i = 0; i < deliveries.size(); i++) {
            final ShardRange range = deliveries.get(i).shards().get(start.shard());
            if (i != place
                    && range != null
                    && (start.first().isAfter(range.min())
                            || i < place && start.first().equals(range.min()))) {
                final LastLoaded found = new LastLoaded(
                        range.max(), range.arrivals().map(arrivals -> Instant.ofEpochMilli(arrivals.last())));
                last = Optional.of(last.map(found::or).orElse(found));
            }
        }
        return last;
    }

    /** Whatever goes wrong here is told and stops no load: not even what a driver or a pool should never throw. */
    private void learn(final Map<Start, Candidate> unknown, final JdbcWarehouseSessions sessions) {
        try (LoadedSoFar loaded = sessions.loadedSoFar()) {
            // Before the monitor, so that no other task waits for a connection or a warehouse of this one.
            final List<LedgerEntry> ledger = loaded.ledger(unknown.keySet().stream()
                    .map(start -> start.shard().stream())
                    .collect(Collectors.toSet()));
            judge(unknown, ledger, loaded);
        } catch (final WarehouseException e) {
            sayUndecided(starts(unknown), e.getMessage());
        } catch (final RuntimeException e) {
            sayUndecided(starts(unknown), Unforeseen.describe(e));
        }
    }

    private static List<ShardStart> starts(final Map<Start, Candidate> unknown) {
        return unknown.values().stream().map(Candidate::start).toList();
    }

    private synchronized void judge(
            final Map<Start, Candidate> unknown, final List<LedgerEntry> ledger, final LoadedSoFar loaded) {
        // Another task may have been faster.
        unknown.keySet().removeIf(this::isDecided);
        final GapSearch.Findings findings = search.search(unknown.values(), ledger, loaded);
        sayUndecided(findings.undecided(), findings.reason());
        findings.undecided().forEach(start -> unknown.remove(Start.of(start)));
        tell(findings.gaps());
        unknown.keySet().forEach(start -> known.put(start, new Verdict(true, Optional.empty())));
        findings.gaps().forEach(gap -> known.put(Start.of(gap.start()), new Verdict(true, Optional.of(gap))));
    }

    private synchronized void sayUndecided(final Collection<ShardStart> undecided, final String reason) {
        final List<ShardStart> news = new ArrayList<>();
        for (final ShardStart start : undecided) {
            if (known.putIfAbsent(Start.of(start), new Verdict(false, Optional.empty())) == null) {
                news.add(start);
            }
        }
        if (!news.isEmpty()) {
            log.warn(
                    "Whether table {} has a gap could not be found out: its stream is read from {} on, not from where it was"
                            + " read before. {}. Cause: {}. To see it, ask the table for the last row of the shard before"
                            + " that position; if something is missing, reset again with TRIM_HORIZON, or AT_TIMESTAMP and"
                            + " a time before it, while the stream still holds it",
                    table,
                    since(news.stream()),
                    listed(news, ShardStart::text),
                    reason);
        }
    }

    private void tell(final List<Gap> gaps) {
        if (!gaps.isEmpty()) {
            log.warn(
                    "Table {} has a gap: its stream is read from {} on, not from where it was read before. {}. What arrived"
                            + " in between is not loaded; to load it, reset again with TRIM_HORIZON, or AT_TIMESTAMP and a"
                            + " time before the gap, while the stream still holds it",
                    table,
                    since(gaps.stream().map(Gap::start)),
                    listed(gaps, Gap::text));
        }
    }

    private static String since(final Stream<ShardStart> starts) {
        return starts.map(ShardStart::since).distinct().map(Objects::toString).collect(Collectors.joining(", "));
    }

    private static <T> String listed(final List<T> items, final Function<T, String> text) {
        final int more = items.size() - MOST_SHARDS_TOLD;
        return items.stream().limit(MOST_SHARDS_TOLD).map(text).collect(Collectors.joining("; "))
                + (more > 0 ? "; and " + more + " more shards" : "");
    }
}
