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
package io.shardflow.localstack.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class SoleReadersTest {

    private static final Set<String> OPEN = Set.of("a", "b");
    private static final Duration HANDOVER = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Each takes a second. */
    private int looks;

    /** What each look sees. */
    private final Deque<Deliveries> seen = new ArrayDeque<>();

    private SoleReaders readers(final IntFunction<Deliveries> deliveries) {
        return new SoleReaders(() -> deliveries.apply(looks++), Duration.ofNanos(1), this::clock);
    }

    private long clock() {
        return Duration.ofSeconds(looks).toNanos();
    }

    private void see(final Map<String, Long> one, final Map<String, Long> other) {
        seen.add(new Deliveries(OPEN, List.of(one, other)));
    }

    /** In the last look, and no earlier. */
    private void assertSoleReaders() {
        assertThat(readers(look -> seen.remove()).await(HANDOVER, PATIENCE)).isEmpty();
        assertThat(seen).as("looks left").isEmpty();
    }

    @Test
    void aShardThatTwoGoOnDeliveringIsTold() {
        final SoleReaders readers = readers(
                look -> new Deliveries(OPEN, List.of(Map.of("a", 7L + look, "b", 2L * look), Map.of("b", 3L * look))));
        assertThat(readers.await(HANDOVER, PATIENCE)).contains("b (2 and 3 records)");
        assertThat(looks).isEqualTo(6);
    }

    @Test
    void aShardIsSharedAlsoWhereItIsSilentInBetween() {
        final SoleReaders readers = readers(look ->
                new Deliveries(OPEN, List.of(Map.of("a", 7L + look / 2, "b", 2L * look), Map.of("a", 3L + look / 2))));
        assertThat(readers.await(HANDOVER, PATIENCE)).contains("a (1 and 1 records)");
        assertThat(looks).isLessThan(20);
    }

    @Test
    void aShardThatIsSilentAfterItMovedIsWaitedFor() {
        see(Map.of("a", 5L), Map.of("b", 1L));
        see(Map.of("a", 6L), Map.of("a", 1L, "b", 2L));
        for (int silent = 0; silent < 20; silent++) {
            see(Map.of("a", 6L), Map.of("a", 1L, "b", 3L));
        }
        see(Map.of("a", 6L), Map.of("a", 2L, "b", 4L));
        assertSoleReaders();
    }

    @Test
    void aShardThatMovesIsWaitedFor() {
        see(Map.of("a", 5L), Map.of("b", 1L));
        see(Map.of("a", 8L), Map.of("a", 2L, "b", 2L));
        see(Map.of("a", 8L), Map.of("a", 6L, "b", 3L));
        assertSoleReaders();
    }

    @Test
    void whatWasDeliveredBeforeDoesNotCount() {
        see(Map.of("a", 5L), Map.of("a", 9L, "b", 1L));
        see(Map.of("a", 7L), Map.of("a", 9L, "b", 2L));
        assertSoleReaders();
    }

    @Test
    void aLookGoesOnUntilEachOpenShardIsDelivered() {
        see(Map.of("a", 5L), Map.of("b", 1L));
        see(Map.of("a", 5L), Map.of("b", 1L));
        see(Map.of("a", 6L), Map.of("b", 1L));
        see(Map.of("a", 6L), Map.of("b", 2L));
        assertSoleReaders();
    }

    @Test
    void whoDeliversBeforeTheOtherInOneLookSharesWithIt() {
        see(Map.of("a", 5L), Map.of("b", 1L));
        see(Map.of("a", 6L), Map.of("b", 1L));
        see(Map.of("a", 6L), Map.of("a", 1L, "b", 2L));
        see(Map.of("a", 6L), Map.of("a", 2L, "b", 3L));
        assertSoleReaders();
    }

    @Test
    void aClosedShardNeedsNoReader() {
        see(Map.of("a", 5L, "parent", 70L), Map.of("b", 1L));
        see(Map.of("a", 6L, "parent", 70L), Map.of("b", 2L));
        assertSoleReaders();
    }

    @Test
    void aShardThatNobodyDeliversIsTold() {
        final SoleReaders readers =
                readers(look -> new Deliveries(OPEN, List.of(Map.of("a", 1L + look), Map.of("b", 9L))));
        assertThat(readers.await(HANDOVER, PATIENCE)).contains("b (by none)");
        assertThat(looks).isGreaterThan(60);
    }

    @Test
    void whereNothingIsDeliveredNobodyReadsAlone() {
        assertThat(readers(look -> new Deliveries(OPEN, List.of(Map.of(), Map.of())))
                        .await(HANDOVER, PATIENCE))
                .contains("a (by none), b (by none)");
    }

    @Test
    void aShardThatMovesAfterALongSilenceIsWaitedFor() {
        for (int silent = 0; silent < 20; silent++) {
            see(Map.of("a", 5L), Map.of("b", 1L));
        }
        see(Map.of("a", 6L), Map.of("a", 1L, "b", 2L));
        see(Map.of("a", 6L), Map.of("a", 2L, "b", 3L));
        assertSoleReaders();
    }

    @Test
    void oneNiFiHasNobodyToShareWith() {
        final SoleReaders readers = readers(look -> new Deliveries(OPEN, List.of(Map.of("a", 5L))));
        assertThat(readers.await(HANDOVER, PATIENCE)).isEmpty();
        assertThat(looks).isOne();
    }
}
