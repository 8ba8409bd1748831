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
package io.shardflow.nifi.kinesis.retrieve;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Subscriber;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEventStream;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponse;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/**
 * One call of SubscribeToShard, which Kinesis ends after five minutes at the latest. Events are let come one at a time, and
 * only when somebody asks; the rest waits with Kinesis and in the connection's window.
 *
 * <p><b>Threading.</b> {@link #next} by one thread at a time, {@link #cancel} by any, the callbacks by the SDK's threads;
 * guarded by this object's monitor, which is not held while the SDK is called.
 */
final class Subscription implements SubscribeToShardResponseHandler, Subscriber<SubscribeToShardEventStream> {

    private org.reactivestreams.Subscription upstream;
    private CompletableFuture<Void> call;
    private SubscribeToShardEvent event;
    private RuntimeException failure;

    /** Somebody wants an event. */
    private boolean wanted;

    /** The SDK was asked for it. */
    private boolean asked;

    private boolean over;
    private boolean cancelled;

    /** The call, as soon as it is made. */
    void of(final CompletableFuture<Void> made) {
        final boolean late;
        synchronized (this) {
            call = made;
            late = cancelled;
        }
        if (late) {
            made.cancel(true);
        }
    }

    /**
     * Asks for the next event, unless one is asked for already, and waits for it.
     *
     * @return empty if it has not come, for now or because the subscription {@link #isOver}
     * @throws software.amazon.awssdk.core.exception.SdkException what the call failed with, if it has given no events or
     *     somebody waited for one; of an idle one, whose connection was silent because nobody asked, the failure says nothing
     */
    Optional<SubscribeToShardEvent> next(final Duration wait) throws InterruptedException {
        final long deadline = System.nanoTime() + wait.toNanos();
        want();
        synchronized (this) {
            while (event == null && !over) {
                final long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return Optional.empty();
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            if (event != null) {
                final SubscribeToShardEvent next = event;
                event = null;
                return Optional.of(next);
            }
            if (failure != null) {
                throw failure;
            }
            return Optional.empty();
        }
    }

    private void want() {
        final org.reactivestreams.Subscription from;
        synchronized (this) {
            wanted |= event == null && !over;
            from = ask();
        }
        if (from != null) {
            from.request(1);
        }
    }

    /** Whom to ask now; null if nobody. */
    private org.reactivestreams.Subscription ask() {
        if (!wanted || asked || upstream == null) {
            return null;
        }
        asked = true;
        return upstream;
    }

    /** Whether nothing more comes. */
    synchronized boolean isOver() {
        return over && event == null;
    }

    /** Ends it. Idempotent. */
    void cancel() {
        final org.reactivestreams.Subscription from;
        final CompletableFuture<Void> made;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            over = true;
            event = null;
            from = upstream;
            made = call;
            notifyAll();
        }
        if (from != null) {
            from.cancel();
        } else if (made != null) {
            made.cancel(true);
        }
    }

    @Override
    public void responseReceived(final SubscribeToShardResponse response) {
        // the events follow
    }

    @Override
    public void onEventStream(final SdkPublisher<SubscribeToShardEventStream> publisher) {
        publisher.subscribe(this);
    }

    @Override
    public void onSubscribe(final org.reactivestreams.Subscription from) {
        final boolean late;
        final org.reactivestreams.Subscription asking;
        synchronized (this) {
            late = cancelled;
            upstream = from;
            asking = late ? null : ask();
        }
        if (late) {
            from.cancel();
        } else if (asking != null) {
            asking.request(1);
        }
    }

    @Override
    public void onNext(final SubscribeToShardEventStream next) {
        final org.reactivestreams.Subscription asking;
        synchronized (this) {
            asked = false;
            if (next instanceof final SubscribeToShardEvent records && !cancelled) {
                event = records;
                wanted = false;
                notifyAll();
            }
            // anything else is of a kind that this SDK does not know
            asking = cancelled ? null : ask();
        }
        if (asking != null) {
            asking.request(1);
        }
    }

    @Override
    public void onError(final Throwable thrown) {
        exceptionOccurred(thrown);
    }

    @Override
    public void onComplete() {
        complete();
    }

    @Override
    public synchronized void exceptionOccurred(final Throwable thrown) {
        if (!over) {
            over = true;
            final Throwable cause =
                    thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
            // without a stream of events it is the call itself that failed, maybe in the thread that makes it
            if (wanted || upstream == null) {
                failure = cause instanceof final RuntimeException known ? known : new CompletionException(cause);
            }
            notifyAll();
        }
    }

    @Override
    public synchronized void complete() {
        over = true;
        notifyAll();
    }
}
