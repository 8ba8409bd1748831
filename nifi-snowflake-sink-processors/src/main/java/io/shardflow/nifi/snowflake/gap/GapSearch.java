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
import io.shardflow.nifi.snowflake.load.WarehouseException;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the gaps that starts leave in one table. The ledger, a row per shard, is read for each call. The table is asked only
 * of starts that the ledger does not show to be within what was loaded, at the first of a reset for all shards of the stream
 * that the ledger knows, and never for longer than {@link LookBudget} allows.
 *
 * <p>What the table answered is kept as long as the shard's ledger row stays as it is. Not safe for several threads.
 */
public final class GapSearch {

    private static final int MOST_SHARDS_KEPT = 10_000;
    private static final int MOST_RESETS_KEPT = 1_000;

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

    private record Reset(String stream, Instant since) {}

    /** @param entry of the ledger when the table answered */
    private record Answer(Optional<LedgerEntry> entry, Optional<LastLoaded> last) {}

    @FunctionalInterface
    private interface Question {
        Map<StreamShard, LastLoaded> ask(int seconds) throws WarehouseException;
    }

    private final LookBudget budget;
    private final Map<StreamShard, Answer> answers = new RecentMap<>(MOST_SHARDS_KEPT);

    /** Whether something of the stream was loaded before, as the ledger was at the first start: later it has moved on. */
    private final Map<Reset, Boolean> resets = new RecentMap<>(MOST_RESETS_KEPT);

    private String reason;

    /** @param nanoTime as {@link System#nanoTime()} */
    public GapSearch(final LongSupplier nanoTime) {
        this.budget = new LookBudget(nanoTime);
    }

    /** @throws WarehouseException if not even the ledger can be read */
    public Findings search(final Collection<Candidate> candidates, final LoadedSoFar loaded) throws WarehouseException {
        reason = "";
        final Map<StreamShard, LedgerEntry> ledger = new LinkedHashMap<>();
        loaded.ledger(candidates.stream()
                        .map(candidate -> candidate.start().shard().stream())
                        .collect(Collectors.toSet()))
                .forEach(entry -> ledger.putIfAbsent(entry.shard(), entry));
        final Set<String> newlyReset = new HashSet<>();
        candidates.forEach(candidate -> resets.computeIfAbsent(reset(candidate.start()), reset -> {
            newlyReset.add(reset.stream());
            return wasLoadedBefore(reset, ledger.values());
        }));
        final List<Candidate> open = candidates.stream()
                .filter(candidate -> Stream.concat(
                                noted(candidate.start().shard(), ledger).stream(),
                                candidate.waiting().stream().map(LastLoaded::position))
                        .allMatch(candidate.start().first()::isAfter))
                .toList();
        learn(open, ledger, newlyReset, loaded);
        return judge(open, ledger);
    }

    private Findings judge(final List<Candidate> open, final Map<StreamShard, LedgerEntry> ledger) {
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
            if (last.map(LastLoaded::position).map(start.first()::isAfter).orElseGet(() -> resets.get(reset(start)))) {
                gaps.add(new Gap(start, last));
            }
        }
        return new Findings(gaps, undecided, reason);
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
            ask(seconds -> loaded.from(above, seconds))
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
        final Optional<Map<StreamShard, LastLoaded>> rows = ask(seconds -> loaded.highest(shards, seconds));
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
            ask(seconds -> loaded.highest(again, seconds))
                    .ifPresent(found -> again.keySet().forEach(shard -> keep(shard, ledger, found)));
        }
    }

    private Optional<Map<StreamShard, LastLoaded>> ask(final Question question) {
        final int seconds = budget.seconds();
        if (seconds == 0) {
            reason = "the time that may be spent on looking into the table is used up";
            return Optional.empty();
        }
        try {
            return Optional.of(question.ask(seconds));
        } catch (final WarehouseException e) {
            reason = e.getMessage();
            return Optional.empty();
        } finally {
            budget.asked();
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

    private static boolean wasLoadedBefore(final Reset reset, final Collection<LedgerEntry> ledger) {
        return ledger.stream()
                .filter(entry -> entry.shard().stream().equals(reset.stream()))
                .flatMap(entry -> entry.committed().stream())
                .anyMatch(committed -> committed.isBefore(reset.since()));
    }

    private static Reset reset(final ShardStart start) {
        return new Reset(start.shard().stream(), start.since());
    }
}
