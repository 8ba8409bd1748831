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
package io.shardflow.nifi.kinesis.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.buffer.BatchLimits;
import io.shardflow.nifi.kinesis.settings.AwsAccess;
import io.shardflow.nifi.kinesis.settings.ConsumerSettings;
import io.shardflow.nifi.kinesis.settings.ConsumerType;
import io.shardflow.nifi.kinesis.settings.CredentialsSource;
import io.shardflow.nifi.kinesis.settings.InitialStreamPosition;
import io.shardflow.nifi.kinesis.settings.MetricsSettings;
import io.shardflow.nifi.kinesis.settings.OutOfRangeUserRecords;
import io.shardflow.nifi.kinesis.settings.OutputSettings;
import io.shardflow.nifi.kinesis.settings.OutputStrategy;
import io.shardflow.nifi.kinesis.settings.ProcessingStrategy;
import io.shardflow.nifi.kinesis.settings.StreamReference;
import io.shardflow.nifi.kinesis.state.FatalStateException;
import io.shardflow.nifi.kinesis.state.MemoryStateTable;
import io.shardflow.nifi.kinesis.state.NotReadyException;
import io.shardflow.nifi.kinesis.state.StartData;
import io.shardflow.nifi.kinesis.state.StateRow;
import io.shardflow.nifi.kinesis.stream.MemoryStream;
import io.shardflow.nifi.kinesis.stream.ShardInfo;
import io.shardflow.nifi.kinesis.stream.StreamIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.nifi.util.MockComponentLog;
import org.junit.jupiter.api.Test;

class StatePreparationTest {

    private static final StreamIdentity STREAM = new StreamIdentity("arn:stream/orders", 1000);
    private static final long SERVICE_CLOCK = 5_000_000;

    private final MemoryStateTable table = new MemoryStateTable();
    private final MemoryStream directory = new MemoryStream(STREAM, shard("a"), shard("b"));

    @Test
    void createsTableAndLeasesOwnedByThisWorker() throws InterruptedException {
        final StatePreparation.Prepared prepared = prepare(InitialStreamPosition.TRIM_HORIZON);
        assertEquals(1, table.created);
        assertEquals(Set.of(MemoryStateTable.MARK, "a", "b"), table.rows.keySet());
        assertEquals("worker", table.rows.get("a").owner());
        assertEquals("TRIM_HORIZON", table.rows.get("a").checkpoint());
        assertEquals(OptionalLong.empty(), prepared.start().startAt());
        assertEquals(2, prepared.leases());
    }

    @Test
    void latestIsPinnedToTheServicesClockOnceAndForAll() throws InterruptedException {
        assertEquals(
                OptionalLong.of(SERVICE_CLOCK),
                prepare(InitialStreamPosition.LATEST).start().startAt());
        assertEquals("AT_TIMESTAMP", table.rows.get("a").checkpoint());
        assertEquals(
                OptionalLong.of(SERVICE_CLOCK),
                prepare(InitialStreamPosition.TRIM_HORIZON).start().startAt());
    }

    @Test
    void aTimestampIsKeptInTheRows() throws InterruptedException {
        assertEquals(
                OptionalLong.of(7_000),
                prepare(InitialStreamPosition.AT_TIMESTAMP).start().startAt());
    }

    @Test
    void missingLeasesAreCompletedAtTheFirstStartsPosition() throws InterruptedException {
        prepare(InitialStreamPosition.LATEST);
        table.rows.remove("b");
        prepare(InitialStreamPosition.TRIM_HORIZON);
        assertEquals("AT_TIMESTAMP", table.rows.get("b").checkpoint());
        assertEquals(
                OptionalLong.of(SERVICE_CLOCK),
                table.rows.get("b").start().orElseThrow().startAt());
    }

    @Test
    void rowsThatTheLibraryMadeGetTheStartData() throws InterruptedException {
        prepare(InitialStreamPosition.LATEST);
        directory.shards.add(shard("c"));
        table.put(new StateRow("c", StateRow.Kind.LEASE, "TRIM_HORIZON", null, 3, Optional.empty(), 0, null));
        prepare(InitialStreamPosition.LATEST);
        assertEquals(STREAM, table.rows.get("c").start().orElseThrow().stream());
    }

