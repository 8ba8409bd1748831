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

import io.shardflow.nifi.kinesis.stream.RecordsAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.nifi.logging.ComponentLog;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.StartingPosition;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.common.StreamIdentifier;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

/**
 * Answers that Kinesis pushes to a registered consumer. A subscription that has ended, by itself or by a failure, is followed
 * by the next one when an answer is asked for; while none is, because the budget is used up, nothing is done about it.
 *
 * <p><b>Threading.</b> As {@link AnswerSource}; which subscription is open is guarded by this object's monitor.
 */
final class FanOutAnswers implements AnswerSource {

    /** Short, so that a lost lease or a stop does not wait for an event. */
    static final Duration WAIT = Duration.ofMillis(500);

    /** Kinesis allows one call a second per shard and consumer (API reference, SubscribeToShard). */
    static final Duration BETWEEN_CALLS = Duration.ofSeconds(1);

    /** Makes the call. */
    @FunctionalInterface
    interface Subscriptions {
        CompletableFuture<Void> open(SubscribeToShardRequest request, SubscribeToShardResponseHandler handler);
    }

    private final Subscriptions subscriptions;
    private final Registration registration;
    private final String shardId;
    private final StreamIdentifier stream;
    private final Duration wait;
    private final Duration betweenCalls;
    private final ComponentLog log;

    /** Where the next subscription begins. */
    private StartingPosition position;

    private InitialPositionInStreamExtended initial;
    private String consumerArn;
    private SubscribeToShardEvent offered;
    private long lastCall;
    private boolean called;
    private Subscription open;
    private boolean closed;

    /**
     * @param wait for an event
     * @param betweenCalls at least
     */
    FanOutAnswers(
            final Subscriptions subscriptions,
            final Registration registration,
            final String shardId,
            final StreamIdentifier stream,
            final Duration wait,
            final Duration betweenCalls,
            final ComponentLog log) {
        this.subscriptions = subscriptions;
        this.registration = registration;
        this.shardId = shardId;
        this.stream = stream;
        this.wait = wait;
        this.betweenCalls = betweenCalls;
        this.log = log;
    }

    /** At the checkpoint, not after it: it may lie inside an aggregated record. */
    @Override
    public void begin(final ExtendedSequenceNumber from, final InitialPositionInStreamExtended initialPosition) {
        end();
        initial = initialPosition;
        position = SubscriptionStart.at(from.sequenceNumber(), initial);
    }

    @Override
    public Optional<Fetched> next() throws InterruptedException {
        if (offered != null) {
            // nobody took it; what came after it would leave a hole
            end();
        }
        final Subscription subscription;
        final Optional<SubscribeToShardEvent> event;
        try {
            subscription = subscription();
            if (subscription == null) {
                return Optional.empty();
            }
            event = subscription.next(wait);
        } catch (final ResourceNotFoundException e) {
            end();
            return registration.restore(consumerArn) ? Optional.empty() : Optional.of(gone());
        } catch (final RuntimeException e) {
            end();
            throw e;
        }
        if (event.isEmpty() && subscription.isOver()) {
            end();
        }
        event.ifPresent(pushed -> offered = pushed);
        return event.map(FanOutAnswers::fetched);
    }

    /** The consumer is there, so it is the shard that is not; as an answer after its last record. */
    private static Fetched gone() {
        return new Fetched(List.of(), null, null, List.of());
    }

    private static Fetched fetched(final SubscribeToShardEvent event) {
        return new Fetched(
                RecordsAnswer.converted(event.records()),
                event.millisBehindLatest(),
                event.continuationSequenceNumber(),
                event.childShards());
    }

    /** The one that is open, or a new one; null if it is too early for that. */
    private Subscription subscription() throws InterruptedException {
        synchronized (this) {
            if (open != null) {
                return open;
            }
        }
        final Duration early = called ? betweenCalls.minusNanos(System.nanoTime() - lastCall) : Duration.ZERO;
        if (early.isPositive()) {
            Thread.sleep(early.compareTo(wait) < 0 ? early : wait);
            return null;
        }
        final Subscription made = new Subscription();
        synchronized (this) {
            if (closed) {
                return null;
            }
            open = made;
        }
        lastCall = System.nanoTime();
        called = true;
        consumerArn = registration.arn();
        log.debug("{}: SubscribeToShard {}", shardId, position);
        made.of(subscriptions.open(
                SubscribeToShardRequest.builder()
                        .consumerARN(consumerArn)
                        .shardId(shardId)
                        .startingPosition(position)
                        .build(),
                made));
        return made;
    }

    @Override
    public void accept() {
        final String after = offered == null ? null : offered.continuationSequenceNumber();
        offered = null;
        if (after == null) {
            end();
        } else {
            position = SubscriptionStart.after(after, initial);
        }
    }

    @Override
    public void again() {
        end();
    }

    @Override
    public void reset(
            final String next, final String sequenceNumber, final InitialPositionInStreamExtended initialPosition) {
        end();
        initial = initialPosition;
        position = SubscriptionStart.after(next == null ? sequenceNumber : next, initial);
    }

    private void end() {
        final Subscription ended;
        synchronized (this) {
            ended = open;
            open = null;
        }
        offered = null;
        if (ended != null) {
            ended.cancel();
        }
    }

    @Override
    public StreamIdentifier stream() {
        return stream;
    }

    @Override
    public String operation() {
        return "SubscribeToShard";
    }

    @Override
    public void close() {
        final Subscription last;
        synchronized (this) {
            closed = true;
            last = open;
        }
        if (last != null) {
            last.cancel();
        }
    }
}
