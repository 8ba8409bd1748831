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

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.localstack.faults.Fault;
import io.shardflow.localstack.faults.FaultProxy;
import java.net.URI;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The lag that stands in NiFi's counters, and the line a minute, of a processor that reads a stream. */
@Tag("long")
class LagIT {

    private static final String LAG = "Lag Milliseconds";

    /** Longer than what counts as silence, and than the counters' interval. */
    private static final Duration HELD_UP = Duration.ofSeconds(8);

    @Test
    void itIsTheAgeOfWhatNobodyTakesAndIsGoneWithItsCommit() {
        try (ConsumerFixture fixture = new ConsumerFixture(2)) {
            final TestRunner runner = fixture.runner();
            ConsumerFixture.schedule(runner);
            fixture.put(0, 100);
            fixture.awaitRecords(runner, 100);
            awaitNoLag(runner, 2);

            fixture.put(100, 200);
            pass(HELD_UP);
            runner.run(1, false, false);

            final long lag = counter(runner, LAG);
            assertTrue(lag >= HELD_UP.toMillis() && lag < 60_000, () -> "lag " + lag);
            assertEquals(lag, Math.max(ofShard(runner, 0), ofShard(runner, 1)));

            fixture.awaitRecords(runner, 200);
            awaitNoLag(runner, 2);
            assertEquals(200, counter(runner, "Records Consumed"));
        }
    }

    @Test
    void itGrowsWhileKinesisDoesNotAnswerThoughAllWasReadAndIsGoneWhenItDoes() {
        try (ConsumerFixture fixture = new ConsumerFixture(2);
                FaultProxy kinesis = FaultProxy.before(URI.create(fixture.kinesisEndpoint()))) {
            final TestRunner runner = ConsumerFixture.runner(
                    fixture.stream, fixture.application, kinesis.uri().toString(), fixture.dynamoDbEndpoint());
            ConsumerFixture.schedule(runner);
            try {
                fixture.put(0, 100);
                fixture.awaitRecords(runner, 100);
                awaitNoLag(runner, 2);

                kinesis.on(
                        "GetRecords", new Fault.Refusal(400, "ProvisionedThroughputExceededException", "Slow down."));

                await().atMost(ConsumerFixture.PATIENCE).until(() -> {
                    runner.run(1, false, false);
                    return counter(runner, LAG) > 15_000;
                });
                assertTrue(counter(runner, "Failed Calls") > 2);
                assertTrue(counter(runner, "Failing Calls") > 0);

                kinesis.clear();
                awaitNoLag(runner, 2);
                assertEquals(0, counter(runner, "Failing Calls"));
            } finally {
                ConsumerFixture.unschedule(runner);
            }
        }
    }

    @Test
    void oneLineAMinuteTellsOfItThoughNiFiDoesNotTrigger() {
        try (ConsumerFixture fixture = new ConsumerFixture(1)) {
            final TestRunner runner = fixture.runner();
            ConsumerFixture.schedule(runner);
            fixture.put(0, 100);
            fixture.awaitRecords(runner, 100);
            fixture.put(100, 150);
            await().atMost(ConsumerFixture.PATIENCE)
                    .until(() -> lines(runner).findAny().isPresent());
            final String line = lines(runner).findFirst().orElseThrow();
            assertTrue(
                    line.matches(".*In the last \\d+ s: 100 records, 0\\.0 MB\\. Shards held: 1\\."
                            + " Lag: [1-9]\\d\\.\\d s \\(shardId-000000000000\\)\\. Failing calls: 0"),
                    line);
        }
    }

    private static Stream<String> lines(final TestRunner runner) {
        return runner.getLogger().getInfoMessages().stream()
                .map(LogMessage::getMsg)
                .filter(message -> message.contains("In the last"));
    }

    private static void awaitNoLag(final TestRunner runner, final int shards) {
        await().atMost(ConsumerFixture.PATIENCE).until(() -> {
            runner.run(1, false, false);
            return counter(runner, "Shards Held") == shards && counter(runner, LAG) == 0;
        });
    }

    /** Nobody triggers meanwhile. */
    private static void pass(final Duration time) {
        final long end = System.nanoTime() + time.toNanos();
        await().atMost(time.plusSeconds(30)).until(() -> System.nanoTime() - end > 0);
    }

    private static long ofShard(final TestRunner runner, final int shard) {
        return counter(runner, LAG + " for shardId-00000000000" + shard);
    }

    private static long counter(final TestRunner runner, final String name) {
        final Long value = runner.getCounterValue(name);
        return value == null ? 0 : value;
    }
}
