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

import io.shardflow.nifi.kinesis.metadata.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;

/**
 * Records of one shard in their order, answer by answer, with the bytes that were taken from the budget for each answer.
 *
 * <p><b>Threading.</b> None of its own: guarded by the incarnation that owns it.
 */
final class RecordQueue {

    /** What is left of an answer, or of a batch that was put back. */
    private static final class Part {
        private final BufferedRecord[] records;
        private int next;
        private long permits;

        private Part(final List<BufferedRecord> records, final long permits) {
            this.records = records.toArray(BufferedRecord[]::new);
            this.permits = permits;
        }

        private BufferedRecord peek() {
            return records[next];
        }

        /** Forgets the record, whose payload would otherwise stay on the heap with the last one. @return its share of the bytes */
        private long remove() {
            final long charge = BufferedRecord.charge(records[next].size());
            records[next] = null;
            next++;
            final long share = isEmpty() ? permits : Math.min(permits, charge);
            permits -= share;
            return share;
        }

        private boolean isEmpty() {
            return next == records.length;
        }
    }

    /** What was taken from the head. @param permits the bytes that go with the records */
    record Taken(List<BufferedRecord> records, long permits) {}

    private final Deque<Part> parts = new ArrayDeque<>();
    private long bytes;
    private int userRecords;

    /** Those of the records, which are in their order, that come after the position; all of them if it is null. */
    static List<BufferedRecord> after(final Position position, final List<BufferedRecord> records) {
        int first = 0;
        while (position != null
                && first < records.size()
                && !records.get(first).position().isAfter(position)) {
            first++;
        }
        return records.subList(first, records.size());
    }

    /** @param records one or more */
    void addLast(final List<BufferedRecord> records, final long permits) {
        parts.addLast(new Part(records, permits));
        count(records);
    }

    /** Puts records back that were taken before. */
    void addFirst(final List<BufferedRecord> records, final long permits) {
        parts.addFirst(new Part(records, permits));
        count(records);
    }

    private void count(final List<BufferedRecord> added) {
        for (final BufferedRecord record : added) {
            bytes += record.size();
            userRecords += record.userRecords();
        }
    }

    /** At least one record, which may be larger than the limits; the queue must not be empty. */
    Taken take(final long maxBytes, final int maxUserRecords) {
        final List<BufferedRecord> records = new ArrayList<>();
        long takenBytes = 0;
        int taken = 0;
        long permits = 0;
        while (!parts.isEmpty()) {
            final Part part = parts.peekFirst();
            final BufferedRecord next = part.peek();
            if (!records.isEmpty()
                    && (takenBytes + next.size() > maxBytes || taken + next.userRecords() > maxUserRecords)) {
                break;
            }
            permits += part.remove();
            if (part.isEmpty()) {
                parts.removeFirst();
            }
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
        final long permits = parts.stream().mapToLong(part -> part.permits).sum();
        parts.clear();
        bytes = 0;
        userRecords = 0;
        return permits;
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** Arrival of the record at the head, milliseconds since the epoch. */
    OptionalLong oldestArrival() {
        return parts.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(parts.peekFirst().peek().arrivalMillis());
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
