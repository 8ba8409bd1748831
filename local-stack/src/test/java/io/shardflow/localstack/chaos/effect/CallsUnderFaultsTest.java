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
package io.shardflow.localstack.chaos.effect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.shardflow.localstack.chaos.plan.Backend;
import io.shardflow.localstack.chaos.plan.CallFault;
import io.shardflow.localstack.chaos.plan.Moment;
import io.shardflow.localstack.faults.Fault;
import io.shardflow.localstack.faults.FaultProxy;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of calls through a proxy while a disturbance is at work on it. */
@Timeout(120)
class CallsUnderFaultsTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(10);

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> arrived = new CopyOnWriteArrayList<>();
    /** Who has it keeps the service from answering. */
    private final Semaphore answering = new Semaphore(1);

    private HttpServer service;
    private FaultProxy proxy;
    private FaultProxy checkpoints;

    @BeforeEach
    void start() throws IOException {
        service = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        service.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            arrived.add(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
            answering.acquireUninterruptibly();
            answering.release();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        service.start();
        final URI address =
                URI.create("http://127.0.0.1:" + service.getAddress().getPort());
        proxy = FaultProxy.before(address);
        checkpoints = FaultProxy.before(address);
    }

    @AfterEach
    void stop() {
        proxy.close();
        checkpoints.close();
        service.stop(0);
        http.close();
    }

    @Test
    void theCallThatIsWaitedForIsCaughtAndOthersAreLeftAlone() throws Exception {
        final CompletableFuture<Void> deed = new CompletableFuture<>();
        final Future<?> waiting = waitFor(Moment.LOCK, deed, Fault.BeforeCall::new, LONG);
        call(Moment.COMMIT.name());
        while (!deed.isDone()) {
            try {
                call(Moment.LOCK.name());
            } catch (final IOException e) {
                assertThat(deed).isDone();
            }
        }
        waiting.get();
        call(Moment.LOCK.name());
        assertThat(arrived).startsWith(Moment.COMMIT.name()).endsWith(Moment.LOCK.name());
    }

    @Test
    void noCommitArrivesUntilACallOfTheSlowPathIsCaught() throws Exception {
        final CompletableFuture<Void> deed = new CompletableFuture<>();
        final Future<?> waiting = waitFor(Moment.INSERT, deed, Fault.Meanwhile::new, LONG);
        await().until(() -> !answers(Moment.COMMIT.name()));
        assertThat(answers(Moment.COMMIT.name())).isFalse();
        call(Moment.INSERT.name());
        waiting.get();
        assertThat(deed).isDone();
        assertThat(answers(Moment.COMMIT.name())).isTrue();
    }

    @Test
    void commitsAreLostUntilALookWhereWhatComesAfterThemIsWaitedFor() throws Exception {
        final CompletableFuture<Void> deed = new CompletableFuture<>();
        final Future<?> waiting = waitFor(Moment.DROP, deed, Fault.Meanwhile::new, LONG);
        await().until(() -> !answers(Moment.COMMIT.name()));
        assertThat(answers(Moment.COMMIT.name())).isFalse();
        call(Moment.LOOK.name());
        await().until(() -> answers(Moment.COMMIT.name()));
        call(Moment.DROP.name());
        waiting.get();
        assertThat(deed).isDone();
    }

    @Test
    void neitherCommitNorEndOfSessionArrivesWhereAnAbortIsWaitedFor() throws Exception {
        final CompletableFuture<Void> deed = new CompletableFuture<>();
        final Future<?> waiting = waitFor(Moment.ABORT, deed, Fault.Meanwhile::new, LONG);
        await().until(() -> !answers(Moment.COMMIT.name()));
        assertThat(answers(CaughtCall.SESSION_END)).isFalse();
        call(Moment.ABORT.name());
        waiting.get();
        assertThat(deed).isDone();
        assertThat(answers(CaughtCall.SESSION_END)).isTrue();
    }

    @Test
    void tokensAreChangedBeforeEachLockUntilALookUnderTheLockIsCaught() throws Exception {
        final CompletableFuture<Void> deed = new CompletableFuture<>();
        final AtomicInteger changes = new AtomicInteger();
        final FutureTask<Void> waiting = new FutureTask<>(() -> {
            new CaughtCall(proxy, Moment.LOOK_INSIDE, LONG)
                    .await(() -> deed.complete(null), Fault.Meanwhile::new, changes::incrementAndGet);
            return null;
        });
        Thread.ofVirtual().start(waiting);
        await().until(() -> {
            call(Moment.LOCK.name());
            return changes.get() > 1;
        });
        call(Moment.LOOK_INSIDE.name());
        waiting.get();
        final int before = changes.get();
        call(Moment.LOCK.name());
        assertThat(changes).hasValue(before);
        assertThat(deed).isDone();
    }

    @Test
    void theRowsOfTheLedgerAreTakenAwayWhereThatBringsTheCallAbout() throws Exception {
        final CompletableFuture<Void> deed = new CompletableFuture<>();
        final FutureTask<Void> waiting = new FutureTask<>(() -> {
            new CaughtCall(proxy, Moment.LEDGER_INSERT, LONG)
                    .await(() -> deed.complete(null), Fault.BeforeCall::new, () -> {
                        try {
                            answers(Moment.LEDGER_INSERT.name());
                        } catch (final InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    });
            return null;
        });
        Thread.ofVirtual().start(waiting);
        waiting.get();
        assertThat(deed).isDone();
        assertThatThrownBy(
                        () -> new CaughtCall(proxy, Moment.LEDGER_INSERT, SHORT).await(() -> {}, Fault.BeforeCall::new))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aCallThatDoesNotComeIsMissedAndNothingIsCaughtAfterwards() throws Exception {
        final CompletableFuture<Void> deed = new CompletableFuture<>();
        assertThatThrownBy(() -> new CaughtCall(proxy, Moment.INSERT, SHORT)
                        .await(() -> deed.complete(null), Fault.BeforeCall::new))
                .isInstanceOf(MissedException.class);
        call(Moment.INSERT.name());
        call(Moment.COMMIT.name());
        assertThat(deed).isNotDone();
    }

    @Test
    void aFaultThatNoCallMeetsIsMissedAndNoneMeetsItAfterwards() throws Exception {
        final CallEffect effect = new CallEffect(proxy, "GetRecords", CallFault.HANG_UP, SHORT);
        call("ListShards");
        assertThatThrownBy(effect::begin).isInstanceOf(MissedException.class);
        assertThat(answers("GetRecords")).isTrue();
    }

    @Test
    void aFaultBeginsWithTheFirstCallThatMeetsItAndMeetsEachUntilItEnds() throws Exception {
        final CallEffect effect = new CallEffect(proxy, "GetRecords", CallFault.HANG_UP, LONG);
        final FutureTask<Void> begun = new FutureTask<>(() -> {
            effect.begin();
            return null;
        });
        Thread.ofVirtual().start(begun);
        call("ListShards");
        assertThat(begun).isNotDone();
        await().until(() -> !answers("GetRecords"));
        begun.get();
        assertThat(answers("GetRecords")).isFalse();
        effect.end();
        assertThat(answers("GetRecords")).isTrue();
    }

    @Test
    void connectionsAreCutAtTheFirstCallAndRefusedUntilTheEnd() throws Exception {
        final CallEffect effect = new CallEffect(proxy, Backend.EVERY_OPERATION, CallFault.CUT, LONG);
        final FutureTask<Void> begun = new FutureTask<>(() -> {
            effect.begin();
            return null;
        });
        Thread.ofVirtual().start(begun);
        await().until(() -> !answers("ListShards"));
        begun.get();
        final int before = arrived.size();
        assertThatThrownBy(() -> call("ListShards")).isInstanceOf(ConnectException.class);
        assertThat(arrived).hasSize(before);
        effect.end();
        assertThat(answers("ListShards")).isTrue();
    }

    @Test
    void connectionsThatNobodyUsesAreNotCut() throws Exception {
        final CallEffect effect = new CallEffect(proxy, Backend.EVERY_OPERATION, CallFault.CUT, SHORT);
        assertThatThrownBy(effect::begin).isInstanceOf(MissedException.class);
        assertThat(answers("ListShards")).isTrue();
    }

    @Test
    void aNiFiThatFreezesAtAStatementWritesNoCheckpointBeforeNorUntilItGoesOn() throws Exception {
        final CompletableFuture<Void> frozen = new CompletableFuture<>();
        final CompletableFuture<Boolean> thawed = new CompletableFuture<>();
        final FreezeEffect effect = new FreezeEffect(
                this::proxy, Moment.LOCK, true, () -> frozen.complete(null), () -> thawed.complete(true));
        final FutureTask<Void> begun = new FutureTask<>(() -> {
            effect.begin();
            return null;
        });
        Thread.ofVirtual().start(begun);
        call(Moment.LOCK.name());
        assertThat(frozen).isNotDone();
        await().until(() -> !answers(checkpoints, Moment.CHECKPOINT.name()));
        await().until(() -> {
            call(Moment.LOCK.name());
            return frozen.isDone();
        });
        begun.get();
        assertThat(answers(checkpoints, Moment.CHECKPOINT.name())).isFalse();
        effect.end();
        assertThat(thawed).isDone();
        assertThat(answers(checkpoints, Moment.CHECKPOINT.name())).isTrue();
    }

    @Test
    void aNiFiFreezesAtAStatementWhoeverWritesCheckpoints() throws Exception {
        final CompletableFuture<Void> frozen = new CompletableFuture<>();
        final FreezeEffect effect =
                new FreezeEffect(this::proxy, Moment.LOCK, false, () -> frozen.complete(null), () -> {});
        final FutureTask<Void> begun = new FutureTask<>(() -> {
            effect.begin();
            return null;
        });
        Thread.ofVirtual().start(begun);
        await().until(() -> {
            call(Moment.LOCK.name());
            return frozen.isDone();
        });
        begun.get();
        assertThat(answers(checkpoints, Moment.CHECKPOINT.name())).isTrue();
    }

    @Test
    void whatCannotBeDoneAtACallIsNotMissedButFails() throws Exception {
        final FutureTask<Void> waiting = new FutureTask<>(() -> {
            new CaughtCall(proxy, Moment.LOCK, LONG)
                    .await(
                            () -> {
                                throw new IllegalStateException("no such process");
                            },
                            Fault.Meanwhile::new);
            return null;
        });
        Thread.ofVirtual().start(waiting);
        await().until(() -> {
            call(Moment.LOCK.name());
            return waiting.isDone();
        });
        assertThatThrownBy(waiting::get)
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("no such process");
    }

    @Test
    void whatIsAnsweredWhenNobodyWaitsForItAnyMoreDoesNothing() throws Exception {
        final CompletableFuture<Void> deed = new CompletableFuture<>();
        final FutureTask<Void> waiting = new FutureTask<>(() -> {
            new CaughtCall(proxy, Moment.LOCK, Duration.ofSeconds(3))
                    .await(() -> deed.complete(null), Fault.AfterCall::new);
            return null;
        });
        final Thread waiter = Thread.ofPlatform().start(waiting);
        await().until(() -> waiter.getState() == Thread.State.TIMED_WAITING);
        answering.acquire();
        final FutureTask<Void> call = new FutureTask<>(() -> {
            call(Moment.LOCK.name());
            return null;
        });
        Thread.ofVirtual().start(call);
        assertThatThrownBy(waiting::get).hasCauseInstanceOf(MissedException.class);
        assertThat(arrived).containsExactly(Moment.LOCK.name());
        answering.release();
        assertThatThrownBy(call::get).hasCauseInstanceOf(IOException.class);
        assertThat(deed).isNotDone();
    }

    @Test
    void aNiFiWhoseStatementDoesNotComeWritesCheckpointsAgain() throws Exception {
        final FreezeEffect effect = new FreezeEffect(this::proxy, Moment.LOCK, true, () -> {}, () -> {}, SHORT);
        final FutureTask<Void> begun = new FutureTask<>(() -> {
            effect.begin();
            return null;
        });
        Thread.ofVirtual().start(begun);
        await().until(() -> !answers(checkpoints, Moment.CHECKPOINT.name()));
        assertThatThrownBy(begun::get).hasCauseInstanceOf(MissedException.class);
        assertThat(answers(checkpoints, Moment.CHECKPOINT.name())).isTrue();
    }

    private FaultProxy proxy(final Backend service) {
        return service == Backend.DYNAMODB ? checkpoints : proxy;
    }

    private Future<?> waitFor(
            final Moment moment,
            final CompletableFuture<Void> deed,
            final Function<Runnable, Fault> fault,
            final Duration patience) {
        final FutureTask<Void> wait = new FutureTask<>(() -> {
            new CaughtCall(proxy, moment, patience).await(() -> deed.complete(null), fault);
            return null;
        });
        Thread.ofVirtual().start(wait);
        return wait;
    }

    private boolean answers(final String operation) throws InterruptedException {
        return answers(proxy, operation);
    }

    private boolean answers(final FaultProxy by, final String operation) throws InterruptedException {
        try {
            call(by, operation);
            return true;
        } catch (final IOException e) {
            return false;
        }
    }

    private void call(final String operation) throws IOException, InterruptedException {
        call(proxy, operation);
    }

    private void call(final FaultProxy by, final String operation) throws IOException, InterruptedException {
        http.send(
                HttpRequest.newBuilder(by.uri())
                        .header("X-Amz-Target", operation)
                        .POST(HttpRequest.BodyPublishers.ofString("x"))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
    }
}
