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
package io.shardflow.nifi.kinesis.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class StartTimelineTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void saysOnceHowLongEachStepTook() {
        final StartTimeline timeline = new StartTimeline(SECOND);
        timeline.mark(StartTimeline.Step.CLIENTS, 2 * SECOND);
        timeline.mark(StartTimeline.Step.TABLE, 2 * SECOND + SECOND / 2);
        timeline.mark(StartTimeline.Step.TABLE, 9 * SECOND);
        assertEquals(Optional.empty(), timeline.report());
        timeline.mark(StartTimeline.Step.FIRST_RECORD, 4 * SECOND);
        assertEquals(
                Optional.of(
                        "First record 3.00 s after the start: clients 1.00 s, state table 0.50 s, first record 1.50 s"),
                timeline.report());
        assertEquals(Optional.empty(), timeline.report());
    }
}
