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
package io.shardflow.nifi.kinesis.settings;

import java.net.URI;
import java.util.Optional;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.processors.aws.credentials.provider.AwsCredentialsProviderService;
import org.apache.nifi.proxy.ProxyConfiguration;
import org.apache.nifi.proxy.ProxyConfigurationService;

/**
 * Which stream and which state, and how to get at them.
 *
 * @param application name of the application and of its table
 * @param region code of the region
 * @param proxy what the proxy configuration service says; empty without one
 */
public record AwsAccess(
        StreamReference stream,
        String application,
        String region,
        CredentialsSource credentials,
        Optional<ProxyConfiguration> proxy,
        Optional<URI> kinesisEndpoint,
        Optional<URI> dynamoDbEndpoint) {

    /** Reads valid properties. */
    public static AwsAccess of(final PropertyContext context) {
        return new AwsAccess(
                ConsumerSettings.text(context, ConsumerProperties.STREAM_NAME)
                        .flatMap(StreamReference::parse)
                        .orElseThrow(),
                ConsumerSettings.text(context, ConsumerProperties.APPLICATION_NAME)
                        .orElseThrow(),
                ConsumerSettings.text(context, AwsProperties.REGION).orElseThrow(),
                credentials(context),
                Optional.ofNullable(context.getProperty(AwsProperties.PROXY_CONFIGURATION_SERVICE)
                                .asControllerService(ProxyConfigurationService.class))
                        .map(ProxyConfigurationService::getConfiguration),
                ConsumerSettings.text(context, AwsProperties.KINESIS_ENDPOINT).map(URI::create),
                ConsumerSettings.text(context, AwsProperties.DYNAMODB_ENDPOINT).map(URI::create));
    }

    private static CredentialsSource credentials(final PropertyContext context) {
        return switch (context.getProperty(AwsProperties.AUTHENTICATION_STRATEGY)
                .asAllowableValue(AuthenticationStrategy.class)) {
            case DEFAULT_CREDENTIALS -> new CredentialsSource.DefaultChain();
            case ACCESS_KEY ->
                new CredentialsSource.AccessKey(
                        ConsumerSettings.text(context, AwsProperties.ACCESS_KEY_ID)
                                .orElseThrow(),
                        ConsumerSettings.text(context, AwsProperties.SECRET_ACCESS_KEY)
                                .orElseThrow());
            case CREDENTIALS_PROVIDER_SERVICE ->
                new CredentialsSource.Service(context.getProperty(AwsProperties.CREDENTIALS_PROVIDER_SERVICE)
                        .asControllerService(AwsCredentialsProviderService.class));
        };
    }
}
