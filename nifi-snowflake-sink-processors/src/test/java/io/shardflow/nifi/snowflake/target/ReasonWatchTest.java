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
package io.shardflow.nifi.snowflake.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReasonWatchTest {

    private final List<String> told = new ArrayList<>();
    private Duration now = Duration.ZERO;
    private final ReasonWatch watch =
            new ReasonWatch("others", () -> now.toNanos(), (count, reason) -> told.add(count + " " + reason));

    private void met(final String reason, final long count) {
        watch.add(Map.of(reason, count));
        watch.tell();
    }

    @Test
    void whatOneTaskMeetsIsToldTogether() {
        IntStream.range(0, 100).forEach(i -> watch.add(Map.of("not valid JSON", 2L, "invalid UTF-8", 1L)));
        assertThat(told).isEmpty();
        watch.tell();
        assertThat(told).containsExactlyInAnyOrder("200 not valid JSON", "100 invalid UTF-8");
    }

    @Test
    void aReasonIsToldAtOnceAndThenOnceInFiveMinutesWithTheNumberSince() {
        met("not valid JSON", 2);
        IntStream.range(0, 100).forEach(i -> met("not valid JSON", 3));
        assertThat(told).containsExactly("2 not valid JSON");

        now = now.plusMinutes(5);
        met("not valid JSON", 1);
        met("not valid JSON", 1);
        assertThat(told).containsExactly("2 not valid JSON", "301 not valid JSON");
    }

    @Test
    void anotherReasonIsToldAtOnceToo() {
        met("not valid JSON", 1);
        met("invalid UTF-8", 1);
        assertThat(told).containsExactly("1 not valid JSON", "1 invalid UTF-8");
    }

    @Test
    void manyReasonsPushNoOtherBulletinAway() {
        for (int window = 0; window < 20; window++) {
            IntStream.range(0, 50).forEach(i -> met("reason " + i, 1));
            assertThat(told).hasSize((window + 1) * (ReasonWatch.MOST_TOLD + 1));
            now = now.plusMinutes(5);
        }
        assertThat(told).last().isEqualTo("47 others");
    }
}
