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
 * <p><b>Threading.</b> Any thread. Fetching threads wait here in the order of arrival, so that no shard starves, and only the first
 * of them is woken: no other could go. Checkpoint, NiFi and shutdown threads never wait here.
 */
public final class ByteBudget {

    private final long capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Condition> queue = new ArrayDeque<>();
    private long free;
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
     * Takes bytes, waiting for them up to the given time.
     *
     * @param bytes 0 or more; more than the capacity could never be had and is refused
     * @return whether the bytes were taken; false also at once after {@link #close()}
     */
    public boolean acquire(final long bytes, final Duration wait) throws InterruptedException {
        if (bytes < 0 || bytes > capacity) {
            throw new IllegalArgumentException("%d bytes of a budget of %d".formatted(bytes, capacity));
        }
        lock.lock();
        final Condition turn = lock.newCondition();
        queue.addLast(turn);
        try {
            long left = wait.toNanos();
            while (!closed && (queue.peekFirst() != turn || free < bytes)) {
                if (left <= 0) {
                    return false;
                }
                left = turn.awaitNanos(left);
            }
            if (closed) {
                return false;
            }
            free -= bytes;
            return true;
        } finally {
            queue.remove(turn);
            wakeFirst();
            lock.unlock();
        }
    }

    private void wakeFirst() {
        if (!queue.isEmpty()) {
            queue.peekFirst().signal();
        }
    }

    /** Takes bytes that are already on the heap, if need be below zero. */
    public void take(final long bytes) {
        lock.lock();
        try {
            free -= bytes;
        } finally {
            lock.unlock();
        }
    }

    /** Gives bytes back. */
    public void release(final long bytes) {
        lock.lock();
        try {
            free += bytes;
            if (free > capacity) {
                throw new IllegalStateException("more bytes were given back than taken");
            }
            wakeFirst();
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
