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
package io.shardflow.localstack.chaos.check;

import io.shardflow.nifi.kinesis.metadata.Position;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the rows that landed after a later record of their shard. That is no fault: a shard that moves to another NiFi leaves
 * FlowFiles behind (docs/nodes.md), and a table that was filled by two is ordered by shard and sequence number. One thread.
 */
final class LandingOrder {

    private final Map<String, Position> highest = new HashMap<>();
    private long outOfOrder;

    /** The next row, in the order of landing. */
    void add(final String shardId, final Position position) {
        final Position before = highest.get(shardId);
        if (before != null && before.isAfter(position)) {
            outOfOrder++;
        } else {
            highest.put(shardId, position);
        }
    }

    long outOfOrder() {
        return outOfOrder;
    }
}
