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

import io.shardflow.localstack.snowflake.error.SnowflakeError;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A statement under way: what its thread waits in, and whether a client has cancelled it. Cancelled by another thread than the one that runs it. */
public final class RunningStatement {
    private final String requestId;
    private final String queryId;
    private volatile boolean cancelled;
    private volatile Statement current;
    private volatile Duration blocked = Duration.ZERO;
    private volatile Runnable waker = () -> {};

    public RunningStatement(final String requestId, final String queryId) {
        this.requestId = requestId;
        this.queryId = queryId;
    }

    public String requestId() {
        return requestId;
    }

    public String queryId() {
        return queryId;
    }

    public void current(final Statement statement) {
        current = statement;
        check();
    }

    void waker(final Runnable action) {
        waker = action;
    }

    /** It has waited so long for a lock. */
    void blocked(final Duration time) {
        blocked = blocked.plus(time);
    }

    /** How long it waited for locks. */
    public Duration blocked() {
        return blocked;
    }

    public void check() {
        if (cancelled) {
            throw SnowflakeError.cancelled();
        }
    }

    boolean cancelled() {
        return cancelled;
    }

    public void cancel() {
        cancelled = true;
        waker.run();
        final Statement statement = current;
        if (statement != null) {
            try {
                statement.cancel();
            } catch (SQLException e) {
                // It has ended meanwhile: nothing is left to cancel.
                current = null;
            }
        }
    }
}
