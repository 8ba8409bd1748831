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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.buffer.BatchLimits;
import io.shardflow.nifi.kinesis.buffer.Emissions;
import io.shardflow.nifi.kinesis.buffer.Records;
import io.shardflow.nifi.kinesis.write.Written;
import java.time.Duration;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SessionRoomTest {

    private static final long NOW = Long.MAX_VALUE - 1;

    @Property
    void whatBatchesHaveTogetherIsLessThanTwiceWhatOneMayHave(
            @ForAll @IntRange(min = 1, max = 2000) final int records,
            @ForAll @IntRange(min = 1, max = 200_000_000) final int bytes) {
        final SessionRoom room = new SessionRoom(new BatchLimits(bytes, 1000, Duration.ZERO));
        final SessionBatches session = new SessionBatches();
        add(session, Math.min(records, 1000) / 2 + 1, bytes / 2 + 1);
        assertEquals(
                session.records() < 1000 && session.bytes() < Math.min(bytes, SessionRoom.ENOUGH),
                room.isLeft(session, NOW));
        add(session, 1000, bytes);
        assertFalse(room.isLeft(session, NOW));
    }

    @Test
    void afterOneCouldNotBeWrittenEachBatchGoesAloneForAWhile() {
        final SessionRoom room = new SessionRoom(new BatchLimits(1000, 1000, Duration.ZERO));
        final SessionBatches session = new SessionBatches();
        add(session, 1, 1);
        assertTrue(room.isLeft(session, NOW));
        room.failed(NOW);
        assertFalse(room.isLeft(session, NOW));
        assertFalse(room.isLeft(session, NOW + SessionRoom.ALONE.toNanos() - 1));
        assertTrue(room.isLeft(session, NOW + SessionRoom.ALONE.toNanos()));
    }

    private static void add(final SessionBatches session, final int records, final long bytes) {
        session.add(
                (unused, batch) -> new Written(records, 0, 0, bytes),
                null,
                Emissions.first("a", OptionalLong.empty(), Records.records(0, 1)));
    }
}
