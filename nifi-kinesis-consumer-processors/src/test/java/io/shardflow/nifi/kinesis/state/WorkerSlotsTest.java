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
package io.shardflow.nifi.kinesis.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class WorkerSlotsTest {

    @Test
    void aSlotIsHeldUntilItIsReleased() {
        final String id = UUID.randomUUID().toString();
        assertEquals(0, WorkerSlots.claim(id));
        assertEquals(1, WorkerSlots.claim(id));
        WorkerSlots.release(id, 0);
        assertEquals(0, WorkerSlots.claim(id));
        assertEquals(2, WorkerSlots.claim(id));
    }

    @Test
    void idsDoNotShareSlots() {
        assertEquals(0, WorkerSlots.claim(UUID.randomUUID().toString()));
        assertEquals(0, WorkerSlots.claim(UUID.randomUUID().toString()));
    }
}
