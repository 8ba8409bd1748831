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
package io.shardflow.nifi.kinesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class IdleTasksTest {

    private final IdleTasks tasks = new IdleTasks();
    private long now;

    @Test
    void beforeTheFirstBatchTasksWaitAndNoneYields() {
        int triggers = 0;
        for (; now < IdleTasks.START.toNanos(); triggers++) {
            assertEquals(IdleTasks.WAIT_AT_START, tasks.triggered(now));
            assertFalse(tasks.foundNone(now, triggers < 5));
            now += IdleTasks.WAIT_AT_START.toNanos();
        }
        assertTrue(triggers <= 20 * IdleTasks.START.toSeconds(), triggers + " triggers");
        assertEquals(Duration.ZERO, tasks.triggered(now));
        assertTrue(tasks.foundNone(now, true));
    }

    @Test
    void theStartEndsWithTheFirstBatch() {
        tasks.triggered(now);
        tasks.took(now);
        tasks.handedOn();
        pass(1);
        assertEquals(Duration.ZERO, tasks.triggered(now));
        assertTrue(tasks.foundNone(now, false));
    }

    @Test
    void anIdleTaskYieldsAndNeverWaitsWhileYieldsAreShort() {
        passStart();
        for (int round = 0; round < 100; round++) {
            assertEquals(Duration.ZERO, tasks.triggered(now));
            assertTrue(tasks.foundNone(now, false));
            pass(20);
        }
        assertFalse(tasks.isFirstWithLongYields());
    }

    @Test
    void whenYieldsAreLongATaskWaitsInsteadAndThisIsSaidOnce() {
        passStart();
        tasks.triggered(now);
        assertTrue(tasks.foundNone(now, true));
        pass(1000);
        assertEquals(IdleTasks.WAIT, tasks.triggered(now));
        assertFalse(tasks.foundNone(now, false));
        assertTrue(tasks.isFirstWithLongYields());
        assertFalse(tasks.isFirstWithLongYields());
    }

    @Test
    void oneShortYieldAmongManyShowsThatLongerOnesWaitedForAThread() {
        passStart();
        for (final int gap : new int[] {300, 300, 300, 21, 300}) {
            tasks.triggered(now);
            assertTrue(tasks.foundNone(now, false));
            pass(gap);
        }
        assertEquals(Duration.ZERO, tasks.triggered(now));
        assertTrue(tasks.foundNone(now, false));
    }

    /** NiFi had triggered it before it held the processor's tasks back. */
    @Test
    void aTriggerThatWasUnderWayWhenAnotherTaskYieldedWaitsAMoment() throws InterruptedException {
        passStart();
        yieldInAnotherThread();
        assertEquals(IdleTasks.WAIT, tasks.triggered(now));
        assertTrue(tasks.foundNone(now, false));
        pass(20);
        assertEquals(Duration.ZERO, tasks.triggered(now));
    }

    @Test
    void aThreadThatIsNotHeldBackByItsYieldsTriggersFewerThanTwentyTimesASecond() {
        final long begin = now;
        int triggers = 0;
        while (now - begin < TimeUnit.SECONDS.toNanos(60)) {
            // as NiFi does with a Stateless group: again at once for a tenth of a second, then it heeds the yield
            final long end = now + TimeUnit.MILLISECONDS.toNanos(100);
            while (now < end) {
                now += tasks.triggered(now).toNanos();
                triggers++;
                assertEquals(now - begin >= IdleTasks.START.toNanos(), tasks.foundNone(now, triggers < 100));
                // what the group's other processors do meanwhile
                pass(triggers % 15);
            }
            pass(20);
        }
        assertTrue(triggers < 60 * 20, triggers + " triggers in a minute");
        assertFalse(tasks.isFirstWithLongYields());
    }

    private void yieldInAnotherThread() throws InterruptedException {
        final Thread other = new Thread(() -> {
            tasks.triggered(now);
            tasks.foundNone(now, false);
        });
        other.start();
        other.join();
    }

    @Test
    void noTaskHoldsBackAnotherThatHasABatch() {
        tasks.triggered(now);
        tasks.took(now);
        assertEquals(IdleTasks.WAIT, tasks.triggered(now));
        assertFalse(tasks.foundNone(now, false));
        tasks.handedOn();
        assertEquals(Duration.ZERO, tasks.triggered(now));
        assertTrue(tasks.foundNone(now, false));
    }

    /** As when sessions are settled ahead of other intervals: it would find none over and over. */
    @Test
    void aTaskYieldsThoughAnotherHasABatchWhileNoneCanCome() {
        tasks.triggered(now);
        tasks.took(now);
        tasks.triggered(now);
        assertTrue(tasks.foundNone(now, true));
    }

    @Test
    void aTriggerThatWasOnlyHeldUpDoesNotPassForAShortYieldForEver() {
        passStart();
        tasks.triggered(now);
        assertTrue(tasks.foundNone(now, true));
        pass(5);
        for (int i = 0; i < 25; i++) {
            tasks.triggered(now);
            tasks.foundNone(now, false);
            pass(1000);
        }
        assertEquals(IdleTasks.WAIT, tasks.triggered(now));
        assertFalse(tasks.foundNone(now, false));
    }

    /** NiFi triggers a task again after the yield, or at once after a wait. How long yields are is known by then. */
    @Property
    void aBatchIsTakenWithinTheLongestYieldOfBeingReadyWhateverTheYieldDuration(
            @ForAll @IntRange(max = 2_000) final int yieldMillis,
            @ForAll @IntRange(max = 10_000) final int readyMillis) {
        final IdleTasks idle = new IdleTasks();
        final long known = now + IdleTasks.START.plusSeconds(3).toNanos();
        while (now < known) {
            now += idle.triggered(now).toNanos();
            if (idle.foundNone(now, false)) {
                pass(Math.max(1, yieldMillis));
            }
        }
        final long ready = now + TimeUnit.MILLISECONDS.toNanos(readyMillis);
        while (true) {
            // a batch that is ready ends the wait
            now = Math.max(now, Math.min(now + idle.triggered(now).toNanos(), ready));
            if (now - ready >= 0) {
                break;
            }
            final long before = now;
            if (idle.foundNone(now, false)) {
                pass(yieldMillis);
            }
            assertTrue(now - before <= IdleTasks.LONGEST_YIELD.toNanos());
        }
        assertTrue(now - ready <= IdleTasks.LONGEST_YIELD.plus(IdleTasks.WAIT).toNanos());
    }

    private void passStart() {
        tasks.triggered(now);
        now += IdleTasks.START.toNanos();
    }

    private void pass(final long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
