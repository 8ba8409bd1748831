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

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.processors.aws.credentials.provider.AwsCredentialsProviderService;
import org.apache.nifi.proxy.ProxyConfiguration;
import org.apache.nifi.proxy.ProxyConfigurationService;

/**
 * Properties of every processor that calls AWS, and what their descriptors cannot check alone. Names are those of NiFi's own
 * processors for AWS.
 */
public final class AwsProperties {

    public static final PropertyDescriptor REGION = new PropertyDescriptor.Builder()
            .name("Region")
            .description("""
                    Code of the AWS region of the stream and of the DynamoDB table, for example eu-central-1.""")
            .required(true)
            .addValidator(PropertyFormats.REGION_CODE)
            .build();

    public static final PropertyDescriptor AUTHENTICATION_STRATEGY = new PropertyDescriptor.Builder()
            .name("Authentication Strategy")
            .description("Where the AWS credentials come from.")
            .required(true)
            .allowableValues(AuthenticationStrategy.class)
            .defaultValue(AuthenticationStrategy.DEFAULT_CREDENTIALS)
            .build();

    public static final PropertyDescriptor CREDENTIALS_PROVIDER_SERVICE = new PropertyDescriptor.Builder()
            .name("AWS Credentials Provider Service")
            .description("""
                    The controller service that gives the credentials, for example NiFi's \
                    AWSCredentialsProviderControllerService: an assumed role, a named profile, a credentials file.""")
            .required(true)
            .identifiesControllerService(AwsCredentialsProviderService.class)
            .dependsOn(AUTHENTICATION_STRATEGY, AuthenticationStrategy.CREDENTIALS_PROVIDER_SERVICE)
            .build();

    public static final PropertyDescriptor ACCESS_KEY_ID = new PropertyDescriptor.Builder()
            .name("Access Key ID")
            .description("Id of the access key.")
            .required(true)
            .sensitive(true)
            .addValidator(PropertyFormats.PRESENT)
            .dependsOn(AUTHENTICATION_STRATEGY, AuthenticationStrategy.ACCESS_KEY)
            .build();

    public static final PropertyDescriptor SECRET_ACCESS_KEY = new PropertyDescriptor.Builder()
            .name("Secret Access Key")
            .description("Secret of the access key.")
            .required(true)
            .sensitive(true)
            .addValidator(PropertyFormats.PRESENT)
            .dependsOn(AUTHENTICATION_STRATEGY, AuthenticationStrategy.ACCESS_KEY)
            .build();

    /** Not NiFi's own descriptor: its name is another one in NiFi 2.6 than in later versions, and a flow would break. */
    public static final PropertyDescriptor PROXY_CONFIGURATION_SERVICE = new PropertyDescriptor.Builder()
            .name("Proxy Configuration Service")
            .description("""
                    The HTTP proxy, with or without a login, through which Kinesis and DynamoDB are reached; SOCKS is not \
                    supported. DIRECT means none. Without a service the proxy of NiFi's Java options or environment is \
                    taken, if there is one. How the credentials are fetched is not its matter.""")
            .identifiesControllerService(ProxyConfigurationService.class)
            .build();

    public static final PropertyDescriptor KINESIS_ENDPOINT = new PropertyDescriptor.Builder()
            .name("Kinesis Endpoint Override URL")
            .description("Address of Kinesis; empty for that of the region.")
            .addValidator(PropertyFormats.OPTIONAL_ENDPOINT)
            .build();

    public static final PropertyDescriptor DYNAMODB_ENDPOINT = new PropertyDescriptor.Builder()
            .name("DynamoDB Endpoint Override URL")
            .description("Address of DynamoDB; empty for that of the region.")
            .addValidator(PropertyFormats.OPTIONAL_ENDPOINT)
            .build();

    private AwsProperties() {}

    /** What is wrong with valid values when they are seen together. */
    public static List<ValidationResult> validate(final ValidationContext context) {
        final List<ValidationResult> results = new ArrayList<>();
        otherRegion(context).ifPresent(results::add);
        unusableProxy(context).ifPresent(results::add);
        FanOutRules.longName(context).ifPresent(results::add);
        return results;
    }

    private static Optional<ValidationResult> otherRegion(final ValidationContext context) {
        final Optional<String> region = ConsumerSettings.text(context, REGION);
        return ConsumerSettings.text(context, ConsumerProperties.STREAM_NAME)
                .flatMap(StreamReference::parse)
                .flatMap(StreamReference::region)
                .filter(arn -> !region.equals(Optional.of(arn)))
                .map(arn -> invalid(
                        REGION,
                        "is %s, but the ARN in %s is of %s: a stream is read in its own region, where its table is made too"
                                .formatted(
                                        region.orElse("not set"),
                                        ConsumerProperties.STREAM_NAME.getDisplayName(),
                                        arn)));
    }

    private static Optional<ValidationResult> unusableProxy(final ValidationContext context) {
        final ProxyConfigurationService service =
                context.getProperty(PROXY_CONFIGURATION_SERVICE).asControllerService(ProxyConfigurationService.class);
        // NiFi says itself that a service is disabled, and a disabled one cannot be asked
        if (service == null || !context.getControllerServiceLookup().isControllerServiceEnabled(service)) {
            return Optional.empty();
        }
        return unusable(service.getConfiguration())
                .map(explanation -> invalid(PROXY_CONFIGURATION_SERVICE, explanation));
    }

    private static Optional<String> unusable(final ProxyConfiguration proxy) {
        return switch (proxy.getProxyType()) {
            case DIRECT -> Optional.empty();
            case SOCKS ->
                Optional.of("is a SOCKS proxy, which the AWS client cannot use: set an HTTP proxy, or DIRECT for none");
            case HTTP -> {
                try {
                    ProxyAddress.of(proxy);
                    yield Optional.empty();
                } catch (final IllegalArgumentException e) {
                    yield Optional.of(e.getMessage());
                }
            }
        };
    }

    private static ValidationResult invalid(final PropertyDescriptor property, final String explanation) {
        return new ValidationResult.Builder()
                .subject(property.getDisplayName())
                .valid(false)
                .explanation(explanation)
                .build();
    }
}
