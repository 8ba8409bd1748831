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
package io.shardflow.localstack.chaos.site;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardflow.localstack.workload.SampleOrders;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongFunction;

/** Orders that get one field more from time to time. Safe for use by many threads. */
final class GrowingOrders implements LongFunction<ObjectNode> {

    /** Beginning of the names of those fields; a number follows. */
    static final String FIELD = "grown_";

    private final List<Long> firsts = new CopyOnWriteArrayList<>();

    /** @param first id of the first order that has the next field; nobody has asked for it, or a later one, yet */
    void grow(final long first) {
        firsts.add(first);
    }

    @Override
    public ObjectNode apply(final long id) {
        final ObjectNode order = SampleOrders.order(id);
        int number = 0;
        for (final long first : firsts) {
            number++;
            if (id >= first) {
                order.put(FIELD + number, "since order " + first);
            }
        }
        return order;
    }
}
