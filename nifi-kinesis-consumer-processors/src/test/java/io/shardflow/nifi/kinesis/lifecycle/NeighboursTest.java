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
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.state.IntervalSteps;
import io.shardflow.nifi.kinesis.state.MemoryStateTable;
import io.shardflow.nifi.kinesis.state.StateRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.nifi.util.MockComponentLog;
import org.junit.jupiter.api.Test;

class NeighboursTest {

    private final List<String> looked = new ArrayList<>();
    private final MemoryStateTable table = new MemoryStateTable() {
        @Override
        public Optional<StateRow> row(final String key) {
            looked.add(key);
            return super.row(key);
        }
    };
    private long nanos;
    private long reports = Instant.now().getEpochSecond();

    @Test
    void everyWorkerIsWatchedByExactlyOneOfThoseThatWatch() {
        final Map<String, Boolean> watches =
                Map.of("a", true, "b", false, "c", true, "d", false, "e", false, "f", true);
        watches.forEach(this::worker);
        final Map<String, List<String>> watchedBy = new HashMap<>();
        for (final String id : watches.keySet()) {
            if (watches.get(id)) {
                looked.clear();
                final Neighbours neighbours = neighbours(id);
                neighbours.meet(table.scan());
                look(neighbours);
                watchedBy.put(id, looked.stream().sorted().toList());
            }
        }
        assertEquals(Map.of("a", List.of("b", "c"), "c", List.of("d", "e", "f"), "f", List.of("a")), watchedBy);
    }

    @Test
    void aloneItLooksAtNobody() {
        worker("me", true);
        final Neighbours neighbours = neighbours("me");
        neighbours.meet(table.scan());
        look(neighbours);
        assertFalse(neighbours.isCompany());
        assertEquals(List.of(), looked);
    }

    @Test
    void aRowThatAWorkerLeftLongAgoIsNoCompany() {
        table.put(new StateRow("old", StateRow.Kind.WORKER, null, null, 0, Optional.empty(), reports - 60, "run"));
        final Neighbours neighbours = neighbours("me");
        neighbours.meet(table.scan());
        assertFalse(neighbours.isCompany());
    }

    @Test
    void theLeasesOfANeighbourThatDiesAreFreedAndItsRowIsRemoved() {
        final Neighbours neighbours = company();
        for (int look = 0; look < 4; look++) {
            assertEquals("other", table.rows.get("shard-1").owner());
            report("me");
            look(neighbours);
        }
        assertNull(table.rows.get("shard-1").owner());
        assertNull(table.rows.get("shard-2").owner());
        assertEquals("me", table.rows.get("shard-0").owner());
        assertEquals(new TreeSet<>(List.of("me", "shard-0", "shard-1", "shard-2")), new TreeSet<>(table.rows.keySet()));
        assertFalse(neighbours.isCompany());
    }

    @Test
    void theLeasesOfANeighbourThatDiesRightAfterItWasMetAreFreed() {
        worker("me", true);
        worker("other", true);
        lease("shard-1", "other");
        final Neighbours neighbours = neighbours("me");
        neighbours.meet(table.scan());
        for (int look = 0; look < 5; look++) {
            report("me");
            look(neighbours);
        }
        assertNull(table.rows.get("shard-1").owner());
    }

    @Test
    void whatADeadNeighbourWasHandingOverGoesToItsSuccessorAndWhatItWasGivenIsFree() {
        final Neighbours neighbours = company();
        handOff("shard-3", "other", "me");
        handOff("shard-4", "me", "other");
        for (int look = 0; look < 4; look++) {
            report("me");
            look(neighbours);
        }
        assertEquals("me", table.rows.get("shard-3").owner());
        assertNull(table.rows.get("shard-3").checkpointOwner());
        assertNull(table.rows.get("shard-4").owner());
        assertNull(table.rows.get("shard-4").checkpointOwner());
    }

    @Test
    void whenTheTableTakesNoReportsFromHereEitherNobodyIsTakenForDead() {
        final Neighbours neighbours = company();
        put("me", reports - 60, "run");
        for (int look = 0; look < 20; look++) {
            look(neighbours);
        }
        assertEquals("other", table.rows.get("shard-1").owner());
    }

    @Test
    void aNeighbourWhoseRowIsGoneIsWatchedNoMore() {
        final Neighbours neighbours = company();
        table.rows.remove("other");
        look(neighbours);
        assertFalse(neighbours.isCompany());
        assertEquals("other", table.rows.get("shard-1").owner());
    }

    @Test
    void looksFollowOneAnotherOnlyAfterASecondHoweverOftenItIsAsked() {
        final Neighbours neighbours = company();
        looked.clear();
        for (int round = 0; round < 100; round++) {
            nanos += Duration.ofMillis(10).toNanos();
            neighbours.look();
        }
        assertEquals(List.of("other"), looked);
    }

    /** Two workers that have reported for a while; the other one holds two shards. */
    private Neighbours company() {
        worker("me", true);
        worker("other", true);
        lease("shard-0", "me");
        lease("shard-1", "other");
        lease("shard-2", "other");
        final Neighbours neighbours = neighbours("me");
        neighbours.meet(table.scan());
        for (int look = 0; look < 5; look++) {
            report("me");
            report("other");
            look(neighbours);
        }
        assertTrue(neighbours.isCompany());
        return neighbours;
    }

    private Neighbours neighbours(final String id) {
        return new Neighbours(table, id, IntervalSteps.STANDARD.of(4), () -> nanos, new MockComponentLog("id", this));
    }

    private void look(final Neighbours neighbours) {
        nanos += Duration.ofSeconds(1).toNanos();
        neighbours.look();
    }

    private void worker(final String id, final boolean watches) {
        put(id, reports, watches ? "run" : null);
    }

    private void report(final String id) {
        reports++;
        put(id, reports, "run");
    }

    private void put(final String id, final long reported, final String run) {
        table.rows.put(id, new StateRow(id, StateRow.Kind.WORKER, null, null, 0, Optional.empty(), reported, run));
    }

    private void handOff(final String shard, final String from, final String to) {
        table.put(new StateRow(
                shard,
                StateRow.Kind.LEASE,
                "17",
                to,
                from,
                4,
                Optional.empty(),
                0,
                null,
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
    }

    private void lease(final String shard, final String owner) {
        table.put(new StateRow(shard, StateRow.Kind.LEASE, "17", owner, 4, Optional.empty(), 0, null));
    }
}
