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

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The bad records that a stream has taken, and where.
 *
 * <p>Threads: one producer records, any thread may read; every method is synchronized.
 */
public final class BadRecords {

    private static final int ORDERS = 100;

    private final Map<Place, Sent> sent = new HashMap<>();
    private long numbers;

    /** Where a record lies. */
    record Place(String shardId, String sequenceNumber) {}

    /** A bad record. */
    record Sent(BadRecord kind, String partitionKey, byte[] payload) {}

    /** The record that comes after the order with this id: of a hundred orders, one of each kind comes after one. */
    synchronized Optional<StreamWriter.Entry> after(final long id) {
        final int place = (int) (id % ORDERS);
        if (place >= BadRecord.values().length) {
            return Optional.empty();
        }
        final BadRecord kind = BadRecord.values()[place];
        final long number = ++numbers;
        final Sent record = new Sent(kind, "bad-" + number, kind.payload(number));
        return Optional.of(new StreamWriter.Entry(
                record.partitionKey(),
                record.payload(),
                (shardId, sequenceNumber) -> accepted(new Place(shardId, sequenceNumber), record)));
    }

    private synchronized void accepted(final Place place, final Sent record) {
        sent.put(place, record);
    }

    /** How many the stream has taken. */
    public synchronized long count() {
        return sent.size();
    }

    synchronized Map<Place, Sent> sent() {
        return Map.copyOf(sent);
    }
}
