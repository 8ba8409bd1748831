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
import io.shardflow.nifi.kinesis.buffer.ShardBuffers;
import io.shardflow.nifi.kinesis.checkpoint.CheckpointWriter;
import io.shardflow.nifi.kinesis.settings.ConsumerSettings;
import io.shardflow.nifi.kinesis.settings.OutOfRangeUserRecords;
import io.shardflow.nifi.kinesis.settings.StreamReference;
import io.shardflow.nifi.kinesis.state.Intervals;
import io.shardflow.nifi.kinesis.state.ShardStarts;
import io.shardflow.nifi.kinesis.state.StampedLeaseSerializer;
import io.shardflow.nifi.kinesis.state.StartData;
import io.shardflow.nifi.kinesis.stream.AwsClients;
import java.time.Duration;
import java.util.Date;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.nifi.logging.ComponentLog;
import software.amazon.awssdk.arns.Arn;
import software.amazon.kinesis.checkpoint.CheckpointConfig;
import software.amazon.kinesis.common.ConfigsBuilder;
import software.amazon.kinesis.common.InitialPositionInStream;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.common.StreamIdentifier;
import software.amazon.kinesis.coordinator.CoordinatorConfig;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.coordinator.WorkerStateChangeListener;
import software.amazon.kinesis.leases.LeaseAssignmentStrategy;
import software.amazon.kinesis.leases.LeaseManagementConfig;
import software.amazon.kinesis.metrics.NullMetricsFactory;
import software.amazon.kinesis.processor.SingleStreamTracker;
import software.amazon.kinesis.retrieval.polling.PollingConfig;

/**
 * One Scheduler of the client library with our settings, on a thread of its own.
 *
 * <p><b>Threading.</b> Made, started and stopped by the run's thread; {@link #ended} completes on the Scheduler's thread.
 */
public final class LeaseScheduler {

    private static final int INITIALIZATION_ATTEMPTS = 3;

    /** Leases are spread over the workers at every second assignment. */
    private static final int BALANCE_EVERY = 2;

    /** What a Scheduler is made of. */
    public record Parts(
            ConsumerSettings settings,
            AwsClients clients,
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

    private final Scheduler scheduler;
    private final Thread thread;
    private final ComponentLog log;
    private volatile Throwable death;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    public LeaseScheduler(final Parts parts) {
        log = parts.log();
        scheduler = scheduler(parts);
        thread = new Thread(this::run, "shardflow-scheduler-" + parts.workerId());
        thread.setDaemon(true);
    }

    private void run() {
        try {
            scheduler.run();
        } catch (final Throwable e) {
            death = e;
        } finally {
            LeaseDiscoveryThreads.end(scheduler, log);
            ended.complete(null);
        }
    }

    private static Scheduler scheduler(final Parts parts) {
        final ConsumerSettings settings = parts.settings();
        final SchedulerContext context = new SchedulerContext(
                parts.buffers(),
                new ShardFeeds(parts.budget(), settings.maxRecordsPerRequest()),
                parts.writer(),
                parts.ends(),
                parts.events(),
                settings.outOfRange() == OutOfRangeUserRecords.DROP_RESENT,
                parts.starts(),
                parts.log());
        final ConfigsBuilder configs = new ConfigsBuilder(
                new SingleStreamTracker(
                        stream(settings.aws().stream()), position(parts.starts().at())),
                settings.aws().application(),
                parts.clients().kinesis(),
                parts.clients().dynamoDb(),
                parts.clients().cloudWatch(),
                parts.workerId(),
                () -> new ShardTasks(context, context.feeds().last()));
        return new Scheduler(
                checkpoints(configs.checkpointConfig()),
                coordinator(configs.coordinatorConfig(), parts),
                leases(configs.leaseManagementConfig(), parts.intervals(), parts.start()),
                configs.lifecycleConfig()
                        .taskExecutionListener(new FailedTasks(context))
                        .aggregatorUtil(new PackedRecords()),
                configs.metricsConfig().metricsFactory(new NullMetricsFactory()),
                configs.processorConfig(),
                configs.retrievalConfig().retrievalSpecificConfig(polling(parts, context)));
    }

    private static StreamIdentifier stream(final StreamReference stream) {
        return stream.arn()
                .map(Arn::fromString)
                .map(StreamIdentifier::singleStreamInstance)
                .orElseGet(() -> StreamIdentifier.singleStreamInstance(stream.name()));
    }

    private static InitialPositionInStreamExtended position(final OptionalLong startAt) {
        return startAt.isPresent()
                ? InitialPositionInStreamExtended.newInitialPositionAtTimestamp(new Date(startAt.getAsLong()))
                : InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.TRIM_HORIZON);
    }

