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

import static io.shardflow.nifi.kinesis.lifecycle.StateGuardTest.lease;
import static io.shardflow.nifi.kinesis.lifecycle.StateGuardTest.worker;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.state.MemoryStateTable;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LeaseDepartureTest {

    private static final Duration ALIVE = Duration.ofSeconds(10);

    private final MemoryStateTable table = new MemoryStateTable();

    @Test
    void aloneItKeepsLeasesAndWorkerRowForAFastRestart() {
        table.put(lease("a", "worker"));
        table.put(worker("worker", Instant.now().getEpochSecond(), "run"));
        table.put(worker("dead", Instant.now().minusSeconds(60).getEpochSecond(), null));
        LeaseDeparture.GIVE_UP_IN_COMPANY.depart(table, "worker", "run", ALIVE);
        assertEquals("worker", table.rows.get("a").owner());
        assertTrue(table.rows.containsKey("worker"));
    }

    @Test
    void aNodeThatIsOutOfTheWorkGivesBothUpEvenAlone() {
        table.put(lease("a", "worker"));
        table.put(lease("b", "other"));
        table.put(worker("worker", Instant.now().getEpochSecond(), "run"));
        LeaseDeparture.GIVE_UP.depart(table, "worker", "run", ALIVE);
        assertNull(table.rows.get("a").owner());
        assertEquals("other", table.rows.get("b").owner());
        assertFalse(table.rows.containsKey("worker"));
    }

    @Test
    void inCompanyItGivesBothUpForAFastTakeOver() {
        table.put(lease("a", "worker"));
        table.put(lease("b", "alive"));
        table.put(worker("worker", Instant.now().getEpochSecond(), "run"));
        table.put(worker("alive", Instant.now().getEpochSecond(), null));
        LeaseDeparture.GIVE_UP_IN_COMPANY.depart(table, "worker", "run", ALIVE);
        assertNull(table.rows.get("a").owner());
        assertEquals("alive", table.rows.get("b").owner());
        assertFalse(table.rows.containsKey("worker"));
    }

    @Test
    void forTheNextAttemptItKeepsBothInCompanyToo() {
        table.put(lease("a", "worker"));
        table.put(worker("worker", Instant.now().getEpochSecond(), "run"));
        table.put(worker("alive", Instant.now().getEpochSecond(), null));
        LeaseDeparture.KEEP.depart(table, "worker", "run", ALIVE);
        assertEquals("worker", table.rows.get("a").owner());
        assertTrue(table.rows.containsKey("worker"));
    }
}
