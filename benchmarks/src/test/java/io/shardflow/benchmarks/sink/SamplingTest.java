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

import io.shardflow.benchmarks.measure.SteadyPart;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingTest {

    private static final long TOTAL = 1_000;

    @ParameterizedTest
    @ValueSource(doubles = {0, SteadyPart.FROM - 0.01, SteadyPart.TO - 0.15, SteadyPart.TO - 0.01})
    void theEndsOfTheSteadyPartAreNotMissedByMoreThanAFewTenthsOfASecond(final double done) {
        assertThat(Sampling.WHERE_IT_IS_CUT.pause(Math.round(done * TOTAL), TOTAL))
                .isLessThan(Duration.ofMillis(250));
    }

    @Test
    void withinTheSteadyPartNiFiIsAskedAsSeldomAsWhereNothingIsMeasured() {
        assertThat(Sampling.WHERE_IT_IS_CUT.pause(TOTAL / 2, TOTAL))
                .isEqualTo(Sampling.SELDOM.pause(TOTAL / 2, TOTAL))
                .isGreaterThan(Sampling.OFTEN.pause(TOTAL / 2, TOTAL));
    }
}
