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
package io.shardflow.benchmarks.yardstick;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.process.Loopback;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.kinesis.common.ConfigsBuilder;
import software.amazon.kinesis.common.InitialPositionInStream;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.common.StreamIdentifier;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.leases.LeaseAssignmentStrategy;
import software.amazon.kinesis.leases.LeaseManagementConfig;
import software.amazon.kinesis.metrics.NullMetricsFactory;
import software.amazon.kinesis.processor.SingleStreamTracker;
import software.amazon.kinesis.retrieval.polling.PollingConfig;

/**
 * An application of the Kinesis Client Library that throws the records away: no consumer that uses the library as it is can cost less. It
 * never checkpoints, so that an application reads each stream from its beginning. Does what is asked of it over HTTP:
 * {@code /start?STREAM&APPLICATION&MILLIS} (between two calls for a shard), {@code /read} (records so far), {@code /stop}. Runs until it is
 * killed.
 */
final class BareClientLibrary {

    private static final int MOST_RECORDS = 10_000;

    private final KinesisAsyncClient kinesis;
    private final DynamoDbAsyncClient dynamoDb;
    private final CloudWatchAsyncClient cloudWatch;
    private final LongAdder read = new LongAdder();
    private Scheduler scheduler;
    private Thread running;

    private BareClientLibrary(final URI kinesisEndpoint, final URI dynamoDbEndpoint) {
        kinesis = KinesisAsyncClient.builder()
                .endpointOverride(kinesisEndpoint)
                .region(LocalAws.REGION)
                .credentialsProvider(LocalAws.credentials())
                // HTTP/2 is the default; only fan-out needs it, and the replay server does not speak it
                .httpClientBuilder(
                        NettyNioAsyncHttpClient.builder().maxConcurrency(500).protocol(Protocol.HTTP1_1))
                .build();
        dynamoDb = DynamoDbAsyncClient.builder()
                .endpointOverride(dynamoDbEndpoint)
                .region(LocalAws.REGION)
                .credentialsProvider(LocalAws.credentials())
                .httpClientBuilder(NettyNioAsyncHttpClient.builder())
                .build();
        cloudWatch = CloudWatchAsyncClient.builder()
                .region(LocalAws.REGION)
                .credentialsProvider(LocalAws.credentials())
                .httpClientBuilder(NettyNioAsyncHttpClient.builder())
                .build();
    }

    /** Arguments: port to listen on, endpoint of Kinesis, endpoint of DynamoDB. */
    public static void main(final String[] arguments) throws IOException {
        final BareClientLibrary library = new BareClientLibrary(URI.create(arguments[1]), URI.create(arguments[2]));
        final HttpServer server =
                HttpServer.create(new InetSocketAddress(Loopback.HOST, Integer.parseInt(arguments[0])), 10);
        server.createContext("/", exchange -> answer(exchange, library));
        server.start();
    }

    private static void answer(final HttpExchange exchange, final BareClientLibrary library) throws IOException {
        switch (exchange.getRequestURI().getPath()) {
            case "/start" -> {
                final String[] names = exchange.getRequestURI().getQuery().split("&");
                library.start(names[0], names[1], Long.parseLong(names[2]));
            }
            case "/stop" -> library.stop();
            default -> {
                // the answer is all that is wanted
            }
        }
        final byte[] body = Long.toString(library.read.sum()).getBytes(StandardCharsets.US_ASCII);
        try (exchange) {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private synchronized void start(final String stream, final String application, final long idleMillis) {
        read.reset();
        final ConfigsBuilder configs = new ConfigsBuilder(
                new SingleStreamTracker(
                        StreamIdentifier.singleStreamInstance(stream),
                        InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.TRIM_HORIZON)),
                application,
                kinesis,
                dynamoDb,
                cloudWatch,
                "bare",
                () -> new Discarding(read));
        final PollingConfig polling = new PollingConfig(stream, kinesis).maxRecords(MOST_RECORDS);
        polling.idleTimeBetweenReadsInMillis(idleMillis);
        scheduler = new Scheduler(
                configs.checkpointConfig(),
                configs.coordinatorConfig(),
                leases(configs.leaseManagementConfig()),
                configs.lifecycleConfig(),
                configs.metricsConfig().metricsFactory(new NullMetricsFactory()),
                configs.processorConfig(),
                configs.retrievalConfig().retrievalSpecificConfig(polling));
        running = Thread.ofPlatform().name("scheduler").start(scheduler);
    }

    /** Intervals with which it takes its leases in seconds; by default they are for hundreds of workers. */
    private static LeaseManagementConfig leases(final LeaseManagementConfig config) {
        return config.failoverTimeMillis(10_000)
                // slept once after the shards of a new application are listed
                .shardSyncIntervalMillis(1_000)
                // a call without an answer for a minute ends the making of the leases: then they are missed
                .leasesRecoveryAuditorExecutionFrequencyMillis(20_000)
                .leasesRecoveryAuditorInconsistencyConfidenceThreshold(1)
                .leaseAssignmentIntervalMillis(1_700L)
                .leaseAssignmentStrategy(LeaseAssignmentStrategy.LEASE_COUNT_BASED)
                .dynamoDbLockBasedLeaderLeaseDurationInMillis(6_000L)
                .dynamoDbLockBasedLeaderHeartbeatPeriodInMillis(3_000L);
    }

    private synchronized void stop() {
        scheduler.shutdown();
        try {
            running.join();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