    private static CheckpointConfig checkpoints(final CheckpointConfig config) {
        return config.checkpointFactory(new DetachedCheckpoints(config.checkpointFactory()));
    }

    private static CoordinatorConfig coordinator(final CoordinatorConfig config, final Parts parts) {
        return config.maxInitializationAttempts(INITIALIZATION_ATTEMPTS)
                .parentShardPollIntervalMillis(parts.intervals().parentPoll().toMillis())
                .shardConsumerDispatchPollIntervalMillis(
                        parts.intervals().dispatch().toMillis())
                .skipShardSyncAtWorkerInitializationIfLeasesExist(true)
                .workerStateChangeListener(new StateListener(parts.events()));
    }

    private static LeaseManagementConfig leases(
            final LeaseManagementConfig config, final Intervals intervals, final StartData start) {
        config.epsilonMillis(intervals.epsilon().toMillis())
                .failoverTimeMillis(intervals.failover().toMillis())
                .leaseAssignmentIntervalMillis(intervals.assignment().toMillis())
                .leaseAssignmentStrategy(LeaseAssignmentStrategy.LEASE_COUNT_BASED)
                .shardSyncIntervalMillis(0)
                .dynamoDbLockBasedLeaderLeaseDurationInMillis(
                        intervals.leaderLease().toMillis())
                .dynamoDbLockBasedLeaderHeartbeatPeriodInMillis(
                        intervals.leaderHeartbeat().toMillis());
        // Without its measures of the processor's load the library still counts leases; with them it asks the metadata
        // service
        // of EC2 at each start, for up to ten seconds where nothing answers, and gives no lease to a worker that cannot
        // measure.
        config.workerUtilizationAwareAssignmentConfig()
                .disableWorkerMetrics(true)
                .varianceBalancingFrequency(BALANCE_EVERY)
                .inMemoryWorkerMetricsCaptureFrequencyMillis(
                        intervals.workerCapture().toMillis())
                .workerMetricsReporterFreqInMillis(intervals.workerReport().toMillis());
        // last: the factory takes the values as they are now, and is what the Scheduler uses
        config.leaseManagementFactory(new StampedLeaseSerializer(start), false);
        return config;
    }

    private static PollingConfig polling(final Parts parts, final SchedulerContext context) {
        final PollingConfig polling = new PollingConfig(
                parts.settings().aws().stream().name(), parts.clients().kinesis());
        polling.maxRecords(parts.settings().maxRecordsPerRequest());
        polling.maxPendingProcessRecordsInput(1);
        // The library's least; the fetcher keeps the pace.
        polling.idleTimeBetweenReadsInMillis(PollingConfig.MIN_IDLE_MILLIS_BETWEEN_READS);
        polling.dataFetcherProvider(config -> new ShardFetcher(
                new SizedDataFetcher(parts.clients().kinesis(), config, context.log()),
                context.feeds().open(config.getShardId()),
                context));
        return polling;
    }

    private record StateListener(SchedulerEvents events) implements WorkerStateChangeListener {

        @Override
        public void onWorkerStateChange(final WorkerState state) {
            if (state == WorkerState.STARTED) {
                events.started();
            }
        }

        @Override
        public void onAllInitializationAttemptsFailed(final Throwable cause) {
            events.initializationFailed(cause);
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
