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

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardflow.nifi.kinesis.metadata.Position;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.zip.CRC32C;

/**
 * What the stream took: for each order id the place it was given. Holds one hash of 64 bits per order, so that a
 * million orders take 8 MB.
 *
 * <p>Threads: one producer records, any thread may read; every method is synchronized.
 */
public final class ProducedOrders {

    private static final long NOT_PRODUCED = 0;

    private final LongFunction<ObjectNode> orders;
    private long[] places = new long[1024];
    private final Map<String, Position> last = new HashMap<>();
    private long count;
    private long end;

    public ProducedOrders() {
        this(SampleOrders::order);
    }

    /** @param orders gives the order with an id, always the same; thread-safe */
    public ProducedOrders(final LongFunction<ObjectNode> orders) {
        this.orders = orders;
    }

    /** The order with this id, whether or not it was produced. */
    public ObjectNode order(final long id) {
        return orders.apply(id);
    }

    /** Notes that the stream accepted the order with this id at this place. */
    public synchronized void accepted(final long id, final String shardId, final String sequenceNumber) {
        final int index = Math.toIntExact(id);
        if (index >= places.length) {
            places = Arrays.copyOf(places, Math.max(index + 1, places.length * 2));
        }
        if (places[index] != NOT_PRODUCED) {
            throw new IllegalStateException("order " + id + " was produced before");
        }
        places[index] = place(shardId, sequenceNumber);
        count++;
        last.merge(shardId, new Position(sequenceNumber, 0), (known, other) -> other.isAfter(known) ? other : known);
        end = Math.max(end, id + 1);
    }

    /** How many orders the stream has accepted. */
    public synchronized long count() {
        return count;
    }

    /** One more than the highest id that was accepted. */
    public synchronized long end() {
        return end;
    }

    /** The last place that was given in each shard, by shard id. */
    public synchronized Map<String, Position> last() {
        return Map.copyOf(last);
    }

    /** Whether the order with this id was produced and accepted at this place. */
    public synchronized boolean isAt(final long id, final String shardId, final String sequenceNumber) {
        return id >= 0 && id < places.length && places[(int) id] == place(shardId, sequenceNumber);
    }

    private static long place(final String shardId, final String sequenceNumber) {
        final byte[] text = (shardId + "/" + sequenceNumber).getBytes(StandardCharsets.UTF_8);
        final CRC32C crc = new CRC32C();
        crc.update(text);
        return (crc.getValue() << 32 | Arrays.hashCode(text) & 0xFFFFFFFFL) | 1;
    }
}
