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
package io.shardflow.nifi.kinesis.buffer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ByteBudgetTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void neverGivesOutMoreThanItHas() throws InterruptedException {
        final ByteBudget budget = new ByteBudget(100);
        assertTrue(budget.acquire(60, 60, LONG));
        assertFalse(budget.acquire(41, 41, Duration.ZERO));
        assertTrue(budget.acquire(40, 40, LONG));
        assertEquals(100, budget.used());
    }

    @Test
    void aWaiterGetsWhatIsGivenBack() throws InterruptedException, ExecutionException {
        final ByteBudget budget = new ByteBudget(100);
        assertTrue(budget.acquire(100, 100, LONG));
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            final Future<Boolean> waiter = executor.submit(() -> budget.acquire(50, 50, LONG));
            budget.release(50);
            assertTrue(waiter.get());
        }
    }

    @Test
    void aLargeRequestIsNotOvertakenBySmallOnes() throws InterruptedException {
        final ByteBudget budget = new ByteBudget(100);
        assertTrue(budget.acquire(100, 100, LONG));
        final List<String> order = new CopyOnWriteArrayList<>();
        final Thread large = waiter(budget, 90, "large", order);
        await().until(() -> large.getState() == Thread.State.TIMED_WAITING);
        final Thread small = waiter(budget, 10, "small", order);
        await().until(() -> small.getState() == Thread.State.TIMED_WAITING);
        budget.release(20);
        assertEquals(List.of(), order);
        budget.release(80);
        large.join();
        small.join();
        assertEquals(100, budget.used());
    }

    @Test
    void everyWaiterHasItsTurnThoughOnlyTheFirstIsWoken() throws InterruptedException {
        final ByteBudget budget = new ByteBudget(10);
        assertTrue(budget.acquire(10, 10, LONG));
        final List<String> order = new CopyOnWriteArrayList<>();
        final List<Thread> waiters = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            final Thread waiter = waiter(budget, 1, "waiter", order);
            await().until(() -> waiter.getState() == Thread.State.TIMED_WAITING);
            waiters.add(waiter);
        }
        waiters.getFirst().interrupt();
        waiters.getFirst().join();
        budget.release(10);
        for (final Thread waiter : waiters) {
            assertTrue(waiter.join(LONG), "its turn comes long before its time is over");
        }
        assertEquals(9, order.size());
        assertEquals(9, budget.used());
    }

    private static Thread waiter(
            final ByteBudget budget, final long bytes, final String name, final List<String> order) {
        return Thread.ofPlatform().start(() -> {
            try {
                assertTrue(budget.acquire(bytes, bytes, HOUR));
                order.add(name);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Test
    void closingEndsTheWait() throws InterruptedException, ExecutionException {
        final ByteBudget budget = new ByteBudget(10);
        assertTrue(budget.acquire(10, 10, LONG));
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            final Future<Boolean> waiter = executor.submit(() -> budget.acquire(10, 10, LONG));
            budget.close();
            assertFalse(waiter.get());
        }
    }

    @Test
    void whatAnswersMayNeedBeyondWhatIsExpectedIsTwiceTheCapacityAtMost() throws InterruptedException {
        final ByteBudget budget = new ByteBudget(100);
        assertTrue(budget.acquire(5, 100, LONG));
        assertTrue(budget.acquire(5, 100, LONG));
        assertFalse(budget.acquire(5, 100, Duration.ZERO));
        assertTrue(budget.acquire(5, 15, LONG));
        budget.settle(5, 100, 60);
        assertTrue(budget.acquire(5, 100, LONG));
        assertEquals(75, budget.used());
    }

    @Test
    void nothingIsGivenOutWhileAnswersHaveNeededMoreThanThereWas() throws InterruptedException {
        final ByteBudget budget = new ByteBudget(100);
        assertTrue(budget.acquire(0, 100, LONG));
        assertTrue(budget.acquire(0, 100, LONG));
        budget.settle(0, 100, 90);
        budget.settle(0, 100, 90);
        assertEquals(180, budget.used());
        assertFalse(budget.acquire(0, 0, Duration.ZERO));
        budget.release(80);
        assertTrue(budget.acquire(0, 0, Duration.ZERO));
    }

    @Property
    void capacityAndRiskTogetherAreNeverExceededHoweverWrongTheExpectationsAre(
            @ForAll @Size(max = 100) final List<@IntRange(max = 40) Integer> needs) throws InterruptedException {
        final ByteBudget budget = new ByteBudget(100);
        final List<Integer> underWay = new ArrayList<>();
        long expected = 0;
        long needed = 0;
        for (final int need : needs) {
            if (budget.acquire(need / 10, 40, Duration.ZERO)) {
                underWay.add(need);
                expected += need / 10;
                needed += need;
            }
        }
        assertEquals(expected, budget.used());
        underWay.forEach(need -> budget.settle(need / 10, 40, need));
        assertEquals(needed, budget.used());
        assertTrue(needed <= (1 + ByteBudget.RISK) * 100, "used " + needed);
    }

    @Test
    void refusesWhatItCouldNeverGiveAndTakesNothingBackTwice() {
        final ByteBudget budget = new ByteBudget(10);
        assertThrows(IllegalArgumentException.class, () -> budget.acquire(11, 11, LONG));
        assertThrows(IllegalStateException.class, () -> budget.release(1));
    }
}
