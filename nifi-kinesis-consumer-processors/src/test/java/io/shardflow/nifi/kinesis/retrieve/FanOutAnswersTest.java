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

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Date;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.nifi.util.MockComponentLog;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StartingPosition;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEventStream;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;
import software.amazon.kinesis.common.InitialPositionInStream;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

class FanOutAnswersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(10);
    private static final InitialPositionInStreamExtended OLDEST =
            InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.TRIM_HORIZON);

    private final List<Pushed> calls = new ArrayList<>();
    private final AtomicReference<String> arn = new AtomicReference<>("arn-1");
    private boolean consumerIsMissing;
    private RuntimeException failsAtOnce;
    private final FanOutAnswers answers = answers();

    @Test
    void beginsAtTheCheckpointAndGoesOnAfterWhatWasAccepted() throws InterruptedException {
        answers.begin(new ExtendedSequenceNumber("7", 3L), OLDEST);
        assertEquals(Optional.empty(), answers.next());
        assertEquals(at(ShardIteratorType.AT_SEQUENCE_NUMBER, "7"), last().position());
        last().push(event("9", "8", "9"));
        final AnswerSource.Fetched fetched = answers.next().orElseThrow();
        assertEquals(
                List.of("8", "9"),
                fetched.records().stream()
                        .map(record -> record.sequenceNumber())
                        .toList());
        assertEquals("9", fetched.next());
        answers.accept();
        last().handler.complete();
        awaitCalls(2);
        assertEquals(at(ShardIteratorType.AFTER_SEQUENCE_NUMBER, "9"), last().position());
    }

    @Test
    void beginsAtATimeOrWithTheOldestRecord() throws InterruptedException {
        final Instant time = Instant.ofEpochMilli(1_700_000_000_000L);
        answers.begin(
                ExtendedSequenceNumber.AT_TIMESTAMP,
                InitialPositionInStreamExtended.newInitialPositionAtTimestamp(Date.from(time)));
        answers.next();
        assertEquals(
                StartingPosition.builder()
                        .type(ShardIteratorType.AT_TIMESTAMP)
                        .timestamp(time)
                        .build(),
                last().position());
        answers.begin(ExtendedSequenceNumber.TRIM_HORIZON, OLDEST);
        awaitCalls(2);
        assertEquals(ShardIteratorType.TRIM_HORIZON, last().position().type());
        assertTrue(calls.getFirst().cancelled);
    }

    @Test
    void noEventIsLetComeBeforeTheOneBeforeItWasAskedFor() throws InterruptedException {
        begin();
        answers.next();
        assertEquals(1, last().requested);
        answers.next();
        assertEquals(1, last().requested);
        last().push(event("1", "1"));
        assertEquals(1, last().requested);
        answers.next();
        answers.accept();
        assertEquals(1, last().requested);
        answers.next();
        assertEquals(2, last().requested);
    }

    @Test
    void anAnswerThatNobodyAcceptedComesAgain() throws InterruptedException {
        begin();
        answers.next();
        last().push(event("1", "1"));
        answers.next();
        awaitCalls(2);
        assertTrue(calls.getFirst().cancelled);
        assertEquals(ShardIteratorType.TRIM_HORIZON, last().position().type());
    }

    @Test
    void aResetGoesOnAfterTheAnswerThatCounts() throws InterruptedException {
        begin();
        answers.next();
        answers.reset("5", "4", OLDEST);
        awaitCalls(2);
        assertEquals(at(ShardIteratorType.AFTER_SEQUENCE_NUMBER, "5"), last().position());
        answers.reset(null, "4", OLDEST);
        awaitCalls(3);
        assertEquals(at(ShardIteratorType.AFTER_SEQUENCE_NUMBER, "4"), last().position());
        answers.reset(null, "TRIM_HORIZON", OLDEST);
        awaitCalls(4);
        assertEquals(ShardIteratorType.TRIM_HORIZON, last().position().type());
    }

    @Test
    void aFailureIsToldToWhoeverWaitsAndTheNextCallGoesOn() throws InterruptedException {
        begin();
        answers.next();
        last().handler.exceptionOccurred(new IllegalStateException("refused"));
        assertEquals(
                "refused",
                assertThrows(IllegalStateException.class, answers::next).getMessage());
        awaitCalls(2);
    }

    /** As without credentials: the SDK fails the call in the thread that makes it, before there is anything to wait for. */
    @Test
    void aCallThatFailsWhileItIsMadeIsToldToo() throws InterruptedException {
        failsAtOnce = new IllegalStateException("no credentials");
        begin();
        assertEquals(
                "no credentials",
                assertThrows(IllegalStateException.class, answers::next).getMessage());
        failsAtOnce = null;
        awaitCalls(2);
    }

    @Test
    void theFailureOfASubscriptionOfWhichNobodyWantsAnythingSaysNothing() throws InterruptedException {
        begin();
        answers.next();
        last().push(event("1", "1"));
        last().handler.exceptionOccurred(new IllegalStateException("Read timed out"));
        assertEquals(1, answers.next().orElseThrow().records().size());
        answers.accept();
        assertEquals(Optional.empty(), answers.next());
        awaitCalls(2);
        assertEquals(at(ShardIteratorType.AFTER_SEQUENCE_NUMBER, "1"), last().position());
    }

    @Test
    void theLastEventOfAShardNamesItsChildren() throws InterruptedException {
        begin();
        answers.next();
        last().push(SubscribeToShardEvent.builder()
                .childShards(ChildShard.builder().shardId("child").build())
                .millisBehindLatest(0L)
                .build());
        final AnswerSource.Fetched end = answers.next().orElseThrow();
        assertNull(end.next());
        assertEquals("child", end.childShards().getFirst().shardId());
        answers.accept();
        assertTrue(last().cancelled);
    }

    @Test
    void aMissingConsumerIsRegisteredAndSubscribedWithAgain() throws InterruptedException {
        consumerIsMissing = true;
        begin();
        answers.next();
        last().handler.exceptionOccurred(ResourceNotFoundException.builder().build());
        assertEquals(Optional.empty(), answers.next());
        awaitCalls(2);
        assertEquals("arn-2", last().request.consumerARN());
    }

    @Test
    void aMissingShardIsAsOneThatHasEnded() throws InterruptedException {
        begin();
        answers.next();
        last().handler.exceptionOccurred(ResourceNotFoundException.builder().build());
        final AnswerSource.Fetched end = answers.next().orElseThrow();
        assertNull(end.next());
        assertEquals(List.of(), end.childShards());
    }

    @Test
    void afterTheEndNothingIsOpened() throws InterruptedException {
        begin();
        answers.next();
        answers.close();
        assertTrue(last().cancelled);
        for (int i = 0; i < 10; i++) {
            assertEquals(Optional.empty(), answers.next());
        }
        assertEquals(1, calls.size());
    }

    private void begin() {
        answers.begin(ExtendedSequenceNumber.TRIM_HORIZON, OLDEST);
    }

    private FanOutAnswers answers() {
        final Registration registration = new Registration() {
            @Override
            public String arn() {
                return arn.get();
            }

            @Override
            public boolean restore(final String missing) {
                assertEquals("arn-1", missing);
                arn.set(consumerIsMissing ? "arn-2" : missing);
                return consumerIsMissing;
            }
        };
        return new FanOutAnswers(
                (request, handler) -> {
                    final Pushed call = new Pushed(request, handler);
                    calls.add(call);
                    if (failsAtOnce != null) {
                        handler.exceptionOccurred(failsAtOnce);
                        return CompletableFuture.failedFuture(failsAtOnce);
                    }
                    handler.onEventStream(call::subscribe);
                    return new CompletableFuture<>();
                },
                registration,
                "shardId-000000000000",
                null,
                SHORT,
                SHORT,
                new MockComponentLog("id", this));
    }

    private Pushed last() {
        return calls.getLast();
    }

    private void awaitCalls(final int count) {
        await().atMost(PATIENCE).until(() -> {
            if (calls.size() < count) {
                answers.next();
            }
            return calls.size() == count;
        });
    }

    private static StartingPosition at(final ShardIteratorType type, final String number) {
        return StartingPosition.builder().type(type).sequenceNumber(number).build();
    }

    private static SubscribeToShardEvent event(final String continuation, final String... numbers) {
        return SubscribeToShardEvent.builder()
                .continuationSequenceNumber(continuation)
                .millisBehindLatest(0L)
                .records(List.of(numbers).stream()
                        .map(number -> Record.builder()
                                .sequenceNumber(number)
                                .partitionKey("key")
                                .approximateArrivalTimestamp(Instant.EPOCH)
                                .data(SdkBytes.fromUtf8String("{}"))
                                .build())
                        .toList())
                .build();
    }

    /** The other end of one call: gives events as far as they are requested. */
    private static final class Pushed implements org.reactivestreams.Subscription {
        private final SubscribeToShardRequest request;
        private final SubscribeToShardResponseHandler handler;
        private final Deque<SubscribeToShardEvent> events = new ArrayDeque<>();
        private Subscriber<? super SubscribeToShardEventStream> subscriber;
        private long requested;
        private long given;
        private boolean cancelled;

        private Pushed(final SubscribeToShardRequest request, final SubscribeToShardResponseHandler handler) {
            this.request = request;
            this.handler = handler;
        }

        private void subscribe(final Subscriber<? super SubscribeToShardEventStream> to) {
            subscriber = to;
            to.onSubscribe(this);
        }

        private StartingPosition position() {
            return request.startingPosition();
        }

        private void push(final SubscribeToShardEvent event) {
            events.add(event);
            give();
        }

        private void give() {
            while (given < requested && !events.isEmpty()) {
                given++;
                subscriber.onNext(events.removeFirst());
            }
        }

        @Override
        public void request(final long count) {
            requested += count;
            give();
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }
}
