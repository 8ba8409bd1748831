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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which lease rows an application still needs so that every record from its start position on is read once. The client
 * library makes the rows of a shard's children when the shard ends; ours are the ones nobody else makes: the first rows of
 * a new application, and those that a crash in the middle of writing them left out.
 */
public final class LeasePlan {

    /** Where an application without state begins. */
    public enum Start {
        /** with the oldest records of the stream */
        TRIM_HORIZON,
        /** at a time of the past: closed shards may hold records behind it */
        AT_TIMESTAMP,
        /** now: only open shards matter */
        LATEST
    }

    /**
     * A row to write.
     *
     * @param checkpoint TRIM_HORIZON or AT_TIMESTAMP, the client library's sentinels
     */
    public record NewLease(ShardInfo shard, String checkpoint) {}

    static final String TRIM_HORIZON = "TRIM_HORIZON";
    static final String AT_TIMESTAMP = "AT_TIMESTAMP";

    private final Map<String, ShardInfo> shards = new LinkedHashMap<>();
    private final Map<String, List<ShardInfo>> children = new HashMap<>();
    private final Map<String, Boolean> leases;
    private final Map<String, NewLease> missing = new LinkedHashMap<>();
    private final Map<String, Boolean> leaseBelow = new HashMap<>();
    private final Set<String> covered = new HashSet<>();
    private final String checkpoint;

    private LeasePlan(final List<ShardInfo> listing, final Map<String, Boolean> leases, final Start start) {
        this.leases = leases;
        this.checkpoint = start == Start.TRIM_HORIZON ? TRIM_HORIZON : AT_TIMESTAMP;
        listing.forEach(shard -> shards.put(shard.shardId(), shard));
        for (final ShardInfo shard : listing) {
            for (final String parent : Set.copyOf(shard.parents())) {
                children.computeIfAbsent(parent, key -> new ArrayList<>()).add(shard);
            }
        }
    }

    /**
     * The rows to write, parents before children.
     *
     * @param listing every shard of the stream
     * @param leases shard id to "all its records are done", for every lease row
     * @param start where the application began, or begins if there is no row
     */
    public static List<NewLease> missing(
            final List<ShardInfo> listing, final Map<String, Boolean> leases, final Start start) {
        final LeasePlan plan = new LeasePlan(listing, leases, start);
        if (leases.isEmpty() && start == Start.LATEST) {
            listing.stream().filter(shard -> !shard.closed()).forEach(plan::add);
        } else {
            listing.stream().filter(plan::isRoot).forEach(plan::cover);
        }
        return List.copyOf(plan.missing.values());
    }

    private boolean isRoot(final ShardInfo shard) {
        return shard.parents().stream().noneMatch(shards::containsKey);
    }

    /**
     * Every record of the shard and of its descendants is read if the shard has a lease (its end brings the children's),
     * or if its descendants are covered because it was done and its row cleaned up.
     */
    private void cover(final ShardInfo shard) {
        final Boolean finished = leases.get(shard.shardId());
        if (!covered.add(shard.shardId()) || finished != null && !finished) {
            return;
        }
        final List<ShardInfo> next = children.getOrDefault(shard.shardId(), List.of());
        if (finished == null && next.stream().noneMatch(this::hasLeaseBelow)) {
            add(shard);
        } else {
            next.forEach(this::cover);
        }
    }

    private boolean hasLeaseBelow(final ShardInfo shard) {
        final Boolean known = leaseBelow.get(shard.shardId());
        if (known != null) {
            return known;
        }
        final boolean found = leases.containsKey(shard.shardId())
                || children.getOrDefault(shard.shardId(), List.of()).stream().anyMatch(this::hasLeaseBelow);
        leaseBelow.put(shard.shardId(), found);
        return found;
    }

    private void add(final ShardInfo shard) {
        missing.put(shard.shardId(), new NewLease(shard, checkpoint));
    }
}
