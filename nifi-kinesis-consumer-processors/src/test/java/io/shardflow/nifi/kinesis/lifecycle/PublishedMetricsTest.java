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
package io.shardflow.nifi.kinesis.lifecycle;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.CloudWatchForTests;
import io.shardflow.nifi.kinesis.CloudWatchForTests.Answer;
import io.shardflow.nifi.kinesis.CloudWatchForTests.Datum;
import io.shardflow.nifi.kinesis.ConsumeKinesisStream;
import io.shardflow.nifi.kinesis.settings.AuthenticationStrategy;
import io.shardflow.nifi.kinesis.settings.AwsProperties;
import io.shardflow.nifi.kinesis.settings.ConsumerProperties;
import io.shardflow.nifi.kinesis.settings.ConsumerSettings;
import io.shardflow.nifi.kinesis.settings.MetricsPublishing;
import io.shardflow.nifi.kinesis.settings.MetricsSettings;
import io.shardflow.nifi.kinesis.status.ConsumerStatus;
import io.shardflow.nifi.kinesis.status.Progress;
import io.shardflow.nifi.kinesis.status.ShardLag;
import io.shardflow.nifi.kinesis.stream.AwsClients;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.MockComponentLog;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PublishedMetricsTest {

    private static final Duration INTERVAL = Duration.ofMillis(50);
    private static final Progress PROGRESS = new Progress(
            List.of(new ShardLag("shardId-000000000000", 0), new ShardLag("shardId-000000000001", 7_000)),
            Duration.ZERO,
            List.of(),
            new ConsumerStatus.Committed(0, 0));

    private static final AwsClients CLIENTS =
            new AwsClients(settings("http://127.0.0.1:9").aws(), new ConsumerStatus(System::nanoTime));

    private final CloudWatchForTests cloudWatch = new CloudWatchForTests();
    private final MockComponentLog log = new MockComponentLog("1", this);
    private final PublishedMetrics metrics = metrics(settings(cloudWatch.endpoint()));

    @AfterEach
    void close() {
        metrics.close();
        cloudWatch.close();
    }

    @AfterAll
    static void closeClients() {
        CLIENTS.close();
    }

    @Test
    void theLagOfEachShardAndTheWorstAreSent() {
        look();
        awaitSeen(4);
        assertTrue(cloudWatch
                .seen()
                .contains(new Datum(
                        "app",
                        "Lag",
                        Map.of("Operation", "Progress", "ShardId", "shardId-000000000000"),
                        "Milliseconds",
                        0)));
        assertTrue(cloudWatch
                .seen()
                .contains(new Datum(
                        "app",
                        "Lag",
                        Map.of("Operation", "Progress", "ShardId", "shardId-000000000001"),
                        "Milliseconds",
                        7_000)));
        assertTrue(cloudWatch
                .seen()
                .contains(new Datum("app", "Lag", Map.of("Operation", "ApplicationTracker"), "Milliseconds", 7_000)));
    }

    @Test
    void aRefusalIsSaidOnceWithActionAndRemedyAndThatItIsOver() {
        cloudWatch.answer(Answer.DENIED);
        await().until(() -> {
            look();
            return cloudWatch.calls() > 3;
        });
        assertEquals(1, warnings().size(), warnings()::toString);
        final String said = warnings().getFirst();
        assertTrue(said.contains("AWS denies cloudwatch:PutMetricData in the namespace \"app\": User: nifi"), said);
        assertTrue(said.contains("docs/iam.md"), said);
        assertTrue(said.contains("Metrics Publishing to Disabled"), said);

        cloudWatch.answer(Answer.TAKEN);
        awaitSeen(1);
        await().until(() -> {
            look();
            return warnings().size() > 1;
        });
        assertTrue(warnings().get(1).contains("Metrics reach CloudWatch again"), warnings()::toString);
    }

    @Test
    void oneThatIsNotThereIsSaidWithTheSettings() {
        final PublishedMetrics nowhere = metrics(settings("http://127.0.0.1:9"));
        try {
            await().until(() -> {
                nowhere.look(() -> PROGRESS);
                return !warnings().isEmpty();
            });
        } finally {
            nowhere.close();
        }
        final String said = warnings().getFirst();
        assertTrue(said.contains("CloudWatch cannot be reached"), said);
        assertTrue(said.contains("CloudWatch Endpoint Override URL"), said);
    }

    /** Though more is left than fits into one call; the thread that sends it ends with the call that it waits for. */
    @Test
    @Tag("long")
    void oneThatIsSilentDoesNotHoldUpTheEnd() {
        cloudWatch.answer(Answer.SILENCE);
        final Progress large = new Progress(
                IntStream.range(0, 200)
                        .mapToObj(shard -> new ShardLag("shardId-" + shard, 0))
                        .toList(),
                Duration.ZERO,
                List.of(),
                new ConsumerStatus.Committed(0, 0));
        await().until(() -> {
            metrics.look(() -> large);
            return cloudWatch.calls() > 0;
        });
        final long begin = System.nanoTime();
        metrics.close();
        final Duration took = Duration.ofNanos(System.nanoTime() - begin);
        assertTrue(took.compareTo(Duration.ofSeconds(7)) < 0, took::toString);
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("cw-metrics-publisher")
                        || thread.getName().equals("shardflow-close-metrics")));
    }

    @Test
    void nothingIsMadeUnlessItIsWanted() {
        final TestRunner runner = runner();
        runner.setProperty(MetricsSettings.CLOUDWATCH_ENDPOINT, cloudWatch.endpoint());
        assertEquals(
                Optional.empty(), PublishedMetrics.of(ConsumerSettings.of(runner.getProcessContext()), CLIENTS, log));
    }

    private void look() {
        metrics.look(() -> PROGRESS);
    }

    private void awaitSeen(final int data) {
        await().until(() -> {
            look();
            return cloudWatch.seen().size() >= data;
        });
    }

    private List<String> warnings() {
        return log.getWarnMessages().stream().map(LogMessage::getMsg).toList();
    }

    private PublishedMetrics metrics(final ConsumerSettings of) {
        return new PublishedMetrics(of, CLIENTS, INTERVAL, System::nanoTime, log);
    }

    private static ConsumerSettings settings(final String endpoint) {
        final TestRunner runner = runner();
        runner.setProperty(MetricsSettings.PUBLISHING, MetricsPublishing.CLOUDWATCH);
        runner.setProperty(MetricsSettings.CLOUDWATCH_ENDPOINT, endpoint);
        runner.assertValid();
        return ConsumerSettings.of(runner.getProcessContext());
    }

    private static TestRunner runner() {
        final TestRunner runner = TestRunners.newTestRunner(ConsumeKinesisStream.class);
        runner.setProperty(ConsumerProperties.STREAM_NAME, "orders");
        runner.setProperty(ConsumerProperties.APPLICATION_NAME, "app");
        runner.setProperty(AwsProperties.REGION, "eu-central-1");
        runner.setProperty(AwsProperties.AUTHENTICATION_STRATEGY, AuthenticationStrategy.ACCESS_KEY);
        runner.setProperty(AwsProperties.ACCESS_KEY_ID, "id");
        runner.setProperty(AwsProperties.SECRET_ACCESS_KEY, "secret");
        return runner;
    }
}
