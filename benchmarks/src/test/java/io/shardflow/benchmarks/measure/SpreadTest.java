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

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;

class SpreadTest {

    @Property
    void asManyValuesLieAboveTheMedianAsBelow(
            @ForAll @Size(min = 1, max = 20) final List<@DoubleRange(min = -1e6, max = 1e6) Double> values) {
        final Spread spread = Spread.of(values);
        final long above =
                values.stream().filter(value -> value > spread.median()).count();
        final long below =
                values.stream().filter(value -> value < spread.median()).count();
        assertThat(above).isLessThanOrEqualTo(values.size() / 2);
        assertThat(below).isLessThanOrEqualTo(values.size() / 2);
        assertThat(values).contains(spread.least(), spread.most());
        assertThat(values).allMatch(value -> spread.least() <= value && value <= spread.most());
    }

    @Example
    void isToldWithItsEnds() {
        assertThat(Spread.of(List.of(15.3, 14.5, 14.12)).text()).isEqualTo("14.5 (14.1 to 15.3)");
        assertThat(Spread.of(List.of(1.0, 2.0)).text()).isEqualTo("1.50 (1.00 to 2.00)");
        assertThat(Spread.of(List.of(212.4)).text()).isEqualTo("212");
        assertThatThrownBy(() -> Spread.of(List.of())).hasMessageContaining("nothing");
    }

    @Example
    void aPercentileIsOneOfTheValues() {
        final List<Double> values =
                IntStream.rangeClosed(1, 200).mapToObj(Double::valueOf).toList().reversed();
        assertThat(Spread.percentile(values, 0.5)).isEqualTo(100);
        assertThat(Spread.percentile(values, 0.99)).isEqualTo(198);
        assertThat(Spread.percentile(values, 1)).isEqualTo(200);
        assertThat(Spread.percentile(List.of(7.0), 0.01)).isEqualTo(7);
    }
}
