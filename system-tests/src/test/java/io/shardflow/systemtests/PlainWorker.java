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
package io.shardflow.systemtests;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.workload.SampleOrders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
import software.amazon.kinesis.leases.LeaseAssignmentStrategy;
import software.amazon.kinesis.leases.LeaseManagementConfig;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ProcessRecordsInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.metrics.NullMetricsFactory;
import software.amazon.kinesis.processor.ShardRecordProcessor;
import software.amazon.kinesis.processor.SingleStreamTracker;
import software.amazon.kinesis.retrieval.KinesisClientRecord;
import software.amazon.kinesis.retrieval.polling.PollingConfig;

/**
 * An application of the Kinesis Client Library as anybody might have one, with the intervals that docs/nodes.md asks of it: writes each
 * order it reads as a line "shard id, space, order id" and checkpoints after that. Runs until it is killed.
 */
final class PlainWorker {

    static final String WORKER_ID = "plain-worker";
    static final String READ = "read.txt";

    private static final ObjectMapper JSON = new ObjectMapper();

    private PlainWorker() {}

    /** Arguments: stream, application, endpoint of Kinesis, endpoint of DynamoDB. */
    public static void main(final String[] arguments) throws IOException {
        final KinesisAsyncClient kinesis = KinesisAsyncClient.builder()
                .endpointOverride(URI.create(arguments[2]))
                .region(LocalAws.REGION)
                .credentialsProvider(LocalAws.credentials())
                .httpClientBuilder(NettyNioAsyncHttpClient.builder())
                .build();
        final DynamoDbAsyncClient dynamoDb = DynamoDbAsyncClient.builder()
                .endpointOverride(URI.create(arguments[3]))
                .region(LocalAws.REGION)
                .credentialsProvider(LocalAws.credentials())
                .httpClientBuilder(NettyNioAsyncHttpClient.builder())
                .build();
        final CloudWatchAsyncClient cloudWatch = CloudWatchAsyncClient.builder()
                .region(LocalAws.REGION)
                .credentialsProvider(LocalAws.credentials())
                .httpClientBuilder(NettyNioAsyncHttpClient.builder())
                .build();
        final Path read = Path.of(READ);
        final ConfigsBuilder configs = new ConfigsBuilder(
                new SingleStreamTracker(
                        StreamIdentifier.singleStreamInstance(arguments[0]),
                        InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.TRIM_HORIZON)),
                arguments[1],
                kinesis,
                dynamoDb,
                cloudWatch,
                WORKER_ID,
                () -> new Lines(read));
        final Scheduler scheduler = new Scheduler(
                configs.checkpointConfig(),
                configs.coordinatorConfig(),
                leases(configs.leaseManagementConfig()),
                configs.lifecycleConfig(),
                configs.metricsConfig().metricsFactory(new NullMetricsFactory()),
                configs.processorConfig(),
                configs.retrievalConfig().retrievalSpecificConfig(new PollingConfig(arguments[0], kinesis)));
        Files.writeString(read, "", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        scheduler.run();
    }

    /** The settings that docs/nodes.md lists, for up to a hundred shards; everything else is as the library has it. */
    private static LeaseManagementConfig leases(final LeaseManagementConfig config) {
        config.failoverTimeMillis(10_000)
                .epsilonMillis(-1_166)
                .leaseAssignmentIntervalMillis(1_700L)
                .leaseAssignmentStrategy(LeaseAssignmentStrategy.LEASE_COUNT_BASED)
                .dynamoDbLockBasedLeaderLeaseDurationInMillis(6_000L)
                .dynamoDbLockBasedLeaderHeartbeatPeriodInMillis(3_000L);
        config.workerUtilizationAwareAssignmentConfig()
                .inMemoryWorkerMetricsCaptureFrequencyMillis(100)
                .workerMetricsReporterFreqInMillis(1_500);
        return config;
    }

    /** One shard. */
    private static final class Lines implements ShardRecordProcessor {

        private final Path read;
        private String shardId;

        Lines(final Path read) {
            this.read = read;
        }

        @Override
        public void initialize(final InitializationInput input) {
            shardId = input.shardId();
        }

        @Override
        public void processRecords(final ProcessRecordsInput input) {
            final StringBuilder lines = new StringBuilder();
            for (final KinesisClientRecord record : input.records()) {
                lines.append(shardId).append(' ').append(orderId(record.data())).append('\n');
            }
            try {
                // one write of whole lines: a kill leaves no half one
                Files.writeString(read, lines, StandardOpenOption.APPEND);
                input.checkpointer().checkpoint();
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            } catch (final InvalidStateException | ShutdownException e) {
                // another worker has the lease and reads these records again
                return;
            }
        }

        private static long orderId(final ByteBuffer data) throws UncheckedIOException {
            try {
                return JSON.readTree(StandardCharsets.UTF_8.decode(data).toString())
                        .get(SampleOrders.ID)
                        .asLong();
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void leaseLost(final LeaseLostInput input) {}

        @Override
        public void shardEnded(final ShardEndedInput input) {
            try {
                input.checkpointer().checkpoint();
            } catch (final InvalidStateException | ShutdownException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void shutdownRequested(final ShutdownRequestedInput input) {}
    }
}
