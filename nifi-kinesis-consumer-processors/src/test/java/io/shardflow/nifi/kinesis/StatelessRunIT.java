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
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.nifi.processor.exception.TerminatedTaskException;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;

/**
 * What NiFi's Stateless engine does to a processor in moments that a test of the whole NiFi cannot bring about; what it does
 * the rest of the time is StatelessGroupIT's matter. In its version 2.3.0, a run that times out calls all failure callbacks
 * of its sessions and forgets them, one after which the processor is still at work in commitAsync; the next run that
 * succeeds then calls the success callback of the session that timed out (StandardExecutionProgress, AsynchronousCommitTracker).
 */
class StatelessRunIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void whatARunHeldThatTimedOutWhileItsSessionWasCommittedComesAgain() {
        try (ConsumerFixture fixture = new ConsumerFixture(1)) {
            final TestRunner runner = fixture.runner();
            final ConsumeKinesisStream processor = (ConsumeKinesisStream) runner.getProcessor();
            fixture.put(0, 100);
            ConsumerFixture.schedule(runner);
            final HeldSession timedOut = HeldSession.thatIsTerminatedByItsCommit(runner);
            await().atMost(PATIENCE).until(() -> {
                try {
                    return timedOut.trigger(processor, runner);
                } catch (final TerminatedTaskException e) {
                    return true;
                }
            });

            timedOut.callSuccess();
            // NiFi has dropped what the session held
            runner.clearTransferState();

            assertEquals(ConsumerFixture.range(0, 100), ConsumerFixture.numbers(fixture.awaitRecords(runner, 100)));
            assertEquals(
                    100, runner.getCounterValue("Records Consumed"), "those of the run that timed out do not count");
        }
    }

    /** NiFi counts what a session adjusts when the session is done, in a Stateless group long before the run is. */
    @Test
    void recordsAreCountedWhenTheirRunHasCommitted() {
        try (ConsumerFixture fixture = new ConsumerFixture(1)) {
            final TestRunner runner = fixture.runner();
            final ConsumeKinesisStream processor = (ConsumeKinesisStream) runner.getProcessor();
            fixture.put(0, 100);
            ConsumerFixture.schedule(runner);
            final HeldSession held = new HeldSession(runner);
            await().atMost(PATIENCE).until(() -> held.trigger(processor, runner));
            held.commitWithoutCallback();
            assertNull(runner.getCounterValue("Records Consumed"));

            held.callSuccess();
            runner.run(1, false, false);

            assertEquals(100, runner.getCounterValue("Records Consumed"));
            assertEquals(100, runner.getCounterValue("Records Consumed for shardId-000000000000"));
            assertEquals(
                    runner.getCounterValue("Bytes Consumed"),
                    runner.getCounterValue("Bytes Consumed for shardId-000000000000"));
        }
    }

    /** NiFi triggers a Stateless group again and again for a tenth of a second, whether the processor yields or not. */
    @Test
    void noMoreThanTwentyTriggersASecondThoughYieldsAreIgnoredWhileTheProcessorCannotRead() {
        final TestRunner runner = ConsumerFixture.runner("stream", "app", "http://127.0.0.1:1", "http://127.0.0.1:1");
        ConsumerFixture.schedule(runner);
        final long begin = System.nanoTime();
        runner.run(20, false, false);
        final long time = System.nanoTime() - begin;
        ConsumerFixture.unschedule(runner);
        assertTrue(time > TimeUnit.SECONDS.toNanos(1), time + " ns for 20 triggers");
    }
}
