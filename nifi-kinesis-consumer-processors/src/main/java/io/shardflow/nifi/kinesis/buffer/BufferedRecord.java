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
import io.shardflow.nifi.kinesis.records.Packing;
import io.shardflow.nifi.kinesis.records.UserRecord;
import io.shardflow.nifi.kinesis.records.UserRecords;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One record as Kinesis delivered it, not yet looked into. An aggregated record stays packed until its FlowFile is written:
 * its user records would take many times its heap.
 *
 * @param position place in the shard; of an aggregated record, that of its last user record
 * @param partitionKey as the producer gave it
 * @param arrivalMillis approximate arrival, milliseconds since the epoch
 * @param payload not copied, not to be changed
 * @param packing how to unpack an aggregated record; empty for any other
 */
public record BufferedRecord(
        Position position, String partitionKey, long arrivalMillis, byte[] payload, Optional<Packing> packing) {

    /**
     * Heap that a record takes beside its payload, in bytes: the objects of the client library and of this class, the
     * partition key and the sequence number. An estimate from a heap histogram's object sizes, rounded up.
     */
    public static final int OVERHEAD_BYTES = 512;

    /**
     * Hands on what the producer put, in order.
     *
     * @return number of user records left out because they are outside the shard's hash range
     */
    public int unpack(final Consumer<UserRecord> out) {
        if (packing.isPresent()) {
            return UserRecords.unpack(
                    ByteBuffer.wrap(payload), position.sequenceNumber(), arrivalMillis, packing.get(), out);
        }
        out.accept(new UserRecord(position, partitionKey, arrivalMillis, payload));
        return 0;
    }

    /** How many user records it holds. */
    int userRecords() {
        return packing.map(Packing::remaining).orElse(1);
    }

    /** Payload size in bytes. */
    public int size() {
        return payload.length;
    }

    /** What a record counts for in the byte budget. */
    public static long charge(final int payloadBytes) {
        return (long) payloadBytes + OVERHEAD_BYTES;
    }
}
