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

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.localstack.faults.Fault;
import io.shardflow.localstack.faults.FaultProxy;
import io.shardflow.nifi.kinesis.settings.AwsProperties;
import io.shardflow.nifi.kinesis.settings.ConsumerProperties;
import java.net.URI;
import java.time.Duration;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;

/** DynamoDB takes calls and answers none. */
class HangingStateTableIT {

    @Test
    void recordsAreStillDeliveredForAsLongAsTheLeasesLastAndAStopTakesTenSeconds() {
        try (ConsumerFixture fixture = new ConsumerFixture(4);
                FaultProxy dynamoDb = FaultProxy.before(URI.create(fixture.dynamoDbEndpoint()))) {
            fixture.put(0, 100);
            final TestRunner runner = fixture.runner();
            runner.setProperty(AwsProperties.DYNAMODB_ENDPOINT, dynamoDb.uri().toString());
            runner.setProperty(ConsumerProperties.CHECKPOINT_INTERVAL, "10 ms");
            ConsumerFixture.schedule(runner);
            fixture.awaitRecords(runner, 100);
            dynamoDb.on(FaultProxy.EVERY, new Fault.Silence());
            for (int put = 100; put < 130; put += 10) {
                fixture.put(put, put + 10);
                fixture.awaitRecords(runner, put + 10);
            }
            final long begin = System.nanoTime();
            ConsumerFixture.unschedule(runner);
            final Duration stop = Duration.ofNanos(System.nanoTime() - begin);
            System.out.println("stop while DynamoDB hangs: " + stop.toMillis() + " ms");
            assertFalse(stop.compareTo(Duration.ofSeconds(11)) > 0, "the stop took " + stop);
            dynamoDb.clear();
            assertTrue(ConsumerFixture.count(runner) >= 130);
        }
    }
}
