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
import java.util.Deque;
import java.util.LinkedList;
import java.util.OptionalLong;

/**
 * How far the records of one lease incarnation are committed without a hole. Emissions are noted in the order in which
 * they are taken and may commit in any order; the prefix ends before the first one that has not committed.
 *
 * <p><b>Threading.</b> None of its own: guarded by the incarnation that owns it.
 */
final class CommittedPrefix {

    /** One emission: the records up to a position, all in one NiFi session. */
    static final class Mark {
        private final Position last;
        private final long firstArrival;
        private boolean committed;

        /** @param firstArrival of its first record, milliseconds since the epoch */
        Mark(final Position last, final long firstArrival) {
            this.last = last;
            this.firstArrival = firstArrival;
        }
    }

    /** Linked: an ArrayDeque that cannot grow for want of memory has lost what was in it, and the prefix would have a hole. */
    private final Deque<Mark> marks = new LinkedList<>();

    private Position committed;

    /** The emission is the newest. */
    void emitted(final Mark mark) {
        marks.addLast(mark);
    }

    void committed(final Mark mark) {
        mark.committed = true;
        while (!marks.isEmpty() && marks.peekFirst().committed) {
            committed = marks.removeFirst().last;
        }
    }

    /** Whether no later emission is out. */
    boolean isNewest(final Mark mark) {
        return marks.peekLast() == mark;
    }

    /** Takes back the newest emission. */
    void withdraw(final Mark newest) {
        if (!isNewest(newest)) {
            throw new IllegalArgumentException("a later emission is out");
        }
        marks.removeLast();
    }

    /** The last position of the prefix, null while nothing is committed. */
    Position position() {
        return committed;
    }

    /** Whether nothing was emitted that is out or committed. */
    boolean isEmpty() {
        return committed == null && marks.isEmpty();
    }

    boolean isOutstanding() {
        return !marks.isEmpty();
    }

    /** Arrival of the first record that is out, milliseconds since the epoch. */
    OptionalLong oldestArrival() {
        return marks.isEmpty() ? OptionalLong.empty() : OptionalLong.of(marks.peekFirst().firstArrival);
    }
}
