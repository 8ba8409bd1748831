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

import io.shardflow.localstack.faults.ConnectProxy;
import io.shardflow.nifi.kinesis.settings.AwsProperties;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;

/** Kinesis and DynamoDB under names that nobody but an HTTP proxy can resolve: whatever is read came through it. */
class ProxyIT {

    private static final String KINESIS = "kinesis.invalid";
    private static final String DYNAMODB = "dynamodb.invalid";

    @Test
    void everyCallGoesThroughTheProxyAndAWrongLoginIsNamed() throws InitializationException {
        try (ConsumerFixture fixture = new ConsumerFixture(1);
                ConnectProxy proxy = new ConnectProxy(
                        Map.of(
                                KINESIS, URI.create(fixture.kinesisEndpoint()),
                                DYNAMODB, URI.create(fixture.dynamoDbEndpoint())),
                        "nifi:right")) {
            final TestRunner runner = ConsumerFixture.runner(
                    fixture.stream, fixture.application, "http://" + KINESIS + ":4567", "http://" + DYNAMODB + ":8000");
            final GivenProxy service = new GivenProxy(Proxy.Type.HTTP, "127.0.0.1", proxy.port());
            service.user = "nifi";
            service.password = "wrong-word";
            runner.addControllerService("proxy", service);
            runner.enableControllerService(service);
            runner.setProperty(AwsProperties.PROXY_CONFIGURATION_SERVICE, "proxy");
            ConsumerFixture.schedule(runner);
            final String said = ConsumerFixture.awaitError(runner, "cannot be reached");
            assertTrue(said.contains("the proxy 127.0.0.1:" + proxy.port() + " of Proxy Configuration Service"), said);
            assertFalse(said.contains("wrong-word"), said);
            assertEquals(Set.of(), proxy.reached());
            ConsumerFixture.unschedule(runner);

            service.password = "right";
            fixture.put(0, 20);
            ConsumerFixture.schedule(runner);
            try {
                assertEquals(ConsumerFixture.range(0, 20), ConsumerFixture.numbers(fixture.awaitRecords(runner, 20)));
                assertEquals(Set.of(KINESIS, DYNAMODB), proxy.reached());
            } finally {
                ConsumerFixture.unschedule(runner);
            }
        }
    }
}
