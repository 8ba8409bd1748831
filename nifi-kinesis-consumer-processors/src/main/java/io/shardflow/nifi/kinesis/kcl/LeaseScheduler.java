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
package io.shardflow.nifi.kinesis.kcl;

import io.shardflow.nifi.kinesis.buffer.ByteBudget;
import io.shardflow.nifi.kinesis.buffer.FetchLedger;
import io.shardflow.nifi.kinesis.buffer.ShardBuffers;
import io.shardflow.nifi.kinesis.checkpoint.CheckpointWriter;
import io.shardflow.nifi.kinesis.retrieve.Retrieval;
import io.shardflow.nifi.kinesis.settings.ConsumerSettings;
import io.shardflow.nifi.kinesis.state.Intervals;
import io.shardflow.nifi.kinesis.state.ShardStarts;
import io.shardflow.nifi.kinesis.state.StartData;
import io.shardflow.nifi.kinesis.stream.AwsClients;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.nifi.logging.ComponentLog;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.metrics.MetricsFactory;

/**
 * One Scheduler of the client library with {@link SchedulerSettings}, on a thread of its own.
 *
 * <p><b>Threading.</b> Made, started and stopped by the run's thread; {@link #ended} completes on the Scheduler's thread.
 */
public final class LeaseScheduler {

    /** What a Scheduler is made of. @param metrics not closed with it */
    public record Parts(
            ConsumerSettings settings,
            AwsClients clients,
            Retrieval retrieval,
            MetricsFactory metrics,
            String workerId,
            Intervals intervals,
            StartData start,
            ShardStarts starts,
            ByteBudget budget,
            ShardBuffers buffers,
            CheckpointWriter writer,
            ShardEnds ends,
            SchedulerEvents events,
            ComponentLog log) {}

    private final ShardFeeds feeds;
    private final Scheduler scheduler;
    private final Thread thread;
    private final ComponentLog log;
    private volatile Throwable death;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    public LeaseScheduler(final Parts parts) {
        log = parts.log();
        feeds = new ShardFeeds(() -> ledger(parts));
        scheduler = SchedulerSettings.scheduler(parts, feeds);
        thread = new Thread(this::run, "shardflow-scheduler-" + parts.workerId());
        thread.setDaemon(true);
    }

    private static FetchLedger ledger(final Parts parts) {
        return parts.retrieval().isPushed()
                ? FetchLedger.ofPushed(parts.budget())
                : new FetchLedger(parts.budget(), parts.settings().maxRecordsPerRequest());
    }

    private void run() {
        try {
            scheduler.run();
        } catch (final Throwable e) {
            death = e;
        } finally {
            LeaseDiscoveryThreads.end(scheduler, log);
            feeds.closeAll();
            ended.complete(null);
        }
    }

    /** @throws OutOfMemoryError if there can be no thread; then the Scheduler has ended */
    public void start() {
        boolean started = false;
        try {
            thread.start();
            started = true;
        } finally {
            if (!started) {
                ended.complete(null);
            }
        }
    }

    /**
     * When the oldest record arrived that was fetched of a shard and is not committed, in milliseconds since the epoch; shards
     * of which all is committed are left out. Any thread may ask.
     */
    public Map<String, Long> oldestArrivals() {
        return feeds.oldestArrivals();
    }

    /** Completes, never exceptionally, when {@code Scheduler.run()} has returned or thrown. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /** What {@code Scheduler.run()} has thrown, an {@link Error} most likely. */
    public Optional<Throwable> death() {
        return Optional.ofNullable(death);
    }

    /**
     * Ends the Scheduler: first so that every shard can write its checkpoint, then by force.
     *
     * @return whether {@code Scheduler.run()} has returned
     */
    public boolean stop(final Duration graceful, final Duration forced) throws InterruptedException {
        if (thread.getState() == Thread.State.NEW) {
            ended.complete(null);
        }
        if (ended.isDone()) {
            return true;
        }
        final CompletableFuture<Boolean> shutdown = scheduler.startGracefulShutdown();
        if (await(CompletableFuture.anyOf(shutdown, ended), graceful) && await(ended, forced)) {
            return true;
        }
        scheduler.shutdown();
        if (await(ended, forced)) {
            return true;
        }
        thread.interrupt();
        return await(ended, forced);
    }

    private static boolean await(final CompletableFuture<?> future, final Duration wait) throws InterruptedException {
        try {
            future.get(wait.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (final TimeoutException e) {
            return false;
        } catch (final ExecutionException e) {
            return true;
        }
    }
}
