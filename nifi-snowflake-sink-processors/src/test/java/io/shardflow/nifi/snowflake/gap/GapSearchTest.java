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

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.gap.GapSearch.Candidate;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class GapSearchTest {

    private static final StreamShard SHARD = new StreamShard("orders", "shardId-000000000000");
    private static final Instant SINCE = Instant.parse("2026-11-25T14:00:00Z");

    /** 0 stands for "none". */
    @Property
    void aGapLiesBetweenTheHighestThatWasLoadedAndTheFirstThatComes(
            @ForAll @IntRange(max = 12) final int ledger,
            @ForAll @IntRange(max = 12) final int row,
            @ForAll @IntRange(min = 1, max = 12) final int first) {
        final List<LedgerEntry> entries =
                List.of(new LedgerEntry(SHARD, position(ledger), Optional.of(SINCE.plusSeconds(1))));
        final Map<StreamShard, LastLoaded> rows = position(row)
                .map(found -> Map.of(SHARD, new LastLoaded(found, Optional.of(SINCE))))
                .orElse(Map.of());
        final List<Gap> gaps =
                search(new ShardStart(SHARD, SINCE, position(first).orElseThrow(), Optional.empty()), entries, rows);

        final int last = Math.max(ledger, row);
        if (last == 0 || last >= first) {
            assertThat(gaps).isEmpty();
        } else {
            assertThat(gaps).singleElement().satisfies(gap -> assertThat(gap.last())
                    .contains(new LastLoaded(
                            position(last).orElseThrow(), row == last ? Optional.of(SINCE) : Optional.empty())));
        }
    }

    @Property
    void aShardOfWhichNothingWasLoadedLeavesAGapOnlyIfTheStreamWasLoadedBeforeTheStart(
            @ForAll @IntRange(min = -5, max = 5) final int seconds,
            @ForAll final boolean sameStream,
            @ForAll @IntRange(max = 1) final int number) {
        final LedgerEntry other = new LedgerEntry(
                new StreamShard(sameStream ? "orders" : "others", "shardId-000000000001"),
                position(number),
                Optional.of(SINCE.plusSeconds(seconds)));
        final ShardStart start = new ShardStart(SHARD, SINCE, position(5).orElseThrow(), Optional.empty());

        assertThat(search(start, List.of(other), Map.of())).hasSize(sameStream && seconds < 0 ? 1 : 0);
    }

    @Test
    void aResetAsksTheTableOnceForAllShardsThatTheLedgerKnows() throws WarehouseException {
        final Asked loaded = new Asked();
        for (int shard = 0; shard < 50; shard++) {
            loaded.ledger.add(new LedgerEntry(shard(shard), position(3), Optional.of(SINCE.minusSeconds(1))));
            loaded.rows.put(shard(shard), new LastLoaded(position(3).orElseThrow(), Optional.of(SINCE)));
        }
        final GapSearch search = new GapSearch(() -> 0);
        for (int shard = 0; shard < 50; shard++) {
            assertThat(search.search(List.of(candidate(shard(shard), SINCE, 7)), loaded)
                            .gaps())
                    .singleElement()
                    .satisfies(gap -> assertThat(gap.last())
                            .contains(loaded.rows.get(gap.start().shard())));
        }

        assertThat(loaded.questions).isEqualTo(1);
    }

    @Test
    void whatTheTableAnsweredIsAskedAgainWhenTheShardWasLoadedMeanwhile() throws WarehouseException {
        final Asked loaded = new Asked();
        final GapSearch search = new GapSearch(() -> 0);
        for (int number = 3; number <= 5; number++) {
            loaded.ledger.clear();
            loaded.ledger.add(new LedgerEntry(SHARD, position(number), Optional.of(SINCE)));
            loaded.rows.put(SHARD, new LastLoaded(position(number).orElseThrow(), Optional.of(SINCE)));
            assertThat(search.search(List.of(candidate(SHARD, SINCE, 7)), loaded)
                            .gaps())
                    .singleElement()
                    .satisfies(gap -> assertThat(gap.last()).contains(loaded.rows.get(SHARD)));
        }
    }

    @Test
    void aStartWithinWhatWasLoadedAsksTheTableNothing() throws WarehouseException {
        final Asked loaded = new Asked();
        loaded.ledger.add(new LedgerEntry(SHARD, position(7), Optional.of(SINCE)));
        new GapSearch(() -> 0).search(List.of(candidate(SHARD, SINCE, 7)), loaded);

        assertThat(loaded.questions).isZero();
    }

    /** The clock advances only while the table is asked: what is used of it is what loading waits. */
    @Test
    void howeverManyStartsComeLoadingWaitsNoLongerThanTheBudget() throws WarehouseException {
        final Asked loaded = new Asked();
        loaded.costs = Duration.ofMillis(1700);
        final GapSearch search = new GapSearch(() -> loaded.now);
        int undecided = 0;
        for (int i = 0; i < 1000; i++) {
            undecided += search.search(List.of(candidate(shard(i), SINCE.plusSeconds(i), 7)), loaded)
                    .undecided()
                    .size();
        }

        assertThat(Duration.ofNanos(loaded.now)).isLessThan(LookBudget.AT_ONCE.plusSeconds(1));
        assertThat(loaded.longestAllowed).isEqualTo(LookBudget.AT_ONCE.toSeconds());
        assertThat(loaded.questions).isEqualTo(3);
        assertThat(undecided).isEqualTo(1000 - 2);
    }

    @Test
    void inTheLongRunAHundredthOfTheTimeMayBeSpent() throws WarehouseException {
        final Asked loaded = new Asked();
        loaded.costs = Duration.ofSeconds(5);
        final GapSearch search = new GapSearch(() -> loaded.now);
        for (int i = 0; i < 1000; i++) {
            search.search(List.of(candidate(shard(i), SINCE.plusSeconds(i), 7)), loaded);
            loaded.now += Duration.ofSeconds(10).toNanos();
        }

        assertThat(loaded.questions * 5.0)
                .isBetween(10.0, 5 + 0.011 * Duration.ofNanos(loaded.now).toSeconds() * 5);
    }

    @Test
    void whatTheTableDoesNotAnswerIsClaimedOnlyIfTheLedgerKnowsIt() throws WarehouseException {
        final Asked loaded = new Asked();
        loaded.failure = "too slow";
        loaded.ledger.add(new LedgerEntry(SHARD, position(3), Optional.of(SINCE.minusSeconds(1))));
        loaded.ledger.add(new LedgerEntry(shard(1), Optional.empty(), Optional.of(SINCE.minusSeconds(1))));
        final GapSearch.Findings found = new GapSearch(() -> 0)
                .search(List.of(candidate(SHARD, SINCE, 7), candidate(shard(1), SINCE, 7)), loaded);

        assertThat(found.gaps()).singleElement().satisfies(gap -> assertThat(gap.last())
                .contains(new LastLoaded(position(3).orElseThrow(), Optional.empty())));
        assertThat(found.undecided()).extracting(ShardStart::shard).containsExactly(shard(1));
        assertThat(found.reason()).isEqualTo("too slow");
    }

    @Test
    void aShardWhoseLastRecordArrivedLongBeforeItWasCommittedIsSearchedEverywhere() throws WarehouseException {
        final Asked loaded = new Asked();
        loaded.ledger.add(new LedgerEntry(SHARD, Optional.empty(), Optional.of(SINCE)));
        loaded.rows.put(SHARD, new LastLoaded(position(3).orElseThrow(), Optional.of(SINCE.minus(Duration.ofDays(3)))));

        assertThat(new GapSearch(() -> 0)
                        .search(List.of(candidate(SHARD, SINCE, 7)), loaded)
                        .gaps())
                .singleElement()
                .satisfies(gap -> assertThat(gap.last()).contains(loaded.rows.get(SHARD)));
        assertThat(loaded.questions).isEqualTo(2);
    }

    private static List<Gap> search(
            final ShardStart start, final List<LedgerEntry> ledger, final Map<StreamShard, LastLoaded> rows) {
        final Asked loaded = new Asked();
        loaded.ledger.addAll(ledger);
        loaded.rows.putAll(rows);
        try {
            return new GapSearch(() -> 0)
                    .search(List.of(new Candidate(start, Optional.empty())), loaded)
                    .gaps();
        } catch (final WarehouseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Candidate candidate(final StreamShard shard, final Instant since, final int first) {
        return new Candidate(
                new ShardStart(shard, since, position(first).orElseThrow(), Optional.empty()), Optional.empty());
    }

    private static StreamShard shard(final int number) {
        return new StreamShard("orders", "shardId-%012d".formatted(number));
    }

    /** A ledger and a table that count and time what they are asked. */
    private static final class Asked implements LoadedSoFar {

        private final List<LedgerEntry> ledger = new ArrayList<>();
        private final Map<StreamShard, LastLoaded> rows = new HashMap<>();
        private Duration costs = Duration.ZERO;
        private String failure;
        private int questions;
        private int longestAllowed;
        private long now;

        @Override
        public List<LedgerEntry> ledger(final Collection<String> streams) {
            return ledger.stream()
                    .filter(entry -> streams.contains(entry.shard().stream()))
                    .toList();
        }

        @Override
        public Map<StreamShard, LastLoaded> from(final Map<StreamShard, Position> positions, final int seconds)
                throws WarehouseException {
            return answer(
                    seconds,
                    (shard, row) -> positions.containsKey(shard)
                            && !positions.get(shard).isAfter(row.position()));
        }

        @Override
        public Map<StreamShard, LastLoaded> highest(final Map<StreamShard, Optional<Instant>> shards, final int seconds)
                throws WarehouseException {
            return answer(
                    seconds,
                    (shard, row) -> shards.containsKey(shard)
                            && shards.get(shard)
                                    .filter(row.arrival().orElseThrow()::isBefore)
                                    .isEmpty());
        }

        private Map<StreamShard, LastLoaded> answer(
                final int seconds, final BiPredicate<StreamShard, LastLoaded> chosen) throws WarehouseException {
            questions++;
            longestAllowed = Math.max(longestAllowed, seconds);
            now += Math.min(costs.toNanos(), Duration.ofSeconds(seconds).toNanos());
            if (failure != null || costs.compareTo(Duration.ofSeconds(seconds)) > 0) {
                throw new WarehouseException(Kind.TRANSIENT, String.valueOf(failure));
            }
            return rows.entrySet().stream()
                    .filter(row -> chosen.test(row.getKey(), row.getValue()))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        }

        @Override
        public void close() {}
    }

    /** Two digits follow one, which text would order the other way round. */
    private static Optional<Position> position(final int number) {
        return number == 0 ? Optional.empty() : Optional.of(new Position(Integer.toString(number), 0));
    }
}
