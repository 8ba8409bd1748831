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
package io.shardflow.localstack.snowflake.session;

import io.shardflow.localstack.snowflake.answer.RequestMemory;
import io.shardflow.localstack.snowflake.answer.Spool;
import io.shardflow.localstack.snowflake.catalog.TableDef;
import io.shardflow.localstack.snowflake.transaction.RunningStatement;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The statements of a session: those that run or wait to, the last one, and the answers that may be asked for again. Safe for use by several threads. */
public final class SessionStatements {
    private final RequestMemory answers = new RequestMemory();
    private final Map<String, RunningStatement> running = new ConcurrentHashMap<>();
    private final Map<Long, Long> reads = new ConcurrentHashMap<>();
    private final Supplier<Instant> clock;
    private volatile Instant lastActivity;
    private volatile String lastQueryId = "";
    private volatile boolean aborted;

    SessionStatements(final Supplier<Instant> clock) {
        this.clock = clock;
        this.lastActivity = clock.get();
    }

    /** The answer to a request: the one that was given before, or the one that {@code run} makes now. */
    public Spool answer(final String requestId, final Supplier<Spool> run) {
        return answers.answer(requestId, run);
    }

    /** From here on the statement can be cancelled. */
    public void add(final RunningStatement statement) {
        running.put(statement.requestId(), statement);
    }

    /** The statement's turn has come. */
    public void begin(final RunningStatement statement) {
        lastQueryId = statement.queryId();
    }

    public void end(final RunningStatement statement) {
        active();
        running.remove(statement.requestId());
    }

    /** Cancels all that run. */
    void cancel() {
        running.values().forEach(RunningStatement::cancel);
    }

    /** Cancels a request's statement if it runs. */
    public void cancel(final String requestId) {
        final RunningStatement statement = running.get(requestId);
        if (statement != null) {
            statement.cancel();
        }
    }

    /** A statement reads the table now. */
    public void reads(final TableDef table) {
        reads.put(table.id(), System.nanoTime());
    }

    /** When one did last, as {@link System#nanoTime()} gave it; empty if none has. */
    public Optional<Long> lastRead(final TableDef table) {
        return Optional.ofNullable(reads.get(table.id()));
    }

    /** The session's transaction was ended from outside. */
    void aborted() {
        aborted = true;
    }

    /** Whether it was since this was last asked. */
    public boolean takeAborted() {
        final boolean taken = aborted;
        aborted = false;
        return taken;
    }

    /** The client was heard of. */
    public void active() {
        lastActivity = clock.get();
    }

    Instant lastActivity() {
        return running.isEmpty() ? lastActivity : clock.get();
    }

    String lastQueryId() {
        return lastQueryId;
    }

    /** Removes the answers; the session has ended. */
    void forget() {
        answers.clear();
    }
}
