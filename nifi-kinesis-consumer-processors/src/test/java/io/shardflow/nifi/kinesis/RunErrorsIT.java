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

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import org.apache.nifi.components.state.StateManager;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;

/** Errors in the consumer's own thread, where NiFi's state, which it asks first, throws them, and in NiFi's tasks. */
class RunErrorsIT {

    @Test
    void whateverIsThrownHaltsWithABulletinAndANewStartWorks() {
        final List<Error> errors = List.of(
                new OutOfMemoryError("Java heap space"),
                new StackOverflowError(),
                new ExceptionInInitializerError("no such NAR"),
                new AssertionError("a fault of ours"));
        try (ConsumerFixture fixture = new ConsumerFixture(1)) {
            fixture.put(0, 10);
            final TestRunner runner = fixture.runner();
            for (final Error error : errors) {
                startWithStateThatThrows(runner, error);
                ConsumerFixture.awaitError(
                        runner, "The consumer has halted: " + error.getClass().getName());
                await().atMost(Duration.ofSeconds(20)).until(() -> isDead(fixture));
                ConsumerFixture.unschedule(runner);
            }
            ConsumerFixture.schedule(runner);
            assertEquals(ConsumerFixture.range(0, 10), ConsumerFixture.numbers(fixture.awaitRecords(runner, 10)));
        }
    }

    /** The first batch is out for ever, as one that an error has left out of the queue and out of the session. */
    @Test
    void afterAnErrorInATaskWhatItHasLostIsReadAgain() {
        try (ConsumerFixture fixture = new ConsumerFixture(1)) {
            fixture.put(0, 10);
            final TestRunner runner = fixture.runner();
            final ConsumeKinesisStream processor = (ConsumeKinesisStream) runner.getProcessor();
            ConsumerFixture.schedule(runner);
            final HeldSession lost = new HeldSession(runner);
            await().atMost(ConsumerFixture.PATIENCE).until(() -> lost.trigger(processor, runner));
            fixture.put(10, 20);
            await().atMost(ConsumerFixture.PATIENCE).until(() -> meetsErrorAtItsBatch(processor, runner));
            await("those of the lost batch for the second time, and the others")
                    .atMost(ConsumerFixture.PATIENCE)
                    .until(() -> {
                        runner.run(1, false, false);
                        final List<Integer> seen = ConsumerFixture.numbers(ConsumerFixture.records(runner));
                        return seen.stream().filter(n -> n < 10).count() == 20
                                && seen.stream().distinct().toList().equals(ConsumerFixture.range(0, 20));
                    });
            assertTrue(runner.getLogger().getErrorMessages().stream()
                    .anyMatch(message -> message.getMsg().contains("a task of NiFi met java.lang.OutOfMemoryError")));
        }
    }

    /** Triggers once with a session that has no memory for a FlowFile. */
    private static boolean meetsErrorAtItsBatch(final ConsumeKinesisStream processor, final TestRunner runner) {
        final ProcessSession session = runner.getProcessSessionFactory().createSession();
        final ProcessSession full = (ProcessSession) Proxy.newProxyInstance(
                ProcessSession.class.getClassLoader(),
                new Class<?>[] {ProcessSession.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("create")) {
                        throw new OutOfMemoryError("Java heap space");
                    }
                    return method.invoke(session, arguments);
                });
        try {
            processor.onTrigger(runner.getProcessContext(), full);
            return false;
        } catch (final OutOfMemoryError e) {
            return true;
        }
    }

    private static void startWithStateThatThrows(final TestRunner runner, final Error error) {
        final StateManager state = (StateManager) Proxy.newProxyInstance(
                StateManager.class.getClassLoader(),
                new Class<?>[] {StateManager.class},
                (proxy, method, arguments) -> {
                    throw error;
                });
        final ProcessContext context = ContextWith.answer(runner, "getStateManager", state);
        final ConsumeKinesisStream processor = (ConsumeKinesisStream) runner.getProcessor();
        processor.schedule(context);
        processor.onTrigger(context, runner.getProcessSessionFactory().createSession());
    }

    private static boolean isDead(final ConsumerFixture fixture) {
        return Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("shardflow-consumer-" + fixture.application));
    }
}
