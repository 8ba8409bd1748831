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

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * When a stream has taken each record, as Kinesis says with it. Eight bytes an order.
 *
 * <p>Threads: filled by one, then read by any.
 */
public final class Arrivals {

    private static final long UNKNOWN = Long.MIN_VALUE;

    private final Map<BadRecords.Place, Long> others = new HashMap<>();
    private long[] millis = new long[0];
    private long orders;

    /** @param arrival milliseconds since 1970 */
    void add(final int id, final long arrival) {
        if (id >= millis.length) {
            final int known = millis.length;
            millis = Arrays.copyOf(millis, Math.max(id + 1, 2 * known));
            Arrays.fill(millis, known, millis.length, UNKNOWN);
        }
        if (millis[id] == UNKNOWN) {
            orders++;
        }
        millis[id] = arrival;
    }

    /** The same of a record that is no order. */
    void add(final BadRecords.Place place, final long arrival) {
        others.put(place, arrival);
    }

    /** Of how many records the arrival is known. */
    long count() {
        return orders + others.size();
    }

    /** Whether the value is the arrival of the order with this id; any integer may be that of one that is not known. */
    boolean isOf(final long id, final JsonNode value) {
        return is(id < millis.length ? millis[(int) id] : UNKNOWN, value);
    }

    /** The same of a record that is no order. */
    boolean isOf(final BadRecords.Place place, final JsonNode value) {
        return is(others.getOrDefault(place, UNKNOWN), value);
    }

    private static boolean is(final long arrival, final JsonNode value) {
        return value.isIntegralNumber()
                && (arrival == UNKNOWN || value.canConvertToLong() && value.longValue() == arrival);
    }
}
