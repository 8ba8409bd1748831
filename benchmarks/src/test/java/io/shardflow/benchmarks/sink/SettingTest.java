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
package io.shardflow.benchmarks.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.benchmarks.Effort;
import io.shardflow.benchmarks.measure.SteadyPart;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SettingTest {

    @ParameterizedTest
    @EnumSource(Effort.Breadth.class)
    void aRunIsWholeTransactionsOfWholeAnswers(final Effort.Breadth breadth) {
        for (final long bytes : List.of(1L, 50_000_000L, 1_000_000_000L)) {
            assertThat(Setting.of(breadth)).allSatisfy(setting -> {
                final Setting run = setting.ofBytes(bytes);
                assertThat(run.answersOfRun() * run.shards()).isEqualTo(run.together() * run.transactions());
                assertThat(run.transactions()).isBetween(5, setting.transactions());
                assertThat(run.stream(3, "a").records()).isEqualTo(3 * run.recordsOfRun());
            });
        }
    }

    /** While the last transaction is loaded none is read ahead, whose processor time the first one of the steady part has not cost. */
    @ParameterizedTest
    @EnumSource(names = "ONE", mode = EnumSource.Mode.EXCLUDE)
    void aRunGoesOnAfterItsSteadyPart(final Effort.Breadth breadth) {
        final Effort effort = breadth == Effort.Breadth.ALL ? Effort.FULL : Effort.SHORT;
        assertThat(Setting.of(breadth))
                .map(setting -> setting.ofBytes(effort.runBytes() / SinkBenchmark.SHARE))
                .allSatisfy(run -> assertThat(Math.ceil(SteadyPart.TO * run.transactions()))
                        .isLessThan(run.transactions()));
    }

    @Test
    void aRunHasTheBytesThatWereAskedForAndNoTransactionMore() {
        final Setting run = Setting.ORDINARY.ofBytes(100_000_000);
        assertThat(run.transactions()).isEqualTo(7);
        assertThat(run.recordsOfRun()).isEqualTo(7 * 16_000);
    }
}
