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

import io.shardflow.nifi.kinesis.retrieve.Retrieval;
import io.shardflow.nifi.kinesis.settings.ConsumerSettings;
import io.shardflow.nifi.kinesis.settings.OutOfRangeUserRecords;
import io.shardflow.nifi.kinesis.settings.StreamReference;
import io.shardflow.nifi.kinesis.state.Intervals;
import io.shardflow.nifi.kinesis.state.StartData;
import java.util.Date;
import java.util.OptionalLong;
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
import software.amazon.kinesis.processor.SingleStreamTracker;
import software.amazon.kinesis.retrieval.polling.PollingConfig;

/** The settings with which the client library runs here. */
final class SchedulerSettings {

    private static final int INITIALIZATION_ATTEMPTS = 3;

    /** Leases are spread over the workers at every second assignment. */
    private static final int BALANCE_EVERY = 2;

    private SchedulerSettings() {}

    static Scheduler scheduler(final LeaseScheduler.Parts parts, final ShardFeeds feeds) {
        final ConsumerSettings settings = parts.settings();
        final SchedulerContext context = new SchedulerContext(
                parts.buffers(),
                feeds,
                parts.writer(),
                parts.ends(),
                parts.events(),
                settings.outOfRange() == OutOfRangeUserRecords.DROP_RESENT,
                parts.starts(),
                new ReadMetrics(parts.metrics()),
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
                configs.lifecycleConfig().taskExecutionListener(new FailedTasks(context)),
                configs.metricsConfig().metricsFactory(parts.metrics()),
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

    private static CoordinatorConfig coordinator(final CoordinatorConfig config, final LeaseScheduler.Parts parts) {
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
        return config.leaseManagementFactory(new LeaseManagement(config, intervals, start));
    }

    private static PollingConfig polling(final LeaseScheduler.Parts parts, final SchedulerContext context) {
        final PollingConfig polling = new PollingConfig(
                parts.settings().aws().stream().name(), parts.clients().kinesis());
        polling.maxRecords(parts.settings().maxRecordsPerRequest());
        polling.maxPendingProcessRecordsInput(1);
        // The fetcher keeps the pace: of what is pushed none, and of what is asked its own from the second call on.
        polling.idleTimeBetweenReadsInMillis(PollingConfig.MIN_IDLE_MILLIS_BETWEEN_READS);
        polling.sleepTimeController(since -> 0);
        final Retrieval retrieval = parts.retrieval();
        polling.dataFetcherProvider(config -> new ShardFetcher(
                retrieval.open(config),
                retrieval.isPushed() ? PollPace.ofPushed() : PollPace.ofPolling(),
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
}
