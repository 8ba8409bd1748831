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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;

/**
 * Records of one shard in their order, each with its share of the bytes that were taken from the budget for it.
 *
 * <p><b>Threading.</b> None of its own: guarded by the incarnation that owns it.
 */
final class RecordQueue {

    private record Queued(BufferedRecord record, long permits) {}

    /** What was taken from the head. @param permits the bytes that go with the records */
    record Taken(List<BufferedRecord> records, long permits) {}

    private final Deque<Queued> queue = new ArrayDeque<>();
    private long bytes;
    private int userRecords;

    void addLast(final List<BufferedRecord> records, final long permits) {
        long left = permits;
        for (int i = 0; i < records.size(); i++) {
            final BufferedRecord record = records.get(i);
            final long share = share(record, left, i == records.size() - 1);
            left -= share;
            queue.addLast(new Queued(record, share));
            bytes += record.size();
            userRecords += record.userRecords();
        }
    }

    /** Puts records back that were taken before. */
    void addFirst(final List<BufferedRecord> records, final long permits) {
        long left = permits;
        for (int i = records.size() - 1; i >= 0; i--) {
            final BufferedRecord record = records.get(i);
            final long share = share(record, left, i == 0);
            left -= share;
            queue.addFirst(new Queued(record, share));
            bytes += record.size();
            userRecords += record.userRecords();
        }
    }

    private static long share(final BufferedRecord record, final long left, final boolean last) {
        return last ? left : Math.min(left, BufferedRecord.charge(record.size()));
    }

    /** At least one record, which may be larger than the limits; the queue must not be empty. */
    Taken take(final long maxBytes, final int maxUserRecords) {
        final List<BufferedRecord> records = new ArrayList<>();
        long takenBytes = 0;
        int taken = 0;
        long permits = 0;
        while (!queue.isEmpty()) {
            final BufferedRecord next = queue.peekFirst().record();
            if (!records.isEmpty()
                    && (takenBytes + next.size() > maxBytes || taken + next.userRecords() > maxUserRecords)) {
                break;
            }
            permits += queue.removeFirst().permits();
            records.add(next);
            takenBytes += next.size();
            taken += next.userRecords();
        }
        bytes -= takenBytes;
        userRecords -= taken;
        return new Taken(records, permits);
    }

    /** Drops everything. @return the bytes that went with it */
    long clear() {
        final long permits = queue.stream().mapToLong(Queued::permits).sum();
        queue.clear();
        bytes = 0;
        userRecords = 0;
        return permits;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Arrival of the record at the head, milliseconds since the epoch. */
    OptionalLong oldestArrival() {
        return queue.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(queue.peekFirst().record().arrivalMillis());
    }

    /** User records, those inside aggregated records counted one by one. */
    int userRecords() {
        return userRecords;
    }

    /** Payload bytes. */
    long bytes() {
        return bytes;
    }
}
