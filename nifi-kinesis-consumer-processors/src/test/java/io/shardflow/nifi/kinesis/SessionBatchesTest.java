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

import static io.shardflow.nifi.kinesis.buffer.Records.records;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.buffer.BatchLimits;
import io.shardflow.nifi.kinesis.buffer.BufferedRecord;
import io.shardflow.nifi.kinesis.buffer.ByteBudget;
import io.shardflow.nifi.kinesis.buffer.Emission;
import io.shardflow.nifi.kinesis.buffer.LeaseIncarnation;
import io.shardflow.nifi.kinesis.buffer.ShardBuffers;
import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.write.FlowFileWriter;
import io.shardflow.nifi.kinesis.write.Written;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SessionBatchesTest {

    private static final int BATCH = 10;
    private static final long PERMITS = 1_000;
    private static final FlowFileWriter WRITER = (session, batch) -> written(batch);

    private final ByteBudget budget = new ByteBudget(1_000_000);
    private final ShardBuffers buffers =
            new ShardBuffers(budget, new BatchLimits(1_000_000, BATCH, Duration.ZERO), lost -> {});
    private final Map<String, LeaseIncarnation> shards = new HashMap<>();

    /** What may become of a session. */
    private enum Outcome {
        COMMITTED,
        NOT_COMMITTED,
        NOT_WRITTEN
    }

    /** Whatever becomes of the sessions before, each shard's records are delivered in order, once, when one commits. */
    @Property(tries = 200)
    void eachShardGoesOnBehindWhatHasCommitted(
            @ForAll @Size(min = 1, max = 5) final List<@IntRange(min = 1, max = 40) Integer> lengths,
            @ForAll @Size(max = 20) final List<Outcome> outcomes)
            throws InterruptedException {
        final SessionBatchesTest run = new SessionBatchesTest();
        for (int i = 0; i < lengths.size(); i++) {
            run.open("shard-" + i, lengths.get(i));
        }
        final Map<String, List<Position>> delivered = new HashMap<>();
        outcomes.forEach(outcome -> run.session(outcome, delivered));
        while (run.session(Outcome.COMMITTED, delivered) > 0) {
            // until nothing is left
        }
        for (int i = 0; i < lengths.size(); i++) {
            assertEquals(
                    records(0, lengths.get(i)).stream()
                            .map(BufferedRecord::position)
                            .toList(),
                    delivered.get("shard-" + i));
            assertTrue(run.shards.get("shard-" + i).isDrained());
        }
        assertEquals(0, run.budget.used());
    }

    /** @return how many batches the session carried */
    private int session(final Outcome outcome, final Map<String, List<Position>> delivered) {
        final SessionBatches session = new SessionBatches();
        final List<Emission> ready = new ArrayList<>();
        for (Optional<Emission> next = take(); next.isPresent(); next = take()) {
            ready.add(next.get());
        }
        try {
            for (int i = 0; i < ready.size(); i++) {
                session.add(
                        outcome == Outcome.NOT_WRITTEN && i == ready.size() - 1 ? SessionBatchesTest::fail : WRITER,
                        null,
                        ready.get(i));
            }
        } catch (final IllegalStateException e) {
            session.failed();
        }
        if (outcome == Outcome.COMMITTED) {
            session.committed((batch, written) -> delivered
                    .computeIfAbsent(batch.shardId(), shard -> new ArrayList<>())
                    .addAll(batch.records().stream()
                            .map(BufferedRecord::position)
                            .toList()));
        } else {
            session.failed();
        }
        session.handed();
        return ready.size();
    }

    @Test
    void allAreSettledWithTheirOwnShardsWhenTheSessionCommits() {
        open("a", 3);
        open("b", 25);
        final SessionBatches session = new SessionBatches();
        assertEquals(3, session.add(WRITER, null, take().orElseThrow()).records());
        session.add(WRITER, null, take().orElseThrow());
        assertEquals(13, session.records());
        assertEquals(130, session.bytes());
        assertEquals(Optional.empty(), take(), "a shard is in one session at a time");
        assertEquals(Optional.empty(), shards.get("a").toCheckpoint());

        final List<String> counted = new ArrayList<>();
        session.committed((batch, written) -> counted.add(batch.shardId() + " " + written.records()));
        session.handed();
        assertEquals(List.of("a 3", "b 10"), counted);
        assertEquals(Optional.of(new Position("2", 0)), shards.get("a").toCheckpoint());
        assertEquals(Optional.of(new Position("9", 0)), shards.get("b").toCheckpoint());
        assertEquals("b", take().orElseThrow().shardId());
    }

    @Test
    void ofASessionThatIsKnownNotToHaveCommittedALateSuccessCountsNothing() {
        open("a", 3);
        final SessionBatches session = new SessionBatches();
        session.add(WRITER, null, take().orElseThrow());
        session.failed();
        session.committed((batch, written) -> assertEquals("none", batch.shardId()));
        assertEquals(Optional.empty(), shards.get("a").toCheckpoint());
    }

    @Test
    void aBatchThatCannotBeWrittenGoesBackWithTheOthers() {
        open("a", 3);
        open("b", 3);
        final SessionBatches session = new SessionBatches();
        session.add(WRITER, null, take().orElseThrow());
        final Emission bad = take().orElseThrow();
        assertThrows(IllegalStateException.class, () -> session.add(SessionBatchesTest::fail, null, bad));
        session.failed();
        session.handed();
        assertEquals(positions(records(0, 3)), positions(take().orElseThrow().records()));
        assertEquals(positions(records(0, 3)), positions(take().orElseThrow().records()));
    }

    private void open(final String shard, final int length) {
        final LeaseIncarnation incarnation = buffers.open(shard, OptionalLong.empty());
        // of a call that asked without a reservation
        budget.settle(0, 0, PERMITS);
        incarnation.accept(records(0, length), PERMITS, 0);
        shards.put(shard, incarnation);
    }

    private static List<Position> positions(final List<BufferedRecord> records) {
        return records.stream().map(BufferedRecord::position).toList();
    }

    private Optional<Emission> take() {
        try {
            return buffers.take(Duration.ZERO);
        } catch (final InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Written written(final Emission batch) {
        return new Written(batch.records().size(), 0, 0, 10L * batch.records().size());
    }

    private static Written fail(final Object session, final Emission batch) {
        throw new IllegalStateException("it cannot be written");
    }
}
