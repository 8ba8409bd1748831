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
package io.shardflow.nifi.kinesis.buffer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The lease incarnations of one run, and the place where NiFi's threads look for work. Incarnations of the same shard
 * never feed two tasks at once.
 *
 * <p><b>Threading.</b> {@link #open} and {@link #close} by the client library's task threads, {@link #take} by NiFi's
 * threads, {@link #all} by the checkpoint thread, {@link #stuck}, {@link #openShards} and {@link #awaitEmissions} by the run's
 * thread, {@link #sealAll} by any. Guarded by this object's monitor. Locks are taken in the order buffers, incarnation; an
 * incarnation calls {@link #changed} without its own lock.
 */
public final class ShardBuffers {

    private final ByteBudget budget;
    private final BatchLimits limits;
    private final Consumer<LeaseIncarnation> onCommitLost;
    private final SequencedSet<LeaseIncarnation> incarnations = new LinkedHashSet<>();
    private final Set<String> shardsInTasks = new HashSet<>();
    private String sealed;
    private long changes;
    private long lastAsked = System.nanoTime();

    /** @param onCommitLost told when a failed commit sealed an incarnation */
    public ShardBuffers(
            final ByteBudget budget, final BatchLimits limits, final Consumer<LeaseIncarnation> onCommitLost) {
        this.budget = budget;
        this.limits = limits;
        this.onCommitLost = onCommitLost;
    }

    /**
     * A new incarnation; sealed from the start if everything is sealed already. Older ones of the shard are sealed: the
     * lease has been away in between, whether the client library has said so yet or not.
     *
     * @param beginsAt as {@link LeaseIncarnation} takes it
     */
    public LeaseIncarnation open(final String shardId, final OptionalLong beginsAt) {
        seal(shardId, "the lease was taken anew");
        final LeaseIncarnation incarnation =
                new LeaseIncarnation(shardId, beginsAt, budget, this::changed, onCommitLost);
        final String reason;
        synchronized (this) {
            reason = sealed;
            incarnations.add(incarnation);
        }
        if (reason != null) {
            incarnation.seal(reason);
        }
        return incarnation;
    }

    /** Forgets a sealed incarnation whose checkpoint is written or can no longer be. */
    public synchronized void close(final LeaseIncarnation incarnation) {
        incarnations.remove(incarnation);
    }

    public synchronized List<LeaseIncarnation> all() {
        return new ArrayList<>(incarnations);
    }

    /** The shards of which records are taken here. */
    public synchronized Set<String> openShards() {
        return incarnations.stream()
                .filter(incarnation -> !incarnation.isSealed())
                .map(LeaseIncarnation::shardId)
                .collect(Collectors.toSet());
    }

    /**
     * The shards that go on only under a new incarnation: all theirs are sealed, one by one. None when everything is sealed,
     * since then the leases are needed for the last checkpoints.
     */
    public synchronized Set<String> stuck() {
        if (sealed != null) {
            return Set.of();
        }
        final Map<Boolean, Set<String>> shards = incarnations.stream()
                .collect(Collectors.partitioningBy(
                        LeaseIncarnation::isSealed, Collectors.mapping(LeaseIncarnation::shardId, Collectors.toSet())));
        final Set<String> stuck = shards.get(true);
        stuck.removeAll(shards.get(false));
        return stuck;
    }

    /** Whether everything is sealed, what is still to come included. */
    public synchronized boolean isSealed() {
        return sealed != null;
    }

    /** Seals every incarnation of the shard that is open. */
    public void seal(final String shardId, final String reason) {
        for (final LeaseIncarnation incarnation : all()) {
            if (incarnation.shardId().equals(shardId)) {
                incarnation.seal(reason);
            }
        }
    }

    /** Seals every incarnation, those to come included. */
    public void sealAll(final String reason) {
        synchronized (this) {
            sealed = reason;
        }
        for (final LeaseIncarnation incarnation : all()) {
            incarnation.seal(reason);
        }
    }

    /** Waits up to the given time until of no shard an emission is outstanding. */
    public void awaitEmissions(final Duration wait) throws InterruptedException {
        final long deadline = System.nanoTime() + wait.toNanos();
        for (final LeaseIncarnation incarnation : all()) {
            incarnation.awaitEmissions(Duration.ofNanos(deadline - System.nanoTime()));
        }
    }

    /** The next batch of any shard, waiting for one up to the given time. Call {@link Emission#handed} when done with it. */
    public Optional<Emission> take(final Duration wait) throws InterruptedException {
        final long deadline = System.nanoTime() + wait.toNanos();
        synchronized (this) {
            lastAsked = System.nanoTime();
            while (true) {
                final long seen = changes;
                final long now = System.nanoTime();
                long wake = deadline;
                final BatchLimits present = limits.forShards(incarnations.size());
                for (final LeaseIncarnation incarnation : incarnations) {
                    if (shardsInTasks.contains(incarnation.shardId())) {
                        continue;
                    }
                    final Optional<Emission> emission = incarnation.take(present, now);
                    if (emission.isPresent()) {
                        shardsInTasks.add(incarnation.shardId());
                        emission.get().onHanded(() -> free(incarnation.shardId()));
                        incarnations.addLast(incarnation);
                        return emission;
                    }
                    final Optional<Long> ready = incarnation.readyAt(present, now);
                    if (ready.isPresent() && ready.get() - wake < 0) {
                        wake = ready.get();
                    }
                }
                if (deadline - System.nanoTime() <= 0 || sealed != null) {
                    return Optional.empty();
                }
                if (changes == seen) {
                    TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, wake - System.nanoTime()));
                }
            }
        }
    }

    /**
     * How long nobody has asked for a batch although one is ready and none is out, so that only NiFi can be what holds records
     * back; zero if that is not so.
     *
     * @param now {@link System#nanoTime()}
     */
    public synchronized Duration unasked(final long now) {
        final boolean held = incarnations.stream().anyMatch(incarnation -> isReady(incarnation, now))
                && incarnations.stream().noneMatch(LeaseIncarnation::isOut);
        return held ? Duration.ofNanos(Math.max(0, now - lastAsked)) : Duration.ZERO;
    }

    private boolean isReady(final LeaseIncarnation incarnation, final long now) {
        return incarnation
                .readyAt(limits.forShards(incarnations.size()), now)
                .filter(at -> at - now <= 0)
                .isPresent();
    }

    private synchronized void free(final String shardId) {
        shardsInTasks.remove(shardId);
    }

    private synchronized void changed() {
        changes++;
        notifyAll();
    }
}
