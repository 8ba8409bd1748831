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
package io.shardflow.nifi.kinesis.kcl;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.buffer.BatchLimits;
import io.shardflow.nifi.kinesis.buffer.BufferedRecord;
import io.shardflow.nifi.kinesis.buffer.ByteBudget;
import io.shardflow.nifi.kinesis.buffer.Emission;
import io.shardflow.nifi.kinesis.buffer.FetchLedger;
import io.shardflow.nifi.kinesis.buffer.LeaseIncarnation;
import io.shardflow.nifi.kinesis.buffer.ShardBuffers;
import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.records.Aggregates;
import io.shardflow.nifi.kinesis.retrieve.PolledAnswers;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.kinesis.common.InitialPositionInStream;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.retrieval.DataFetcherResult;
import software.amazon.kinesis.retrieval.GetRecordsResponseAdapter;
import software.amazon.kinesis.retrieval.KinesisClientRecord;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;
import software.amazon.kinesis.retrieval.polling.DataFetcher;

class ShardFetcherTest {

    private static final String SHARD = "shardId-000000000000";
    private static final int MAX_RECORDS = 100;
    private static final long WORST_CASE = FetchLedger.worstCase(MAX_RECORDS);

    private final ByteBudget budget = new ByteBudget(3 * WORST_CASE);
    private final ShardBuffers buffers =
            new ShardBuffers(budget, new BatchLimits(100_000, 100, Duration.ZERO), lost -> {});
    private final ShardFeeds feeds = new ShardFeeds(() -> new FetchLedger(budget, MAX_RECORDS));
    private final ShardFeed feed = feeds.open(SHARD);
    private final List<String> failures = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private final Deque<Supplier<DataFetcherResult>> answers = new ArrayDeque<>();
    private boolean closed = true;
    private int accepted;
    private Long millisBehind;
    private ShardFetcher fetcher = fetcher(ExtendedSequenceNumber.TRIM_HORIZON);

    @Test
    void keepsTheBytesOfAnAnswerAndGivesTheRestOfTheReservationBack() {
        answers.add(() -> answer("next", 1000, 500));
        get();
        final long kept = BufferedRecord.charge(1000) + BufferedRecord.charge(500);
        assertEquals(kept, budget.used());
        final List<BufferedRecord> handed =
                feed.ledger().handOn(new Position("101", 0), answer -> assertEquals(kept, answer.permits()));
        assertEquals(2, handed.size());
        assertEquals(1, accepted);
    }

    @Test
    void theLibraryGetsOneRecordForAnAnswerAtThePositionOfTheLastOne() {
        answers.add(() -> answer("next", 1000, 500, 20));
        final KinesisClientRecord all = get().records().getFirst();
        assertEquals("102", all.sequenceNumber());
        assertEquals(0, all.data().remaining());
        answers.add(() -> answer("next", Aggregates.aggregate(List.of("a", "b", "c"))));
        assertEquals(2, get().records().getFirst().subSequenceNumber());
    }

    @Test
    void anAnswerWithoutRecordsIsNoneForTheLibrary() {
        answers.add(() -> answer("next", new int[0]));
        assertEquals(List.of(), get().records());
        assertTrue(feed.ledger().isEmpty());
        assertEquals(0, budget.used());
    }

    @Test
    void answersWithNothingWhileTheBudgetIsUsedUp() {
        budget.settle(0, 0, 2 * WORST_CASE + 1);
        assertEquals(List.of(), get().records());
        assertEquals(List.of(), calls);
        assertEquals(2 * WORST_CASE + 1, budget.used());
    }

    /** The library asks again at once where records are pushed. */
    @Test
    void aClosedBudgetIsNotAskedOverAndOver() {
        budget.close();
        final long begun = System.nanoTime();
        assertEquals(List.of(), get().records());
        assertTrue(System.nanoTime() - begun >= Duration.ofMillis(400).toNanos());
        feeds.close(feed);
        assertEquals(List.of(), get().records());
        assertEquals(List.of(), calls);
    }

    @Test
    void aFailedCallIsToldWithItsOperationAndMadeAgain() {
        answers.add(() -> {
            throw new IllegalStateException("throttled");
        });
        answers.add(() -> answer("next", 10));
        assertEquals(List.of(), get().records());
        assertEquals(List.of("GetRecords throttled"), failures);
        assertEquals(0, budget.used());
        assertEquals(1, get().records().size());
    }

