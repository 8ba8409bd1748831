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
import org.junit.jupiter.api.Test;

class SoleReadersTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    /** What each look sees. */
    private final Deque<Deliveries> seen = new ArrayDeque<>();

    private final SoleReaders readers = new SoleReaders(seen::remove, Duration.ofMillis(1));

    @Test
    void aShardThatTwoGoOnDeliveringIsTold() {
        final long[] records = new long[2];
        final SoleReaders both = new SoleReaders(
                () -> new Deliveries(List.of(Map.of("a", 7L, "b", records[0] += 2), Map.of("b", records[1] += 3))),
                Duration.ofMillis(1));
        assertThat(both.await(Duration.ofMillis(20))).contains("b (2 and 3 records)");
    }

    @Test
    void aShardThatMovesIsWaitedFor() {
        seen.add(new Deliveries(List.of(Map.of("a", 5L), Map.of("b", 1L))));
        seen.add(new Deliveries(List.of(Map.of("a", 8L), Map.of("a", 2L, "b", 2L))));
        seen.add(new Deliveries(List.of(Map.of("a", 8L), Map.of("a", 6L, "b", 3L))));
        assertThat(readers.await(LONG)).isEmpty();
        assertThat(seen).as("looks left").isEmpty();
    }

    @Test
    void whatWasDeliveredBeforeDoesNotCount() {
        seen.add(new Deliveries(List.of(Map.of("a", 5L), Map.of("a", 9L))));
        seen.add(new Deliveries(List.of(Map.of("a", 7L), Map.of("a", 9L))));
        assertThat(readers.await(LONG)).isEmpty();
    }

    @Test
    void oneNiFiHasNobodyToShareWith() {
        seen.add(new Deliveries(List.of(Map.of("a", 5L))));
        assertThat(readers.await(LONG)).isEmpty();
    }
}
