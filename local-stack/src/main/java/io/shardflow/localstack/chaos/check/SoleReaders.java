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

import io.shardflow.localstack.chaos.site.Node;
import io.shardflow.localstack.chaos.site.Site;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Asks whether each shard is read by one NiFi alone. The table does not show it, since PutSnowflake recognises what two deliver. For
 * a moment two may: a NiFi that has lost a lease delivers what it had read, and learns of the loss when it renews the
 * lease (docs/nodes.md).
 *
 * <p>Threads: used by one.
 */
public final class SoleReaders {

    /**
     * A consumer that reads a shard delivers something of it in this time: several records a second come to each. Where none has, the
     * look goes on: of a shard that nobody has delivered it does not say who reads it.
     */
    private static final Duration LOOK = Duration.ofSeconds(3);

    private final Supplier<Deliveries> deliveries;
    private final Duration look;
    private final LongSupplier clock;
    private Duration longest = Duration.ZERO;

    public SoleReaders(final Site site) {
        this(() -> deliveries(site), LOOK, System::nanoTime);
    }

    private static Deliveries deliveries(final Site site) {
        site.check();
        return new Deliveries(
                site.openShards(), site.nodes().stream().map(Node::delivered).toList());
    }

    /** @param clock by which a time is told that is too long, in nanoseconds */
    SoleReaders(final Supplier<Deliveries> deliveries, final Duration look, final LongSupplier clock) {
        this.deliveries = deliveries;
        this.look = look;
        this.clock = clock;
    }

    /**
     * Waits, while records come, until in one look each open shard is delivered by one, and none by two.
     *
     * @param handover how long a shard may be delivered by two, one look after the other
     * @param patience how long all of it may take
     * @return empty if there was such a look within the time; else what was delivered by two or by none in the last one, for people
     */
    public Optional<String> await(final Duration handover, final Duration patience) {
        final long begin = clock.getAsLong();
        final Map<String, Long> sharedFrom = new HashMap<>();
        long previous = begin;
        Deliveries before = deliveries.get();
        while (before.byNode().size() > 1) {
            pause();
            final Deliveries now = deliveries.get();
            final long end = clock.getAsLong();
            final Duration time = Duration.ofNanos(end - begin);
            longest = time.compareTo(longest) > 0 ? time : longest;
            final Map<String, List<Long>> shared = now.sharedSince(before);
            final Set<String> unread = now.unreadSince(before);
            if (shared.isEmpty() && unread.isEmpty()) {
                return Optional.empty();
            }
            sharedFrom.keySet().removeIf(shard -> !shared.containsKey(shard) && !unread.contains(shard));
            for (final String shard : shared.keySet()) {
                sharedFrom.putIfAbsent(shard, previous);
            }
            // while nobody delivers a shard it is not known whether two would
            final long silence = end - previous;
            unread.forEach(shard -> sharedFrom.computeIfPresent(shard, (name, since) -> since + silence));
            if (sharedFrom.values().stream().anyMatch(since -> end - since > handover.toNanos())
                    || time.compareTo(patience) > 0) {
                return Optional.of(text(shared, unread));
            }
            if (!shared.isEmpty()) {
                before = now;
            }
            previous = end;
        }
        return Optional.empty();
    }

    /** The longest time that it took until the end of such a look, or until none had come. */
    public Duration longest() {
        return longest;
    }

    private void pause() {
        final long end = System.nanoTime() + look.toNanos();
        for (long left = look.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static String text(final Map<String, List<Long>> shared, final Set<String> unread) {
        return Stream.concat(
                        shared.entrySet().stream()
                                .map(shard -> shard.getKey() + " ("
                                        + shard.getValue().stream()
                                                .map(String::valueOf)
                                                .collect(Collectors.joining(" and "))
                                        + " records)"),
                        unread.stream().map(shard -> shard + " (by none)"))
                .collect(Collectors.joining(", "));
    }
}
