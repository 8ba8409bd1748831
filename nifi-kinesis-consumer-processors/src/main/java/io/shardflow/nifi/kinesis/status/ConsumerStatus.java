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
package io.shardflow.nifi.kinesis.status;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * What a processor knows of its shards and of the calls to AWS that fail, from when it is scheduled to when it is stopped,
 * through every attempt. It decides what has to be said and when; who says it is none of its business.
 *
 * <p><b>Threading.</b> Told by the client library's and the SDK's threads and, of commits, by NiFi's; asked by the run's thread
 * and by whoever shows the status; guarded by this object's monitor, and no method waits.
 */
public final class ConsumerStatus {

    private static final String GET_RECORDS = "GetRecords";
    private static final String GET_SHARD_ITERATOR = "GetShardIterator";
    private static final String SUBSCRIBE = "SubscribeToShard";

    /**
     * One moment.
     *
     * @param shards of this node, held or asked for within the last minute, by shard id
     * @param failing the causes of what fails now
     * @param committed since the processor was scheduled
     */
    public record View(List<ShardView> shards, List<Notice> failing, Committed committed) {

        public View {
            shards = List.copyOf(shards);
            failing = List.copyOf(failing);
        }
    }

    /**
     * What NiFi has committed.
     *
     * @param records delivered, those of parse.failure included
     * @param bytes their payload
     */
    public record Committed(long records, long bytes) {}

    /**
     * What is known of a shard.
     *
     * @param held whether this node holds the lease
     * @param sinceTaken since it took the lease, or first had to do with the shard
     * @param sinceAnswer since the last answer of GetRecords since then; empty if there was none
     * @param millisBehind how far that answer was behind the tip of the shard; empty if it did not say
     * @param lastFailure what reading the shard last failed with, even if it works again
     * @param sinceFailure how long ago that was
     */
    public record ShardView(
            String shardId,
            boolean held,
            Duration sinceTaken,
            Optional<Duration> sinceAnswer,
            OptionalLong millisBehind,
            Optional<Failure> lastFailure,
            Optional<Duration> sinceFailure) {}

    private static final class Shard {
        private boolean held;
        private long taken;
        private long lastSeen;
        private Long answered;
        private long millisBehind = -1;
        private Failure failure;
        private long failed;

        private Shard(final long now) {
            taken = now;
        }
    }

    private final LongSupplier clock;
    private final FailingCalls calls = new FailingCalls();
    private final Map<String, Shard> shards = new HashMap<>();
    private final Map<String, Long> failedCalls = new HashMap<>();
    private String streamArn;
    private long records;
    private long bytes;

    /** @param clock nanoseconds, monotonic, such as {@code System::nanoTime} */
    public ConsumerStatus(final LongSupplier clock) {
        this.clock = clock;
    }

    /** This node has taken the shard's lease, and reads it from its checkpoint. */
    public synchronized void taken(final String shardId) {
        final Shard shard = shard(shardId);
        shard.taken = shard.lastSeen;
        shard.answered = null;
        shard.millisBehind = -1;
    }

    /** A session that holds so many records has committed. */
    public synchronized void committed(final int sessionRecords, final long sessionBytes) {
        records += sessionRecords;
        bytes += sessionBytes;
    }

    /** @param millisBehind negative if the answer does not say */
    public synchronized void read(final String shardId, final long millisBehind) {
        final Shard shard = shard(shardId);
        shard.answered = shard.lastSeen;
        shard.millisBehind = millisBehind;
        // an answer also shows that the iterator could be had
        calls.worked(new Call(Call.KINESIS, GET_SHARD_ITERATOR, shardId), shard.lastSeen);
        calls.worked(new Call(Call.KINESIS, GET_RECORDS, shardId), shard.lastSeen);
        calls.worked(new Call(Call.KINESIS, SUBSCRIBE, shardId), shard.lastSeen);
    }

