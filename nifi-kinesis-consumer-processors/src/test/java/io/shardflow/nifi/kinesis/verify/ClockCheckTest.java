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
package io.shardflow.nifi.kinesis.verify;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClockCheckTest {

    private static final String DATE = "Thu, 26 Nov 2026 12:00:00 GMT";
    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

    @Test
    void aClockThatCouldBeRightIsRight() {
        assertTold(NOON, NOON, "Clock SUCCESSFUL");
        // the header has lost up to a second
        assertTold(NOON.plusMillis(999), NOON.plusMillis(1200), "Clock SUCCESSFUL");
        // nobody knows when in these twenty seconds the answer was written
        assertTold(NOON.minusSeconds(20), NOON.plusSeconds(1), "Clock SUCCESSFUL");
        assertTold(NOON.minusSeconds(1), NOON.plusSeconds(20), "Clock SUCCESSFUL");
        assertTold(NOON.plusSeconds(6), NOON.plusSeconds(7), "Clock SUCCESSFUL");
        assertTold(NOON.minusSeconds(6), NOON.minusSeconds(5), "Clock SUCCESSFUL");
    }

    @Test
    void aClockThatIsWrongIsNamedWithDirectionAndRemedy() {
        assertTold(NOON.plusSeconds(61), NOON.plusSeconds(62), "Clock FAILED This machine's clock is 60 s ahead of");
        assertTold(NOON.minusSeconds(61), NOON.minusSeconds(60), "Clock FAILED This machine's clock is 60 s behind");
        assertTold(NOON.minusSeconds(61), NOON.minusSeconds(60), "NTP");
        assertTold(NOON.plusSeconds(7), NOON.plusSeconds(8), "Clock FAILED");
        assertTold(NOON.minusSeconds(8), NOON.minusSeconds(6), "Clock FAILED");
    }

    @Test
    void anAnswerWithoutATimeLeavesItOpen() {
        assertTrue(told(Optional.empty(), NOON, NOON).startsWith("Clock SKIPPED"));
        assertTrue(told(Optional.of("noon"), NOON, NOON).startsWith("Clock SKIPPED"));
    }

    private static void assertTold(final Instant asked, final Instant answered, final String part) {
        final String told = told(Optional.of(DATE), asked, answered);
        assertTrue(told.contains(part), told);
    }

    private static String told(final Optional<String> date, final Instant asked, final Instant answered) {
        final Findings findings = new Findings();
        ClockCheck.add(findings, "Clock", date, asked, answered);
        return Told.by(findings).getFirst();
    }
}
