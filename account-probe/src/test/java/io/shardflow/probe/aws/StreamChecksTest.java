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
package io.shardflow.probe.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.probe.Answer.Verdict;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamChecksTest {

    private static final Instant SERVICE = Instant.parse("2026-11-26T12:00:00Z");

    /** The service's second has begun at 12:00:00; this machine's clock is as many milliseconds further. */
    @ParameterizedTest
    @CsvSource({
        "0, 100, HOLDS",
        "4800, 5000, HOLDS",
        "-4000, -3900, HOLDS",
        "4900, 5100, NOT_CHECKED",
        "-4500, -4400, NOT_CHECKED",
        "0, 9000, NOT_CHECKED",
        "6100, 6200, DIFFERS",
        "6900, 6950, DIFFERS",
        "-5200, -5100, DIFFERS"
    })
    void aClockIsRightOrWrongWhereTheHeadersSecondLeavesNoDoubt(
            final long asked, final long answered, final Verdict verdict) {
        assertThat(StreamChecks.clock(
                                SERVICE,
                                SERVICE.plus(Duration.ofMillis(asked)),
                                SERVICE.plus(Duration.ofMillis(answered)))
                        .verdict())
                .isEqualTo(verdict);
    }
}
