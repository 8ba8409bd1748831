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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.settings.AuthenticationStrategy;
import io.shardflow.nifi.kinesis.settings.AwsProperties;
import io.shardflow.nifi.kinesis.settings.BatchProperties;
import io.shardflow.nifi.kinesis.settings.ConsumerProperties;
import io.shardflow.nifi.kinesis.settings.ConsumerSettings;
import io.shardflow.nifi.kinesis.settings.ConsumerType;
import io.shardflow.nifi.kinesis.settings.CredentialsSource;
import io.shardflow.nifi.kinesis.settings.InitialStreamPosition;
import io.shardflow.nifi.kinesis.settings.OutputProperties;
import io.shardflow.nifi.kinesis.settings.OutputSettings;
import io.shardflow.nifi.kinesis.settings.OutputStrategy;
import io.shardflow.nifi.kinesis.settings.ProcessingStrategy;
import io.shardflow.nifi.kinesis.settings.StreamReference;
import java.net.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.json.JsonRecordSetWriter;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockProcessContext;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConsumeKinesisStreamTest {

    private final TestRunner runner = TestRunners.newTestRunner(ConsumeKinesisStream.class);

    @BeforeEach
    void configure() {
        runner.setProperty(ConsumerProperties.STREAM_NAME, "orders");
        runner.setProperty(ConsumerProperties.APPLICATION_NAME, "orders-to-snowflake");
        runner.setProperty(AwsProperties.REGION, "eu-central-1");
    }

    @Test
    void isValidWithThreeSettings() {
        runner.assertValid();
    }

    @Test
    void isFoundByNiFi() {
        assertTrue(ServiceLoader.load(Processor.class).stream()
                .anyMatch(provider -> provider.type() == ConsumeKinesisStream.class));
    }

    @Test
    void optionalSettingsBoundToEmptyParametersCountAsNotSet() {
        runner.setProperty(AwsProperties.KINESIS_ENDPOINT, "");
        runner.setProperty(AwsProperties.DYNAMODB_ENDPOINT, " ");
        runner.setProperty(ConsumerProperties.STREAM_POSITION_TIMESTAMP, "");
        runner.setProperty(AwsProperties.ACCESS_KEY_ID, "");
        runner.setProperty(AwsProperties.SECRET_ACCESS_KEY, "");
        runner.assertValid();
        final ConsumerSettings settings = ConsumerSettings.of(runner.getProcessContext());
        assertEquals(Optional.empty(), settings.aws().kinesisEndpoint());
        assertEquals(Optional.empty(), settings.aws().dynamoDbEndpoint());
        assertEquals(new CredentialsSource.DefaultChain(), settings.aws().credentials());
        assertEquals(Optional.empty(), settings.aws().proxy());
    }

    @Test
    void whatAChoiceNeedsHasToBeSet() {
        runner.setProperty(ConsumerProperties.INITIAL_STREAM_POSITION, InitialStreamPosition.AT_TIMESTAMP);
        runner.assertNotValid();
        runner.setProperty(ConsumerProperties.STREAM_POSITION_TIMESTAMP, "2026-01-31T08:00:00Z");
        runner.assertValid();
        runner.setProperty(AwsProperties.AUTHENTICATION_STRATEGY, AuthenticationStrategy.ACCESS_KEY);
        runner.assertNotValid();
        runner.setProperty(AwsProperties.ACCESS_KEY_ID, "id");
        runner.setProperty(AwsProperties.SECRET_ACCESS_KEY, "secret");
        runner.assertValid();
        final ConsumerSettings settings = ConsumerSettings.of(runner.getProcessContext());
        assertEquals(Optional.of(Instant.parse("2026-01-31T08:00:00Z")), settings.timestamp());
        assertFalse(settings.toString().contains("secret"));
    }

    @Test
    void refusesWhatCannotWork() {
        assertRefused(ConsumerProperties.APPLICATION_NAME, "ab", "a".repeat(238), "my app", "");
        assertRefused(
                ConsumerProperties.STREAM_NAME,
                "",
                "a b",
                "arn:aws:kinesis:eu-central-1:123456789012:stream/orders/consumer/app:1",
                "arn:aws:firehose:eu-central-1:123456789012:deliverystream/orders");
        assertRefused(AwsProperties.REGION, "Frankfurt", "EU-CENTRAL-1", "");
        assertRefused(AwsProperties.KINESIS_ENDPOINT, "localhost", "ftp://host");
        assertRefused(ConsumerProperties.MAX_RECORDS_PER_REQUEST, "0", "10001");
        assertRefused(ConsumerProperties.MAX_BUFFER_SIZE, "1 MB");
        assertRefused(ConsumerProperties.CONSUMER_TYPE, "FAN_OUT");
    }

    @Test
    void anApplicationNameThatIsTooLongForAConsumerIsRefusedWithFanOutOnly() {
        runner.setProperty(ConsumerProperties.APPLICATION_NAME, "a".repeat(129));
        runner.assertValid();
        runner.setProperty(ConsumerProperties.CONSUMER_TYPE, ConsumerType.ENHANCED_FAN_OUT);
        runner.assertNotValid();
        runner.setProperty(ConsumerProperties.APPLICATION_NAME, "a".repeat(128));
        runner.assertValid();
    }

    @Test
    void takesTheArnOfAStreamOfItsRegionOnly() {
        runner.setProperty(ConsumerProperties.STREAM_NAME, " arn:aws:kinesis:eu-central-1:123456789012:stream/orders ");
        runner.assertValid();
        final StreamReference stream = ConsumerSettings.of(runner.getProcessContext()).aws().stream();
        assertEquals("orders", stream.name());
        assertEquals("arn:aws:kinesis:eu-central-1:123456789012:stream/orders", stream.requestArn());
        assertNull(stream.requestName());

        runner.setProperty(AwsProperties.REGION, "us-east-1");
        assertInvalid("Region", "the ARN in Stream Name is of eu-central-1");
        runner.setProperty(
                ConsumerProperties.STREAM_NAME, "arn:aws-us-gov:kinesis:us-east-1:123456789012:stream/orders");
        runner.assertValid();
    }

    @Test
    void takesCredentialsOfAControllerService() throws InitializationException {
        runner.setProperty(AwsProperties.AUTHENTICATION_STRATEGY, AuthenticationStrategy.CREDENTIALS_PROVIDER_SERVICE);
        runner.assertNotValid();
        runner.addControllerService("credentials", new GivenCredentials());
        runner.setProperty(AwsProperties.CREDENTIALS_PROVIDER_SERVICE, "credentials");
        runner.assertNotValid();
        runner.enableControllerService(runner.getControllerService("credentials"));
        runner.assertValid();
    }

    @Test
    void takesAnHttpProxyAndRefusesSocks() throws InitializationException {
        final GivenProxy proxy = new GivenProxy(Proxy.Type.SOCKS, "proxy.example", 1080);
        runner.addControllerService("proxy", proxy);
        runner.setProperty(AwsProperties.PROXY_CONFIGURATION_SERVICE, "proxy");
        runner.assertNotValid();
        runner.enableControllerService(proxy);
        assertInvalid("Proxy Configuration Service", "SOCKS");
        for (final Proxy.Type type : List.of(Proxy.Type.HTTP, Proxy.Type.DIRECT)) {
            proxy.type = type;
            runner.assertValid();
            assertEquals(
                    type,
                    ConsumerSettings.of(runner.getProcessContext())
                            .aws()
                            .proxy()
                            .orElseThrow()
                            .getProxyType());
        }
    }

    /** As containers are named; the client for records would go past it. */
    @Test
    void refusesAProxyWhoseHostIsNoHostName() throws InitializationException {
        final GivenProxy proxy = new GivenProxy(Proxy.Type.HTTP, "squid_proxy", 3128);
        runner.addControllerService("proxy", proxy);
        runner.setProperty(AwsProperties.PROXY_CONFIGURATION_SERVICE, "proxy");
        runner.enableControllerService(proxy);
        assertInvalid("Proxy Configuration Service", "the proxy's host \"squid_proxy\" is no host name");
    }

    @Test
    void asksForWhatAProcessingStrategyNeeds() throws InitializationException {
        assertEquals(
                new OutputSettings(
                        ProcessingStrategy.LINE_DELIMITED,
                        OutputStrategy.INJECT_METADATA,
                        "kinesisMetadata",
                        Optional.empty(),
                        Optional.empty()),
                ConsumerSettings.of(runner.getProcessContext()).output());

        runner.setProperty(OutputProperties.PROCESSING_STRATEGY, ProcessingStrategy.DEMARCATOR);
        runner.assertNotValid();
        runner.setProperty(OutputProperties.MESSAGE_DEMARCATOR, "");
        runner.assertNotValid();
        runner.setProperty(OutputProperties.MESSAGE_DEMARCATOR, " \n");
        runner.assertValid();
        final OutputSettings demarcated =
                ConsumerSettings.of(runner.getProcessContext()).output();
        assertEquals(Optional.of(" \n"), demarcated.demarcator());
        assertEquals(OutputStrategy.USE_VALUE, demarcated.output());

        runner.setProperty(OutputProperties.PROCESSING_STRATEGY, ProcessingStrategy.RECORD);
        runner.assertNotValid();
        for (final ControllerService service : List.of(new JsonTreeReader(), new JsonRecordSetWriter())) {
            final String id = service.getClass().getSimpleName();
            runner.addControllerService(id, service);
            runner.enableControllerService(service);
        }
        runner.setProperty(OutputProperties.RECORD_READER, "JsonTreeReader");
        runner.assertNotValid();
        runner.setProperty(OutputProperties.RECORD_WRITER, "JsonRecordSetWriter");
        runner.assertValid();
    }

    @Test
    void refusesAWrapperWithTwoFieldsOfOneName() {
        runner.setProperty(OutputProperties.METADATA_FIELD, "Value");
        runner.assertValid();
        runner.setProperty(OutputProperties.OUTPUT_STRATEGY, OutputStrategy.USE_WRAPPER);
        assertInvalid("Metadata Field", "set another name, or another strategy");
        runner.setProperty(OutputProperties.PROCESSING_STRATEGY, ProcessingStrategy.DEMARCATOR);
        runner.setProperty(OutputProperties.MESSAGE_DEMARCATOR, "|");
        runner.assertValid();
    }

    @Test
    void aBatchWhoseRecordsMayBeFlowFilesIsBounded() {
        runner.setProperty(OutputProperties.PROCESSING_STRATEGY, ProcessingStrategy.FLOW_FILE);
        assertEquals(
                1_000, ConsumerSettings.of(runner.getProcessContext()).limits().maxRecords());
        runner.setProperty(BatchProperties.MAX_BATCH_RECORDS, "500");
        assertEquals(
                500, ConsumerSettings.of(runner.getProcessContext()).limits().maxRecords());
        runner.removeProperty(OutputProperties.PROCESSING_STRATEGY);
        runner.removeProperty(BatchProperties.MAX_BATCH_RECORDS);
        assertEquals(
                100_000,
                ConsumerSettings.of(runner.getProcessContext()).limits().maxRecords());
    }

    @Test
    void aMegabyteOfAShardDoesNotWaitUnlessADurationIsSet() {
        assertEquals(
                1 << 20,
                ConsumerSettings.of(runner.getProcessContext()).limits().enoughBytes());
        runner.setProperty(BatchProperties.MAX_BATCH_SIZE, "10 KB");
        assertEquals(
                10_240, ConsumerSettings.of(runner.getProcessContext()).limits().enoughBytes());
        runner.setProperty(BatchProperties.MAX_BATCH_SIZE, "10 MB");
        runner.setProperty(BatchProperties.MAX_BATCH_DURATION, "1 sec");
        assertEquals(
                10 << 20,
                ConsumerSettings.of(runner.getProcessContext()).limits().enoughBytes());
    }

    @Test
    void bothPartsOfAnAccessKeyAreSensitiveAsInNiFisOwnProcessors() {
        assertTrue(AwsProperties.ACCESS_KEY_ID.isSensitive());
        assertTrue(AwsProperties.SECRET_ACCESS_KEY.isSensitive());
    }

    private void assertInvalid(final String subject, final String part) {
        final String results = ((MockProcessContext) runner.getProcessContext())
                .validate().stream()
                        .filter(result -> !result.isValid())
                        .map(ValidationResult::toString)
                        .collect(Collectors.joining("\n"));
        assertTrue(results.contains(subject) && results.contains(part), results);
    }

    private void assertRefused(final PropertyDescriptor property, final String... values) {
        final String before = runner.getProcessContext().getProperty(property).getValue();
        for (final String value : values) {
            runner.setProperty(property, value);
            runner.assertNotValid();
        }
        if (before == null) {
            runner.removeProperty(property);
        } else {
            runner.setProperty(property, before);
        }
        runner.assertValid();
    }
}
