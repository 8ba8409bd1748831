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
package io.shardflow.nifi.snowflake.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs several threads one step at a time: exactly one runs, and at each step a seeded choice says which one goes on. The
 * same seed gives the same history.
 */
final class StepScheduler {

    /** Thrown into the other threads when a history has failed. */
    static final class Abandoned extends Error {
        private static final long serialVersionUID = 1L;

        Abandoned() {
            super("the history has ended", null, false, false);
        }
    }

    private static final class Task {
        private Thread thread;
        private volatile boolean go;
    }

    private final Random random;
    private final int limit;
    private final double stickiness;
    private final Runnable everyStep;
    private final List<Task> alive = new ArrayList<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private Task current;
    private int steps;
    private Throwable failure;

    /**
     * @param limit steps after which the history counts as stuck
     * @param stickiness how likely the running thread goes on, 0 to 1
     * @param everyStep runs at every step, in the thread that made it
     */
    StepScheduler(final Random random, final int limit, final double stickiness, final Runnable everyStep) {
        this.random = random;
        this.limit = limit;
        this.stickiness = stickiness;
        this.everyStep = everyStep;
    }

    int steps() {
        return steps;
    }

    void add(final Runnable body) {
        final Task task = new Task();
        task.thread = Thread.ofVirtual().unstarted(() -> {
            await(task);
            try {
                body.run();
            } catch (final Abandoned e) {
                // another thread has told why
            } catch (final Throwable e) {
                failure = failure == null ? e : failure;
            }
            alive.remove(task);
            if (alive.isEmpty()) {
                done.countDown();
            } else {
                resume(alive.get(random.nextInt(alive.size())));
            }
        });
        alive.add(task);
    }

    /** Runs all threads to their ends; throws what the first failing one threw. */
    void run() {
        alive.forEach(task -> task.thread.start());
        resume(alive.getFirst());
        try {
            done.await();
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }

    /** Called by a running thread where others may come between. */
    void step() {
        if (failure != null) {
            throw new Abandoned();
        }
        if (++steps > limit) {
            throw new Finding(Finding.Kind.STUCK, "no end after " + limit + " steps");
        }
        everyStep.run();
        final Task self = current;
        final Task next = random.nextDouble() < stickiness ? self : alive.get(random.nextInt(alive.size()));
        if (next != self) {
            resume(next);
            await(self);
            if (failure != null) {
                throw new Abandoned();
            }
        }
    }

    private void resume(final Task task) {
        current = task;
        task.go = true;
        LockSupport.unpark(task.thread);
    }

    private static void await(final Task task) {
        while (!task.go) {
            LockSupport.park();
        }
        task.go = false;
    }
}
