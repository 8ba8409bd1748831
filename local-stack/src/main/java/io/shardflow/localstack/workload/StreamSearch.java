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
package io.shardflow.localstack.workload;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** Finds orders in a stream, by reading all of it. Threads: used by one. */
public final class StreamSearch {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final KinesisClient kinesis;
    private final String stream;

    public StreamSearch(final KinesisClient kinesis, final String stream) {
        this.kinesis = kinesis;
        this.stream = stream;
    }

    /** Where an order lies. */
    public record Found(String shardId, String sequenceNumber) {}

    /** The places of the orders with these ids, by id; those that are not in the stream have none. */
    public Map<Integer, Found> find(final BitSet ids) {
        final Map<Integer, Found> found = new HashMap<>();
        tail().forEach(record -> id(record.data()).ifPresent(id -> {
            if (ids.get(id)) {
                found.put(id, new Found(record.shardId(), record.sequenceNumber()));
            }
        }));
        return found;
    }

    /**
     * When the records came that are in the stream now.
     *
     * @param least how many there are at least
     * @throws IllegalStateException if there are fewer: an arrival that is not known would be compared with nothing
     */
    public Arrivals arrivals(final long least) {
        final Arrivals arrivals = new Arrivals();
        tail().forEach(record -> id(record.data())
                .ifPresentOrElse(
                        id -> arrivals.add(id, record.arrivalMillis()),
                        () -> arrivals.add(
                                new BadRecords.Place(record.shardId(), record.sequenceNumber()),
                                record.arrivalMillis())));
        if (arrivals.count() < least) {
            throw new IllegalStateException(
                    "stream %s has given %d of %d records".formatted(stream, arrivals.count(), least));
        }
        return arrivals;
    }

    private StreamTail tail() {
        return new StreamTail(kinesis, stream);
    }

    /** Empty for a bad record. */
    private static OptionalInt id(final byte[] data) {
        try {
            final int id = JSON.readTree(data).path(SampleOrders.ID).asInt(-1);
            return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
        } catch (final IOException e) {
            return OptionalInt.empty();
        }
    }
}
