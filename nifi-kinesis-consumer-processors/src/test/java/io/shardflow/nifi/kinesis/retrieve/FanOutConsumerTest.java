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
package io.shardflow.nifi.kinesis.retrieve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.nifi.util.MockComponentLog;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ConsumerDescription;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

class FanOutConsumerTest {

    private final Deque<ConsumerDescription> seen = new ArrayDeque<>();
    private final List<String> calls = new ArrayList<>();
    private final FanOutConsumer consumer =
            new FanOutConsumer(kinesis(), "stream-arn", "app", Duration.ofSeconds(5), new MockComponentLog("id", this));

    @Test
    void aConsumerThatIsThereIsNotWhatIsMissing() throws InterruptedException {
        seen.add(description("arn-1", ConsumerStatus.ACTIVE));
        consumer.register();
        seen.add(description("arn-1", ConsumerStatus.ACTIVE));
        assertFalse(consumer.restore("arn-1"));
    }

    @Test
    void oneThatIsBeingRemovedIsRegisteredAgainWhenItIsGone() throws InterruptedException {
        seen.add(description("arn-1", ConsumerStatus.ACTIVE));
        consumer.register();
        seen.add(description("arn-1", ConsumerStatus.DELETING));
        seen.add(description("arn-1", ConsumerStatus.DELETING));
        seen.add(description(null, null));
        seen.add(description("arn-2", ConsumerStatus.ACTIVE));
        assertTrue(consumer.restore("arn-1"));
        assertEquals("arn-2", consumer.arn());
        assertEquals(1, calls.stream().filter("registerStreamConsumer"::equals).count());
    }

    private static ConsumerDescription description(final String arn, final ConsumerStatus status) {
        return ConsumerDescription.builder()
                .consumerARN(arn)
                .consumerStatus(status)
                .build();
    }

    /** Answers a description with the next one; without an ARN there is none. */
    private KinesisAsyncClient kinesis() {
        return (KinesisAsyncClient) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {KinesisAsyncClient.class}, (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    return switch (method.getName()) {
                        case "describeStreamConsumer" -> described(seen.removeFirst());
                        case "registerStreamConsumer" ->
                            CompletableFuture.completedFuture(
                                    RegisterStreamConsumerResponse.builder().build());
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
    }

    private static CompletableFuture<DescribeStreamConsumerResponse> described(final ConsumerDescription description) {
        return description.consumerARN() == null
                ? CompletableFuture.failedFuture(
                        ResourceNotFoundException.builder().build())
                : CompletableFuture.completedFuture(DescribeStreamConsumerResponse.builder()
                        .consumerDescription(description)
                        .build());
    }
}
