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

import io.shardflow.nifi.kinesis.state.IntervalSteps;
import io.shardflow.nifi.kinesis.state.StateRow;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StepWatchTest {

    private static final IntervalSteps STEPS = IntervalSteps.STANDARD;

    private long nanos = Long.MAX_VALUE - 100;

    @Test
    void moreLeasesForAMinuteAreOutgrown() {
        final StepWatch watch = new StepWatch(STEPS, STEPS.of(4), () -> nanos);
        see(watch, 101, 0);
        assertFalse(watch.isOutgrown());
        pass(Duration.ofSeconds(59));
        see(watch, 120, 0);
        assertFalse(watch.isOutgrown());
        pass(Duration.ofSeconds(1));
        assertTrue(watch.isOutgrown());
        assertEquals(120, watch.leases());
    }

    @Test
    void fewerLeasesHaveToLastForTenMinutes() {
        final StepWatch watch = new StepWatch(STEPS, STEPS.of(200), () -> nanos);
        see(watch, 80, 0);
        pass(Duration.ofMinutes(9));
        assertFalse(watch.isOutgrown());
        pass(Duration.ofMinutes(1));
        assertTrue(watch.isOutgrown());
    }

    @Test
    void aNumberThatGoesToAndFroAcrossTheEdgeChangesNothing() {
        final StepWatch watch = new StepWatch(STEPS, STEPS.of(100), () -> nanos);
        for (int round = 0; round < 100; round++) {
            pass(Duration.ofSeconds(10));
            see(watch, 100 + round % 3, 0);
            assertFalse(watch.isOutgrown());
        }
    }

    @Test
    void finishedParentsDoNotCount() {
        final StepWatch watch = new StepWatch(STEPS, STEPS.of(100), () -> nanos);
        see(watch, 100, 500);
        pass(Duration.ofHours(1));
        assertFalse(watch.isOutgrown());
    }

    private void pass(final Duration time) {
        nanos += time.toNanos();
    }

    private static void see(final StepWatch watch, final int open, final int finished) {
        watch.see(IntStream.range(0, open + finished)
                .mapToObj(n -> new StateRow(
                        "shard-" + n,
                        StateRow.Kind.LEASE,
                        n < open ? "17" : "SHARD_END",
                        "worker",
                        1,
                        Optional.empty(),
                        0,
                        null))
                .toList());
    }
}
