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
package io.shardflow.localstack.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

    @Test
    void whatIsAskedForIsRead() {
        assertThat(Options.of(List.of("--minutes", "5", "--nodes", "1", "--seed", "42", "--nar", "other.nar")))
                .isEqualTo(new Options(Duration.ofMinutes(5), 1, 42, Optional.of(Path.of("other.nar"))));
    }

    @Test
    void withoutArgumentsTwoNodesAreDisturbedForHalfAnHour() {
        final Options options = Options.of(List.of());
        assertThat(options.time()).isEqualTo(Duration.ofMinutes(30));
        assertThat(options.nodes()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "--minutes 0, from 1 to",
        "--nodes 3, from 1 to 2",
        "--seed x, takes a number",
        "--seed, takes a value",
        "--what 1, there is no"
    })
    void whatCannotBeDoneIsRefusedWithTheReason(final String arguments, final String reason) {
        assertThatThrownBy(() -> Options.of(List.of(arguments.split(" "))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }
}
