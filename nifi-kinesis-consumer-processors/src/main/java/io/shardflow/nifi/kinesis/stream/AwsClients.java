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
package io.shardflow.nifi.kinesis.stream;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.shardflow.nifi.kinesis.settings.AwsAccess;
import io.shardflow.nifi.kinesis.status.Call;
import io.shardflow.nifi.kinesis.status.CallObserver;
import io.shardflow.nifi.kinesis.status.ConsumerStatus;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/**
 * The AWS clients of one run. Each HTTP client is made here and closed here: service lookup does not find one across NAR
 * class loaders. The CloudWatch client is asked for by the client library and sends nothing: {@link MetricsClient}
 * makes the one that does. GetRecords is not called with the client of Kinesis, but with {@link RecordsClient}.
 *
 * <p>NiFi brings Netty 4.2, the SDK's client is made for 4.1: with the allocator that 4.2 takes by default, a few requests
 * in 100,000 went out garbled (netty/netty issue 15206), so the pooled one, 4.1's default, is named.
 *
 * <p><b>Time-outs.</b> A call that is refused for now is tried three times (the SDK's "standard" retries for DynamoDB too,
 * whose own nine attempts keep a throttled call for up to a minute, ten times as long as a lease lives). An attempt ends after
 * {@link #SILENCE} in which nothing arrives. A silent call of Kinesis is not repeated by the SDK: whoever makes it, does so in
 * a rhythm of its own, and a service that is silent for want of power would get three times the calls it cannot answer. The
 * silence is measured, not the whole attempt, because an answer of GetRecords has up to 10 MB: when a few dozen shards catch up over one slow line, each
 * answer takes many seconds, and a limit of, say, eight would throw every one of them away, half read, for ever. DynamoDB's
 * answers have at most 1 MB, so there the attempt and the call are limited as well, close to the time after which a lease
 * is lost anyway.
 *
 * <p><b>Threading.</b> Made by the start thread, used by any, closed once after the Scheduler has ended.
 */
public final class AwsClients implements AutoCloseable {

    static final int MAX_CONCURRENCY = 1000;
    static final Duration CONNECT = Duration.ofMillis(2500);
    static final Duration SILENCE = Duration.ofSeconds(8);

    /** 10 MB in it are 2.7 Mbit/s. */
    static final Duration KINESIS_CALL = Duration.ofSeconds(30);

    private static final int SERVER_ERROR = 500;

    private static final Duration DYNAMODB_ATTEMPT = Duration.ofMillis(2500);
    private static final Duration DYNAMODB_CALL = Duration.ofSeconds(10);

    static final RetryStrategy ONLY_REFUSALS = DefaultRetryStrategy.standardStrategyBuilder()
            .useClientDefaults(false)
            .treatAsThrottling(AwsClients::isThrottled)
            .retryOnException(AwsClients::isThrottled)
            .retryOnException(
                    failure -> failure instanceof SdkServiceException refused && refused.statusCode() >= SERVER_ERROR)
            .build();

    private final SdkAsyncHttpClient http;
    private final ClientCredentials credentials;
    private final CallObserver kinesisCalls;
    private final CallObserver dynamoDbCalls;
    private final KinesisAsyncClient kinesis;
    private final DynamoDbAsyncClient dynamoDb;
    private final CloudWatchAsyncClient cloudWatch;

    /** @param status is told how every call ends */
    public AwsClients(final AwsAccess settings, final ConsumerStatus status) {
        kinesisCalls = new CallObserver(status, Call.KINESIS, settings.stream().name());
        dynamoDbCalls = new CallObserver(status, Call.DYNAMODB, settings.application());
        http = http(settings);
        credentials = ClientCredentials.of(settings.credentials());
        final Region region = Region.of(settings.region());
        kinesis = configured(
                        KinesisAsyncClient.builder(),
                        region,
                        settings.kinesisEndpoint().orElse(null))
                .overrideConfiguration(limits(KINESIS_CALL, KINESIS_CALL)
                        .retryStrategy(ONLY_REFUSALS)
                        .addExecutionInterceptor(kinesisCalls)
                        .build())
                .httpClient(http)
                .build();
        dynamoDb = configured(
                        DynamoDbAsyncClient.builder(),
                        region,
                        settings.dynamoDbEndpoint().orElse(null))
                .overrideConfiguration(limits(DYNAMODB_ATTEMPT, DYNAMODB_CALL)
                        .addExecutionInterceptor(dynamoDbCalls)
                        .build())
                .httpClient(http)
                .build();
        cloudWatch = configured(CloudWatchAsyncClient.builder(), region, null)
                .overrideConfiguration(limits(DYNAMODB_ATTEMPT, DYNAMODB_CALL).build())
                .httpClient(http)
                .build();
    }

    private static SdkAsyncHttpClient http(final AwsAccess settings) {
        final NettyNioAsyncHttpClient.Builder client = NettyNioAsyncHttpClient.builder()
                .maxConcurrency(MAX_CONCURRENCY)
                .connectionTimeout(CONNECT)
                .tlsNegotiationTimeout(CONNECT)
                .readTimeout(SILENCE)
                .putChannelOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT);
        settings.proxy().map(ClientProxy::of).ifPresent(client::proxyConfiguration);
        return client.build();
    }

    private static ClientOverrideConfiguration.Builder limits(final Duration attempt, final Duration call) {
        return ClientOverrideConfiguration.builder()
                .retryStrategy(RetryMode.STANDARD)
                .apiCallAttemptTimeout(attempt)
                .apiCallTimeout(call);
    }

    private static boolean isThrottled(final Throwable failure) {
        return failure instanceof SdkServiceException refused && refused.isThrottlingException();
    }

    private <B extends AwsClientBuilder<B, C>, C> B configured(
            final B builder, final Region region, final URI endpoint) {
        builder.region(region).credentialsProvider(credentials);
        if (endpoint != null) {
            builder.endpointOverride(endpoint);
        }
        return builder;
    }

    public KinesisAsyncClient kinesis() {
        return kinesis;
    }

    public DynamoDbAsyncClient dynamoDb() {
        return dynamoDb;
    }

    public CloudWatchAsyncClient cloudWatch() {
        return cloudWatch;
    }

    /**
     * The credentials that a call made now would have. May wait for the network.
     *
     * @throws io.shardflow.nifi.kinesis.status.CredentialsUnavailableException if there are none
     */
    public AwsCredentials resolveCredentials() {
        return credentials.resolveCredentials();
    }

    /** For further clients. The SDK's clients close with themselves what can be closed, and the others still need it. */
    AwsCredentialsProvider credentials() {
        return credentials::resolveCredentials;
    }

    SdkAsyncHttpClient http() {
        return http;
    }

    /** From now on the status is told of denials only: what else fails while everything is shut down is no failure. */
    public void shuttingDown() {
        kinesisCalls.close();
        dynamoDbCalls.close();
    }

    @Override
    public void close() {
        shuttingDown();
        kinesis.close();
        dynamoDb.close();
        cloudWatch.close();
        http.close();
        credentials.close();
    }
}
