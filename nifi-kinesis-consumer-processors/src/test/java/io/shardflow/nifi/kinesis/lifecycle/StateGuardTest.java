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
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.buffer.BatchLimits;
import io.shardflow.nifi.kinesis.buffer.ByteBudget;
import io.shardflow.nifi.kinesis.buffer.ShardBuffers;
import io.shardflow.nifi.kinesis.state.BegunChange;
import io.shardflow.nifi.kinesis.state.FatalStateException;
import io.shardflow.nifi.kinesis.state.MemoryStateTable;
import io.shardflow.nifi.kinesis.state.NotReadyException;
import io.shardflow.nifi.kinesis.state.ShardStarts;
import io.shardflow.nifi.kinesis.state.StartData;
import io.shardflow.nifi.kinesis.state.StateRow;
import io.shardflow.nifi.kinesis.stream.MemoryStream;
import io.shardflow.nifi.kinesis.stream.StreamIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StateGuardTest {

    private static final StreamIdentity STREAM = new StreamIdentity("arn:stream/orders", 1000);

    private final MemoryStateTable table = new MemoryStateTable();
    private final ShardBuffers buffers =
            new ShardBuffers(new ByteBudget(1000), new BatchLimits(10, 10, Duration.ZERO), lost -> {});
    private final List<List<String>> read = new ArrayList<>();
    private final MemoryStream directory = new MemoryStream(STREAM);

    @Test
    void aQuietRoundChangesNothing() {
        final StateGuard guard = guard();
        table.put(lease("a", "worker"));
        guard.check(buffers);
        assertEquals("worker", table.rows.get("a").owner());
    }

    @Test
    void theLeaseOfASealedIncarnationIsDroppedSoThatItStartsAnew() {
        final StateGuard guard = guard();
        table.put(lease("a", "worker"));
        table.put(lease("b", "other"));
        buffers.open("a", OptionalLong.empty()).seal("test");
        buffers.open("b", OptionalLong.empty()).seal("test");
        guard.check(buffers);
        assertNull(table.rows.get("a").owner());
        assertEquals("other", table.rows.get("b").owner());
    }

    @Test
    void leasesStayWhenEverythingIsSealedSinceTheProcessorIsBeingStopped() {
        final StateGuard guard = guard();
        table.put(lease("a", "worker"));
        buffers.open("a", OptionalLong.empty());
        buffers.sealAll("test");
        guard.check(buffers);
        assertEquals("worker", table.rows.get("a").owner());
    }

    @Test
    void aDeletedOrRecreatedStreamStopsTheRun() {
        final StateGuard guard = guard();
        directory.identity = new StreamIdentity(STREAM.arn(), 2000);
        assertThrows(FatalStateException.class, () -> guard.check(buffers));
        directory.identity = null;
        assertThrows(FatalStateException.class, () -> guard.check(buffers));
    }

    @Test
    void whoeverWantsToKnowIsToldTheRowsEachTimeTheTableIsRead() {
        final StateGuard guard = guard();
        table.put(lease("a", "worker"));
        guard.check(buffers);
        guard.check(buffers);
        guard.check(buffers);
        assertEquals(List.of(List.of("a"), List.of("a")), read);
    }

    @Test
    void theWorkerRowIsClaimedAsSoonAsItIsThereAndThenWatched() {
        final StateGuard guard = guard();
        guard.claim();
        table.put(worker("worker", Instant.now().getEpochSecond(), "an earlier run"));
        guard.check(buffers);
        assertEquals("run", table.rows.get("worker").run());
        table.claimWorker("worker", "a twin");
        guard.check(buffers);
        assertTrue(assertThrows(FatalStateException.class, () -> guard.check(buffers))
                .needsNewWorkerId());
    }

    @Test
    void rowsOfChildShardsGetTheStartDataWhenTheTableIsReadNext() {
        final StateGuard guard = guard();
        guard.check(buffers);
        table.put(lease("child", "worker"));
        guard.check(buffers);
        assertTrue(table.rows.get("child").start().isEmpty());
        guard.check(buffers);
        assertEquals(STREAM, table.rows.get("child").start().orElseThrow().stream());
    }

    @Test
    void aChangeThatWasBegunStopsTheRun() {
        final StateGuard guard = guard();
        table.put(mark(
                OptionalLong.empty(),
                Optional.of(new BegunChange(
                        "1",
                        BegunChange.Kind.RESET,
                        "delete the state",
                        Instant.EPOCH,
                        OptionalLong.empty(),
                        List.of()))));
        assertTrue(assertThrows(FatalStateException.class, () -> guard.check(buffers))
                .getMessage()
                .contains("to delete the state, and did not finish"));
    }

    @Test
    void aChangeOfTheBeginningThatTheStartDidNotSeeStopsTheRun() {
        final StateGuard guard = guard();
        table.put(mark(OptionalLong.of(17), Optional.empty()));
        assertThrows(FatalStateException.class, () -> guard.check(buffers));
        table.replaceMark(new StartData(STREAM, OptionalLong.empty(), Optional.of("to the oldest record again")));
        assertThrows(FatalStateException.class, () -> guard().check(buffers));
        table.rows.remove(MemoryStateTable.MARK);
        final StateGuard other = guard();
        table.put(mark(OptionalLong.empty(), Optional.empty()));
        other.check(buffers);
    }

    @Test
    void aLeaseFromBeforeARewindEndsTheAttempt() {
        final StateGuard guard = guard();
        table.put(lease("a", "worker"));
        table.stamp("a", new StartData(STREAM, OptionalLong.empty(), Optional.of("an earlier rewind")));
        assertThrows(NotReadyException.class, () -> guard.check(buffers));
    }

    private static StateRow mark(final OptionalLong startAt, final Optional<BegunChange> change) {
        return new StateRow(
                MemoryStateTable.MARK,
                StateRow.Kind.OTHER,
                null,
                null,
                null,
                0,
                Optional.of(new StartData(STREAM, startAt)),
                0,
                null,
                Optional.empty(),
                change,
                Optional.empty());
    }

    @Test
    void aRowOfAnotherStreamStopsTheRun() {
        final StateGuard guard = guard();
        table.put(lease("child", "worker"));
        table.stamp("child", new StartData(new StreamIdentity("arn:stream/other", 2), OptionalLong.empty()));
        assertThrows(FatalStateException.class, () -> guard.check(buffers));
    }

    private StateGuard guard() {
        table.create();
        final StatePreparation.Prepared prepared = new StatePreparation.Prepared(
                STREAM, table.identity, new StartData(STREAM, OptionalLong.empty()), ShardStarts.OLDEST, 2);
        return new StateGuard(
                "orders",
                directory,
                table,
                prepared,
                "worker",
                "run",
                2,
                rows -> read.add(rows.stream().map(StateRow::key).toList()));
    }

    static StateRow lease(final String shard, final String owner) {
        return new StateRow(shard, StateRow.Kind.LEASE, "17", owner, 4, Optional.empty(), 0, null);
    }

    static StateRow worker(final String id, final long aliveSeconds, final String run) {
        return new StateRow(id, StateRow.Kind.WORKER, null, null, 0, Optional.empty(), aliveSeconds, run);
    }
}
