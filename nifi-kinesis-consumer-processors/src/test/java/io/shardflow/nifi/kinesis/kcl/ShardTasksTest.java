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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.buffer.BatchLimits;
import io.shardflow.nifi.kinesis.buffer.BufferedRecord;
import io.shardflow.nifi.kinesis.buffer.ByteBudget;
import io.shardflow.nifi.kinesis.buffer.Emission;
import io.shardflow.nifi.kinesis.buffer.FetchLedger;
import io.shardflow.nifi.kinesis.buffer.LeaseIncarnation;
import io.shardflow.nifi.kinesis.buffer.ShardBuffers;
import io.shardflow.nifi.kinesis.checkpoint.CheckpointWriter;
import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.state.ShardStarts;
import io.shardflow.nifi.kinesis.stream.HashRange;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.nifi.util.MockComponentLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ProcessRecordsInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.metrics.NullMetricsFactory;
import software.amazon.kinesis.processor.RecordProcessorCheckpointer;
import software.amazon.kinesis.retrieval.KinesisClientRecord;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

class ShardTasksTest {

    private static final String SHARD = "shardId-000000000000";
    private static final Duration LONG = Duration.ofSeconds(30);

    private final ByteBudget budget = new ByteBudget(100_000_000);
    private final ShardBuffers buffers =
            new ShardBuffers(budget, new BatchLimits(100_000, 100, Duration.ZERO), lost -> {});
    private final MockComponentLog log = new MockComponentLog("id", this);
    private final CheckpointWriter writer = new CheckpointWriter(Duration.ofHours(1), log);
    private final ShardFeeds feeds = new ShardFeeds(() -> new FetchLedger(budget, 100));
    private final ReadMetrics metrics = new ReadMetrics(new NullMetricsFactory());
    private final List<String> checkpoints = new CopyOnWriteArrayList<>();
    private final List<String> stuck = new CopyOnWriteArrayList<>();
    private final RecordProcessorCheckpointer checkpointer = (RecordProcessorCheckpointer) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {RecordProcessorCheckpointer.class}, (proxy, method, args) -> {
                if (method.getName().equals("checkpoint")) {
                    checkpoints.add(args == null ? "SHARD_END" : Arrays.toString(args));
                }
                return null;
            });
    private final ShardEnds ends = new ShardEnds() {
        @Override
        public boolean isReallyClosed(final String shardId) {
            throw new AssertionError("asked by the fetcher, never by the library's task");
        }

        @Override
        public Optional<HashRange> hashRange(final String shardId) {
            return Optional.empty();
        }
    };
    private final ShardTasks tasks = new ShardTasks(
            new SchedulerContext(buffers, feeds, writer, ends, events(), true, ShardStarts.OLDEST, metrics, log),
            feeds.open(SHARD));

    @BeforeEach
    void initialize() {
        tasks.initialize(InitializationInput.builder()
                .shardId(SHARD)
                .extendedSequenceNumber(ExtendedSequenceNumber.TRIM_HORIZON)
                .build());
    }

    @AfterEach
    void close() {
        writer.close();
    }

    @Test
    void recordsGoToTheBufferWithTheBytesThatWereTakenForThem() throws InterruptedException {
        process(100, 103);
        final Emission batch = take();
        assertEquals(
                List.of("100", "101", "102"),
                batch.records().stream()
                        .map(record -> record.position().sequenceNumber())
                        .toList());
        assertEquals(42, batch.millisBehindLatest());
        assertEquals(3 * BufferedRecord.charge(2), budget.used());
        batch.committed();
        assertEquals(0, budget.used());
    }

    @Test
    void theOldestRecordOfAShardIsKnownFromTheFetchToTheCommit() throws InterruptedException {
        assertEquals(Map.of(), feeds.oldestArrivals());
        final FetchLedger ledger = feeds.last().ledger();
        final List<KinesisClientRecord> first = fetched(feeds.last(), 100, 103);
        assertEquals(Map.of(SHARD, 100L), feeds.oldestArrivals(), "inside the client library");
        process(tasks, first);
        assertEquals(Map.of(SHARD, 100L), feeds.oldestArrivals(), "in the buffer");
        final Emission rolledBack = take();
        assertEquals(Map.of(SHARD, 100L), feeds.oldestArrivals(), "in a session");
        rolledBack.failed();
        assertEquals(Map.of(SHARD, 100L), feeds.oldestArrivals(), "in the buffer again");
        final Emission batch = take();
        fetched(feeds.last(), 103, 104);
        assertEquals(Map.of(SHARD, 100L), feeds.oldestArrivals(), "the next answer is younger");
        batch.committed();
        assertEquals(Map.of(SHARD, 103L), feeds.oldestArrivals());
        ledger.reset();
        assertEquals(Map.of(), feeds.oldestArrivals());
    }

    @Test
    void anAnswerThatTheLibraryHasLostIsReportedAndNothingIsThrown() throws InterruptedException {
        fetched(feeds.last(), 100, 103);
        process(103, 104);
        assertEquals(List.of(SHARD), stuck);
        assertTrue(incarnation().isSealed());
    }

    @Test
    void anAnswerForWhichThereIsNoMemoryGoesBackWithItsBytes() throws InterruptedException {
        final List<BufferedRecord> records = new AbstractList<>() {
            @Override
            public BufferedRecord get(final int index) {
                return record(100);
            }

            @Override
            public int size() {
                return 1;
            }

            @Override
            public List<BufferedRecord> subList(final int from, final int to) {
                throw new OutOfMemoryError("as if for its place in the queue");
            }
        };
        assertTrue(feeds.last().ledger().reserve(LONG));
        feeds.last().ledger().fetched(records);
        process(tasks, Answer.of(records, 42L, "next").records());
        assertEquals(List.of(SHARD), stuck);
        tasks.leaseLost(LeaseLostInput.builder().build());
        assertEquals(0, budget.used());
    }

    @Test
    void theEndOfAShardIsNotCheckpointedBeforeItsCommitsAndNeverWaitsForThem() throws InterruptedException {
        process(100, 103);
        final Emission batch = take();
        end();
        assertEquals(List.of(), checkpoints);
        batch.committed();
        end();
        assertEquals(List.of("SHARD_END"), checkpoints);
        assertEquals(List.of(), buffers.all());
    }

    @Test
    void onlyAShardThatIsReadFromATimeOnSaysSo() throws InterruptedException {
        assertEquals(OptionalLong.empty(), firstSince(ExtendedSequenceNumber.TRIM_HORIZON));
        assertEquals(OptionalLong.empty(), firstSince(new ExtendedSequenceNumber("99", 0L)));
        assertEquals(OptionalLong.of(1234), firstSince(ExtendedSequenceNumber.AT_TIMESTAMP));
    }

    @Test
    void aShardThatReadingReachesThroughItsParentsDoesNotSaySo() throws InterruptedException {
        assertEquals(
                OptionalLong.empty(),
                firstSince(ExtendedSequenceNumber.AT_TIMESTAMP, Set.of("the parent of " + SHARD)));
    }

    private OptionalLong firstSince(final ExtendedSequenceNumber checkpoint) throws InterruptedException {
        return firstSince(checkpoint, Set.of(SHARD));
    }

    private OptionalLong firstSince(final ExtendedSequenceNumber checkpoint, final Set<String> beginning)
            throws InterruptedException {
        final ShardStarts starts = new ShardStarts(OptionalLong.of(1234), beginning);
        final ShardTasks begun = new ShardTasks(
                new SchedulerContext(buffers, feeds, writer, ends, events(), true, starts, metrics, log),
                feeds.open(SHARD));
        begun.initialize(InitializationInput.builder()
                .shardId(SHARD)
                .extendedSequenceNumber(checkpoint)
                .build());
        process(begun, 100, 101);
        return take().firstSince();
    }

    @Test
    void anAnswerThatTheLibraryHasGoneBackBehindIsNotDelivered() throws InterruptedException {
        final List<KinesisClientRecord> stale = fetched(feeds.last(), 100, 103);
        feeds.last().ledger().reset();
        process(tasks, stale);
        assertEquals(Optional.empty(), buffers.take(Duration.ZERO));
        process(100, 103);
        assertEquals(3, take().records().size());
        assertEquals(List.of(), stuck);
    }

    @Test
    void anOldOwnersTasksNeverTakeTheFeedOfTheNextOne() {
        final ShardFeed next = feeds.open(SHARD);
        final ShardTasks nextTasks = new ShardTasks(
                new SchedulerContext(buffers, feeds, writer, ends, events(), true, ShardStarts.OLDEST, metrics, log),
                next);
        nextTasks.initialize(InitializationInput.builder()
                .shardId(SHARD)
                .extendedSequenceNumber(ExtendedSequenceNumber.TRIM_HORIZON)
                .build());
        tasks.leaseLost(LeaseLostInput.builder().build());
        assertTrue(next.isDrained(), "open, and nothing in it");
        assertFalse(buffers.all().isEmpty());
    }

    @Test
    void theEndOfASealedShardIsCheckpointedOnlyIfAllIsCommitted() throws InterruptedException {
        process(100, 103);
        final Emission batch = take();
        incarnation().seal("stop");
        end();
        assertEquals(List.of(), checkpoints);
        batch.committed();
        end();
        assertEquals(List.of("SHARD_END"), checkpoints);
    }

    @Test
    void theEndOfAShardWhoseQueueWasDroppedIsNotCheckpointed() throws InterruptedException {
        process(100, 103);
        incarnation().seal("stop");
        end();
        assertEquals(List.of(), checkpoints);
    }

    @Test
    void aLostLeaseGivesEverythingBackAndWritesNothing() throws InterruptedException {
        process(100, 103);
        take().committed();
        final LeaseIncarnation incarnation = incarnation();
        tasks.leaseLost(LeaseLostInput.builder().build());
        assertTrue(incarnation.isSealed());
        assertTrue(writer.flush(LONG));
        assertEquals(List.of(), checkpoints);
        assertEquals(List.of(), buffers.all());
    }

    @Test
    void aLeaseThatIsHandedOverGetsTheCheckpointOfWhatIsCommitted() throws InterruptedException {
        process(100, 103);
        take().committed();
        process(103, 105);
        tasks.shutdownRequested(
                ShutdownRequestedInput.builder().checkpointer(checkpointer).build());
        assertEquals(List.of("[102, 0]"), checkpoints);
        assertEquals(Optional.empty(), buffers.take(Duration.ZERO));
    }

    @Test
    void afterSealingNothingMoreIsAccepted() throws InterruptedException {
        incarnation().seal("stop");
        process(100, 103);
        assertFalse(stuck.contains(SHARD));
        assertEquals(0, budget.used());
    }

    private void end() {
        tasks.shardEnded(ShardEndedInput.builder().checkpointer(checkpointer).build());
    }

    private void process(final int from, final int to) throws InterruptedException {
        process(tasks, from, to);
    }

    private void process(final ShardTasks shard, final int from, final int to) throws InterruptedException {
        process(shard, fetched(feeds.last(), from, to));
    }

    private void process(final ShardTasks shard, final List<KinesisClientRecord> answer) {
        shard.processRecords(ProcessRecordsInput.builder()
                .checkpointer(checkpointer)
                .millisBehindLatest(42L)
                .records(answer)
                .build());
    }

    /** What the library gets of an answer with these records, each of which arrives at the time of its number. */
    private static List<KinesisClientRecord> fetched(final ShardFeed feed, final int from, final int to)
            throws InterruptedException {
        final List<BufferedRecord> records =
                IntStream.range(from, to).mapToObj(ShardTasksTest::record).toList();
        assertTrue(feed.ledger().reserve(LONG));
        feed.ledger().fetched(records);
        return Answer.of(records, 42L, "next").records();
    }

    private static BufferedRecord record(final int n) {
        return new BufferedRecord(
                new Position(Integer.toString(n), 0), "k", n, new byte[] {'{', '}'}, Optional.empty());
    }

    private Emission take() throws InterruptedException {
        final Emission emission = buffers.take(LONG).orElseThrow();
        emission.handed();
        return emission;
    }

    private LeaseIncarnation incarnation() {
        return buffers.all().getFirst();
    }

    private SchedulerEvents events() {
        return new SchedulerEvents() {
            @Override
            public void started() {}

            @Override
            public void leaseTaken(final String shardId) {}

            @Override
            public void recordsArrived() {}

            @Override
            public void read(final String shardId, final long millisBehindLatest) {}

            @Override
            public void readFailed(final String shardId, final String operation, final RuntimeException failure) {}

            @Override
            public void shardStuck(final LeaseIncarnation incarnation, final String reason) {
                incarnation.seal(reason);
                stuck.add(incarnation.shardId());
            }

            @Override
            public void initializationFailed(final Throwable cause) {}
        };
    }
}
