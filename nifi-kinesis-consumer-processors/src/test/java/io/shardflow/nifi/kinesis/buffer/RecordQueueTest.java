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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.metadata.Position;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RecordQueueTest {

    private final RecordQueue queue = new RecordQueue();
    private int next;

    /** Steps: below zero, take as many; zero, put back what was taken last; above zero, add an answer of as many. */
    @Property
    void recordsComeOutInTheirOrderAndTheirBytesWithThem(
            @ForAll @Size(max = 40) final List<@IntRange(min = -4, max = 4) Integer> steps) {
        final List<Position> expected = new ArrayList<>();
        final List<Position> got = new ArrayList<>();
        RecordQueue.Head last = null;
        long permitsIn = 0;
        long permitsOut = 0;
        for (final int step : steps) {
            if (step > 0) {
                final List<BufferedRecord> answer = records(step);
                expected.addAll(Records.positions(answer));
                queue.addLast(answer, 1000L * step);
                permitsIn += 1000L * step;
                last = null;
            } else if (step < 0 && !queue.isEmpty()) {
                last = take(Long.MAX_VALUE, -step);
                assertTrue(last.records().size() <= -step);
                got.addAll(Records.positions(last.records()));
                permitsOut += last.permits();
            } else if (last != null) {
                queue.addFirst(last.records(), last.permits());
                got.subList(got.size() - last.records().size(), got.size()).clear();
                permitsOut -= last.permits();
                last = null;
            }
            assertEquals(expected.size() - got.size(), queue.userRecords());
            assertEquals(10L * queue.userRecords(), queue.bytes());
        }
        assertEquals(expected.subList(0, got.size()), got);
        assertEquals(permitsIn, permitsOut + queue.clear());
        assertTrue(queue.isEmpty());
        assertEquals(0, queue.bytes());
    }

    @Test
    void aRecordTakesTheBytesThatItIsChargedForAndTheLastOneOfItsAnswerTheRest() {
        queue.addLast(records(3), 10_000);
        assertEquals(BufferedRecord.charge(10), take(10, 1).permits());
        assertEquals(10_000 - BufferedRecord.charge(10), take(100, 10).permits());
    }

    @Test
    void aRecordThatWasTakenIsNotKeptByTheRestOfItsAnswer() {
        queue.addLast(records(2), 0);
        final WeakReference<BufferedRecord> taken =
                new WeakReference<>(take(1, 1).records().getFirst());
        for (int i = 0; i < 100 && taken.get() != null; i++) {
            System.gc();
        }
        assertEquals(null, taken.get());
        assertFalse(queue.isEmpty());
    }

    @Test
    void whatItHasHadIsNotAddedAgain() {
        final List<BufferedRecord> records = records(4);
        assertTrue(queue.addLast(records.subList(0, 2), 0));
        assertFalse(queue.addLast(records.subList(1, 2), 0));
        take(100, 10);
        assertTrue(queue.addLast(records.subList(1, 4), 0));
        assertEquals(
                Records.positions(records.subList(2, 4)),
                Records.positions(take(100, 10).records()));
    }

    @Test
    void theHeadStaysUntilItIsRemoved() {
        queue.addLast(records(3), 10_000);
        final RecordQueue.Head head = queue.head(100, 2);
        assertEquals(head, queue.head(100, 2));
        assertEquals(3, queue.userRecords());
        queue.remove(head);
        assertEquals(10_000 - head.permits(), queue.clear());
    }

    private RecordQueue.Head take(final long maxBytes, final int maxUserRecords) {
        final RecordQueue.Head head = queue.head(maxBytes, maxUserRecords);
        queue.remove(head);
        return head;
    }

    private List<BufferedRecord> records(final int count) {
        final List<BufferedRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(new BufferedRecord(
                    new Position(Integer.toString(next), 0), "key", next, new byte[10], Optional.empty()));
            next++;
        }
        return records;
    }
}
