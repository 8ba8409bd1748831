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
package io.shardflow.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardflow.benchmarks.Options.Part;
import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    void withoutAPartAllAreWantedInAShortTime() {
        final Options options = Options.parse();
        assertThat(Part.values()).allMatch(options::wants);
        assertThat(options.effort()).isEqualTo(Effort.SHORT);
        assertThat(options.profile()).isFalse();
    }

    @Test
    void onePartIsMeasuredAtLength() {
        final Options options = Options.parse("consumer", "--profile");
        assertThat(options.wants(Part.CONSUMER)).isTrue();
        assertThat(options.effort()).isEqualTo(Effort.FULL);
        assertThat(options.profile()).isTrue();
        assertThat(Options.parse("--quick", "consumer").effort()).isEqualTo(Effort.QUICK);
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> Options.parse("producer")).hasMessage("there is no part producer");
        assertThatThrownBy(() -> Options.parse("consumer", "consumer")).hasMessageContaining("one part");
    }
}
