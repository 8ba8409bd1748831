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
package io.shardflow.benchmarks.latency;

import io.shardflow.benchmarks.flow.NoteLatencies;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** Ten records a second, each of which says when it was put. Threads: used by one. */
final class Trickle {

    /** The field that numbers the records, from 0. */
    static final String ORDINAL = "ordinal";

    static final int SHARDS = 4;
    private static final int A_SECOND = 10;

    /** The first ones find a flow that is still starting. */
    static final int THROWN_AWAY = 3 * A_SECOND;

    private final KinesisClient kinesis;
    private final String stream;
    private final int records;

    /** @param seconds how long it is measured */
    Trickle(final KinesisClient kinesis, final String stream, final int seconds) {
        this.kinesis = kinesis;
        this.stream = stream;
        this.records = THROWN_AWAY + seconds * A_SECOND;
    }

    /** All of them, with those that are thrown away. */
    int records() {
        return records;
    }

    /** Puts the first one. */
    void putFirst() {
        put(0);
    }

    /** Puts the others; returns when all are put. */
    void putOthers() {
        final long begin = System.nanoTime();
        for (int i = 1; i < records; i++) {
            final long due = begin + i * 1_000_000_000L / A_SECOND;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            put(i);
        }
    }

    private void put(final int ordinal) {
        kinesis.putRecord(request -> request.streamName(stream)
                .partitionKey("key-" + ordinal)
                .data(SdkBytes.fromUtf8String("{\"%s\":%d,\"%s\":%d}"
                        .formatted(ORDINAL, ordinal, NoteLatencies.FIELD, System.currentTimeMillis()))));
    }
}
