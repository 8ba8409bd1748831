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
import io.shardflow.nifi.kinesis.buffer.ByteBudget;
import io.shardflow.nifi.kinesis.buffer.Emission;
import io.shardflow.nifi.kinesis.buffer.FetchLedger;
import io.shardflow.nifi.kinesis.buffer.LeaseIncarnation;
import io.shardflow.nifi.kinesis.buffer.ShardBuffers;
import io.shardflow.nifi.kinesis.checkpoint.CheckpointWriter;
import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.records.Aggregates;
import io.shardflow.nifi.kinesis.state.ShardStarts;
import io.shardflow.nifi.kinesis.stream.HashRange;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
            new SchedulerContext(buffers, feeds, writer, ends, events(), true, ShardStarts.OLDEST, log),
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
        final FetchLedger ledger = feeds.last().ledger();
        assertTrue(ledger.reserve(LONG));
        ledger.fetched(new Position("102", Long.MAX_VALUE), 5000, 1);
        process(100, 103);
        final Emission batch = take();
        assertEquals(
                List.of("100", "101", "102"),
                batch.records().stream()
                        .map(record -> record.position().sequenceNumber())
                        .toList());
        assertEquals(42, batch.millisBehindLatest());
        assertEquals(5000, budget.used());
        batch.committed();
        assertEquals(0, budget.used());
    }

    @Test
    void theOldestRecordOfAShardIsKnownFromTheFetchToTheCommit() throws InterruptedException {
        assertEquals(Map.of(), feeds.oldestArrivals());
        final FetchLedger ledger = feeds.last().ledger();
        ledger.reserve(LONG);
        ledger.fetched(new Position("102", Long.MAX_VALUE), 5000, 7);
        assertEquals(Map.of(SHARD, 7L), feeds.oldestArrivals(), "inside the client library");
        process(100, 103);
        assertEquals(Map.of(SHARD, 0L), feeds.oldestArrivals(), "in the buffer, with the arrival that process() gives");
        final Emission rolledBack = take();
        assertEquals(Map.of(SHARD, 0L), feeds.oldestArrivals(), "in a session");
        rolledBack.failed();
        assertEquals(Map.of(SHARD, 0L), feeds.oldestArrivals(), "in the buffer again");
        final Emission batch = take();
        ledger.reserve(LONG);
        ledger.fetched(new Position("103", Long.MAX_VALUE), 5000, 9);
        assertEquals(Map.of(SHARD, 0L), feeds.oldestArrivals(), "the next answer is younger");
        batch.committed();
        assertEquals(Map.of(SHARD, 9L), feeds.oldestArrivals());
        ledger.reset();
        assertEquals(Map.of(), feeds.oldestArrivals());
    }

    @Test
    void aBatchThatCannotBeTakenOverIsReportedAndNothingIsThrown() {
        tasks.processRecords(ProcessRecordsInput.builder()
                .checkpointer(checkpointer)
                .records(List.of(KinesisClientRecord.builder()
                        .sequenceNumber("not a number")
                        .partitionKey("k")
                        .data(ByteBuffer.allocate(0))
                        .approximateArrivalTimestamp(Instant.EPOCH)
                        .build()))
                .build());
        assertEquals(List.of(SHARD), stuck);
        assertTrue(incarnation().isSealed());
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
                new SchedulerContext(buffers, feeds, writer, ends, events(), true, starts, log), feeds.open(SHARD));
        begun.initialize(InitializationInput.builder()
                .shardId(SHARD)
                .extendedSequenceNumber(checkpoint)
                .build());
        process(begun, 100, 101);
        return take().firstSince();
    }

    @Test
    void theRestOfAnAggregatedRecordThatWasCheckpointedInTheMiddleIsDelivered() throws InterruptedException {
        final ByteBuffer packed = Aggregates.aggregate(List.of("{\"n\":0}", "{\"n\":1}", "{\"n\":2}"));
        final ShardTasks resumed = new ShardTasks(
                new SchedulerContext(buffers, feeds, writer, ends, events(), true, ShardStarts.OLDEST, log),
                feeds.open(SHARD));
        resumed.initialize(InitializationInput.builder()
                .shardId(SHARD)
                .extendedSequenceNumber(new ExtendedSequenceNumber("100", 0L))
                .build());
        resumed.processRecords(ProcessRecordsInput.builder()
                .checkpointer(checkpointer)
                .records(List.of(KinesisClientRecord.builder()
                        .sequenceNumber("100")
                        .subSequenceNumber(2)
                        .aggregated(true)
                        .partitionKey("a")
                        .data(packed)
                        .approximateArrivalTimestamp(Instant.EPOCH)
                        .build()))
                .build());
        final List<String> delivered = new ArrayList<>();
        take().records()
                .getFirst()
                .unpack(record -> delivered.add(
                        record.position().subSequenceNumber() + new String(record.payload(), StandardCharsets.UTF_8)));
        assertEquals(List.of("1{\"n\":1}", "2{\"n\":2}"), delivered);
    }

    @Test
    void anOldOwnersTasksNeverTakeTheFeedOfTheNextOne() {
        final ShardFeed next = feeds.open(SHARD);
        final ShardTasks nextTasks = new ShardTasks(
                new SchedulerContext(buffers, feeds, writer, ends, events(), true, ShardStarts.OLDEST, log), next);
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
    void theEndOfAShardWhoseQueueWasDroppedIsNotCheckpointed() {
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
    void afterSealingNothingMoreIsAccepted() {
        incarnation().seal("stop");
        process(100, 103);
        assertFalse(stuck.contains(SHARD));
        assertEquals(0, budget.used());
    }

    private void end() {
        tasks.shardEnded(ShardEndedInput.builder().checkpointer(checkpointer).build());
    }

    private void process(final int from, final int to) {
        process(tasks, from, to);
    }

    private void process(final ShardTasks shard, final int from, final int to) {
        shard.processRecords(ProcessRecordsInput.builder()
                .checkpointer(checkpointer)
                .millisBehindLatest(42L)
                .records(IntStream.range(from, to)
                        .mapToObj(n -> KinesisClientRecord.builder()
                                .sequenceNumber(Integer.toString(n))
                                .partitionKey("k")
                                .data(ByteBuffer.wrap(new byte[] {'{', '}'}))
                                .approximateArrivalTimestamp(Instant.EPOCH)
                                .build())
                        .toList())
                .build());
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
            public void read(final String shardId, final int records, final long millisBehindLatest) {}

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
