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

import io.shardflow.nifi.kinesis.status.PublishingWatch;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClientBuilder;

/** The client that metrics are published with. It shares credentials, connections and the proxy of the other clients. */
public final class MetricsClient {

    private static final Duration ATTEMPT = Duration.ofSeconds(2);

    /** The client library waits five seconds, and then does not say why. */
    private static final Duration CALL = Duration.ofMillis(4500);

    private MetricsClient() {}

    /**
     * @param clients closed after this one
     * @param endpoint empty for that of the region
     * @param watch is told how every call ends
     */
    public static CloudWatchAsyncClient of(
            final AwsClients clients, final String region, final Optional<URI> endpoint, final PublishingWatch watch) {
        final CloudWatchAsyncClientBuilder client = CloudWatchAsyncClient.builder()
                .region(Region.of(region))
                .credentialsProvider(clients.credentials())
                .overrideConfiguration(override -> override.retryStrategy(RetryMode.STANDARD)
                        .apiCallAttemptTimeout(ATTEMPT)
                        .apiCallTimeout(CALL)
                        .addExecutionInterceptor(watch))
                .httpClient(clients.http());
        endpoint.ifPresent(client::endpointOverride);
        return client.build();
    }
}
