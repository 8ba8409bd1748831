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
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.settings.AuthenticationStrategy;
import io.shardflow.nifi.kinesis.settings.ConsumerProperties;
import io.shardflow.nifi.kinesis.settings.ConsumerSettings;
import io.shardflow.nifi.kinesis.settings.InitialStreamPosition;
import java.time.Instant;
import java.util.Optional;
import java.util.ServiceLoader;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.processor.Processor;
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
        runner.setProperty(ConsumerProperties.REGION, "eu-central-1");
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
        runner.setProperty(ConsumerProperties.KINESIS_ENDPOINT, "");
        runner.setProperty(ConsumerProperties.DYNAMODB_ENDPOINT, " ");
        runner.setProperty(ConsumerProperties.STREAM_POSITION_TIMESTAMP, "");
        runner.setProperty(ConsumerProperties.ACCESS_KEY_ID, "");
        runner.setProperty(ConsumerProperties.SECRET_ACCESS_KEY, "");
        runner.assertValid();
        final ConsumerSettings settings = ConsumerSettings.of(runner.getProcessContext());
        assertEquals(Optional.empty(), settings.kinesisEndpoint());
        assertEquals(Optional.empty(), settings.dynamoDbEndpoint());
        assertEquals(Optional.empty(), settings.credentials());
    }

    @Test
    void whatAChoiceNeedsHasToBeSet() {
        runner.setProperty(ConsumerProperties.INITIAL_STREAM_POSITION, InitialStreamPosition.AT_TIMESTAMP);
        runner.assertNotValid();
        runner.setProperty(ConsumerProperties.STREAM_POSITION_TIMESTAMP, "2026-01-31T08:00:00Z");
        runner.assertValid();
        runner.setProperty(ConsumerProperties.AUTHENTICATION_STRATEGY, AuthenticationStrategy.ACCESS_KEY);
        runner.assertNotValid();
        runner.setProperty(ConsumerProperties.ACCESS_KEY_ID, "id");
        runner.setProperty(ConsumerProperties.SECRET_ACCESS_KEY, "secret");
        runner.assertValid();
        final ConsumerSettings settings = ConsumerSettings.of(runner.getProcessContext());
        assertEquals(Optional.of(Instant.parse("2026-01-31T08:00:00Z")), settings.timestamp());
        assertFalse(settings.toString().contains("secret"));
    }

    @Test
    void refusesWhatCannotWork() {
        assertRefused(ConsumerProperties.APPLICATION_NAME, "ab", "a".repeat(238), "my app", "");
        assertRefused(ConsumerProperties.STREAM_NAME, "", "a b");
        assertRefused(ConsumerProperties.REGION, "Frankfurt", "EU-CENTRAL-1", "");
        assertRefused(ConsumerProperties.KINESIS_ENDPOINT, "localhost", "ftp://host");
        assertRefused(ConsumerProperties.MAX_RECORDS_PER_REQUEST, "0", "10001");
        assertRefused(ConsumerProperties.MAX_BUFFER_SIZE, "1 MB");
        assertRefused(ConsumerProperties.CONSUMER_TYPE, "ENHANCED_FAN_OUT");
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
