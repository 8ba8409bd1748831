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
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Records of one shard in their order, answer by answer, with the bytes that were taken from the budget for each answer. What needs
 * memory comes first everywhere, so that an error for want of it leaves the queue as it was.
 *
 * <p><b>Threading.</b> None of its own: guarded by the incarnation that owns it.
 */
final class RecordQueue {

    /** What is left of an answer, or of a batch that was put back. */
    private static final class Part {
        private final BufferedRecord[] records;
        private final long bytes;
        private final int userRecords;
        private int next;
        private long permits;

        private Part(final List<BufferedRecord> records, final long permits) {
            this.records = records.toArray(BufferedRecord[]::new);
            this.permits = permits;
            this.bytes = records.stream().mapToLong(BufferedRecord::size).sum();
            this.userRecords =
                    records.stream().mapToInt(BufferedRecord::userRecords).sum();
        }

        /** What the record takes of so many bytes that are left for it and those behind it. */
        private long share(final int record, final long left) {
            return record == records.length - 1 ? left : Math.min(left, BufferedRecord.charge(records[record].size()));
        }

        /** Forgets the record, whose payload would otherwise stay on the heap with the last one. */
        private void remove() {
            permits -= share(next, permits);
            records[next] = null;
            next++;
        }

        private boolean isEmpty() {
            return next == records.length;
        }
    }

    /**
     * The first records.
     *
     * @param permits the bytes that go with them
     * @param bytes of their payloads
     */
    record Head(List<BufferedRecord> records, long permits, long bytes, int userRecords) {}

    /** Linked: an ArrayDeque that cannot grow for want of memory has lost what was in it. */
    private final Deque<Part> parts = new LinkedList<>();

    private Position last;
    private long bytes;
    private int userRecords;

    /**
     * Adds the records, which are in their order, that come after the last one ever added.
     *
     * @return whether there are any; if not, their bytes are nowhere
     */
    boolean addLast(final List<BufferedRecord> records, final long permits) {
        final List<BufferedRecord> fresh = after(last, records);
        if (fresh.isEmpty()) {
            return false;
        }
        final Part part = new Part(fresh, permits);
        parts.addLast(part);
        count(part);
        last = part.records[part.records.length - 1].position();
        return true;
    }

    private static List<BufferedRecord> after(final Position position, final List<BufferedRecord> records) {
        int first = 0;
        while (position != null
                && first < records.size()
                && !records.get(first).position().isAfter(position)) {
            first++;
        }
        return records.subList(first, records.size());
    }

    /** Position of the last record ever added; null if there was none. */
    Position last() {
        return last;
    }

    /** Puts records back that were removed before. */
    void addFirst(final List<BufferedRecord> records, final long permits) {
        final Part part = new Part(records, permits);
        parts.addFirst(part);
        count(part);
    }

    private void count(final Part added) {
        bytes += added.bytes;
        userRecords += added.userRecords;
    }

    /** At least one record, which may be larger than the limits; the queue must not be empty. Nothing is removed. */
    Head head(final long maxBytes, final int maxUserRecords) {
        final List<BufferedRecord> records = new ArrayList<>();
        long headBytes = 0;
        int headRecords = 0;
        long permits = 0;
        for (final Part part : parts) {
            long left = part.permits;
            for (int i = part.next; i < part.records.length; i++) {
                final BufferedRecord record = part.records[i];
                final int more = record.userRecords();
                if (!records.isEmpty()
                        && (headBytes + record.size() > maxBytes || headRecords + more > maxUserRecords)) {
                    return new Head(records, permits, headBytes, headRecords);
                }
                final long share = part.share(i, left);
                left -= share;
                permits += share;
                headBytes += record.size();
                headRecords += more;
                records.add(record);
            }
        }
        return new Head(records, permits, headBytes, headRecords);
    }

    /** Removes what {@link #head} gave last, since when nothing was added in front of it. */
    void remove(final Head head) {
        for (int i = 0; i < head.records().size(); i++) {
            final Part part = parts.peekFirst();
            part.remove();
            if (part.isEmpty()) {
                parts.removeFirst();
            }
        }
        bytes -= head.bytes();
        userRecords -= head.userRecords();
    }

    /** Drops everything. @return the bytes that went with it */
    long clear() {
        long permits = 0;
        for (final Part part : parts) {
            permits += part.permits;
        }
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
        if (parts.isEmpty()) {
            return OptionalLong.empty();
        }
        final Part part = parts.peekFirst();
        return OptionalLong.of(part.records[part.next].arrivalMillis());
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