    @Test
    void leasesFromBeforeARewindAreRemovedSinceTheyWouldSayThatTheirParentsAreDone() throws InterruptedException {
        final StartData rewound = new StartData(STREAM, OptionalLong.empty(), Optional.of("rewind"));
        table.create();
        table.claim(rewound, "the rewind");
        table.put(left("a", new StartData(STREAM, OptionalLong.of(4_000))));
        assertEquals(2, prepare(InitialStreamPosition.LATEST).leases());
        assertEquals("TRIM_HORIZON", table.rows.get("a").checkpoint());
        assertEquals(rewound, table.rows.get("a").start().orElseThrow());
    }

    @Test
    void aNodeThatRemovedThemFirstIsNoReasonToWait() throws InterruptedException {
        final StartData rewound = new StartData(STREAM, OptionalLong.empty(), Optional.of("rewind"));
        table.create();
        table.claim(rewound, "the rewind");
        table.put(left("a", new StartData(STREAM, OptionalLong.empty())));
        table.onScan(3, () -> {
            table.rows.remove("a");
            table.put(left("a", rewound));
        });
        prepare(InitialStreamPosition.LATEST);
        assertEquals(rewound, table.rows.get("a").start().orElseThrow());
        assertEquals("17", table.rows.get("a").checkpoint());
    }

    @Test
    void aLeaseFromBeforeARewindThatComesDuringTheStartMakesItBeginAgainAndIsRemovedThen() throws InterruptedException {
        final StartData rewound = new StartData(STREAM, OptionalLong.empty(), Optional.of("rewind"));
        table.create();
        table.claim(rewound, "the rewind");
        table.onScan(3, () -> table.put(left("c", new StartData(STREAM, OptionalLong.empty()))));
        assertThrows(NotReadyException.class, () -> prepare(InitialStreamPosition.LATEST));
        prepare(InitialStreamPosition.LATEST);
        assertFalse(table.rows.containsKey("c"));
    }

    @Test
    void aStartThatIsItselfFromBeforeARewindRemovesNothing() {
        table.create();
        table.claim(new StartData(STREAM, OptionalLong.empty()), "a worker");
        table.put(left("a", new StartData(STREAM, OptionalLong.empty(), Optional.of("rewind"))));
        table.onScan(2, () -> table.replaceMark(new StartData(STREAM, OptionalLong.empty(), Optional.of("rewind"))));
        assertThrows(FatalStateException.class, () -> prepare(InitialStreamPosition.LATEST));
        assertTrue(table.rows.containsKey("a"));
    }

    @Test
    void aRewindDuringTheStartStopsIt() {
        table.create();
        table.claim(new StartData(STREAM, OptionalLong.empty()), "a worker");
        table.onScan(3, () -> table.replaceMark(new StartData(STREAM, OptionalLong.empty(), Optional.of("rewind"))));
        assertTrue(assertThrows(FatalStateException.class, () -> prepare(InitialStreamPosition.LATEST))
                .getMessage()
                .contains("has changed where the application"));
    }

    @Test
    void leasesOfDifferentBeginningsWithoutAMarkAreRefused() {
        table.create();
        table.put(left("a", new StartData(STREAM, OptionalLong.empty())));
        table.put(left("b", new StartData(STREAM, OptionalLong.empty(), Optional.of("rewind"))));
        assertTrue(assertThrows(FatalStateException.class, () -> prepare(InitialStreamPosition.LATEST))
                .getMessage()
                .contains("before and after a rewind"));
    }

    /** The row of a finished shard may be gone a few seconds after the shard was split. */
    @Test
    void aShardThatWasSplitReadAndCleanedUpSinceTheListingIsNotReadAgain() throws InterruptedException {
        final StartData start = prepare(InitialStreamPosition.TRIM_HORIZON).start();
        table.onScan(5, () -> {
            directory.shards.add(new ShardInfo("c", List.of("a"), false, "0", "1"));
            directory.shards.add(new ShardInfo("d", List.of("a"), false, "0", "1"));
            table.rows.remove("a");
            table.put(left("c", start));
            table.put(left("d", start));
        });
        assertEquals(3, prepare(InitialStreamPosition.TRIM_HORIZON).leases());
        assertEquals(Set.of(MemoryStateTable.MARK, "b", "c", "d"), table.rows.keySet());
    }

