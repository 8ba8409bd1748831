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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.shardflow.nifi.kinesis.settings.ConsumerProperties;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.nifi.scheduling.ExecutionNode;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What NiFi's life-cycle callbacks do to leases and checkpoints. */
class LifecycleIT {

    private static final String SHARD = "shardId-000000000000";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** More than two looks of the state guard. */
    private static final Duration SLOW_STOP = Duration.ofSeconds(12);

    @Test
    void aScheduledProcessorThatIsNeverTriggeredHoldsNothing() {
        try (ConsumerFixture fixture = new ConsumerFixture(1)) {
            final TestRunner runner = fixture.runner();
            runner.run(0, false, true);
            await().during(Duration.ofSeconds(3))
                    .atMost(PATIENCE)
                    .until(() -> !fixture.dynamoDb.listTables().tableNames().contains(fixture.application)
                            && thread(fixture).isEmpty());
            fixture.put(0, 10);
            assertEquals(ConsumerFixture.range(0, 10), ConsumerFixture.numbers(fixture.awaitRecords(runner, 10)));
        }
    }

    @Test
    void backPressureKeepsTheLeases() {
        try (ConsumerFixture fixture = new ConsumerFixture(1)) {
            final TestRunner runner = fixture.runner();
            fixture.put(0, 10);
            ConsumerFixture.schedule(runner);
            fixture.awaitRecords(runner, 10);
            final String owner = owner(fixture);
            await().during(SLOW_STOP).atMost(PATIENCE).until(() -> owner.equals(owner(fixture)));
        }
    }

    @Test
    void aNodeThatIsNoLongerPrimaryLeavesItsShardsAndHoldsNothingUntilItIsTriggeredAgain() {
        try (ConsumerFixture fixture = new ConsumerFixture(2)) {
            final TestRunner former = fixture.runner();
            former.setProperty(ConsumerProperties.CHECKPOINT_INTERVAL, "60 sec");
            schedulePrimaryNodeOnly(former);
            fixture.put(0, 100);
            fixture.awaitRecords(former, 100);
            becomePrimary(former, false);
            // NiFi had let this one pass before
            former.run(1, false, false);
            await().atMost(Duration.ofSeconds(15))
                    .until(() -> owner(fixture) == null && thread(fixture).isEmpty());

            final TestRunner next = fixture.runner();
            schedulePrimaryNodeOnly(next);
            fixture.put(100, 200);
            assertEquals(ConsumerFixture.range(100, 200), ConsumerFixture.numbers(fixture.awaitRecords(next, 100)));

            becomePrimary(next, false);
            becomePrimary(former, true);
            fixture.put(200, 300);
            former.clearTransferState();
            assertEquals(ConsumerFixture.range(200, 300), ConsumerFixture.numbers(fixture.awaitRecords(former, 100)));
        }
    }

    @Test
    void onAllNodesAChangeOfThePrimaryNodeChangesNothing() {
        try (ConsumerFixture fixture = new ConsumerFixture(1)) {
            final TestRunner runner = fixture.runner();
            fixture.put(0, 10);
            ConsumerFixture.schedule(runner);
            fixture.awaitRecords(runner, 10);
            final String owner = owner(fixture);
            becomePrimary(runner, false);
            await().during(Duration.ofSeconds(3)).atMost(PATIENCE).until(() -> owner.equals(owner(fixture)));
        }
    }

    /** NiFi's Terminate: the processor is unscheduled, replaced by a new one with its local state, and never stopped. */
    @Test
    void aTerminatedProcessorLeavesItsShardsToItsSuccessor() {
        try (ConsumerFixture fixture = new ConsumerFixture(4)) {
            final String workerId = "shardflow-" + UUID.randomUUID();
            final TestRunner terminated = fixture.runner();
            ConsumerFixture.workerId(terminated, workerId);
            ConsumerFixture.schedule(terminated);
            fixture.put(0, 100);
            fixture.awaitRecords(terminated, 100);
            ((ConsumeKinesisStream) terminated.getProcessor()).unschedule();

            final TestRunner successor = fixture.runner();
            ConsumerFixture.workerId(successor, workerId);
            ConsumerFixture.schedule(successor);
            fixture.put(100, 300);
            await().atMost(PATIENCE).until(() -> {
                successor.run(1, false, false);
                return new HashSet<>(ConsumerFixture.numbers(ConsumerFixture.records(
                                successor.getFlowFilesForRelationship(ConsumeKinesisStream.SUCCESS))))
                        .containsAll(ConsumerFixture.range(100, 300));
            });
        }
    }

