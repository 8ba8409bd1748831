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

import java.util.List;
import java.util.OptionalLong;

/**
 * Records of one shard that one NiFi session carries. Exactly one of {@link #committed()} and {@link #failed()} is to be
 * called, once, and {@link #handed()} when the trigger that built the FlowFiles is over.
 */
public final class Emission {

    private final LeaseIncarnation incarnation;
    private final List<BufferedRecord> records;
    private final long permits;
    private final CommittedPrefix.Mark mark;
    private final long millisBehindLatest;
    private final OptionalLong firstSince;
    private boolean settled;
    private Runnable onHanded = () -> {};

    Emission(
            final LeaseIncarnation incarnation,
            final List<BufferedRecord> records,
            final long permits,
            final CommittedPrefix.Mark mark,
            final long millisBehindLatest,
            final OptionalLong firstSince) {
        this.incarnation = incarnation;
        this.records = records;
        this.permits = permits;
        this.mark = mark;
        this.millisBehindLatest = millisBehindLatest;
        this.firstSince = firstSince;
    }

    /** One or more records, in the order of the shard. */
    public List<BufferedRecord> records() {
        return records;
    }

    public String shardId() {
        return incarnation.shardId();
    }

    /** How far behind the tip of the shard the answer was, in milliseconds; -1 if Kinesis did not say. */
    public long millisBehindLatest() {
        return millisBehindLatest;
    }

    /**
     * If these are the first records of a shard that is read from a time on instead of from a checkpoint: that time, in
     * milliseconds since the epoch.
     */
    public OptionalLong firstSince() {
        return firstSince;
    }

    /**
     * The session has committed: the records count as delivered and their bytes are free.
     *
     * @return false if it was known before that the session did not commit, and the records are to come again
     */
    public boolean committed() {
        final boolean first = settle();
        if (first) {
            incarnation.committed(mark, permits);
        }
        return first;
    }

    /** The session did not commit: the records go back to the head of the shard, or the incarnation is sealed. */
    public void failed() {
        if (settle()) {
            incarnation.failed(mark, records, permits);
        }
    }

    /** The trigger is over; another task may take from the shard. */
    public void handed() {
        onHanded.run();
        incarnation.handed();
    }

    /** Set by the buffers before the emission is given out. */
    void onHanded(final Runnable action) {
        onHanded = action;
    }

    private synchronized boolean settle() {
        final boolean first = !settled;
        settled = true;
        return first;
    }
}
