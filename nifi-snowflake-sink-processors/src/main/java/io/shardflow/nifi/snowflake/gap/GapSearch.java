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
package io.shardflow.nifi.snowflake.gap;

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Finds the gaps that starts leave in one table. The ledger, a row per shard, is given for each call. The table is asked only
 * of starts that the ledger does not show to be within what was loaded, at the first of a reset for all shards of the stream
 * that the ledger knows, and never for longer than {@link LookBudget} allows.
 *
 * <p>What the table answered is kept as long as the shard's ledger row stays as it is. Not safe for several threads.
 */
public final class GapSearch {

    private static final int MOST_SHARDS_KEPT = 10_000;

    /** Bounds the length of one statement. */
    private static final int MOST_SHARDS_ASKED = 1_000;

    /** A shard's highest row arrived that long before it was committed, at most; if not, it is searched everywhere. */
    private static final Duration WINDOW = Duration.ofDays(1);

    /**
     * A start to be judged.
     *
     * @param waiting the last record that is loaded together with it, other than what it begins
     */
    public record Candidate(ShardStart start, Optional<LastLoaded> waiting) {}

    /**
     * @param undecided starts of which it could not be found out
     * @param reason why not
     */
    public record Findings(List<Gap> gaps, List<ShardStart> undecided, String reason) {}

    /** @param entry of the ledger when the table answered */
    private record Answer(Optional<LedgerEntry> entry, Optional<LastLoaded> last) {}

    private final TableQuestions table;
    private final EarlierLoads earlier;
    private final Map<StreamShard, Answer> answers = new RecentMap<>(MOST_SHARDS_KEPT);

    /** @param nanoTime as {@link System#nanoTime()} */
    public GapSearch(final LongSupplier nanoTime) {
        this.table = new TableQuestions(nanoTime);
        this.earlier = new EarlierLoads(table);
    }

    /** @param entries what the ledger has of the candidates' streams, as {@link LoadedSoFar#ledger} read it */
    public Findings search(
            final Collection<Candidate> candidates, final Collection<LedgerEntry> entries, final LoadedSoFar loaded) {
        final Map<StreamShard, LedgerEntry> ledger = new LinkedHashMap<>();
        entries.forEach(entry -> ledger.putIfAbsent(entry.shard(), entry));
        final Set<String> newlyReset = new HashSet<>();
        for (final Candidate candidate : candidates) {
            if (earlier.note(candidate.start(), ledger.values())) {
                newlyReset.add(candidate.start().shard().stream());
            }
        }
        final List<Candidate> open = candidates.stream()
                .filter(candidate -> Stream.concat(
                                noted(candidate.start().shard(), ledger).stream(),
                                candidate.waiting().stream().map(LastLoaded::position))
                        .allMatch(candidate.start().first()::isAfter))
                .toList();
        learn(open, ledger, newlyReset, loaded);
        return judge(open, ledger, loaded);
    }

    private Findings judge(
            final List<Candidate> open, final Map<StreamShard, LedgerEntry> ledger, final LoadedSoFar loaded) {
        final List<Gap> gaps = new ArrayList<>();
        final List<ShardStart> undecided = new ArrayList<>();
        for (final Candidate candidate : open) {
            final ShardStart start = candidate.start();
            final Optional<Position> noted = noted(start.shard(), ledger);
            final boolean answered = isAnswered(start.shard(), ledger);
            if (noted.isEmpty() && !answered) {
                undecided.add(start);
                continue;
            }
            final Optional<LastLoaded> row =
                    answered ? answers.get(start.shard()).last() : Optional.empty();
            // Of two at one position the row, which has the arrival, comes first and stays.
            final Optional<LastLoaded> last = Stream.of(
                            row, noted.map(position -> new LastLoaded(position, Optional.empty())), candidate.waiting())
                    .flatMap(Optional::stream)
                    .reduce(LastLoaded::or);
            final Optional<Boolean> lacks =
                    last.map(found -> start.first().isAfter(found.position())).or(() -> earlier.than(start, loaded));
            if (lacks.isEmpty()) {
                undecided.add(start);
            } else if (lacks.get()) {
                gaps.add(new Gap(start, last));
            }
        }
        return new Findings(gaps, undecided, table.reason());
    }

    private void learn(
            final List<Candidate> open,
            final Map<StreamShard, LedgerEntry> ledger,
            final Set<String> newlyReset,
            final LoadedSoFar loaded) {
        final Map<StreamShard, Position> above = new LinkedHashMap<>();
        final Map<StreamShard, Optional<Instant>> anywhere = new LinkedHashMap<>();
        for (final Candidate candidate : open) {
            final StreamShard shard = candidate.start().shard();
            if (!isAnswered(shard, ledger)) {
                noted(shard, ledger)
                        .ifPresentOrElse(
                                position -> above.put(shard, position),
                                () -> anywhere.put(
                                        shard,
                                        Optional.ofNullable(ledger.get(shard))
                                                .flatMap(LedgerEntry::committed)
                                                .map(committed -> committed.minus(WINDOW))));
            }
        }
        if (!above.isEmpty()) {
            ledger.values().stream()
                    .filter(entry -> newlyReset.contains(entry.shard().stream()))
                    .filter(entry -> entry.position().isPresent() && !isAnswered(entry.shard(), ledger))
                    .limit(MOST_SHARDS_ASKED)
                    .forEach(entry ->
                            above.putIfAbsent(entry.shard(), entry.position().get()));
            table.ask(seconds -> loaded.from(above, seconds))
                    .ifPresent(rows -> above.keySet().forEach(shard -> keep(shard, ledger, rows)));
        }
        if (!anywhere.isEmpty()) {
            learnHighest(anywhere, ledger, loaded);
        }
    }

    private void learnHighest(
            final Map<StreamShard, Optional<Instant>> shards,
            final Map<StreamShard, LedgerEntry> ledger,
            final LoadedSoFar loaded) {
        final Optional<Map<StreamShard, LastLoaded>> rows = table.ask(seconds -> loaded.highest(shards, seconds));
        if (rows.isEmpty()) {
            return;
        }
        final Map<StreamShard, Optional<Instant>> again = new HashMap<>();
        shards.forEach((shard, since) -> {
            if (since.isPresent() && !rows.get().containsKey(shard)) {
                again.put(shard, Optional.empty());
            } else {
                keep(shard, ledger, rows.get());
            }
        });
        if (!again.isEmpty()) {
            table.ask(seconds -> loaded.highest(again, seconds))
                    .ifPresent(found -> again.keySet().forEach(shard -> keep(shard, ledger, found)));
        }
    }

    private void keep(
            final StreamShard shard,
            final Map<StreamShard, LedgerEntry> ledger,
            final Map<StreamShard, LastLoaded> rows) {
        answers.put(shard, new Answer(Optional.ofNullable(ledger.get(shard)), Optional.ofNullable(rows.get(shard))));
    }

    private boolean isAnswered(final StreamShard shard, final Map<StreamShard, LedgerEntry> ledger) {
        final Answer answer = answers.get(shard);
        return answer != null && answer.entry().equals(Optional.ofNullable(ledger.get(shard)));
    }

    private static Optional<Position> noted(final StreamShard shard, final Map<StreamShard, LedgerEntry> ledger) {
        return Optional.ofNullable(ledger.get(shard)).flatMap(LedgerEntry::position);
    }
}
