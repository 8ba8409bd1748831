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
package io.shardflow.nifi.kinesis.state;

import io.shardflow.nifi.kinesis.stream.ShardInfo;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which lease rows an application still needs so that every record from its start on is read once: those of a new
 * application, and those that a crash in the middle of writing them left out.
 *
 * <p>The client library makes the rows of a shard's children when the shard ends, at the oldest record, and deletes the
 * row of an ended shard only when its children are being read. Ours are written parents first. So a shard without a row
 * is done if a descendant has one, and was never begun otherwise. Pure.
 */
public final class LeasePlan {

    /**
     * A row to write.
     *
     * @param checkpoint TRIM_HORIZON or AT_TIMESTAMP, the client library's sentinels
     */
    public record NewLease(ShardInfo shard, String checkpoint) {}

    /** From the oldest record. */
    public static final String TRIM_HORIZON = "TRIM_HORIZON";
    /** From the time at which the application began. */
    public static final String AT_TIMESTAMP = "AT_TIMESTAMP";

    private final Map<String, List<ShardInfo>> children = new HashMap<>();
    private final List<ShardInfo> parentsFirst;
    private final Set<String> begun = new HashSet<>();
    private final Set<String> toBeRead = new HashSet<>();

    private LeasePlan(final List<ShardInfo> listing, final Map<String, Boolean> leases) {
        parentsFirst = parentsFirst(listing);
        for (final ShardInfo shard : parentsFirst.reversed()) {
            final String id = shard.shardId();
            if (leases.containsKey(id) || childrenOf(id).stream().anyMatch(child -> begun.contains(child.shardId()))) {
                begun.add(id);
            }
            if (!begun.contains(id) || Boolean.FALSE.equals(leases.get(id))) {
                toBeRead.add(id);
            }
        }
    }

    /**
     * The rows to write, parents before children, for an application that began with the oldest record. Shards whose
     * parents have yet to end are left to the client library.
     *
     * @param listing every shard of the stream
     * @param leases shard id to "all its records are done", for every lease row
     */
    public static List<NewLease> fromOldest(final List<ShardInfo> listing, final Map<String, Boolean> leases) {
        final LeasePlan plan = new LeasePlan(listing, leases);
        return plan.rows(TRIM_HORIZON, shard -> shard.parents().stream().noneMatch(plan.toBeRead::contains));
    }

    /**
     * The rows to write, parents before children, for an application that began at a time. Every shard that may hold
     * records of that time or later gets one, also below shards that are still being read.
     *
     * @param listing every shard of the stream
     * @param since ids of the shards that were open at that time or are younger
     * @param leases shard id to "all its records are done", for every lease row
     */
    public static List<NewLease> fromTime(
            final List<ShardInfo> listing, final Set<String> since, final Map<String, Boolean> leases) {
        final LeasePlan plan = new LeasePlan(listing, leases);
        final Set<String> needed = plan.neededFrom(since, leases.keySet());
        return plan.rows(AT_TIMESTAMP, shard -> needed.contains(shard.shardId()));
    }

    /** Every listed shard, parents before children. */
    public static List<ShardInfo> ordered(final List<ShardInfo> listing) {
        return List.copyOf(new LeasePlan(listing, Map.of()).parentsFirst);
    }

    /**
     * Ids of the listed shards that have a lease row or a descendant that has one: those that were read, or are, or whose
     * turn has come.
     *
     * @param leases ids of the shards that have a row
     */
    public static Set<String> begun(final List<ShardInfo> listing, final Set<String> leases) {
        return Set.copyOf(
                new LeasePlan(listing, leases.stream().collect(Collectors.toMap(shard -> shard, shard -> false)))
                        .begun);
    }

    /**
     * Ids of the shards that are done though their row says that they were never begun: a descendant is being read or was. The
     * library begins none before its parents have ended, so such a row was written by somebody who did not know that.
     *
     * @param checkpoints shard id to checkpoint, for every lease row
     */
    public static Set<String> late(final List<ShardInfo> listing, final Map<String, String> checkpoints) {
        final Map<Boolean, Set<String>> underWay = checkpoints.keySet().stream()
                .collect(Collectors.partitioningBy(
                        shard -> !Set.of(TRIM_HORIZON, AT_TIMESTAMP).contains(checkpoints.get(shard)),
                        Collectors.toSet()));
        final Set<String> late = new HashSet<>(underWay.get(false));
        late.retainAll(begun(listing, underWay.get(true)));
        return late;
    }

    private List<ShardInfo> parentsFirst(final List<ShardInfo> listing) {
        final Set<String> listed = listing.stream().map(ShardInfo::shardId).collect(Collectors.toSet());
        final Map<String, Integer> parentsToCome = new HashMap<>();
        final Deque<ShardInfo> ready = new ArrayDeque<>();
        for (final ShardInfo shard : listing) {
            final Set<String> parents = new HashSet<>(shard.parents());
            parents.retainAll(listed);
            parents.forEach(parent ->
                    children.computeIfAbsent(parent, key -> new ArrayList<>()).add(shard));
            parentsToCome.put(shard.shardId(), parents.size());
            if (parents.isEmpty()) {
                ready.add(shard);
            }
        }
        final List<ShardInfo> ordered = new ArrayList<>();
        while (!ready.isEmpty()) {
            final ShardInfo shard = ready.remove();
            ordered.add(shard);
            for (final ShardInfo child : childrenOf(shard.shardId())) {
                if (parentsToCome.merge(child.shardId(), -1, Integer::sum) == 0) {
                    ready.add(child);
                }
            }
        }
        return ordered;
    }

    private List<ShardInfo> childrenOf(final String shardId) {
        return children.getOrDefault(shardId, List.of());
    }

    /**
     * With the descendants of those and of every shard that has a row, since the library would read them from the oldest
     * record; and with both parents of a merge, since the library ends one only if the other has a row too.
     */
    private Set<String> neededFrom(final Set<String> since, final Set<String> leases) {
        final Set<String> needed = new HashSet<>(since);
        for (final ShardInfo shard : parentsFirst) {
            if (shard.parents().stream().anyMatch(parent -> needed.contains(parent) || leases.contains(parent))) {
                needed.add(shard.shardId());
                needed.addAll(shard.parents());
            }
        }
        return needed;
    }

    private List<NewLease> rows(final String checkpoint, final Predicate<ShardInfo> needed) {
        return parentsFirst.stream()
                .filter(shard -> !begun.contains(shard.shardId()))
                .filter(needed)
                .map(shard -> new NewLease(shard, checkpoint))
                .toList();
    }
}
