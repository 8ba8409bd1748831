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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.ConsumeKinesisStream;
import io.shardflow.nifi.kinesis.buffer.Emission;
import io.shardflow.nifi.kinesis.settings.AwsProperties;
import io.shardflow.nifi.kinesis.settings.ConsumerProperties;
import io.shardflow.nifi.kinesis.settings.ConsumerSettings;
import io.shardflow.nifi.kinesis.state.IntervalSteps;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.Test;

class ConsumerRunTest {

    private static final Duration LONG = Duration.ofMinutes(5);

    private final ConsumerRun run = run();

    private static ConsumerRun run() {
        final TestRunner runner = TestRunners.newTestRunner(new ConsumeKinesisStream());
        runner.setProperty(ConsumerProperties.STREAM_NAME, "orders");
        runner.setProperty(ConsumerProperties.APPLICATION_NAME, "orders-to-snowflake");
        runner.setProperty(AwsProperties.REGION, "eu-central-1");
        return new ConsumerRun(
                ConsumerSettings.of(runner.getProcessContext()), runner.getLogger(), IntervalSteps.STANDARD);
    }

    @Test
    void aTaskThatWaitsForTheRunToReadIsLetGoWhenTheProcessorIsUnscheduled() throws Exception {
        final FutureTask<Optional<Emission>> taking = new FutureTask<>(() -> run.take(LONG));
        final Thread task = Thread.ofPlatform().start(taking);
        while (task.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        run.unschedule();
        assertEquals(Optional.empty(), taking.get(1, TimeUnit.MINUTES));
        assertEquals(Optional.empty(), run.take(LONG), "nor does a late one wait");
    }

    @Test
    void aRunThatDoesNotReadYetHasNoBatch() throws InterruptedException {
        final long begin = System.nanoTime();
        assertEquals(Optional.empty(), run.take(Duration.ofMillis(1)));
        assertTrue(System.nanoTime() - begin >= TimeUnit.MILLISECONDS.toNanos(1), "it waited");
    }
}
