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

import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Begins and ends transactions, and remembers the commits that other sessions may not see yet. Safe for use by several threads. */
public final class Transactions {
    private static final int REMEMBERED = 1_000;

    private record Commit(long transaction, TransactionOwner session, long nanos) {}

    private final Switches switches;
    private final LockTable locks = new LockTable();
    private final TableWriters writers = new TableWriters();
    private final Map<Long, Transaction> open = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Commit> commits = new ConcurrentLinkedQueue<>();

    /** Those that ended last, with how they did; guarded by itself. */
    private final Map<Transaction, Boolean> ended = new LinkedHashMap<>();

    // Larger than any number of an earlier run on the same data: rows keep them.
    private final AtomicLong lastId = new AtomicLong(System.currentTimeMillis() * 1000);

    public Transactions(final Switches switches) {
        this.switches = switches;
    }

    public LockTable locks() {
        return locks;
    }

    public TableWriters writers() {
        return writers;
    }

    public Transaction begin(final TransactionOwner session, final String name, final boolean explicit) {
        final Transaction transaction =
                new Transaction(lastId.incrementAndGet(), name, session, explicit, switches.keepsVersions());
        open.put(transaction.id(), transaction);
        return transaction;
    }

    public void commit(final Transaction transaction) throws SQLException {
        if (transaction.tracked()) {
            commits.add(new Commit(transaction.id(), transaction.session(), System.nanoTime()));
        }
        boolean committed = false;
        try {
            transaction.session().h2().commit();
            committed = true;
        } finally {
            end(transaction, committed);
        }
    }

    public void rollback(final Transaction transaction) throws SQLException {
        try {
            transaction.session().h2().rollback();
        } finally {
            end(transaction, false);
        }
    }

    private void end(final Transaction transaction, final boolean committed) {
        synchronized (ended) {
            ended.put(transaction, committed);
            if (ended.size() > REMEMBERED) {
                ended.remove(ended.keySet().iterator().next());
            }
        }
        open.remove(transaction.id());
        transaction.ended();
        locks.release(transaction);
    }

    public Collection<Transaction> open() {
        return List.copyOf(open.values());
    }

    /** Those that have ended, as far as they are remembered, with whether they were committed. */
    public Map<Transaction, Boolean> ended() {
        synchronized (ended) {
            return new LinkedHashMap<>(ended);
        }
    }

    public Transaction open(final long id) {
        return open.get(id);
    }

    /** Numbers of the transactions whose effects the queries of this session must not show now. */
    public List<Long> hiddenFrom(final TransactionOwner session) {
        final Duration staleFor = switches.staleFor();
        if (!switches.keepsVersions()) {
            commits.clear();
        }
        if (staleFor.isZero()) {
            return List.of();
        }
        final long now = System.nanoTime();
        if (!switches.has(Quirk.UPDATES_UNDER_LOCK_STALE)) {
            commits.removeIf(commit -> now - commit.nanos() > staleFor.toNanos());
        }
        final long recently = now - staleFor.toNanos();
        return byOthers(session, session.openedNanos() - recently > 0 ? session.openedNanos() : recently);
    }

    /** Numbers of the transactions that other sessions have committed since. @param nanos as {@link System#nanoTime()} gave it */
    public List<Long> byOthers(final TransactionOwner session, final long nanos) {
        return commits.stream()
                .filter(commit -> commit.session() != session && commit.nanos() - nanos > 0)
                .map(Commit::transaction)
                .toList();
    }

    /** Aborts a transaction that blocks somebody when its client has been silent for too long, as Snowflake does with a detached one. */
    public void abortIfAbandoned(final Transaction blocker) {
        if (Duration.between(blocker.session().lastActivity(), switches.now()).compareTo(switches.abandonedAfter())
                > 0) {
            blocker.session().abortOwn(blocker);
        }
    }
}
