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
package io.shardflow.nifi.snowflake;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.function.IntFunction;

/** A content that tells by how much the heap has grown from its first record to its end: measured, not timed. */
public final class HeapProbe {

    private final int records;
    private final IntFunction<String> record;
    private long before;
    private long after;

    /** @param record makes each when it is read, by its number from 0 */
    public HeapProbe(final int records, final IntFunction<String> record) {
        this.records = records;
        this.record = record;
    }

    public InputStream content() {
        return new SequenceInputStream(new Enumeration<>() {
            private int next;

            @Override
            public boolean hasMoreElements() {
                if (next == 0) {
                    before = liveHeap();
                } else if (next == records) {
                    after = liveHeap();
                }
                return next < records;
            }

            @Override
            public InputStream nextElement() {
                return new ByteArrayInputStream(record.apply(next++).getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    /** In bytes, of the last content that was read to its end. */
    public long grown() {
        return after - before;
    }

    /** Bytes that something still refers to; a bit more, as the collector does not find all at once. */
    public static long liveHeap() {
        final Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
