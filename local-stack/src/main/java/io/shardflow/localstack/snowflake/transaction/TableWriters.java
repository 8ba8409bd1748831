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

import io.shardflow.localstack.snowflake.catalog.TableDef;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Keeps the transactions that write a table apart from statements that change its columns. H2 changes columns in a copy of the table,
 * which takes the table's place then: what is written meanwhile would be lost. Safe for use by several threads.
 */
public final class TableWriters {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(10);

    private final Map<Long, Set<Transaction>> writers = new HashMap<>();
    private final Set<Long> closed = new HashSet<>();

    /** Waits while the table is closed; it is not closed any more before the transaction has ended. */
    public void enter(final TableDef table, final Transaction transaction) {
        while (!tryEnter(table, transaction)) {
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /**
     * Waits until no transaction is left that has written the table, and lets none begin to.
     *
     * @param onBlocked called from time to time with the transactions that block; may abort them
     * @throws SnowflakeError if they are still there after ten seconds; the table is open then
     */
    public void close(final TableDef table, final Consumer<Transaction> onBlocked) {
        final long deadline = System.nanoTime() + PATIENCE.toNanos();
        boolean mine = false;
        while (true) {
            mine = mine || tryClose(table);
            final List<Transaction> present = present(table);
            if (mine && present.isEmpty()) {
                return;
            }
            if (System.nanoTime() - deadline > 0) {
                if (mine) {
                    open(table);
                }
                throw new SnowflakeError(
                        "000625",
                        "57014",
                        "Statement has locked table '" + table.name().name()
                                + "' in another transaction and this lock has not yet been released.");
            }
            present.forEach(onBlocked);
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /** Lets transactions write the table that was closed. */
    public synchronized void open(final TableDef table) {
        closed.remove(table.id());
    }

    private synchronized boolean tryEnter(final TableDef table, final Transaction transaction) {
        final Set<Transaction> present = writers.computeIfAbsent(table.id(), id -> new HashSet<>());
        if (present.contains(transaction)) {
            return true;
        }
        if (closed.contains(table.id())) {
            return false;
        }
        present.add(transaction);
        transaction.atEnd(() -> leave(table, transaction));
        return true;
    }

    private synchronized void leave(final TableDef table, final Transaction transaction) {
        writers.get(table.id()).remove(transaction);
    }

    private synchronized boolean tryClose(final TableDef table) {
        return closed.add(table.id());
    }

    private synchronized List<Transaction> present(final TableDef table) {
        return List.copyOf(writers.getOrDefault(table.id(), Set.of()));
    }
}
