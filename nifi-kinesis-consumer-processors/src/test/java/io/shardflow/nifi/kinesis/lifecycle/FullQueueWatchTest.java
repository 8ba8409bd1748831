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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.MockComponentLog;
import org.junit.jupiter.api.Test;

class FullQueueWatchTest {

    private final MockComponentLog log = new MockComponentLog("id", this);
    private final FullQueueWatch watch = new FullQueueWatch(log);

    @Test
    void aMomentIsNoneAndThirtySecondsAreToldOnce() {
        look(0, 29);
        assertEquals(List.of(), said());
        look(30, 300);
        assertEquals(1, said().size());
        assertTrue(said().getFirst().contains("success or parse.failure is full"), said()::toString);
    }

    @Test
    void itIsToldAgainEveryFiveMinutes() {
        look(0, 30 + 2 * 300);
        assertEquals(3, said().size(), said()::toString);
    }

    @Test
    void thatItIsOverIsToldOnceAndTheNextTimeIsANewOne() {
        look(0, 40);
        look(0, 5);
        assertEquals(2, said().size());
        assertTrue(said().getLast().contains("any more"), said()::toString);
        look(6, 30);
        assertEquals(3, said().size());
    }

    private void look(final int fromSeconds, final int toSeconds) {
        IntStream.rangeClosed(fromSeconds, toSeconds).forEach(unasked -> watch.look(Duration.ofSeconds(unasked)));
    }

    private List<String> said() {
        return log.getWarnMessages().stream().map(LogMessage::getMsg).toList();
    }
}
