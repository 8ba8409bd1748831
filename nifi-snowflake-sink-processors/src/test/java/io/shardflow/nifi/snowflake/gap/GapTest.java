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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class GapTest {

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
        final List<ShardStart> starts =
                List.of(new ShardStart(SHARD, SINCE, position(first).orElseThrow(), Optional.empty()));
        final List<Gap> gaps = Gap.of(Gap.notReached(starts, entries), entries, rows);

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

        assertThat(Gap.of(List.of(start), List.of(other), Map.of())).hasSize(sameStream && seconds < 0 ? 1 : 0);
    }

    /** Two digits follow one, which text would order the other way round. */
    private static Optional<Position> position(final int number) {
        return number == 0 ? Optional.empty() : Optional.of(new Position(Integer.toString(number), 0));
    }
}
