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

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecoveryTimesTest {

    @Test
    void theTableHasALineForEachKindTheSlowestFirst() {
        final RecoveryTimes times = new RecoveryTimes();
        times.add(List.of("split"), Duration.ofMillis(1_200));
        times.add(List.of("kill -9 of NiFi"), Duration.ofSeconds(30));
        times.add(List.of("kill -9 of NiFi"), Duration.ofSeconds(10));
        times.add(List.of("kill -9 of NiFi"), Duration.ofSeconds(11));
        assertThat(times.table())
                .containsExactly(
                        "                 alone  median s  maximum s  at once  maximum s  missed",
                        "kill -9 of NiFi      3      11.0       30.0        0                  0",
                        "split                1       1.2        1.2        0                  0");
    }

    @Test
    void whatHappenedAtOnceOrNotAtAllIsToldApart() {
        final RecoveryTimes times = new RecoveryTimes();
        times.add(List.of("split", "stop of the sink"), Duration.ofSeconds(7));
        times.add(List.of("stop of the sink"), Duration.ofSeconds(2));
        times.addMissed("freeze at look");
        assertThat(times.table().subList(1, 4))
                .containsExactly(
                        "split                 0                             1        7.0       0",
                        "stop of the sink      1       2.0        2.0        1        7.0       0",
                        "freeze at look        0                             0                  1");
    }

    @Test
    void theMedianOfAnEvenNumberIsTheLowerOneInTheMiddle() {
        assertThat(RecoveryTimes.median(List.of(
                        Duration.ofSeconds(4), Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(2))))
                .isEqualTo(Duration.ofSeconds(2));
    }
}
