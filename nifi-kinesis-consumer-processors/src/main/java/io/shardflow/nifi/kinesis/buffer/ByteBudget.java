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
import java.util.concurrent.TimeUnit;

/**
 * The one bound on the bytes of all records between Kinesis and a committed NiFi session. Bytes are taken before records
 * are fetched and come back when the session that held them has committed, so a full budget stops fetching and nothing
 * else.
 *
 * <p><b>Threading.</b> Any thread; guarded by this object's monitor. Fetching threads wait here in the order of arrival,
 * so that no shard starves. Checkpoint, NiFi and shutdown threads never wait here.
 */
public final class ByteBudget {

    private final long capacity;
    private final Deque<Object> queue = new ArrayDeque<>();
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
    public synchronized boolean acquire(final long bytes, final Duration wait) throws InterruptedException {
        if (bytes < 0 || bytes > capacity) {
            throw new IllegalArgumentException("%d bytes of a budget of %d".formatted(bytes, capacity));
        }
        final Object ticket = new Object();
        final long deadline = System.nanoTime() + wait.toNanos();
        queue.addLast(ticket);
        try {
            while (!closed && (queue.peekFirst() != ticket || free < bytes)) {
                final long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            if (closed) {
                return false;
            }
            free -= bytes;
            return true;
        } finally {
            queue.remove(ticket);
            notifyAll();
        }
    }

    /** Takes bytes that are already on the heap, if need be below zero. */
    public synchronized void take(final long bytes) {
        free -= bytes;
    }

    /** Gives bytes back. */
    public synchronized void release(final long bytes) {
        free += bytes;
        if (free > capacity) {
            throw new IllegalStateException("more bytes were given back than taken");
        }
        notifyAll();
    }

    /** Ends all waiting; nothing can be acquired any more. */
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Bytes that are taken now. */
    public synchronized long used() {
        return capacity - free;
    }

    public long capacity() {
        return capacity;
    }
}
