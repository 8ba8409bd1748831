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
package io.shardflow.probe.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.nifi.snowflake.jdbc.PoolFacts;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WarehouseCostTest {

    private static String cost(final String size, final long autoSuspend, final int seconds) {
        return WarehouseCost.atMost(
                new PoolFacts.Warehouse("W", "STARTED", size, autoSuspend, true), Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({
        "X-Small, 0.083, 0.113",
        "Small, 0.167, 0.225",
        "X-Large, 1.333, 1.800",
        "2X-Large, 2.667, 3.600",
        "4X-Large, 10.667, 14.400"
    })
    void eachSizeCostsTwiceAsMuchAndTheSecondGenerationAThirdMore(
            final String size, final String credits, final String second) {
        assertThat(cost(size, 60, 240))
                .isEqualTo(credits + " credits, of generation 2 " + second
                        + ", at most: 240 s of checks and 60 s until the warehouse (" + size
                        + ") suspends, if nobody else uses it");
    }

    @Test
    void aMinuteIsBilledAtLeast() {
        assertThat(cost("X-Small", 1, 1)).startsWith("0.017 credits, of generation 2 0.023, at most");
    }

    @Test
    void aWarehouseThatDoesNotSuspendIsToldAndOneOfAnotherSizeIsNotGuessed() {
        assertThat(cost("X-Small", 0, 90))
                .contains("0.025 credits, of generation 2 0.034, for 90 s", "does not suspend by itself");
        assertThat(cost("Enormous", 60, 90)).isEqualTo("not known: the warehouse is of size Enormous");
    }
}
