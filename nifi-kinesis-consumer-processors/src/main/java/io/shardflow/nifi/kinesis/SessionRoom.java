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
package io.shardflow.nifi.kinesis;

import io.shardflow.nifi.kinesis.buffer.BatchLimits;
import java.time.Duration;

/**
 * Whether a session has room for a batch of another shard: as long as its batches together are smaller than one of them may
 * be. After one could not be written each goes alone for a while, because it takes those with it that share its session: with
 * a schema registry that lacks one schema, one shard would hold back all others.
 *
 * <p><b>Threading.</b> Any.
 */
final class SessionRoom {

    /** Payload for which a commit costs next to nothing. */
    static final long ENOUGH = 50_000_000;

    /** Twice NiFi's default Administrative Yield Duration, for which it waits after a failure. */
    static final Duration ALONE = Duration.ofMinutes(1);

    private final long mostBytes;
    private final int mostRecords;
    private boolean hasFailed;
    private long failedAt;

    /** @param limits of one batch */
    SessionRoom(final BatchLimits limits) {
        mostBytes = Math.min(ENOUGH, limits.maxBytes());
        mostRecords = limits.maxRecords();
    }

    /** @param now {@link System#nanoTime()} */
    synchronized boolean isLeft(final SessionBatches session, final long now) {
        final boolean alone = hasFailed && now - failedAt < ALONE.toNanos();
        return !alone && session.bytes() < mostBytes && session.records() < mostRecords;
    }

    /** A batch could not be written. @param now {@link System#nanoTime()} */
    synchronized void failed(final long now) {
        hasFailed = true;
        failedAt = now;
    }
}
