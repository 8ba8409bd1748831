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

import io.shardflow.localstack.chaos.plan.Moment;
import io.shardflow.localstack.faults.Fault;
import io.shardflow.localstack.faults.FaultProxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** The next call of a kind by a NiFi, at which the proxy that sees it does something to the NiFi. Threads: used by one. */
final class CaughtCall {

    /** How long the call is waited for: transactions and checkpoints come every few seconds, but to a NiFi that has no shard. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Where the driver sends that a session has ended; a call that is no statement is named by its path. */
    static final String SESSION_END = "/session";

    private final FaultProxy proxy;
    private final Moment moment;
    private final Duration patience;
    private final CountDownLatch come = new CountDownLatch(1);
    private final AtomicBoolean decided = new AtomicBoolean();
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    /** @param proxy what stands between the NiFi and the service that the call goes to */
    CaughtCall(final FaultProxy proxy, final Moment moment) {
        this(proxy, moment, PATIENCE);
    }

    CaughtCall(final FaultProxy proxy, final Moment moment, final Duration patience) {
        this.proxy = proxy;
        this.moment = moment;
        this.patience = patience;
    }

    /** Waits for a call that comes by itself, or is brought about by the proxy. */
    void await(final Runnable deed, final Function<Runnable, Fault> fault)
            throws InterruptedException, MissedException {
        await(deed, fault, () -> {
            throw new IllegalArgumentException(moment + " comes only when something is done that the proxy cannot do");
        });
    }

    /**
     * Waits for the call.
     *
     * @param deed is done to the NiFi's process by the proxy's thread
     * @param fault that the call meets, of the action that it is given
     * @param provocation does what the moment needs where the proxy cannot
     * @throws MissedException if the call does not come
     * @throws IllegalStateException if the deed failed
     */
    void await(final Runnable deed, final Function<Runnable, Fault> fault, final Runnable provocation)
            throws InterruptedException, MissedException {
        proxy.once(moment.name(), fault.apply(() -> {
            // a call may have met the fault, and have its answer only when nobody waits for it any more
            if (!decided.compareAndSet(false, true)) {
                return;
            }
            come.countDown();
            try {
                deed.run();
                done.complete(null);
            } catch (final RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        }));
        try {
            provoke(provocation);
            if (!come.await(patience.toMillis(), TimeUnit.MILLISECONDS) && decided.compareAndSet(false, true)) {
                throw new MissedException("no " + moment);
            }
            awaitDone();
        } finally {
            proxy.clear();
        }
    }

    private void provoke(final Runnable provocation) {
        switch (moment.provocation()) {
            case NONE -> {}
            // a sink whose COMMIT is not answered looks whether the table has the rows; that none arrives leaves it
            // rows to insert
            case EVERY_COMMIT_LOST -> proxy.on(Moment.COMMIT.name(), new Fault.HangUp());
            case COMMITS_AND_ENDS_OF_SESSIONS_LOST -> {
                proxy.on(SESSION_END, new Fault.HangUp());
                proxy.on(Moment.COMMIT.name(), new Fault.HangUp());
            }
            case COMMITS_LOST_UNTIL_A_LOOK -> {
                proxy.once(Moment.LOOK.name(), new Fault.Meanwhile(() -> proxy.off(Moment.COMMIT.name())));
                // each: the driver sends one that was not answered again
                proxy.on(Moment.COMMIT.name(), new Fault.HangUp());
            }
            case TOKENS_CHANGED -> proxy.on(Moment.LOCK.name(), new Fault.Meanwhile(provocation));
            case LEDGER_ROWS_GONE, SINK_STARTED_AGAIN, DELIVERED_AGAIN, NEW_FIELD -> provocation.run();
        }
    }

    private void awaitDone() throws InterruptedException {
        try {
            done.get();
        } catch (final ExecutionException e) {
            throw new IllegalStateException("at " + moment, e.getCause());
        }
    }
}
