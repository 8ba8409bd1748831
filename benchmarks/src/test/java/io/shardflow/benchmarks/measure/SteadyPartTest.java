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
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SteadyPartTest {

    private static final long SECOND = 1_000_000_000;

    /** A second of start with 5 s of processor time, ten even seconds with half a core, three in which hardly anything is done. */
    private static List<Sample> run(final int samplesASecond) {
        final List<Sample> samples = new ArrayList<>();
        samples.add(new Sample(0, 0, 0));
        for (int i = 0; i <= 10 * samplesASecond; i++) {
            samples.add(new Sample(
                    SECOND + i * SECOND / samplesASecond,
                    5 * SECOND + i * SECOND / 2 / samplesASecond,
                    100_000 + i * 800_000L / 10 / samplesASecond));
        }
        samples.add(new Sample(14 * SECOND, 30 * SECOND, 1_000_000));
        return samples;
    }

    @Property
    void leavesOutStartAndEnd(@ForAll @IntRange(min = 1, max = 20) final int samplesASecond) {
        final List<Sample> samples = run(samplesASecond);
        samples.set(samples.size() - 1, new Sample(14 * SECOND, 30 * SECOND, 960_000));
        final SteadyPart steady = SteadyPart.of(samples, 960_000, 2_000_000_000);
        // from 144,000 to 883,200, and no more than the work between two samples besides
        assertThat(steady.share()).isCloseTo(0.77, within(80_000.0 / samplesASecond / 960_000));
        assertThat(steady.bytes()).isCloseTo(steady.share() * 2_000_000_000, within(1.0));
        // 80,000 a second
        assertThat(steady.seconds()).isCloseTo(steady.share() * 12, within(0.001));
        assertThat(steady.cores()).isCloseTo(0.5, within(0.001));
        assertThat(steady.megabytesPerSecond()).isCloseTo(2_000 / 12.0, within(0.1));
        assertThat(steady.cpuSecondsPerGigabyte()).isCloseTo(3, within(0.001));
    }

    /** A transaction each second, and half a second of processor time for it. */
    @Example
    void countsWholeTransactionsWithTheTimeThatTheyTook() {
        final List<Sample> samples = new ArrayList<>();
        for (int i = 0; i <= 50; i++) {
            samples.add(new Sample(i * SECOND / 5, i * SECOND / 10, i / 5));
        }
        final SteadyPart steady = SteadyPart.of(samples, 10, 10_000_000_000L);
        assertThat(steady.share()).isEqualTo(0.8);
        assertThat(steady.seconds()).isEqualTo(8);
        assertThat(steady.cpuSecondsPerGigabyte()).isCloseTo(0.5, within(1e-9));
    }

    @Example
    void isTheWholeRunWhereThatIsNearlyOnePiece() {
        final List<Sample> samples =
                List.of(new Sample(0, 0, 0), new Sample(SECOND, SECOND, 10), new Sample(5 * SECOND, 3 * SECOND, 100));
        assertThat(SteadyPart.of(samples, 100, 1_000_000)).isEqualTo(new SteadyPart(5, 3, 1_000_000, 1));
    }

    @Example
    void refusesARunOfWhichNothingWasSeen() {
        assertThatThrownBy(() -> SteadyPart.of(List.of(new Sample(SECOND, SECOND, 100)), 100, 100))
                .hasMessageContaining("before the first sample");
    }

    @Example
    void refusesARunThatHasNotComeToItsEnd() {
        assertThatThrownBy(() -> SteadyPart.of(run(2), 2_000_000, 2_000)).hasMessageContaining("1840000");
        assertThatThrownBy(() -> SteadyPart.of(List.of(), 2_000, 2_000)).isInstanceOf(IllegalArgumentException.class);
    }
}
