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

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the consumers have delivered.
 *
 * @param open ids of the shards that take records now
 * @param byNode of each NiFi, the records by shard id since it was started, redeliveries included
 */
record Deliveries(Set<String> open, List<Map<String, Long>> byNode) {

    /** The shards of which more than one NiFi has delivered since, each with the records of each NiFi since then. */
    Map<String, List<Long>> sharedSince(final Deliveries before) {
        return byNode.stream()
                .flatMap(shards -> shards.keySet().stream())
                .distinct()
                .map(shard -> Map.entry(shard, since(before, shard)))
                .filter(shard ->
                        shard.getValue().stream().filter(records -> records > 0).count() > 1)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, TreeMap::new));
    }

    /** The open shards of which no NiFi has delivered anything since. */
    SortedSet<String> unreadSince(final Deliveries before) {
        return open.stream()
                .filter(shard -> since(before, shard).stream().noneMatch(records -> records > 0))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private List<Long> since(final Deliveries before, final String shard) {
        return IntStream.range(0, byNode.size())
                .mapToObj(node -> of(node, shard) - before.of(node, shard))
                .toList();
    }

    private long of(final int node, final String shard) {
        return byNode.get(node).getOrDefault(shard, 0L);
    }
}
