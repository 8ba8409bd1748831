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
import java.util.Set;
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

    /** What was committed after the start's time may have arrived before it. */
    @Property
    void aShardOfWhichNothingWasLoadedLeavesAGapOnlyIfTheStreamWasLoadedBeforeTheStart(
            @ForAll @IntRange(min = -5, max = 5) final int committed,
            @ForAll @IntRange(min = -5, max = 5) final int arrived,
            @ForAll final boolean sameStream,
            @ForAll @IntRange(max = 1) final int number) {
        final StreamShard other = new StreamShard(sameStream ? "orders" : "others", "shardId-000000000001");
        final Asked loaded = new Asked();
        loaded.ledger.add(new LedgerEntry(other, position(number), Optional.of(SINCE.plusSeconds(committed))));
        loaded.rows.put(
                other, new LastLoaded(new Position("1", 0), Optional.of(SINCE.plus(Duration.ofHours(arrived)))));

        final GapSearch.Findings found = search(new GapSearch(() -> 0), loaded, candidate(SHARD, SINCE, 5));
        assertThat(found.gaps()).hasSize(sameStream && (committed < 0 || arrived < 0) ? 1 : 0);
        assertThat(found.undecided()).isEmpty();
    }

    @Test
    void anArrivalShortlyBeforeTheStartIsNoneBeforeIt() {
        final Asked loaded = new Asked();
        loaded.ledger.add(new LedgerEntry(shard(1), position(3), Optional.of(SINCE.plusSeconds(1))));
        loaded.rows.put(
                shard(1), new LastLoaded(position(3).orElseThrow(), Optional.of(SINCE.minus(EarlierLoads.INACCURACY))));
        final GapSearch.Findings found = search(new GapSearch(() -> 0), loaded, candidate(SHARD, SINCE, 7));

        assertThat(found.gaps()).isEmpty();
        assertThat(found.undecided()).isEmpty();
    }

    @Test
    void fromATableThatWasEmptiedItCannotBeFoundOutWhetherTheStreamWasLoadedBefore() {
        final Asked loaded = new Asked();
        loaded.ledger.add(new LedgerEntry(shard(1), position(3), Optional.of(SINCE.plusSeconds(1))));
        final GapSearch.Findings found = search(new GapSearch(() -> 0), loaded, candidate(SHARD, SINCE, 7));

        assertThat(found.gaps()).isEmpty();
        assertThat(found.undecided()).hasSize(1);
        assertThat(found.reason()).contains("none of them any more");
    }

    @Test
    void whetherTheStreamWasLoadedBeforeIsAskedOnceForAReset() {
        final Asked loaded = new Asked();
        loaded.ledger.add(new LedgerEntry(shard(1), position(3), Optional.of(SINCE.plusSeconds(1))));
        loaded.rows.put(
                shard(1), new LastLoaded(position(3).orElseThrow(), Optional.of(SINCE.minus(Duration.ofHours(1)))));
        final GapSearch search = new GapSearch(() -> 0);
        for (int shard = 2; shard < 12; shard++) {
            assertThat(search(search, loaded, candidate(shard(shard), SINCE, 7)).gaps())
                    .hasSize(1);
        }

        assertThat(loaded.questions).isEqualTo(10 + 1);
    }

    /** As another node, or this one before a restart, loads the other shards of a first start. */
    @Test
    void aFirstStartLeavesNoGapHoweverLateAShardsFirstRecordComes() {
        final Asked loaded = new Asked();
        final GapSearch search = new GapSearch(() -> 0);
        for (int shard = 1; shard < 10; shard++) {
            final GapSearch judge = shard % 2 == 0 ? search : new GapSearch(() -> 0);
            final GapSearch.Findings found = search(judge, loaded, candidate(shard(shard), SINCE, 7));
            assertThat(found.gaps()).isEmpty();
            assertThat(found.undecided()).isEmpty();
            loaded.ledger.add(new LedgerEntry(shard(shard), position(7), Optional.of(SINCE.plusSeconds(shard))));
            loaded.rows.put(
                    shard(shard), new LastLoaded(position(7).orElseThrow(), Optional.of(SINCE.plusSeconds(shard))));
        }
    }

    @Test
    void aResetAsksTheTableOnceForAllShardsThatTheLedgerKnows() {
        final Asked loaded = new Asked();
        for (int shard = 0; shard < 50; shard++) {
            loaded.ledger.add(new LedgerEntry(shard(shard), position(3), Optional.of(SINCE.minusSeconds(1))));
            loaded.rows.put(shard(shard), new LastLoaded(position(3).orElseThrow(), Optional.of(SINCE)));
        }
        final GapSearch search = new GapSearch(() -> 0);
        for (int shard = 0; shard < 50; shard++) {
            assertThat(search(search, loaded, candidate(shard(shard), SINCE, 7)).gaps())
                    .singleElement()
                    .satisfies(gap -> assertThat(gap.last())
                            .contains(loaded.rows.get(gap.start().shard())));
        }

        assertThat(loaded.questions).isEqualTo(1);
    }

    @Test
    void whatTheTableAnsweredIsAskedAgainWhenTheShardWasLoadedMeanwhile() {
        final Asked loaded = new Asked();
        final GapSearch search = new GapSearch(() -> 0);
        for (int number = 3; number <= 5; number++) {
            loaded.ledger.clear();
            loaded.ledger.add(new LedgerEntry(SHARD, position(number), Optional.of(SINCE)));
            loaded.rows.put(SHARD, new LastLoaded(position(number).orElseThrow(), Optional.of(SINCE)));
            assertThat(search(search, loaded, candidate(SHARD, SINCE, 7)).gaps())
                    .singleElement()
                    .satisfies(gap -> assertThat(gap.last()).contains(loaded.rows.get(SHARD)));
        }
    }

    @Test
    void aStartWithinWhatWasLoadedAsksTheTableNothing() {
        final Asked loaded = new Asked();
        loaded.ledger.add(new LedgerEntry(SHARD, position(7), Optional.of(SINCE)));
        search(new GapSearch(() -> 0), loaded, candidate(SHARD, SINCE, 7));

        assertThat(loaded.questions).isZero();
    }

    /** The clock advances only while the table is asked: what is used of it is what loading waits. */
    @Test
    void howeverManyStartsComeLoadingWaitsNoLongerThanTheBudget() {
        final Asked loaded = new Asked();
        loaded.costs = Duration.ofMillis(1700);
        final GapSearch search = new GapSearch(() -> loaded.now);
        int undecided = 0;
        for (int i = 0; i < 1000; i++) {
            undecided += search(search, loaded, candidate(shard(i), SINCE.plusSeconds(i), 7))
                    .undecided()
                    .size();
        }

        assertThat(Duration.ofNanos(loaded.now)).isLessThan(LookBudget.AT_ONCE.plusSeconds(1));
        assertThat(loaded.longestAllowed).isEqualTo(LookBudget.AT_ONCE.toSeconds());
        assertThat(loaded.questions).isEqualTo(3);
        assertThat(undecided).isEqualTo(1000 - 2);
    }

    @Test
    void inTheLongRunAHundredthOfTheTimeMayBeSpent() {
        final Asked loaded = new Asked();
        loaded.costs = Duration.ofSeconds(5);
        final GapSearch search = new GapSearch(() -> loaded.now);
        for (int i = 0; i < 1000; i++) {
            search(search, loaded, candidate(shard(i), SINCE.plusSeconds(i), 7));
            loaded.now += Duration.ofSeconds(10).toNanos();
        }

        assertThat(loaded.questions * 5.0)
                .isBetween(10.0, 5 + 0.011 * Duration.ofNanos(loaded.now).toSeconds() * 5);
    }

    @Test
    void whatTheTableDoesNotAnswerIsClaimedOnlyIfTheLedgerKnowsIt() {
        final Asked loaded = new Asked();
        loaded.failure = "too slow";
        loaded.ledger.add(new LedgerEntry(SHARD, position(3), Optional.of(SINCE.minusSeconds(1))));
        loaded.ledger.add(new LedgerEntry(shard(1), Optional.empty(), Optional.of(SINCE.minusSeconds(1))));
        final GapSearch.Findings found =
                search(new GapSearch(() -> 0), loaded, candidate(SHARD, SINCE, 7), candidate(shard(1), SINCE, 7));

        assertThat(found.gaps()).singleElement().satisfies(gap -> assertThat(gap.last())
                .contains(new LastLoaded(position(3).orElseThrow(), Optional.empty())));
        assertThat(found.undecided()).extracting(ShardStart::shard).containsExactly(shard(1));
        assertThat(found.reason()).isEqualTo("too slow");
    }

    @Test
    void aShardWhoseLastRecordArrivedLongBeforeItWasCommittedIsSearchedEverywhere() {
        final Asked loaded = new Asked();
        loaded.ledger.add(new LedgerEntry(SHARD, Optional.empty(), Optional.of(SINCE)));
        loaded.rows.put(SHARD, new LastLoaded(position(3).orElseThrow(), Optional.of(SINCE.minus(Duration.ofDays(3)))));

        assertThat(search(new GapSearch(() -> 0), loaded, candidate(SHARD, SINCE, 7))
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
        return search(new GapSearch(() -> 0), loaded, new Candidate(start, Optional.empty()))
                .gaps();
    }

    private static GapSearch.Findings search(
            final GapSearch search, final Asked loaded, final Candidate... candidates) {
        return search.search(List.of(candidates), loaded.ledger(Set.of("orders")), loaded);
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

        @Override
        public boolean hasRow(final String stream, final Optional<Instant> arrivedBefore, final int seconds)
                throws WarehouseException {
            return !answer(
                            seconds,
                            (shard, row) -> shard.stream().equals(stream)
                                    && arrivedBefore
                                            .map(row.arrival().orElseThrow()::isBefore)
                                            .orElse(true))
                    .isEmpty();
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
