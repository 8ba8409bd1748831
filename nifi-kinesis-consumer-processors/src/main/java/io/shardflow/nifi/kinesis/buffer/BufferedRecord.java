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

import io.shardflow.nifi.kinesis.metadata.Position;
import java.nio.ByteBuffer;

/**
 * One record as Kinesis delivered it, not yet looked into.
 *
 * @param position place in the shard
 * @param partitionKey as the producer gave it
 * @param arrivalMillis approximate arrival, milliseconds since the epoch
 * @param data the payload; read through {@link #payload()}, never by moving this buffer's position
 */
public record BufferedRecord(Position position, String partitionKey, long arrivalMillis, ByteBuffer data) {

    /**
     * Heap that a record takes beside its payload, in bytes: the objects of the client library and of this class, the
     * partition key and the sequence number. An estimate from a heap histogram's object sizes, rounded up.
     */
    public static final int OVERHEAD_BYTES = 512;

    /** The payload in an array of its own. */
    public byte[] payload() {
        final ByteBuffer view = data.duplicate();
        final byte[] bytes = new byte[view.remaining()];
        view.get(bytes);
        return bytes;
    }

    /** Payload size in bytes. */
    public int size() {
        return data.remaining();
    }

    /** What the record counts for in the byte budget. */
    public static long charge(final int payloadBytes) {
        return (long) payloadBytes + OVERHEAD_BYTES;
    }
}
