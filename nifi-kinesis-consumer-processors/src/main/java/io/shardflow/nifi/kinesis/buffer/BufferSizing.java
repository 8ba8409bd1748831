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

import java.util.OptionalLong;

/** Whether a byte budget is large enough for a number of shards. Pure. */
public final class BufferSizing {

    /**
     * Shards that can share the room for one answer and still be asked about once a second each: a call takes some tens of
     * milliseconds.
     */
    private static final int SHARDS_PER_ANSWER = 16;

    /** What Kinesis sends of a shard in a second to one consumer with fan-out (developer guide, "Quotas and limits"). */
    private static final long EVENT_BYTES = 2L * 1024 * 1024;

    /** One that has come and waits for room in the budget, and one that was let come when there was room. */
    private static final int EVENTS_BEYOND = 2;

    private BufferSizing() {}

    /**
     * The most bytes of records that a node holds which reads so many shards with fan-out, as long as their records are no
     * larger than an event usually is.
     */
    public static long pushedBound(final long budget, final int shards) {
        return budget + (long) shards * EVENTS_BEYOND * EVENT_BYTES;
    }

    /** How many GetRecords calls can be under way at once. */
    public static long callsAtOnce(final long budget, final int maxRecords) {
        return budget / FetchLedger.worstCase(maxRecords);
    }

    /** The budget in bytes that so many shards need to be asked about once a second; empty if this one is enough. */
    public static OptionalLong needed(final long budget, final int maxRecords, final int shards) {
        final long calls = (shards + SHARDS_PER_ANSWER - 1L) / SHARDS_PER_ANSWER;
        return callsAtOnce(budget, maxRecords) >= calls
                ? OptionalLong.empty()
                : OptionalLong.of(calls * FetchLedger.worstCase(maxRecords));
    }
}
