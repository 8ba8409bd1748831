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
package io.shardflow.nifi.snowflake.connection;

import com.zaxxer.hikari.HikariDataSource;
import io.shardflow.nifi.snowflake.ledger.Loan;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Hands out the connections of a pool: to whoever needs one, and on loan what is to spare. Whoever would have to wait recalls
 * loans until one has gone back, the last one first, whose borrower would have used it last. Safe for several threads.
 */
public final class Loans {

    /** Not lent: as many as a task takes at one moment, so that it waits for no loan whose statement is under way. */
    private static final int LEFT = 2;

    private final HikariDataSource pool;

    /** These two are guarded by the monitor. */
    private final Deque<Loan> loans = new ArrayDeque<>();

    /** Threads that have asked the pool and have no answer yet. */
    private int asking;

    public Loans(final HikariDataSource pool) {
        this.pool = pool;
    }

    /** A connection; as long as all are in use, it is waited for. */
    public Connection borrow() throws SQLException {
        final int wanted = ask();
        try {
            if (wanted > pool.getMaximumPoolSize()) {
                recall();
            }
            return pool.getConnection();
        } finally {
            answered();
        }
    }

    /** @throws SQLTransientException if none is to spare */
    public Connection lend(final Loan loan) throws SQLException {
        if (!ask(loan)) {
            throw new SQLTransientException("no connection is to spare");
        }
        try {
            return pool.getConnection();
        } finally {
            answered();
        }
    }

    /** @return how many connections are wanted now, at least: one that was just given may be counted twice */
    private synchronized int ask() {
        loans.removeIf(Loan::isOver);
        asking++;
        // In this order: who asks no more has one.
        return asking + pool.getHikariPoolMXBean().getActiveConnections();
    }

    private synchronized boolean ask(final Loan loan) {
        if (ask() + LEFT > pool.getMaximumPoolSize()) {
            asking--;
            return false;
        }
        loans.addLast(loan);
        return true;
    }

    private synchronized void answered() {
        asking--;
    }

    private void recall() {
        Loan last = takeLast();
        while (last != null && !last.recall()) {
            last = takeLast();
        }
    }

    private synchronized Loan takeLast() {
        return loans.pollLast();
    }
}
