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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.settings.InitialStreamPosition;
import io.shardflow.nifi.kinesis.state.IntervalSteps;
import io.shardflow.nifi.kinesis.status.ConsumerStatus;
import java.util.Optional;
import org.apache.nifi.util.MockComponentLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PresentAttemptTest {

    private final PresentAttempt present = new PresentAttempt();
    private final Attempt attempt = new Attempt(
            StatePreparationTest.settings(InitialStreamPosition.LATEST),
            new MockComponentLog("id", this),
            new StartTimeline(0),
            new ConsumerStatus(System::nanoTime),
            IntervalSteps.STANDARD,
            () -> {});

    @AfterEach
    void close() throws InterruptedException {
        attempt.close(() -> LeaseDeparture.KEEP, failure -> {});
    }

    /** Its sessions are settled ahead of the next one: who asks it over and over gets nothing, and at once. */
    @Test
    void nothingIsReadByAnAttemptThatIsSealed() {
        assertFalse(present.isReading());
        present.begins(attempt);
        assertTrue(present.isReading());
        attempt.buffers().sealAll("the intervals change");
        assertFalse(present.isReading());
    }

    @Test
    void anAttemptIsToBeSealedWhicheverComesFirstItsBeginOrTheEndOfAllWaiting() {
        assertTrue(present.begins(attempt));
        assertEquals(Optional.of(attempt), present.endWaiting());

        final PresentAttempt unscheduled = new PresentAttempt();
        assertEquals(Optional.empty(), unscheduled.endWaiting());
        assertFalse(unscheduled.begins(attempt));
    }
}
