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
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.shardflow.localstack.faults.Fault;
import io.shardflow.localstack.faults.FaultProxy;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each fault meets each operation of Kinesis and DynamoDB that a start with a new table makes, with fan-out, too, and that removes
 * what is left of a parent shard, and again those that reading makes: the consumer goes on by itself, every record is delivered in the order of
 * its shard, none is missed, none delivered twice where DynamoDB works, and no checkpoint is ahead of what NiFi has committed. But a
 * SubscribeToShard meets neither {@link Kind#ANSWER_LOST} nor {@link Kind#CALL_REPEATED}, which need the end of its answer.
 *
 * <p>Elsewhere: faults that last, connections that are refused, and what is said of them ({@link ConsumerErrorsIT}); rights that
 * are missing ({@link IamDenialIT}); answers that take longer than a silence is waited for ({@link SlowAnswersIT}); what
 * hangs at the stop ({@link HangingKinesisIT}, {@link HangingStateTableIT}).
 */
@Tag("long")
class ConsumerFaultsIT {

    /** A start that has failed is tried again after up to half a minute, and a loaded machine fails it in its own ways, too. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Duration POLL = Duration.ofMillis(20);
    private static final int BATCH = 40;

    /** What goes wrong with so many calls one after the other: as often as the SDK tries one. */
    private enum Kind {
        CONNECTION_CLOSED(new Fault.HangUp(), 3),
        ANSWER_LOST(new Fault.AfterCall(() -> {}), 3),
        ANSWER_TRUNCATED(new Fault.Truncation(1), 3),
        CALL_REPEATED(new Fault.Repetition(), 3),
        INTERNAL_ERROR(new Fault.Refusal(500, "InternalFailure", "The request processing has failed."), 3),
        THROTTLED(new Fault.Refusal(400, "ProvisionedThroughputExceededException", "Rate exceeded"), 3),
        GIBBERISH(new Fault.Gibberish(), 3),
        /** Longer than any time-out; the call is carried out when nobody waits for it any more. */
        TOO_LATE(new Fault.Delay(Duration.ofSeconds(12)), 1);

        private final Fault fault;
        private final int times;

        Kind(final Fault fault, final int times) {
            this.fault = fault;
            this.times = times;
        }

        /** Whether it needs the end of an answer, which a subscription has after minutes only. */
        private boolean needsWholeAnswer() {
            return this == ANSWER_LOST || this == CALL_REPEATED;
        }
    }

    /** Who makes an operation. */
    private enum Reader {
        POLLING,
        FAN_OUT,
        /** Of a stream that was split before: what is left of the parent goes when its children are read. */
        OF_PARENT_AND_CHILDREN
    }

    /** Operations, and whether reading makes them, too. */
    private enum Operation {
        GetRecords(true, true),
        GetShardIterator(true, false),
        ListShards(true, false),
        DescribeStreamSummary(true, false),
        DescribeStreamConsumer(true, false, Reader.FAN_OUT),
        RegisterStreamConsumer(true, false, Reader.FAN_OUT),
        SubscribeToShard(true, false, Reader.FAN_OUT),
        CreateTable(false, false),
        DescribeTable(false, false),
        PutItem(false, false),
        GetItem(false, false),
        UpdateItem(false, true),
        Scan(false, true),
        Query(false, false),
        DeleteItem(false, false, Reader.OF_PARENT_AND_CHILDREN);

        private final boolean ofKinesis;
        private final boolean whileReading;
        private final Reader reader;

        Operation(final boolean ofKinesis, final boolean whileReading) {
            this(ofKinesis, whileReading, Reader.POLLING);
        }

        Operation(final boolean ofKinesis, final boolean whileReading, final Reader reader) {
            this.ofKinesis = ofKinesis;
            this.whileReading = whileReading;
            this.reader = reader;
        }

        private WatchedConsumer consumer() {
            final WatchedConsumer consumer = new WatchedConsumer();
            switch (reader) {
                case POLLING -> {}
                case FAN_OUT -> consumer.useFanOut();
                case OF_PARENT_AND_CHILDREN -> {
                    consumer.put(BATCH);
                    consumer.split();
                }
            }
            return consumer;
        }

        private FaultProxy proxy(final WatchedConsumer consumer) {
            return ofKinesis ? consumer.kinesis : consumer.dynamoDb;
        }

        /** From now on its calls are counted, and the next ones fail. */
        void fail(final WatchedConsumer consumer, final Kind kind) {
            consumer.clearFaults();
            proxy(consumer).forgetCalls();
            if (this == SubscribeToShard && kind.needsWholeAnswer()) {
                return;
            }
            for (int i = 0; i < kind.times; i++) {
                proxy(consumer).once(name(), kind.fault);
            }
        }

        boolean hasFailed(final WatchedConsumer consumer) {
            return proxy(consumer).calls().containsKey(name());
        }
    }

    /** Each operation fails for a consumer of its own. */
    private static final Map<Operation, WatchedConsumer> CONSUMERS = new EnumMap<>(Operation.class);

    @BeforeAll
    static void open() {
        for (final Operation operation : Operation.values()) {
            CONSUMERS.put(operation, operation.consumer());
        }
    }

    @AfterAll
    static void close() {
        CONSUMERS.values().forEach(WatchedConsumer::close);
    }

    @ParameterizedTest
    @EnumSource
    void eachOperationFailsWhileTheConsumerStartsAndWhileItReads(final Kind kind) {
        try {
            CONSUMERS.forEach((operation, consumer) -> {
                operation.fail(consumer, kind);
                consumer.put(BATCH);
                consumer.start();
            });
            awaitEach("after a start", ConsumerFaultsIT::hasFailedAndIsOver);
            CONSUMERS.forEach((operation, consumer) -> {
                if (operation.whileReading) {
                    operation.fail(consumer, kind);
                    consumer.put(BATCH);
                }
            });
            awaitEach("while it reads", ConsumerFaultsIT::hasFailedAndIsOver);
        } finally {
            CONSUMERS.values().forEach(WatchedConsumer::clearFaults);
            CONSUMERS.values().parallelStream().forEach(WatchedConsumer::stop);
        }
        assertEquals(Set.of(), otherOperations(), "operations that no fault meets");
        assertAll(CONSUMERS.entrySet().stream()
                .map(each -> (Executable) () -> check(kind + " of " + each.getKey(), each.getKey(), each.getValue())));
    }

    /** What the consumers have called since the last faults were made, besides what is known here. */
    private static Set<String> otherOperations() {
        final Set<String> others = CONSUMERS.values().stream()
                .flatMap(consumer -> Stream.of(consumer.kinesis, consumer.dynamoDb))
                .flatMap(proxy -> proxy.calls().keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        Stream.of(Operation.values()).map(Operation::name).forEach(others::remove);
        return others;
    }

    /** Triggers each consumer in turn until all are done; says which are not. */
    private static void awaitEach(final String when, final Predicate<Operation> done) {
        await(when)
                .atMost(PATIENCE)
                .pollInterval(POLL)
                .until(
                        () -> {
                            CONSUMERS.values().forEach(WatchedConsumer::trigger);
                            return CONSUMERS.keySet().stream()
                                    .filter(done.negate())
                                    .toList();
                        },
                        List::isEmpty);
    }

    private static boolean hasFailedAndIsOver(final Operation operation) {
        final WatchedConsumer consumer = CONSUMERS.get(operation);
        return operation.hasFailed(consumer)
                && consumer.hasAll()
                && consumer.hasCheckpointed()
                && (operation.reader != Reader.OF_PARENT_AND_CHILDREN || consumer.hasForgottenTheParent());
    }

    private static void check(final String as, final Operation operation, final WatchedConsumer consumer) {
        final int again = consumer.assertNoneMissedInOrder(as);
        if (operation.ofKinesis) {
            assertEquals(0, again, () -> as + ": records that were delivered again");
        }
        consumer.assertNoEarlyCheckpoint(as);
    }
}