    @Test
    void anIteratorThatCannotBeHadIsToldAndAskedForAgain() {
        final boolean[] denied = {true};
        fetcher = new ShardFetcher(
                new PolledAnswers(kinesis(() -> {
                    if (denied[0]) {
                        throw new IllegalStateException("denied");
                    }
                })),
                PollPace.ofPolling(),
                feed,
                context());
        fetcher.initialize(ExtendedSequenceNumber.TRIM_HORIZON, null);
        assertEquals(List.of(), get().records());
        assertEquals(List.of("GetShardIterator denied"), failures);
        denied[0] = false;
        answers.add(() -> answer("next", 10));
        assertEquals(1, get().records().size());
    }

    @Test
    void aLeaseThatBeginsAtATimeInAnApplicationThatDoesNotBeginsWithTheOldestRecord() {
        final List<Object> begunAt = new ArrayList<>();
        final DataFetcher kinesis = (DataFetcher) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataFetcher.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("initialize")) {
                        begunAt.add(arguments[0]);
                        return null;
                    }
                    return answer("next", 10);
                });
        fetcher = new ShardFetcher(new PolledAnswers(kinesis), PollPace.ofPolling(), feed, context());
        fetcher.initialize(
                ExtendedSequenceNumber.AT_TIMESTAMP,
                InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.TRIM_HORIZON));
        get();
        assertEquals(List.of(ExtendedSequenceNumber.TRIM_HORIZON), begunAt);
    }

    @Test
    void anExpiredIteratorIsRenewedWithoutAWord() {
        answers.add(() -> answer("next", 10));
        answers.add(() -> {
            throw ExpiredIteratorException.builder().build();
        });
        answers.add(() -> answer("next", 10));
        get();
        assertEquals(List.of(), get().records());
        assertEquals(1, get().records().size());
        assertEquals(
                List.of("getRecords", "getRecords", "restartIterator", "getRecords"), calls.subList(1, calls.size()));
        assertEquals(List.of(), failures);
    }

    @Test
    void whatTheCheckpointCoversIsLeftOutWithItsBytes() {
        fetcher = fetcher(new ExtendedSequenceNumber("100", 0L));
        answers.add(() -> answer("next", 900_000));
        answers.add(() -> answer("next", 900_000, 7));
        assertEquals(List.of(), get().records());
        assertEquals(0, budget.used());
        assertEquals(List.of(new Position("101", 0)), fetch());
        assertEquals(BufferedRecord.charge(7), budget.used());
    }

    /** Such an answer is the first one after a restart. */
    @Test
    void anAnswerWithNothingButWhatTheCheckpointCoversIsFollowedAtOnceByAnotherCallWhereTheShardHasMore() {
        final PollPace pace = PollPace.ofPolling();
        fetcher = new ShardFetcher(new PolledAnswers(kinesis(() -> {})), pace, feed, context());
        fetcher.initialize(new ExtendedSequenceNumber("100", 0L), null);
        millisBehind = 1L;
        answers.add(() -> answer("next", 10));
        get();
        assertEquals(Duration.ZERO, pace.untilNext(System.nanoTime()));
        answers.add(() -> answer("next", 10));
        get();
        assertTrue(pace.untilNext(System.nanoTime()).isPositive());
    }

    @Test
    void anAnswerWithNothingButWhatTheCheckpointCoversIsFollowedAtTheFullPaceWhereTheShardHasNoMoreOrDoesNotSay() {
        for (final Long behind : Arrays.asList(0L, null)) {
            final PollPace pace = PollPace.ofPolling();
            fetcher = new ShardFetcher(new PolledAnswers(kinesis(() -> {})), pace, feed, context());
            fetcher.initialize(new ExtendedSequenceNumber("100", 0L), null);
            millisBehind = behind;
            answers.add(() -> answer("next", 10));
            get();
            assertTrue(pace.untilNext(System.nanoTime()).isPositive());
        }
    }

    @Test
    void anAggregatedRecordCheckpointedInTheMiddleIsNotLeftOut() {
        fetcher = fetcher(new ExtendedSequenceNumber("100", 1L));
        answers.add(() -> answer("next", Aggregates.aggregate(List.of("a", "b", "c"))));
        assertEquals(List.of(new Position("100", 2)), fetch());
    }

    @Test
    void whatIsLeftOutIsNotTheOldestRecordOfTheShard() {
        fetcher = fetcher(new ExtendedSequenceNumber("100"));
        answers.add(() -> answer("next", 10, 20, 30));
        get();
        assertEquals(OptionalLong.of(1_001), feed.oldestArrival());
    }

    @Test
    void aCheckpointBeforeTheFirstUserRecordLeavesNothingOfItsRecordOut() {
        fetcher = fetcher(new ExtendedSequenceNumber("100", -1L));
        answers.add(() -> answer("next", 10, 20));
        assertEquals(List.of(new Position("100", 0), new Position("101", 0)), fetch());
        fetcher = fetcher(new ExtendedSequenceNumber("100", -1L));
        answers.add(() -> answer("next", Aggregates.aggregate(List.of("a", "b"))));
        assertEquals(List.of(new Position("100", 1)), fetch());
    }

    @Test
    void anIteratorThatExpiresBeforeTheFirstAnswerBeginsAtTheCheckpointAgain() {
        fetcher = fetcher(new ExtendedSequenceNumber("100", 1L));
        answers.add(() -> {
            throw ExpiredIteratorException.builder().build();
        });
        answers.add(() -> answer("next", Aggregates.aggregate(List.of("a", "b", "c"))));
        get();
        assertEquals(1, get().records().size());
        assertEquals(List.of("initialize", "getRecords", "initialize", "getRecords"), calls);
    }

    @Test
    void anEndThatNothingConfirmsIsToldAndTheShardReadOn() {
        open();
        closed = false;
        answers.add(() -> answer(null, new int[0]));
        answers.add(() -> answer("next", 10));
        get();
        await().atMost(Duration.ofSeconds(60)).until(() -> get().records().size() == 1);
        assertEquals(1, failures.size());
    }

    @Test
    void theEndIsToldOnlyWhenAllIsCommittedAndTheServiceSaysSo() throws InterruptedException {
        open();
        closed = false;
        answers.add(() -> answer(null, 10));
        final GetRecordsResponseAdapter last = get();
        assertEquals(1, last.records().size());
        assertEquals(List.of(), last.childShards());
        assertNotEnded();
        hand(last.records());
        assertNotEnded();
        final Emission batch = buffers.take(Duration.ZERO).orElseThrow();
        assertNotEnded();
        batch.committed();
        assertNotEnded();
        closed = true;
        assertEquals(1, get().childShards().size());
        assertTrue(fetcher.isShardEndReached());
    }

    @Test
    void theEndOfASealedShardIsNeverTold() {
        open();
        answers.add(() -> answer(null, 10));
        hand(get().records());
        buffers.sealAll("stop");
        assertNotEnded();
    }

    @Test
    void aResetGivesTheBytesBackAndGoesOnAfterTheSequenceNumber() {
        answers.add(() -> answer(null, 1000));
        answers.add(() -> answer("next", 10));
        get();
        assertTrue(budget.used() > 0);
        fetcher.resetIterator(null, "99", null);
        assertEquals(0, budget.used());
        assertEquals(1, get().records().size());
        assertEquals(
                List.of("getRecords", "resetIterator", "restartIterator", "getRecords"),
                calls.subList(1, calls.size()));
    }

    @Test
    void afterAResetToTheCheckpointTheCheckpointCountsAgain() {
        fetcher = fetcher(new ExtendedSequenceNumber("100", 0L));
        answers.add(() -> answer("next", 10, 20));
        assertEquals(List.of(new Position("101", 0)), fetch());
        fetcher.resetIterator("iterator", "100", null);
        answers.add(() -> answer("next", 10, 20));
        assertEquals(List.of(new Position("101", 0)), fetch());
    }

    /**
     * The library goes back while it has the second answer in its hands, which is dropped and yet counts as taken: so when it
     * goes back once more, it goes on behind it.
     */
    @Test
    void anAnswerThatWasDroppedIsNotMissingWhenTheLibraryGoesOnBehindIt() throws InterruptedException {
        open();
        answers.add(() -> answerFrom(100, "second", ByteBuffer.allocate(10)));
        answers.add(() -> answerFrom(101, "third", ByteBuffer.allocate(10)));
        final List<KinesisClientRecord> first = get().records();
        final List<KinesisClientRecord> second = get().records();
        hand(first);
        fetcher.resetIterator("second", "100", null);
        hand(second);
        fetcher.resetIterator("third", "101", null);
        answers.add(() -> answerFrom(102, "fourth", ByteBuffer.allocate(10)));
        hand(get().records());
        final List<String> emitted = new ArrayList<>();
        for (Optional<Emission> batch = buffers.take(Duration.ZERO);
                batch.isPresent();
                batch = buffers.take(Duration.ZERO)) {
            batch.get()
                    .records()
                    .forEach(record -> emitted.add(record.position().sequenceNumber()));
            batch.get().handed();
        }
        assertFalse(emitted.contains("102"), () -> "101 is missing: " + emitted);
    }

    private void assertNotEnded() {
        final GetRecordsResponseAdapter nothing = get();
        assertEquals(List.of(), nothing.records());
        assertEquals(List.of(), nothing.childShards());
        assertNull(nothing.nextShardIterator());
        assertFalse(fetcher.isShardEndReached());
    }

    private GetRecordsResponseAdapter get() {
        return fetcher.getRecords().acceptAdapter();
    }

    private void open() {
        feed.open(buffers.open(SHARD, OptionalLong.empty()));
    }

    /** What is kept of the next answer. */
    private List<Position> fetch() {
        final KinesisClientRecord all = get().records().getFirst();
        return feed.ledger().handOn(new Position(all.sequenceNumber(), all.subSequenceNumber()), answer -> {}).stream()
                .map(BufferedRecord::position)
                .toList();
    }

    private void hand(final List<KinesisClientRecord> records) {
        feed.handOn(new Position(records.getFirst().sequenceNumber(), 0), 0);
    }

    private ShardFetcher fetcher(final ExtendedSequenceNumber checkpoint) {
        final ShardFetcher made =
                new ShardFetcher(new PolledAnswers(kinesis(() -> {})), PollPace.ofPolling(), feed, context());
        made.initialize(checkpoint, null);
        return made;
    }

    private DataFetcher kinesis(final Runnable initialize) {
        return fake(DataFetcher.class, method -> {
            calls.add(method);
            switch (method) {
                case "initialize" -> initialize.run();
                case "getRecords" -> {
                    return answers.removeFirst().get();
                }
                default -> {
                    // nothing to answer
                }
            }
            return null;
        });
    }

    private SchedulerContext context() {
        return SchedulerContexts.of(buffers, feeds, () -> closed, (proxy, method, arguments) -> {
            if (method.getName().equals("readFailed")) {
                failures.add(arguments[1] + " " + ((Throwable) arguments[2]).getMessage());
            } else if (method.getName().equals("shardStuck")) {
                ((LeaseIncarnation) arguments[0]).seal((String) arguments[1]);
            }
            return null;
        });
    }

    /** An answer with records of these payload sizes, at 100, 101, …; without a next iterator the last one of the shard. */
    private DataFetcherResult answer(final String next, final int... sizes) {
        final ByteBuffer[] payloads = new ByteBuffer[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            payloads[i] = ByteBuffer.allocate(sizes[i]);
        }
        return answer(next, payloads);
    }

    private DataFetcherResult answer(final String next, final ByteBuffer... payloads) {
        return answerFrom(100, next, payloads);
    }

    private DataFetcherResult answerFrom(final int first, final String next, final ByteBuffer... payloads) {
        final List<KinesisClientRecord> records = new ArrayList<>();
        for (int i = 0; i < payloads.length; i++) {
            records.add(KinesisClientRecord.builder()
                    .sequenceNumber(Integer.toString(first + i))
                    .partitionKey("key")
                    .data(payloads[i])
                    .approximateArrivalTimestamp(Instant.ofEpochMilli(1_000 + i))
                    .build());
        }
        final GetRecordsResponseAdapter adapter = fake(GetRecordsResponseAdapter.class, method -> switch (method) {
            case "records" -> records;
            case "nextShardIterator" -> next;
            case "millisBehindLatest" -> millisBehind;
            case "childShards" -> List.of(ChildShard.builder().build());
            default -> null;
        });
        return fake(DataFetcherResult.class, method -> {
            if (method.equals("acceptAdapter")) {
                accepted++;
            }
            return adapter;
        });
    }

    private interface Answers {
        Object to(String method);
    }

    private static <T> T fake(final Class<T> type, final Answers answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answers.to(method.getName())));
    }
}
