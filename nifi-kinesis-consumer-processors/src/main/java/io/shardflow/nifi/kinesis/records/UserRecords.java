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
package io.shardflow.nifi.kinesis.records;

import io.shardflow.nifi.kinesis.metadata.Position;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Takes the user records out of a record of the stream. Pure. */
public final class UserRecords {

    /**
     * The partition key that the Kinesis Producer Library gives an aggregated record of two or more user records
     * (KinesisRecord::partition_key in its source). It is the only aggregator known to put a user record again that came
     * into a shard of another hash range (Retrier::succeed_if_correct_shard).
     */
    private static final String PRODUCER_LIBRARY_KEY = "a";

    private UserRecords() {}

    /** Whether the producer puts user records of this aggregated record again if they are outside the shard. */
    public static boolean isPutAgainOutsideItsShard(final String partitionKey, final int userRecords) {
        return userRecords > 1 && PRODUCER_LIBRARY_KEY.equals(partitionKey);
    }

    /**
     * Hands on the user records of an aggregated record, in order.
     *
     * @param sequenceNumber of the aggregated record
     * @return how many were left out because they are outside the range that counts
     */
    public static int unpack(
            final ByteBuffer data,
            final String sequenceNumber,
            final long arrivalMillis,
            final Packing packing,
            final Consumer<UserRecord> out) {
        final Aggregate aggregate = Aggregate.in(data).orElseThrow();
        int outside = 0;
        for (int i = (int) packing.from(); i < aggregate.size(); i++) {
            if (packing.only().isPresent() && !packing.only().get().contains(aggregate.hashKey(i))) {
                outside++;
            } else {
                out.accept(new UserRecord(
                        new Position(sequenceNumber, i),
                        aggregate.partitionKey(i),
                        arrivalMillis,
                        aggregate.payload(i)));
            }
        }
        return outside;
    }
}
