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
package io.shardflow.nifi.kinesis;

import io.shardflow.localstack.aws.LocalAws;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.kinesis.common.ConfigsBuilder;
import software.amazon.kinesis.common.InitialPositionInStream;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.common.StreamIdentifier;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.exceptions.InvalidStateException;
import software.amazon.kinesis.exceptions.ShutdownException;
import software.amazon.kinesis.leases.LeaseManagementConfig;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ProcessRecordsInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.metrics.NullMetricsFactory;
import software.amazon.kinesis.processor.RecordProcessorCheckpointer;
import software.amazon.kinesis.processor.ShardRecordProcessor;
import software.amazon.kinesis.processor.SingleStreamTracker;
import software.amazon.kinesis.retrieval.polling.PollingConfig;

/** An application of the client library alone, as users have them: reads from the oldest record and checkpoints. */
final class PlainApplication implements AutoCloseable {

    private final KinesisAsyncClient kinesis;
    private final DynamoDbAsyncClient dynamoDb;
    private final CloudWatchAsyncClient cloudWatch;
    private final Scheduler scheduler;
    private final Thread thread;
    private final AtomicInteger records = new AtomicInteger();

    PlainApplication(final ConsumerFixture fixture) {
        kinesis = KinesisAsyncClient.builder()
                .region(LocalAws.REGION)
                .credentialsProvider(LocalAws.credentials())
                .endpointOverride(URI.create(fixture.kinesisEndpoint()))
                .httpClientBuilder(NettyNioAsyncHttpClient.builder())
                .build();
        dynamoDb = DynamoDbAsyncClient.builder()
                .region(LocalAws.REGION)
                .credentialsProvider(LocalAws.credentials())
                .endpointOverride(URI.create(fixture.dynamoDbEndpoint()))
                .httpClientBuilder(NettyNioAsyncHttpClient.builder())
                .build();
        cloudWatch = CloudWatchAsyncClient.builder()
                .region(LocalAws.REGION)
                .credentialsProvider(LocalAws.credentials())
                .httpClientBuilder(NettyNioAsyncHttpClient.builder())
                .build();
        scheduler = scheduler(fixture);
        thread = new Thread(scheduler, "plain-application");
        thread.setDaemon(true);
        thread.start();
    }

    private Scheduler scheduler(final ConsumerFixture fixture) {
        final ConfigsBuilder configs = new ConfigsBuilder(
                new SingleStreamTracker(
                        StreamIdentifier.singleStreamInstance(fixture.stream),
                        InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.TRIM_HORIZON)),
                fixture.application,
                kinesis,
                dynamoDb,
                cloudWatch,
                "plain-" + UUID.randomUUID(),
                Reader::new);
        final LeaseManagementConfig leases = configs.leaseManagementConfig()
                .shardSyncIntervalMillis(0)
                .failoverTimeMillis(5000L)
                .leaseAssignmentIntervalMillis(1000L);
        leases.workerUtilizationAwareAssignmentConfig().workerMetricsReporterFreqInMillis(2000L);
        return new Scheduler(
                configs.checkpointConfig(),
                configs.coordinatorConfig()
                        .parentShardPollIntervalMillis(1000)
                        .shardConsumerDispatchPollIntervalMillis(250),
                leases,
                configs.lifecycleConfig(),
                configs.metricsConfig().metricsFactory(new NullMetricsFactory()),
                configs.processorConfig(),
                configs.retrievalConfig().retrievalSpecificConfig(new PollingConfig(fixture.stream, kinesis)));
    }

    /** How many records were read and checkpointed. */
    int records() {
        return records.get();
    }

    @Override
    public void close() {
        scheduler.startGracefulShutdown();
        try {
            thread.join(Duration.ofSeconds(30));
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kinesis.close();
        dynamoDb.close();
        cloudWatch.close();
    }

    private final class Reader implements ShardRecordProcessor {

        @Override
        public void initialize(final InitializationInput input) {
            // nothing to prepare
        }

        @Override
        public void processRecords(final ProcessRecordsInput input) {
            if (!input.records().isEmpty()) {
                checkpoint(input.checkpointer());
                records.addAndGet(input.records().size());
            }
        }

        @Override
        public void leaseLost(final LeaseLostInput input) {
            // somebody else goes on
        }

        @Override
        public void shardEnded(final ShardEndedInput input) {
            checkpoint(input.checkpointer());
        }

        @Override
        public void shutdownRequested(final ShutdownRequestedInput input) {
            checkpoint(input.checkpointer());
        }

        private void checkpoint(final RecordProcessorCheckpointer checkpointer) {
            try {
                checkpointer.checkpoint();
            } catch (final InvalidStateException | ShutdownException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
