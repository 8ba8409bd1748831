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
import org.junit.jupiter.api.Test;

class ByteBudgetTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void neverGivesOutMoreThanItHas() throws InterruptedException {
        final ByteBudget budget = new ByteBudget(100);
        assertTrue(budget.acquire(60, LONG));
        assertFalse(budget.acquire(41, Duration.ZERO));
        assertTrue(budget.acquire(40, LONG));
        assertEquals(100, budget.used());
    }

    @Test
    void aWaiterGetsWhatIsGivenBack() throws InterruptedException, ExecutionException {
        final ByteBudget budget = new ByteBudget(100);
        assertTrue(budget.acquire(100, LONG));
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            final Future<Boolean> waiter = executor.submit(() -> budget.acquire(50, LONG));
            budget.release(50);
            assertTrue(waiter.get());
        }
    }

    @Test
    void aLargeRequestIsNotOvertakenBySmallOnes() throws InterruptedException {
        final ByteBudget budget = new ByteBudget(100);
        assertTrue(budget.acquire(100, LONG));
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
        assertTrue(budget.acquire(10, LONG));
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
            waiter.join();
        }
        assertEquals(9, order.size());
        assertEquals(9, budget.used());
    }

    private static Thread waiter(
            final ByteBudget budget, final long bytes, final String name, final List<String> order) {
        return Thread.ofPlatform().start(() -> {
            try {
                assertTrue(budget.acquire(bytes, LONG));
                order.add(name);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Test
    void closingEndsTheWait() throws InterruptedException, ExecutionException {
        final ByteBudget budget = new ByteBudget(10);
        assertTrue(budget.acquire(10, LONG));
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            final Future<Boolean> waiter = executor.submit(() -> budget.acquire(10, LONG));
            budget.close();
            assertFalse(waiter.get());
        }
    }

    @Test
    void refusesWhatItCouldNeverGiveAndTakesNothingBackTwice() {
        final ByteBudget budget = new ByteBudget(10);
        assertThrows(IllegalArgumentException.class, () -> budget.acquire(11, LONG));
        assertThrows(IllegalStateException.class, () -> budget.release(1));
    }
}
