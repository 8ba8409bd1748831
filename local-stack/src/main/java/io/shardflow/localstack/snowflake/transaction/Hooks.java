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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What tests arrange for COMMITs of transactions that wrote a certain table, and how many of those there have been. Safe for use by several threads.
 */
public final class Hooks {
    public enum Action {
        /** Commit, then keep the client waiting for the answer until released. */
        HOLD,
        /** Commit, then close the connection without an answer, and again for each repetition of the request. */
        DROP,
        /** As if the request had never arrived: no commit, the transaction stays open with its locks, the connection is closed. */
        LOSE,
        /** Roll back, then close the connection without an answer. */
        ABORT
    }

    /** The answer is to be withheld: the caller closes the connection. */
    public static final class Dropped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Dropped() {
            super("the answer is withheld by a hook", null, false, false);
        }
    }

    public static final class Hook {
        private final String id;
        private final String table;
        private final Action action;
        private final AtomicInteger timesLeft;
        private final AtomicInteger fired = new AtomicInteger();
        private final CountDownLatch released = new CountDownLatch(1);

        Hook(final String id, final String table, final Action action, final int times) {
            this.id = id;
            this.table = table;
            this.action = action;
            this.timesLeft = new AtomicInteger(times);
        }

        public String id() {
            return id;
        }

        public String table() {
            return table;
        }

        public Action action() {
            return action;
        }

        public int fired() {
            return fired.get();
        }

        public void fire() {
            fired.incrementAndGet();
        }

        public void await() {
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private final List<Hook> hooks = new ArrayList<>();
    private final Map<String, Long> commits = new TreeMap<>();
    private final Map<String, Long> statements = new TreeMap<>();
    private final Map<String, Long> queries = new TreeMap<>();
    private int lastId;

    public synchronized Hook add(final String table, final Action action, final int times) {
        final Hook hook = new Hook("hook-" + ++lastId, table, action, times);
        hooks.add(hook);
        return hook;
    }

    /** The hook for this COMMIT, used up once; null when there is none. */
    public synchronized Hook claim(final Transaction transaction) {
        for (final Hook hook : hooks) {
            if (transaction.touched().contains(hook.table)
                    && hook.timesLeft.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                return hook;
            }
        }
        return null;
    }

    public synchronized void committed(final Transaction transaction) {
        transaction.touched().forEach(table -> commits.merge(table, 1L, Long::sum));
    }

    public synchronized void ran(final String kind, final String table) {
        statements.merge(kind + " " + table, 1L, Long::sum);
    }

    /** A statement has arrived. @param kind its first word */
    public synchronized void asked(final String kind) {
        queries.merge(kind, 1L, Long::sum);
    }

    /** How many statements have arrived, by first word. */
    public synchronized Map<String, Long> queries() {
        return new TreeMap<>(queries);
    }

    /** Lets held answers go; with a null id all of them. The hooks are gone afterwards. */
    public synchronized void release(final String id) {
        hooks.removeIf(hook -> {
            final boolean match = id == null || hook.id.equals(id);
            if (match) {
                hook.released.countDown();
            }
            return match;
        });
    }

    public void releaseAll() {
        release(null);
    }

    public synchronized List<Hook> all() {
        return List.copyOf(hooks);
    }

    public synchronized Map<String, Long> commits() {
        return new TreeMap<>(commits);
    }

    public synchronized Map<String, Long> statements() {
        return new TreeMap<>(statements);
    }
}
