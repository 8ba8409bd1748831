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
package io.shardflow.nifi.snowflake.progress;

import java.util.IdentityHashMap;
import java.util.Map;

/**
 * What waits for being loaded: FlowFiles in the queue, as they were when a task last looked, and those that tasks have in hand. NiFi
 * shows a task no FlowFile that another one has, and triggers nobody for a queue that is empty.
 *
 * <p><b>Threading.</b> Any; guarded by this object's monitor. Times are milliseconds since the epoch.
 */
public final class Backlog {

    private static final long NEVER = Long.MAX_VALUE;

    /**
     * One moment.
     *
     * @param flowFiles that NiFi shows to a processor: not those of a long queue that it has swapped out
     * @param oldest since when the first of them has waited; meaningless if there is none
     * @param looked when a task last looked
     */
    record View(int flowFiles, long oldest, long looked) {

        boolean isEmpty() {
            return flowFiles == 0;
        }

        /** Milliseconds; 0 if nothing waits. */
        long oldestWaits(final long now) {
            return isEmpty() ? 0 : Math.max(0, now - oldest);
        }
    }

    private record Hand(int flowFiles, long oldest) {}

    private final Map<Object, Hand> inHand = new IdentityHashMap<>();
    private int queued;
    private long oldest = NEVER;
    private long looked;

    /**
     * A task has looked.
     *
     * @param flowFiles in the queue
     * @param first when the first of them came; meaningless if there is none
     */
    public synchronized void seen(final int flowFiles, final long first, final long now) {
        queued = flowFiles;
        oldest = flowFiles == 0 ? NEVER : first;
        looked = now;
    }

    /** The task that has just looked takes some of them. @param first when the first of these came */
    public synchronized void took(final Object task, final int flowFiles, final long first) {
        inHand.put(task, new Hand(flowFiles, first));
        queued = Math.max(0, queued - flowFiles);
    }

    /** None of what the task took goes back. */
    public synchronized void settled(final Object task) {
        inHand.remove(task);
    }

    /** The task has ended; what it took goes back unless it was settled. */
    public synchronized void gaveBack(final Object task) {
        final Hand hand = inHand.remove(task);
        if (hand != null) {
            queued += hand.flowFiles();
            oldest = Math.min(oldest, hand.oldest());
        }
    }

    /** What is left in the queue has waited as long as what was taken of it, at most, until a task looks again. */
    synchronized View view() {
        long first = queued == 0 ? NEVER : oldest;
        int flowFiles = queued;
        for (final Hand hand : inHand.values()) {
            first = Math.min(first, hand.oldest());
            flowFiles += hand.flowFiles();
        }
        return new View(flowFiles, first, looked);
    }
}
