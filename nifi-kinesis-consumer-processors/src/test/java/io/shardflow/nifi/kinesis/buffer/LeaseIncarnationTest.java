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
package io.shardflow.nifi.kinesis.buffer;

import static io.shardflow.nifi.kinesis.buffer.Records.records;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.records.Packing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LeaseIncarnationTest {

    private static final BatchLimits LIMITS = new BatchLimits(1000, 5, Duration.ofSeconds(1));
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final ByteBudget budget = new ByteBudget(1_000_000);
    private final List<LeaseIncarnation> dropped = new ArrayList<>();
    private final LeaseIncarnation incarnation =
            new LeaseIncarnation("shardId-000000000000", OptionalLong.empty(), budget, () -> {}, dropped::add);

    @Test
    void aQuietShardsFirstRecordsLeaveAtOnceAndTheNextAfterTheBatchDuration() {
        accept(0, 2);
        final Emission first = take(0);
        assertEquals(2, first.records().size());
        first.handed();
        accept(2, 3);
        assertEquals(Optional.empty(), incarnation.take(LIMITS, SECOND - 1));
        assertEquals(1, take(SECOND).records().size());
    }

    @Test
    void aFullBatchDoesNotWaitForTheDuration() {
        accept(0, 1);
        take(0).handed();
        accept(1, 8);
        final Emission full = take(1);
        assertEquals(5, full.records().size());
        full.handed();
        assertEquals(Optional.empty(), incarnation.take(LIMITS, 2));
    }

    @Test
    void recordsThatAreEnoughDoNotWaitForTheDurationAndTakeThoseWithThemThatAreMore() {
        final BatchLimits limits = new BatchLimits(1000, 100, Duration.ofSeconds(1), Duration.ofSeconds(1), 40);
        accept(0, 1);
        take(0).handed();
        accept(1, 4);
        assertEquals(Optional.empty(), incarnation.take(limits, 1));
        accept(4, 6);
        assertEquals(5, incarnation.take(limits, 1).orElseThrow().records().size());
    }

    @Test
    void aBatchEndsBeforeTheRecordThatWouldExceedItsSizeButARecordAloneMayBeLarger() {
        final BatchLimits small = new BatchLimits(15, 100, Duration.ZERO);
        accept(0, 3);
        assertEquals(1, incarnation.take(small, 0).orElseThrow().records().size());
    }

    @Test
    void oneTaskAtATime() {
        accept(0, 10);
        final Emission first = take(0);
        assertEquals(Optional.empty(), incarnation.take(LIMITS, SECOND));
        first.handed();
        assertTrue(incarnation.take(LIMITS, SECOND).isPresent());
    }

    @Test
    void aCommitFreesItsBytesAndMovesTheCheckpoint() {
        accept(0, 5);
        final Emission batch = take(0);
        assertEquals(Optional.empty(), incarnation.toCheckpoint());
        batch.committed();
        assertEquals(0, budget.used());
        assertEquals(Optional.of(new Position("4", 0)), incarnation.toCheckpoint());
        incarnation.checkpointed(new Position("4", 0));
        assertEquals(Optional.empty(), incarnation.toCheckpoint());
    }

    @Test
    void theFirstRecordsSayFromWhichTimeTheShardIsReadUntilTheyAreCommitted() {
        final LeaseIncarnation latest =
                new LeaseIncarnation("shardId-000000000000", OptionalLong.of(1234), budget, () -> {}, dropped::add);
        latest.accept(records(0, 10), 0, 0);
        final Emission failed = latest.take(LIMITS, 0).orElseThrow();
        assertEquals(OptionalLong.of(1234), failed.firstSince());
        failed.failed();
        failed.handed();
        final Emission first = latest.take(LIMITS, SECOND).orElseThrow();
        assertEquals(OptionalLong.of(1234), first.firstSince());
        first.handed();
        final Emission second = latest.take(LIMITS, 2 * SECOND).orElseThrow();
        assertEquals(OptionalLong.empty(), second.firstSince());
        first.committed();
        second.failed();
        second.handed();
        assertEquals(
                OptionalLong.empty(),
                latest.take(LIMITS, 3 * SECOND).orElseThrow().firstSince());
    }

    @Test
    void aFailedCommitGoesBackToTheHeadIfNothingLaterIsOut() {
        accept(0, 5);
        final Emission batch = take(0);
        batch.failed();
        batch.handed();
        accept(5, 8);
        final Emission again = take(SECOND);
        assertEquals(Records.positions(records(0, 5)), Records.positions(again.records()));
        again.committed();
        again.handed();
        final Emission rest = take(2 * SECOND);
        assertEquals(Records.positions(records(5, 8)), Records.positions(rest.records()));
        rest.committed();
        assertEquals(0, budget.used());
    }

    @Test
    void aFailedCommitWithLaterBatchesOutSealsAndTheCheckpointStaysBeforeIt() {
        accept(0, 15);
        final Emission first = taken();
        final Emission second = taken();
        final Emission third = taken();
        first.committed();
        second.failed();
        assertTrue(incarnation.isSealed());
        assertEquals(List.of(incarnation), dropped);
        third.committed();
        assertEquals(Optional.of(new Position("4", 0)), incarnation.toCheckpoint());
        assertEquals(0, budget.used());
    }

    @Test
    void sealedItAcceptsAndEmitsNothingMoreButWhatIsOutMayStillCommit() {
        accept(0, 10);
        final Emission out = taken();
        incarnation.seal("test");
        incarnation.seal("again");
        assertFalse(incarnation.accept(records(10, 12), charge(2), 0));
        assertEquals(Optional.empty(), incarnation.take(LIMITS, SECOND));
        out.committed();
        assertEquals(Optional.of(new Position("4", 0)), incarnation.toCheckpoint());
        assertEquals(0, budget.used());
    }

    @Test
    void settlingTwiceCountsOnce() {
        accept(0, 5);
        final Emission batch = take(0);
        batch.committed();
        batch.failed();
        assertEquals(0, budget.used());
        assertEquals(Optional.of(new Position("4", 0)), incarnation.toCheckpoint());
    }

    @Test
    void theLastPositionOfAnEndingShardIsNoOrdinaryCheckpoint() {
        accept(0, 10);
        taken().committed();
        incarnation.ending();
        assertEquals(Optional.of(new Position("4", 0)), incarnation.toCheckpoint());
        taken().committed();
        assertEquals(Optional.empty(), incarnation.toCheckpoint());
    }

    @Test
    void isDrainedWhenEverythingAcceptedIsCommittedAndNeverOnceItIsSealed() throws InterruptedException {
        assertTrue(incarnation.isDrained());
        accept(0, 5);
        assertFalse(incarnation.isDrained());
        final Emission batch = take(0);
        assertFalse(incarnation.isDrained());
        assertFalse(incarnation.awaitEmissions(Duration.ZERO));
        batch.committed();
        assertTrue(incarnation.awaitEmissions(Duration.ofSeconds(10)));
        assertTrue(incarnation.isDrained());
        incarnation.seal("test");
        assertFalse(incarnation.isDrained());
    }

    /** The client library's own filter knew the checkpoint alone, which is behind what was accepted. */
    @Test
    void recordsThatItHasHadAlreadyAreNotTakenAgainWithinAnAnswer() {
        accept(0, 4);
        accept(0, 4);
        assertEquals(charged(4), budget.used());
        accept(2, 5);
        final Emission batch = take(0);
        assertEquals(Records.positions(records(0, 5)), Records.positions(batch.records()));
        batch.committed();
        accept(3, 6);
        batch.handed();
        assertEquals(
                Records.positions(records(5, 6)), Records.positions(take(SECOND).records()));
    }

    @Test
    void userRecordsCountForTheLimitAndAnAggregatedRecordIsNotCut() {
        final List<BufferedRecord> records =
                List.of(aggregated(1, 3), aggregated(2, 2), aggregated(3, 7), aggregated(4, 1));
        for (final BufferedRecord record : records) {
            incarnation.accept(List.of(record), 0, 0);
        }
        assertEquals(records.subList(0, 2), taken().records());
        assertEquals(records.subList(2, 3), taken().records());
        assertEquals(records.subList(3, 4), take(2 * SECOND).records());
    }

    private static BufferedRecord aggregated(final long sequenceNumber, final int userRecords) {
        final BufferedRecord plain = Records.record(sequenceNumber, "packed");
        return new BufferedRecord(
                new Position(Long.toString(sequenceNumber), userRecords - 1L),
                plain.partitionKey(),
                plain.arrivalMillis(),
                plain.payload(),
                Optional.of(new Packing(userRecords, 0, Optional.empty())));
    }

    private Emission taken() {
        final Emission emission = take(SECOND);
        emission.handed();
        return emission;
    }

    private Emission take(final long now) {
        return incarnation.take(LIMITS, now).orElseThrow();
    }

    private void accept(final int from, final int to) {
        assertTrue(incarnation.accept(records(from, to), charge(to - from), 0));
    }

    private static long charged(final int records) {
        return records * BufferedRecord.charge(10);
    }

    private long charge(final int records) {
        final long bytes = charged(records);
        budget.settle(0, 0, bytes);
        return bytes;
    }
}