    @Test
    void aRowOfAShardThatTheStreamDoesNotListYetIsWaitedFor() throws InterruptedException {
        final StartData start = prepare(InitialStreamPosition.TRIM_HORIZON).start();
        table.rows.remove("a");
        table.put(left("c", start));
        assertThrows(NotReadyException.class, () -> prepare(InitialStreamPosition.TRIM_HORIZON));
        assertFalse(table.rows.containsKey("a"));
        directory.shards.add(new ShardInfo("c", List.of("a"), false, "0", "1"));
        assertEquals(2, prepare(InitialStreamPosition.TRIM_HORIZON).leases());
        assertFalse(table.rows.containsKey("a"));
    }

    @Test
    void aRowOfAShardThatLeftTheStreamIsNoReasonToWait() throws InterruptedException {
        final StartData start = prepare(InitialStreamPosition.TRIM_HORIZON).start();
        table.put(left("0", start));
        assertEquals(3, prepare(InitialStreamPosition.TRIM_HORIZON).leases());
    }

    /** It stands still before it writes, and another node reads a shard to its end and cleans up meanwhile. */
    @Test
    void aRowThatWasWrittenTooLateIsRemovedAgain() throws InterruptedException {
        final StartData start = prepare(InitialStreamPosition.TRIM_HORIZON).start();
        table.onScan(5, () -> table.rows.remove("a"));
        table.onScan(6, () -> {
            assertEquals("TRIM_HORIZON", table.rows.get("a").checkpoint());
            directory.shards.add(new ShardInfo("c", List.of("a"), false, "0", "1"));
            directory.shards.add(new ShardInfo("d", List.of("a"), false, "0", "1"));
            table.put(left("c", start));
            table.put(left("d", start));
        });
        assertEquals(3, prepare(InitialStreamPosition.TRIM_HORIZON).leases());
        assertEquals(Set.of(MemoryStateTable.MARK, "b", "c", "d"), table.rows.keySet());
    }

    @Test
    void aRowWhoseChildrenAreNotBegunIsNotTooLate() throws InterruptedException {
        final StartData start = prepare(InitialStreamPosition.LATEST).start();
        table.rows.remove("a");
        table.onScan(6, () -> {
            directory.shards.add(new ShardInfo("c", List.of("a"), false, "0", "1"));
            table.put(new StateRow("c", StateRow.Kind.LEASE, "AT_TIMESTAMP", null, 0, Optional.of(start), 0, null));
        });
        assertEquals(3, prepare(InitialStreamPosition.LATEST).leases());
        assertEquals(Set.of(MemoryStateTable.MARK, "a", "b", "c"), table.rows.keySet());
    }

    private static StateRow left(final String shard, final StartData start) {
        return new StateRow(shard, StateRow.Kind.LEASE, "17", null, 0, Optional.of(start), 0, null);
    }

    @Test
    void aRunThatHadATableNeverCreatesAnother() throws InterruptedException {
        final StatePreparation.Prepared first = prepare(InitialStreamPosition.TRIM_HORIZON);
        table.identity = null;
        assertThrows(FatalStateException.class, () -> preparation(InitialStreamPosition.TRIM_HORIZON)
                .prepare(Optional.of(first.identity()), new StartTimeline(0)));
        assertEquals(1, table.created);
    }

    @Test
    void existingStateIsSaidInTheLog() throws InterruptedException {
        prepare(InitialStreamPosition.TRIM_HORIZON);
        final MockComponentLog log = new MockComponentLog("id", this);
        new StatePreparation(settings(InitialStreamPosition.LATEST), directory, table, "worker", log)
                .prepare(Optional.empty(), new StartTimeline(0));
        assertTrue(log.getInfoMessages().stream()
                .anyMatch(message -> message.getMsg().contains("Initial Stream Position is ignored")));
    }

    @Test
    void theStartIsKnownToAllBeforeTheFirstRowIsWritten() throws InterruptedException {
        table.create();
        table.claim(new StartData(STREAM, OptionalLong.of(4_000)), "a worker that crashed then");
        final StatePreparation.Prepared prepared = prepare(InitialStreamPosition.LATEST);
        assertEquals(OptionalLong.of(4_000), prepared.start().startAt());
        assertEquals("AT_TIMESTAMP", table.rows.get("a").checkpoint());
    }

