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

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one bound on the bytes of all records between Kinesis and a committed NiFi session. Bytes are taken before records
 * are fetched and come back when the session that held them has committed, so a full budget stops fetching and nothing
 * else.
 *
 * <p>What an answer will need is not known when it is asked for. So what is expected is taken, and what it could need beyond is at risk while
 * the call is under way. No more than {@link #RISK} times the capacity is at risk at one time, and nothing is given out
 * while the budget is used up: however wrong the expectations are, no more than capacity and risk together are ever used.
 *
 * <p><b>Threading.</b> Any thread. Fetching threads wait here in the order of arrival, each for a moment, and only the first
 * of them is woken: no other could go. Checkpoint, NiFi and shutdown threads never wait here.
 */
public final class ByteBudget {

    /** With the capacity it stays below the four times that are promised of the heap. */
    static final int RISK = 2;

    private final long capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Condition> queue = new ArrayDeque<>();
    private long free;
    private long atRisk;
    private boolean closed;

    /** @param capacity bytes, above 0 */
    public ByteBudget(final long capacity) {
        if (capacity <= 0) {
            throw new IllegalArgumentException("the budget must be above 0 bytes");
        }
        this.capacity = capacity;
        this.free = capacity;
    }

    /**
     * Takes the bytes that an answer is expected to need, waiting for them up to the given time. If they are taken, {@link #settle} is
     * to be called with the same numbers.
     *
     * @param expected 0 or more
     * @param most what it could need, at least as much; more than the capacity is refused
     * @return whether the bytes were taken; false also at once after {@link #close()}
     */
    public boolean acquire(final long expected, final long most, final Duration wait) throws InterruptedException {
        if (expected < 0 || expected > most || most > capacity) {
            throw new IllegalArgumentException("%d to %d bytes of a budget of %d".formatted(expected, most, capacity));
        }
        lock.lock();
        final Condition turn = lock.newCondition();
        queue.addLast(turn);
        try {
            long left = wait.toNanos();
            while (!closed && (queue.peekFirst() != turn || !hasRoom(expected, most))) {
                if (left <= 0) {
                    return false;
                }
                left = turn.awaitNanos(left);
            }
            if (closed) {
                return false;
            }
            free -= expected;
            atRisk += most - expected;
            return true;
        } finally {
            queue.remove(turn);
            wakeFirst();
            lock.unlock();
        }
    }

    private boolean hasRoom(final long expected, final long most) {
        return free >= expected && atRisk + most - expected <= RISK * capacity;
    }

    /** The answer is there, or is not to come. @param needed 0 or more */
    public void settle(final long expected, final long most, final long needed) {
        lock.lock();
        try {
            atRisk -= most - expected;
            give(expected - needed);
        } finally {
            lock.unlock();
        }
    }

    private void give(final long bytes) {
        free += bytes;
        if (free > capacity) {
            throw new IllegalStateException("more bytes were given back than taken");
        }
        wakeFirst();
    }

    private void wakeFirst() {
        if (!queue.isEmpty()) {
            queue.peekFirst().signal();
        }
    }

    /** Gives bytes back. */
    public void release(final long bytes) {
        lock.lock();
        try {
            give(bytes);
        } finally {
            lock.unlock();
        }
    }

    /** Ends all waiting; nothing can be acquired any more. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            queue.forEach(Condition::signal);
        } finally {
            lock.unlock();
        }
    }

    /** Bytes that are taken now. */
    public long used() {
        lock.lock();
        try {
            return capacity - free;
        } finally {
            lock.unlock();
        }
    }

    public long capacity() {
        return capacity;
    }
}
