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
package io.shardflow.nifi.kinesis.manage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardflow.nifi.kinesis.state.IntervalSteps;
import io.shardflow.nifi.kinesis.state.ManagedRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ObservationTest {

    private final AtomicLong clock = new AtomicLong();
    private final ReadOnlyTable table = new ReadOnlyTable();
    private final List<Duration> changes = new ArrayList<>();
    private final Observation observation = new Observation(table, IntervalSteps.STANDARD, this::sleep, clock::get);

    private void sleep(final Duration time) {
        clock.addAndGet(time.toNanos());
        if (!changes.isEmpty() && clock.get() >= changes.getFirst().toNanos()) {
            changes.removeFirst();
            table.rows = List.of(Rows.lease("shard-1", "worker-a", clock.get()));
        }
    }

    @Test
    void aQuietTableIsWatchedForTwoFailoverTimes() throws Exception {
        table.rows = List.of(Rows.lease("shard-1", "worker-a", 1));
        assertThat(observation.watch(table.rows)).isEqualTo(table.rows);
        assertThat(Duration.ofNanos(clock.get())).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void aLargeApplicationIsWatchedForTwoOfItsLongerFailoverTimes() throws Exception {
        final List<ManagedRow> rows = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            rows.add(Rows.lease("shard-" + i, "worker-a", 1));
        }
        table.rows = rows;
        observation.watch(rows);
        assertThat(Duration.ofNanos(clock.get())).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aSignOfLifeEndsTheWatchAtOnceEvenNearItsEnd() {
        table.rows = List.of(Rows.lease("shard-1", "worker-a", 1));
        changes.add(Duration.ofSeconds(19));
        assertThatThrownBy(() -> observation.watch(table.rows))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("worker worker-a has the lease of shard-1")
                .hasMessageContaining("Nothing was changed");
        assertThat(Duration.ofNanos(clock.get())).isEqualTo(Duration.ofSeconds(19));
    }
}
