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
package io.shardflow.localstack.snowflake.transaction;

import io.shardflow.localstack.snowflake.catalog.ObjectName;
import io.shardflow.localstack.snowflake.catalog.TableDef;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Who may UPDATE, DELETE or MERGE which table: one transaction at a time, until it ends. INSERT and COPY do not ask. Waiters are served in order.
 * Safe for use by several threads.
 */
public final class LockTable {
    private static final int MAX_WAITERS = 20;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Long, Transaction> owners = new HashMap<>();
    private final List<Claim> claims = new ArrayList<>();
    private final Map<Long, Deque<Transaction>> waiters = new HashMap<>();

    /** A lock on a table that somebody has or waits for. @param acquired null while it waits */
    public record Claim(ObjectName table, Transaction transaction, Instant acquired) {}

    /** Takes the lock when nobody holds it and nobody waits for it. */
    public boolean tryAcquire(final TableDef table, final Transaction transaction) {
        lock.lock();
        try {
            final Transaction owner = owners.get(table.id());
            if (owner == transaction) {
                return true;
            }
            if (owner != null
                    || !waiters.getOrDefault(table.id(), new ArrayDeque<>()).isEmpty()) {
                return false;
            }
            own(table, transaction);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the lock.
     *
     * @param timeout how long at most
     * @param onBlocked called from time to time with the transaction that blocks; may abort it
     */
    public void acquire(
            final TableDef table,
            final Transaction transaction,
            final Duration timeout,
            final RunningStatement running,
            final Consumer<Transaction> onBlocked) {
        if (tryAcquire(table, transaction)) {
            return;
        }
        final long deadline = System.nanoTime() + timeout.toNanos();
        final long begin = System.nanoTime();
        running.waker(this::wake);
        lock.lock();
        try {
            final Deque<Transaction> queue = waiters.computeIfAbsent(table.id(), id -> new ArrayDeque<>());
            refuseWhenHopeless(table, transaction, running, queue);
            queue.addLast(transaction);
            final Claim waiting = new Claim(table.name(), transaction, null);
            claims.add(waiting);
            try {
                waitForTurn(table, transaction, deadline, running, onBlocked, queue);
            } finally {
                claims.remove(waiting);
                queue.remove(transaction);
                changed.signalAll();
            }
            own(table, transaction);
        } finally {
            lock.unlock();
            running.blocked(Duration.ofNanos(System.nanoTime() - begin));
            running.waker(() -> {});
        }
    }

    private void own(final TableDef table, final Transaction transaction) {
        owners.put(table.id(), transaction);
        claims.add(new Claim(table.name(), transaction, Instant.now()));
    }

    private void refuseWhenHopeless(
            final TableDef table,
            final Transaction transaction,
            final RunningStatement running,
            final Deque<Transaction> queue) {
        if (queue.size() >= MAX_WAITERS) {
            throw locked(table, running, "the number of waiters for this lock exceeds the 20 statements limit");
        }
        Transaction blocker = owners.get(table.id());
        while (blocker != null) {
            if (blocker == transaction) {
                throw locked(table, running, "it would have waited for ever (deadlock)");
            }
            blocker = owners.get(waitsFor(blocker));
        }
    }

    private long waitsFor(final Transaction transaction) {
        for (final Map.Entry<Long, Deque<Transaction>> entry : waiters.entrySet()) {
            if (entry.getValue().contains(transaction)) {
                return entry.getKey();
            }
        }
        return -1;
    }

    private void waitForTurn(
            final TableDef table,
            final Transaction transaction,
            final long deadline,
            final RunningStatement running,
            final Consumer<Transaction> onBlocked,
            final Deque<Transaction> queue) {
        while (owners.containsKey(table.id()) || queue.peekFirst() != transaction) {
            running.check();
            final long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw locked(table, running, "the lock timeout of this session was reached");
            }
            final Transaction owner = owners.get(table.id());
            try {
                changed.awaitNanos(Math.min(left, POLL_NANOS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw SnowflakeError.cancelled();
            }
            if (owner != null && owners.get(table.id()) == owner) {
                lock.unlock();
                try {
                    onBlocked.accept(owner);
                } finally {
                    lock.lock();
                }
            }
        }
        running.check();
    }

    private SnowflakeError locked(final TableDef table, final RunningStatement running, final String reason) {
        final Transaction owner = owners.get(table.id());
        return new SnowflakeError(
                "000625",
                "57014",
                "Statement '" + (owner == null ? "" : owner.session().lastQueryId()) + "' has locked table '"
                        + table.name().name() + "' in transaction " + (owner == null ? 0 : owner.id())
                        + " and this lock has not yet been released.\nYour statement '" + running.queryId()
                        + "' was aborted because " + reason
                        + ".");
    }

    void release(final Transaction transaction) {
        lock.lock();
        try {
            owners.values().removeIf(owner -> owner == transaction);
            claims.removeIf(claim -> claim.transaction() == transaction && claim.acquired() != null);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** All locks, had and waited for, in the order in which they were asked for. */
    public List<Claim> claims() {
        lock.lock();
        try {
            return List.copyOf(claims);
        } finally {
            lock.unlock();
        }
    }

    /** Owner per table id, for control requests. */
    public Map<Long, Transaction> owners() {
        lock.lock();
        try {
            return new TreeMap<>(owners);
        } finally {
            lock.unlock();
        }
    }

    /** Number of waiters per table id, for control requests. */
    public Map<Long, Integer> waiting() {
        lock.lock();
        try {
            final Map<Long, Integer> counts = new TreeMap<>();
            waiters.forEach((id, queue) -> counts.put(id, queue.size()));
            return counts;
        } finally {
            lock.unlock();
        }
    }
}
