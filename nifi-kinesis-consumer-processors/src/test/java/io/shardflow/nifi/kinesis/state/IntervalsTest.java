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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class IntervalsTest {

    @Test
    void fewLeasesMoveFastAndManyCostLess() {
        assertEquals(Duration.ofSeconds(5), Intervals.forLeases(4).failover());
        assertEquals(Duration.ofSeconds(1), Intervals.forLeases(4).assignment());
        assertEquals(Duration.ofSeconds(10), Intervals.forLeases(500).failover());
        assertEquals(Duration.ofSeconds(5), Intervals.forLeases(500).assignment());
    }

    @Property
    void noIntervalShrinksWithMoreLeases(@ForAll @IntRange(max = 5000) final int leases) {
        final Intervals few = Intervals.forLeases(leases);
        final Intervals more = Intervals.forLeases(leases + 1);
        assertTrue(few.failover().compareTo(more.failover()) <= 0);
        assertTrue(few.assignment().compareTo(more.assignment()) <= 0);
        assertTrue(few.dispatch().compareTo(more.dispatch()) <= 0);
        assertTrue(few.workerReport().compareTo(more.workerReport()) <= 0);
        assertTrue(few.leaderHeartbeat().compareTo(few.leaderLease()) < 0);
    }
}
