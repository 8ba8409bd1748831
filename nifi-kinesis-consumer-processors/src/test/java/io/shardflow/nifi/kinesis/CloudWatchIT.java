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

import io.shardflow.nifi.kinesis.CloudWatchForTests.Answer;
import io.shardflow.nifi.kinesis.CloudWatchForTests.Datum;
import io.shardflow.nifi.kinesis.settings.MetricsPublishing;
import io.shardflow.nifi.kinesis.settings.MetricsSettings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a consumer that reads a stream sends to CloudWatch. */
@Tag("long")
class CloudWatchIT {

    private static final List<String> SHARDS = List.of("shardId-000000000000", "shardId-000000000001");

    @Test
    void eachShardHasItsLagAlsoWhileNiFiDoesNotTriggerAndTheClientLibrarysOwn() {
        try (CloudWatchForTests cloudWatch = new CloudWatchForTests();
                ConsumerFixture fixture = new ConsumerFixture(SHARDS.size())) {
            final TestRunner runner = runner(fixture, cloudWatch);
            ConsumerFixture.schedule(runner);
            fixture.put(0, 100);
            fixture.awaitRecords(runner, 100);
            fixture.put(100, 200);

            // nobody triggers from here on
            await().atMost(ConsumerFixture.PATIENCE)
                    .until(() -> SHARDS.stream().allMatch(shard -> last(cloudWatch, "Progress", "Lag", shard)
                            .filter(lag -> lag.maximum() > 20_000)
                            .isPresent()));
            SHARDS.forEach(shard -> assertTrue(
                    last(cloudWatch, "ProcessTask", "MillisBehindLatest", shard).isPresent()));

            fixture.awaitRecords(runner, 200);
            ConsumerFixture.unschedule(runner);
            awaitNoThread();
            assertTrue(cloudWatch.seen().stream()
                    .allMatch(datum -> datum.namespace().equals(fixture.application)));
            assertEquals(
                    Set.of("Operation", "ShardId"),
                    cloudWatch.seen().stream()
                            .flatMap(datum -> datum.dimensions().keySet().stream())
                            .collect(Collectors.toSet()));
            final Set<String> metrics = cloudWatch.seen().stream()
                    .map(datum -> datum.dimensions() + " " + datum.name())
                    .collect(Collectors.toCollection(TreeSet::new));
            System.out.println(metrics.size() + " metrics in " + cloudWatch.calls() + " calls");
        }
    }

    @Test
    void oneThatRefusesIsSaidOnceAndRecordsComeAllTheSame() {
        try (CloudWatchForTests cloudWatch = new CloudWatchForTests();
                ConsumerFixture fixture = new ConsumerFixture(1)) {
            cloudWatch.answer(Answer.DENIED);
            final TestRunner runner = runner(fixture, cloudWatch);
            ConsumerFixture.schedule(runner);
            fixture.put(0, 100);
            fixture.awaitRecords(runner, 100);
            await().atMost(ConsumerFixture.PATIENCE).until(() -> cloudWatch.calls() > 2);
            fixture.put(100, 200);
            fixture.awaitRecords(runner, 200);
            assertEquals(1, warnings(runner).size(), warnings(runner)::toString);
            assertTrue(
                    warnings(runner).getFirst().contains("AWS denies cloudwatch:PutMetricData"),
                    warnings(runner)::toString);
            assertEquals(List.of(), runner.getLogger().getErrorMessages());
        }
    }

    private static TestRunner runner(final ConsumerFixture fixture, final CloudWatchForTests cloudWatch) {
        final TestRunner runner = fixture.runner();
        runner.setProperty(MetricsSettings.PUBLISHING, MetricsPublishing.CLOUDWATCH);
        runner.setProperty(MetricsSettings.CLOUDWATCH_ENDPOINT, cloudWatch.endpoint());
        return runner;
    }

    private static Optional<Datum> last(
            final CloudWatchForTests cloudWatch, final String operation, final String name, final String shardId) {
        return cloudWatch.seen().reversed().stream()
                .filter(datum -> datum.name().equals(name)
                        && shardId.equals(datum.dimensions().get("ShardId"))
                        && operation.equals(datum.dimensions().get("Operation")))
                .findFirst();
    }

    private static void awaitNoThread() {
        await().atMost(ConsumerFixture.PATIENCE).until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("cw-metrics-publisher")
                        || thread.getName().equals("shardflow-close-metrics")));
    }

    private static List<String> warnings(final TestRunner runner) {
        return runner.getLogger().getWarnMessages().stream()
                .map(LogMessage::getMsg)
                .filter(message -> message.contains("CloudWatch"))
                .toList();
    }
}