    @Test
    void whatIsCommittedWhileAStopTakesItsTimeIsCheckpointed() {
        nothingComesAgainAfterAStopThatTakes(SLOW_STOP);
    }

    @Test
    @Tag("long")
    void whatIsCommittedWhileAStopTakesAMinuteIsCheckpointed() {
        nothingComesAgainAfterAStopThatTakes(Duration.ofSeconds(60));
    }

    private static void nothingComesAgainAfterAStopThatTakes(final Duration time) {
        try (ConsumerFixture fixture = new ConsumerFixture(1)) {
            final TestRunner runner = fixture.runner();
            final ConsumeKinesisStream processor = (ConsumeKinesisStream) runner.getProcessor();
            runner.setProperty(ConsumerProperties.CHECKPOINT_INTERVAL, "10 min");
            fixture.put(0, 100);
            ConsumerFixture.schedule(runner);
            fixture.awaitRecords(runner, 100);
            fixture.put(100, 200);
            final HeldSession held = new HeldSession(runner);
            await().atMost(PATIENCE).until(() -> held.trigger(processor, runner));
            final String owner = owner(fixture);

            runner.unSchedule();
            // not to be emitted any more, but read by the client library all the while
            fixture.put(200, 300);
            await().atMost(PATIENCE).until(() -> !checkpoint(fixture).equals("TRIM_HORIZON"));
            await().during(time).atMost(time.plus(PATIENCE)).until(() -> owner.equals(owner(fixture)));
            held.commit();
            runner.stop();

            ConsumerFixture.schedule(runner);
            assertEquals(ConsumerFixture.range(0, 300), ConsumerFixture.numbers(fixture.awaitRecords(runner, 300)));
        }
    }

    @Test
    void aStopDuringTheCloseOfAFailedAttemptStillGivesTheLeasesUpInCompany() {
        try (ConsumerFixture fixture = new ConsumerFixture(1)) {
            final TestRunner first = fixture.runner();
            fixture.put(0, 10);
            ConsumerFixture.schedule(first);
            fixture.awaitRecords(first, 10);
            final Thread attempts = thread(fixture).orElseThrow();
            final String worker = owner(fixture);
            final TestRunner company = fixture.runner();
            ConsumerFixture.schedule(company);
            await("two workers").atMost(PATIENCE).until(() -> workers(fixture) == 2);

            // what ends an attempt and nothing else
            attempts.interrupt();
            await().pollInterval(Duration.ofMillis(1)).atMost(PATIENCE).until(() -> isClosing(attempts));
            first.unSchedule();
            first.stop();

            assertFalse(worker.equals(owner(fixture)));
            assertNull(fixture.leaseAttribute(worker, "leaseKey"));
        }
    }

    private static boolean isClosing(final Thread attempts) {
        return List.of(attempts.getStackTrace()).stream()
                .anyMatch(frame -> frame.getMethodName().equals("close"));
    }

    private static long workers(final ConsumerFixture fixture) {
        return fixture.dynamoDb.scan(request -> request.tableName(fixture.application)).items().stream()
                .filter(item -> item.containsKey("lut"))
                .count();
    }

    private static void schedulePrimaryNodeOnly(final TestRunner runner) {
        becomePrimary(runner, true);
        ((ConsumeKinesisStream) runner.getProcessor())
                .schedule(ContextWith.answer(runner, "getExecutionNode", ExecutionNode.PRIMARY));
    }

    private static void becomePrimary(final TestRunner runner, final boolean primary) {
        runner.setIsConfiguredForClustering(true);
        if (!primary) {
            runner.setPrimaryNode(true);
        }
        runner.setPrimaryNode(primary);
    }

    private static Optional<Thread> thread(final ConsumerFixture fixture) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("shardflow-consumer-" + fixture.application))
                .findAny();
    }

    private static String owner(final ConsumerFixture fixture) {
        final var owner = fixture.leaseAttribute(SHARD, "leaseOwner");
        return owner == null ? null : owner.s();
    }

    private static String checkpoint(final ConsumerFixture fixture) {
        final var checkpoint = fixture.leaseAttribute(SHARD, "checkpoint");
        assertNotNull(checkpoint);
        return checkpoint.s();
    }
}
