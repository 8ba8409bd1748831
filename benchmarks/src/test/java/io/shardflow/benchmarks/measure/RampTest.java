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
package io.shardflow.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RampTest {

    private static final long SECOND = 1_000_000_000;

    /** Nothing for a while, then a hundred a second, asked five times a second. */
    private static List<Sample> run(final int idleSeconds) {
        final List<Sample> samples = new ArrayList<>();
        for (int i = 0; i <= 5 * (idleSeconds + 10); i++) {
            samples.add(new Sample(i * SECOND / 5, 0, Math.max(0, 20L * (i - 5L * idleSeconds))));
        }
        return samples;
    }

    @Property
    void isTheTimeInWhichNothingWasDoneAtSpeed(@ForAll @IntRange(max = 100) final int idleSeconds) {
        final List<Sample> samples = run(idleSeconds);
        final SteadyPart steady = SteadyPart.of(samples, 1_000, 1_000);
        // half a second is the slack in a tenth of the work
        assertThat(Ramp.seconds(samples, steady, 1_000)).isCloseTo(idleSeconds, within(0.61));
    }

    @Example
    void isNothingWhenAllGoesAtOneSpeed() {
        final List<Sample> samples = run(0);
        assertThat(Ramp.seconds(samples, SteadyPart.of(samples, 1_000, 1_000), 1_000))
                .isZero();
    }
}
