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
package io.shardflow.nifi.kinesis.kcl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PollPaceTest {

    private final PollPace pace = PollPace.ofPolling();

    @Test
    void theFirstCallIsDueAtOnce() {
        assertEquals(Duration.ZERO, pace.untilNext(0));
    }

    @Test
    void aShardWithRecordsIsAskedAtTheFullPace() {
        for (int i = 0; i < 20; i++) {
            call(i % 5);
            assertEquals(PollPace.FULL, pace.untilNext(0));
        }
    }

    @Test
    void anIdleShardIsAskedOnceASecondUntilItsFirstRecord() {
        for (int i = 0; i < 5; i++) {
            call(0);
        }
        assertEquals(PollPace.IDLE, pace.untilNext(0));
        call(1);
        assertEquals(PollPace.FULL, pace.untilNext(0));
    }

    @Test
    void aCallThatFailedIsMadeAgainAfterASecond() {
        call(1);
        pace.failed();
        assertEquals(PollPace.IDLE, pace.untilNext(0));
        call(1);
        assertEquals(
                PollPace.FULL.minusMillis(100),
                pace.untilNext(Duration.ofMillis(100).toNanos()));
    }

    @Test
    void aShardThatHasMoreThanWhatWasKnownIsAskedAgainAtOnceButOnlyOnceInARow() {
        callBringsNothingNew();
        assertEquals(Duration.ZERO, pace.untilNext(0));
        for (int i = 0; i < 3; i++) {
            callBringsNothingNew();
            assertEquals(PollPace.FULL, pace.untilNext(0));
        }
        call(1);
        callBringsNothingNew();
        assertEquals(Duration.ZERO, pace.untilNext(0));
    }

    private void callBringsNothingNew() {
        pace.called(0);
        pace.broughtNothingNew();
        pace.answered(0);
    }

    private void call(final int records) {
        pace.called(0);
        pace.answered(records);
    }
}
