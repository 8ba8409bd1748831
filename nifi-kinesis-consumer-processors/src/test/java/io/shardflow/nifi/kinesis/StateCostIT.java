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
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.localstack.faults.FaultProxy;
import io.shardflow.nifi.kinesis.settings.AwsProperties;
import io.shardflow.nifi.kinesis.state.RequestsAtRest;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the state table costs while nothing arrives: half of what it was when each lease was renewed every 1.6 s, which was
 * 6.9 requests a second for 4 shards and 14.5 for 16.
 */
@Tag("long")
class StateCostIT {

    private static final Duration SETTLING = Duration.ofSeconds(8);
    private static final Duration COUNTED = Duration.ofSeconds(30);

    @Test
    void aWorkerAtRestWith4ShardsMakesAtMost3Point45RequestsASecond() {
        atRest(4, 3.45);
    }

    @Test
    void aWorkerAtRestWith16ShardsMakesAtMost7Point25RequestsASecond() {
        atRest(16, 7.25);
    }

    private static void atRest(final int shards, final double most) {
        try (ConsumerFixture fixture = new ConsumerFixture(shards);
                FaultProxy dynamoDb = FaultProxy.before(URI.create(fixture.dynamoDbEndpoint()))) {
            fixture.put(0, 100);
            final TestRunner runner = fixture.runner();
            runner.setProperty(AwsProperties.DYNAMODB_ENDPOINT, dynamoDb.uri().toString());
            ConsumerFixture.schedule(runner);
            fixture.awaitRecords(runner, 100);
            trigger(runner, SETTLING);
            dynamoDb.forgetCalls();
            final long begin = System.nanoTime();
            trigger(runner, COUNTED);
            final double seconds = (System.nanoTime() - begin) / 1e9;
            final Map<String, Long> calls = dynamoDb.calls();
            final double perSecond =
                    calls.values().stream().mapToLong(count -> count).sum() / seconds;
            System.out.printf(
                    "%d shards at rest: %.2f requests a second, computed %.2f; in %.0f s %s%n",
                    shards, perSecond, RequestsAtRest.of(shards).perSecond(), seconds, calls);
            assertTrue(perSecond <= most, perSecond + " requests a second: " + calls);
            assertEquals(RequestsAtRest.of(shards).perSecond(), perSecond, 0.15 * most);
        }
    }

    private static void trigger(final TestRunner runner, final Duration time) {
        final long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            runner.run(1, false, false);
        }
    }
}
