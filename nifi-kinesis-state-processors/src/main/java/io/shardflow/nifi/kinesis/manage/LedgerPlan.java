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
package io.shardflow.nifi.kinesis.manage;

import io.shardflow.nifi.kinesis.state.LeasePlan;
import io.shardflow.nifi.kinesis.stream.ShardInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

/**
 * From where each shard is read so that nothing is missing that the sink may not have. Pure.
 *
 * <p>Every listed shard that was read, or is, goes back to the place given for it unless its checkpoint is earlier. A shard
 * that was done gets its lease again, also when the library has removed it. A child waits until its parents are done, so its
 * own checkpoint may stay; but not behind a merge: the library ends a parent of a merge only if the other one has a lease
 * or neither has, and removes the lease of the first that ends as soon as the child has read anything. So the child of a
 * merge is read from its beginning.
 *
 * <p>A shard whose turn has not come gets its lease from the library or the next start, from the beginning.
 */
final class LedgerPlan {

    /** What becomes of a shard. @param checkpoint for its lease; empty to leave it as it is */
    record Step(ShardInfo shard, Optional<ExtendedSequenceNumber> checkpoint, String reason) {}

    private final Map<String, ExtendedSequenceNumber> leases;
    private final ExtendedSequenceNumber beginning;
    private final Function<String, ExtendedSequenceNumber> places;
    private final Map<String, ShardInfo> listed;
    private final Set<String> begun;
    private final Set<String> again = new HashSet<>();

    private LedgerPlan(
            final List<ShardInfo> listing,
            final Map<String, ExtendedSequenceNumber> leases,
            final ExtendedSequenceNumber beginning,
            final Function<String, ExtendedSequenceNumber> places) {
        this.leases = leases;
        this.beginning = beginning;
        this.places = places;
        this.listed = listing.stream().collect(Collectors.toMap(ShardInfo::shardId, Function.identity()));
        this.begun = LeasePlan.begun(listing, leases.keySet());
    }

    /**
     * One step for each listed shard, parents before children.
     *
     * @param leases checkpoint of every shard that has a lease
     * @param beginning the sentinel for where the application began
     * @param places for a shard, the record from which it is to be read, itself included (sub-sequence number -1), or the
     *     beginning
     */
    static List<Step> of(
            final List<ShardInfo> listing,
            final Map<String, ExtendedSequenceNumber> leases,
            final ExtendedSequenceNumber beginning,
            final Function<String, ExtendedSequenceNumber> places) {
        final LedgerPlan plan = new LedgerPlan(listing, new HashMap<>(leases), beginning, places);
        final List<Step> steps = new ArrayList<>();
        for (final ShardInfo shard : LeasePlan.ordered(listing)) {
            final Step step = plan.step(shard);
            if (!plan.isDone(shard.shardId()) || step.checkpoint().isPresent()) {
                plan.again.add(shard.shardId());
            }
            steps.add(step);
        }
        return steps;
    }

    private Step step(final ShardInfo shard) {
        final String id = shard.shardId();
        if (!begun.contains(id)) {
            return new Step(shard, Optional.empty(), "its turn has not come: read from its beginning");
        }
        if (!isDone(id) && leases.get(id).isSentinelCheckpoint()) {
            return new Step(shard, Optional.empty(), "nothing of it is read yet: read from its beginning");
        }
        if (lacksOtherParent(shard)) {
            return new Step(
                    shard,
                    Optional.empty(),
                    "left out: it was merged with a shard whose records have expired, and ends only together with it");
        }
        final ExtendedSequenceNumber place = isBehindMerge(shard) ? beginning : places.apply(id);
        if (isDone(id) || place.compareTo(leases.get(id)) < 0) {
            return new Step(shard, Optional.of(place), "read again");
        }
        return new Step(shard, Optional.empty(), "its checkpoint is earlier already");
    }

    private boolean isDone(final String shardId) {
        final ExtendedSequenceNumber checkpoint = leases.get(shardId);
        return begun.contains(shardId) && (checkpoint == null || checkpoint.isShardEnd());
    }

    private boolean isBehindMerge(final ShardInfo shard) {
        return shard.parents().size() > 1 && shard.parents().stream().anyMatch(again::contains);
    }

    private boolean lacksOtherParent(final ShardInfo parent) {
        return isDone(parent.shardId())
                && listed.values().stream()
                        .filter(child ->
                                child.parents().size() > 1 && child.parents().contains(parent.shardId()))
                        .flatMap(child -> child.parents().stream())
                        .anyMatch(other -> !listed.containsKey(other) && !leases.containsKey(other));
    }
}
