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
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.Http2Configuration;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClientBuilder;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/**
 * Makes the calls of SubscribeToShard, which stay open for minutes: a client beside {@link AwsClients}, without their limits
 * on a call. All shards share few HTTP/2 connections; what Kinesis may send of a shard before somebody takes it is the
 * window of its HTTP/2 stream. An endpoint of plain HTTP, as an emulator has it, is called with HTTP/1.1. A call that fails is
 * not repeated here.
 *
 * <p><b>Threading.</b> Any thread; it closes once.
 */
public final class FanOutClient implements AutoCloseable {

    /** Of one shard, in bytes. */
    public static final int WINDOW_BYTES = 512 * 1024;

    private static final Duration CONNECT = Duration.ofMillis(2500);

    /** Kinesis sends an event every few seconds, if only to say that there is nothing. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private static final Duration PING = Duration.ofSeconds(60);

    private final SdkAsyncHttpClient http;
    private final KinesisAsyncClient kinesis;

    /** @param clients whose credentials this one has; closed after it */
    public FanOutClient(final AwsAccess settings, final AwsClients clients) {
        final boolean plain = settings.kinesisEndpoint()
                .filter(endpoint -> "http".equals(endpoint.getScheme()))
                .isPresent();
        final NettyNioAsyncHttpClient.Builder client = NettyNioAsyncHttpClient.builder()
                .protocol(plain ? Protocol.HTTP1_1 : Protocol.HTTP2)
                .maxConcurrency(Integer.MAX_VALUE)
                .connectionTimeout(CONNECT)
                .tlsNegotiationTimeout(CONNECT)
                .readTimeout(SILENCE)
                .putChannelOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT);
        if (!plain) {
            client.http2Configuration(Http2Configuration.builder()
                    .initialWindowSize(WINDOW_BYTES)
                    .healthCheckPingPeriod(PING)
                    .build());
        }
        settings.proxy().map(ClientProxy::of).ifPresent(client::proxyConfiguration);
        http = client.build();
        final KinesisAsyncClientBuilder builder = KinesisAsyncClient.builder()
                .region(Region.of(settings.region()))
                .credentialsProvider(clients.credentials())
                .overrideConfiguration(limits -> limits.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .httpClient(http);
        settings.kinesisEndpoint().ifPresent(builder::endpointOverride);
        kinesis = builder.build();
    }

    /** Completes, exceptionally too, when the subscription is over. */
    public CompletableFuture<Void> subscribe(
            final SubscribeToShardRequest request, final SubscribeToShardResponseHandler handler) {
        return kinesis.subscribeToShard(request, handler);
    }

    @Override
    public void close() {
        kinesis.close();
        http.close();
    }
}
