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
import io.shardflow.nifi.kinesis.settings.ConsumerSettings;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/**
 * The AWS clients of one run. Each HTTP client is made here and closed here: service lookup does not find one across NAR
 * class loaders. The CloudWatch client is asked for by the client library; with metrics disabled it sends nothing.
 *
 * <p>NiFi brings Netty 4.2, the SDK's client is made for 4.1: with the allocator that 4.2 takes by default, a few requests
 * in 100,000 went out garbled (netty/netty issue 15206), so the pooled one, 4.1's default, is named.
 *
 * <p><b>Threading.</b> Made by the start thread, used by any, closed once after the Scheduler has ended.
 */
public final class AwsClients implements AutoCloseable {

    private static final int MAX_CONCURRENCY = 1000;

    private final SdkAsyncHttpClient http;
    private final AwsCredentialsProvider credentials;
    private final KinesisAsyncClient kinesis;
    private final DynamoDbAsyncClient dynamoDb;
    private final CloudWatchAsyncClient cloudWatch;

    public AwsClients(final ConsumerSettings settings) {
        http = NettyNioAsyncHttpClient.builder()
                .maxConcurrency(MAX_CONCURRENCY)
                .connectionTimeout(Duration.ofSeconds(5))
                .putChannelOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .build();
        credentials = settings.credentials()
                .<AwsCredentialsProvider>map(key -> StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey())))
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
        final Region region = Region.of(settings.region());
        kinesis = configured(
                        KinesisAsyncClient.builder(),
                        region,
                        settings.kinesisEndpoint().orElse(null))
                .httpClient(http)
                .build();
        dynamoDb = configured(
                        DynamoDbAsyncClient.builder(),
                        region,
                        settings.dynamoDbEndpoint().orElse(null))
                .httpClient(http)
                .build();
        cloudWatch = configured(CloudWatchAsyncClient.builder(), region, null)
                .httpClient(http)
                .build();
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

    @Override
    public void close() {
        kinesis.close();
        dynamoDb.close();
        cloudWatch.close();
        http.close();
        if (credentials instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (final Exception e) {
                throw new IllegalStateException("the credentials provider could not be closed", e);
            }
        }
    }
}