    @Test
    void aTimeInTheFutureIsWaitedForBeforeAnythingIsWritten() throws InterruptedException {
        directory.clockMillis = 6_000;
        final NotReadyException tooEarly =
                assertThrows(NotReadyException.class, () -> prepare(InitialStreamPosition.AT_TIMESTAMP));
        assertTrue(tooEarly.getMessage().contains("Stream Position Timestamp"), tooEarly.getMessage());
        assertEquals(Set.of(), table.rows.keySet());
        directory.clockMillis = 6_001;
        assertEquals(
                OptionalLong.of(7_000),
                prepare(InitialStreamPosition.AT_TIMESTAMP).start().startAt());
    }

    @Test
    void theCoordinatorTableOfAnOlderLibraryIsRefusedAndWorkerStatisticsAloneAreNot() throws InterruptedException {
        table.older = List.of("app-CoordinatorState", "app-WorkerMetricStats");
        final String message = assertThrows(
                        FatalStateException.class, () -> prepare(InitialStreamPosition.TRIM_HORIZON))
                .getMessage();
        assertTrue(message.contains("app-CoordinatorState, app-WorkerMetricStats"), message);
        assertEquals(0, table.created);
        table.older = List.of("app-WorkerMetricStats");
        assertEquals(2, prepare(InitialStreamPosition.TRIM_HORIZON).leases());
    }

    @Test
    void rowsOfAnotherApplicationAreTakenOverWhenTheirRecordsAreOfTheStream() throws InterruptedException {
        put("a", "17");
        put("b", "TRIM_HORIZON");
        directory.records.add("a/17");
        final MockComponentLog log = new MockComponentLog("id", this);
        final StatePreparation.Prepared prepared = new StatePreparation(
                        settings(InitialStreamPosition.LATEST), directory, table, "worker", log)
                .prepare(Optional.empty(), new StartTimeline(0));
        assertEquals(OptionalLong.empty(), prepared.start().startAt());
        assertEquals("17", table.rows.get("a").checkpoint());
        assertEquals(STREAM, table.rows.get("a").start().orElseThrow().stream());
        assertTrue(log.getInfoMessages().stream()
                .anyMatch(message -> message.getMsg().contains("Initial Stream Position is ignored")));
    }

    @Test
    void rowsOfAnotherApplicationOnAnotherStreamAreRefusedAndLeftAlone() {
        put("a", "17");
        put("b", "18");
        directory.records.add("b/18");
        final String message = assertThrows(
                        FatalStateException.class, () -> prepare(InitialStreamPosition.TRIM_HORIZON))
                .getMessage();
        assertTrue(message.contains("a has no record 17"), message);
        assertEquals(Set.of("a", "b"), table.rows.keySet());
        assertEquals(Optional.empty(), table.rows.get("a").start());
    }

    private void put(final String shard, final String checkpoint) {
        table.create();
        table.put(new StateRow(shard, StateRow.Kind.LEASE, checkpoint, null, 3, Optional.empty(), 0, null));
    }

    private StatePreparation.Prepared prepare(final InitialStreamPosition position) throws InterruptedException {
        return preparation(position).prepare(Optional.empty(), new StartTimeline(0));
    }

    private StatePreparation preparation(final InitialStreamPosition position) {
        return new StatePreparation(settings(position), directory, table, "worker", new MockComponentLog("id", this));
    }

    static ConsumerSettings settings(final InitialStreamPosition position) {
        return new ConsumerSettings(
                access(new CredentialsSource.DefaultChain()),
                ConsumerType.SHARED_THROUGHPUT,
                position,
                Optional.of(Instant.ofEpochMilli(7_000)),
                new OutputSettings(
                        ProcessingStrategy.LINE_DELIMITED,
                        OutputStrategy.INJECT_METADATA,
                        "kinesisMetadata",
                        Optional.empty(),
                        Optional.empty()),
                new BatchLimits(1000, 10, Duration.ZERO),
                OutOfRangeUserRecords.DROP_RESENT,
                100,
                100_000_000,
                Duration.ofSeconds(2),
                MetricsSettings.NONE);
    }

    static AwsAccess access(final CredentialsSource credentials) {
        return new AwsAccess(
                new StreamReference("orders", Optional.empty()),
                "app",
                "eu-central-1",
                credentials,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static ShardInfo shard(final String id) {
        return new ShardInfo(id, List.of(), false, "0", "1");
    }
}