    /** @param operation GetRecords, GetShardIterator or SubscribeToShard */
    public synchronized void readFailed(final String shardId, final String operation, final Throwable thrown) {
        final Shard shard = shard(shardId);
        final Optional<Failure> found =
                operation.equals(SUBSCRIBE) ? Failure.ofSubscribing(thrown) : Failure.of(thrown);
        found.ifPresent(failure -> {
            shard.failure = failure;
            shard.failed = shard.lastSeen;
        });
        failed(new Call(Call.KINESIS, operation, shardId), thrown, found);
    }

    /** A call has failed, or been answered in a way that is no failure. */
    public synchronized void failed(final Call call, final Throwable thrown) {
        failed(call, thrown, Failure.of(thrown));
    }

    private void failed(final Call call, final Throwable thrown, final Optional<Failure> failure) {
        if (failure.isPresent()) {
            calls.failed(call, failure.get(), clock.getAsLong());
            failedCalls.merge(call.subject(), 1L, Long::sum);
        } else if (Failure.hasAnswer(thrown)) {
            calls.worked(call, clock.getAsLong());
        }
    }

    public synchronized void worked(final Call call) {
        calls.worked(call, clock.getAsLong());
    }

    /** Kinesis has said so. */
    public synchronized void streamIs(final String arn) {
        streamArn = arn;
    }

    /** As Kinesis has said; empty if it was not asked yet, or has not answered. */
    public synchronized Optional<String> streamArn() {
        return Optional.ofNullable(streamArn);
    }

    private Shard shard(final String shardId) {
        final long now = clock.getAsLong();
        final Shard shard = shards.computeIfAbsent(shardId, id -> new Shard(now));
        shard.lastSeen = now;
        return shard;
    }

    /** Which shards this node holds now; others are forgotten when they have not been asked for a minute. */
    public synchronized void holding(final Set<String> shardIds) {
        shards.forEach((shardId, shard) -> shard.held = shardIds.contains(shardId));
        shardIds.forEach(shardId -> shard(shardId).held = true);
        final long now = clock.getAsLong();
        shards.values().removeIf(shard -> !shard.held && now - shard.lastSeen >= FailingCalls.FORGET.toNanos());
    }

    /** What has to be said now; it counts as said. */
    public synchronized List<Notice> due() {
        return calls.due(clock.getAsLong());
    }

    /**
     * Whether a failed start may be reported: not if each cause of its kind was said within the last minute. What may be
     * reported counts as said.
     */
    public synchronized boolean mayReport(final Throwable thrown) {
        return Failure.of(thrown)
                .map(failure -> calls.mayReport(failure.kind(), clock.getAsLong()))
                .orElse(true);
    }

    /** The calls that fail now for just this reason. */
    public synchronized List<Call> failingWith(final Failure failure) {
        return calls.failingWith(failure);
    }

    /** How many calls have failed since this was asked last, by what they were made on: a shard, the stream, a table. */
    public synchronized Map<String, Long> takeFailedCalls() {
        final Map<String, Long> taken = Map.copyOf(failedCalls);
        failedCalls.clear();
        return taken;
    }

    /** How many shards this node has to do with. */
    public synchronized int shards() {
        return shards.size();
    }

    public synchronized View view() {
        final long now = clock.getAsLong();
        final Collection<ShardView> views = new TreeMap<>(shards)
                .entrySet().stream()
                        .map(entry -> view(entry.getKey(), entry.getValue(), now))
                        .toList();
        return new View(List.copyOf(views), calls.all(now), new Committed(records, bytes));
    }

    private static ShardView view(final String shardId, final Shard shard, final long now) {
        return new ShardView(
                shardId,
                shard.held,
                Duration.ofNanos(now - shard.taken),
                Optional.ofNullable(shard.answered).map(at -> Duration.ofNanos(now - at)),
                shard.millisBehind < 0 ? OptionalLong.empty() : OptionalLong.of(shard.millisBehind),
                Optional.ofNullable(shard.failure),
                shard.failure == null ? Optional.empty() : Optional.of(Duration.ofNanos(now - shard.failed)));
    }
}
