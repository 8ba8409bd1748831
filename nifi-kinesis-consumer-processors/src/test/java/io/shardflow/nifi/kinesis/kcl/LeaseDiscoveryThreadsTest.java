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
package io.shardflow.nifi.kinesis.kcl;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.ConsumeKinesisStream;
import io.shardflow.nifi.kinesis.settings.AwsProperties;
import io.shardflow.nifi.kinesis.settings.ConsumerProperties;
import io.shardflow.nifi.kinesis.settings.ConsumerSettings;
import io.shardflow.nifi.kinesis.status.ConsumerStatus;
import io.shardflow.nifi.kinesis.stream.AwsClients;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.nifi.util.MockComponentLog;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.Test;
import software.amazon.kinesis.common.ConfigsBuilder;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.metrics.NullMetricsFactory;

/** Fails when another version of the client library keeps its threads elsewhere, or ends them itself at last. */
class LeaseDiscoveryThreadsTest {

    private final MockComponentLog log = new MockComponentLog("id", this);

    @Test
    void theThreadsOfASchedulerEnd() throws ReflectiveOperationException, InterruptedException, ExecutionException {
        try (AwsClients clients = new AwsClients(settings().aws(), new ConsumerStatus(System::nanoTime))) {
            final Scheduler scheduler = scheduler(clients);
            final ExecutorService pool = LeaseDiscoveryThreads.pool(scheduler);
            final String name =
                    pool.submit(() -> Thread.currentThread().getName()).get();
            assertTrue(name.startsWith("LeaseDiscovery-"), name);
            scheduler.shutdown();
            assertFalse(pool.isShutdown(), "the client library ends the pool itself: LeaseDiscoveryThreads can go");
            LeaseDiscoveryThreads.end(scheduler, log);
            assertTrue(pool.awaitTermination(10, TimeUnit.SECONDS));
            assertTrue(log.getWarnMessages().isEmpty(), log.getWarnMessages()::toString);
        }
    }

    private static Scheduler scheduler(final AwsClients clients) {
        final ConfigsBuilder configs = new ConfigsBuilder(
                "orders", "app", clients.kinesis(), clients.dynamoDb(), clients.cloudWatch(), "worker", () -> null);
        return new Scheduler(
                configs.checkpointConfig(),
                configs.coordinatorConfig(),
                configs.leaseManagementConfig(),
                configs.lifecycleConfig(),
                configs.metricsConfig().metricsFactory(new NullMetricsFactory()),
                configs.processorConfig(),
                configs.retrievalConfig());
    }

    private static ConsumerSettings settings() {
        final TestRunner runner = TestRunners.newTestRunner(ConsumeKinesisStream.class);
        runner.setProperty(ConsumerProperties.STREAM_NAME, "orders");
        runner.setProperty(ConsumerProperties.APPLICATION_NAME, "app");
        runner.setProperty(AwsProperties.REGION, "eu-central-1");
        return ConsumerSettings.of(runner.getProcessContext());
    }
}
