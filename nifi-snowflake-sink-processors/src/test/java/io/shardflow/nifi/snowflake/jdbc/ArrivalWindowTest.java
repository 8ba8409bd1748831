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
package io.shardflow.nifi.snowflake.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.load.ArrivalRange;
import io.shardflow.nifi.snowflake.load.ShardRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ArrivalWindowTest {

    private static final long SLACK = 60;
    private static final Position POSITION = new Position("1", 0);

    private static StreamShard shard(final int number) {
        return new StreamShard("orders", "shardId-" + number);
    }

    private static ShardRange range(final int shard, final Optional<ArrivalRange> arrivals) {
        return new ShardRange(shard(shard), POSITION, POSITION, arrivals, 1);
    }

    private static ShardRange range(final int shard, final long first, final long last) {
        return range(shard, Optional.of(new ArrivalRange(first, last)));
    }

    /** Near each other, far apart, and such as no clock shows. */
    @Provide
    Arbitrary<List<ShardRange>> ranges() {
        final Arbitrary<Long> times = Arbitraries.oneOf(
                Arbitraries.longs().between(-500, 500),
                Arbitraries.longs(),
                Arbitraries.of(Long.MIN_VALUE, Long.MAX_VALUE));
        final Arbitrary<Optional<ArrivalRange>> arrivals = Combinators.combine(times, times)
                .as((one, other) -> new ArrivalRange(Math.min(one, other), Math.max(one, other)))
                .optional(0.8);
        return arrivals.list().ofMinSize(1).ofMaxSize(12).map(all -> {
            final List<ShardRange> ranges = new ArrayList<>();
            all.forEach(one -> ranges.add(range(ranges.size(), one)));
            return ranges;
        });
    }

    @Property
    void eachShardIsInOneWindowThatHoldsItsArrivalsAndTheSlack(@ForAll("ranges") final List<ShardRange> ranges) {
        final List<ArrivalWindow> windows = ArrivalWindow.of(ranges, SLACK);

        for (final ShardRange range : ranges) {
            final List<ArrivalWindow> own = windows.stream()
                    .filter(window -> window.shards().contains(range.shard()))
                    .toList();
            assertThat(own).hasSize(1);
            final Optional<ArrivalRange> window = own.getFirst().arrivals();
            assertThat(window.isPresent()).isEqualTo(range.arrivals().isPresent());
            range.arrivals().map(arrivals -> arrivals.widened(SLACK)).ifPresent(wide -> assertThat(
                            wide.and(window.orElseThrow()))
                    .isEqualTo(window.orElseThrow()));
        }
    }

    @Property
    void noRowIsInTwoWindows(@ForAll("ranges") final List<ShardRange> ranges) {
        final List<ArrivalRange> windows = ArrivalWindow.of(ranges, SLACK).stream()
                .flatMap(window -> window.arrivals().stream())
                .toList();

        for (int i = 1; i < windows.size(); i++) {
            assertThat(windows.get(i).first()).isGreaterThan(windows.get(i - 1).last());
        }
    }

    /** From each moment of a window on, some range goes on, up to the window's end. */
    @Property
    void noTimeIsSearchedForTheSakeOfAWindowAlone(@ForAll("ranges") final List<ShardRange> ranges) {
        for (final ArrivalWindow window : ArrivalWindow.of(ranges, SLACK)) {
            window.arrivals().ifPresent(all -> {
                final List<ArrivalRange> wide = ranges.stream()
                        .filter(range -> window.shards().contains(range.shard()))
                        .map(range -> range.arrivals().orElseThrow().widened(SLACK))
                        .toList();
                assertThat(wide).anyMatch(one -> one.first() == all.first());
                assertThat(wide)
                        .allMatch(one -> one.last() == all.last()
                                || wide.stream()
                                        .anyMatch(other -> other.first() <= one.last() && other.last() > one.last()));
            });
        }
    }

    @Example
    void whatIsApartIsSearchedApart() {
        assertThat(ArrivalWindow.of(List.of(range(1, 0, 10), range(2, 1_000, 1_000), range(3, 130, 140)), SLACK))
                .containsExactly(
                        new ArrivalWindow(Optional.of(new ArrivalRange(-60, 200)), Set.of(shard(1), shard(3))),
                        new ArrivalWindow(Optional.of(new ArrivalRange(940, 1_060)), Set.of(shard(2))));
    }
}
