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
package io.shardflow.nifi.snowflake.task;

import io.shardflow.nifi.snowflake.settings.BatchLimits;
import java.util.OptionalLong;

/**
 * Decides whether FlowFiles in the queue wait for more. What it decides by is the queue; of the past it knows whether there
 * was a transaction at all, and whether the queue was full before the last one. Nothing is held while FlowFiles wait.
 *
 * <p>Back pressure cannot be seen by a processor, so a full queue is known by two signs. One is a hundred FlowFiles and none
 * for ten seconds. The other, for a queue that holds few: none had come for two seconds, a transaction made room, new ones came
 * at once, and now it stands still again with as many as then. A wrong guess costs one early transaction.
 *
 * <p>Times are milliseconds since the epoch. Not safe for several threads.
 */
final class BatchGate {

    private static final int MANY = 100;
    private static final long MANY_STAND_STILL = 10_000;
    private static final long STANDS_STILL = 2_000;

    /** Of as many FlowFiles, or bytes, as then: sources go over the threshold by more or less. */
    private static final double AS_MANY = 0.75;

    /** Within which two times are the same, such as NiFi's end of a transaction, which lets new FlowFiles come, and ours. */
    private static final long SLACK = 1_000;

    /** From here on NiFi swaps FlowFiles out, and a processor does not see all that wait. */
    private static final int MORE_THAN_IS_SEEN = 20_000;

    private final BatchLimits limits;
    private boolean begun;

    /** Whether the queue was full, by what followed; and what it held then. */
    private boolean refills;

    private int fullFlowFiles;
    private long fullBytes;

    /** Of the last transaction: when it was taken and ended, and when the last FlowFile before it had come. */
    private long taken = Long.MIN_VALUE;

    private OptionalLong ended = OptionalLong.empty();
    private long lastBefore = Long.MIN_VALUE;

    BatchGate(final BatchLimits limits) {
        this.limits = limits;
    }

    /** Whether FlowFiles ever wait. */
    boolean waits() {
        return !limits.age().isZero();
    }

    /** FlowFiles that came after this time are new since the last transaction. */
    long lastBefore() {
        return lastBefore;
    }

    /** A look at the queue, before it is decided on. */
    void observe(final QueueSurvey queue, final long now) {
        if (ended.isEmpty()) {
            return;
        }
        final long end = ended.getAsLong();
        if (queue.firstSince().isPresent()) {
            final long first = queue.firstSince().getAsLong();
            refills = taken - lastBefore >= STANDS_STILL && first >= end - SLACK && first <= end + STANDS_STILL;
            ended = OptionalLong.empty();
        } else if (now > end + STANDS_STILL) {
            refills = false;
            ended = OptionalLong.empty();
        }
    }

    /**
     * Whether nothing of the queue waits any longer, of whatever table.
     *
     * @param size FlowFiles that NiFi counts, more than the survey saw when NiFi has swapped some out
     */
    boolean isFull(final QueueSurvey queue, final int size, final long now) {
        final long still = now - queue.newest().orElse(now);
        return size >= MORE_THAN_IS_SEEN
                || queue.flowFiles() >= MANY && still >= MANY_STAND_STILL
                || refills && still >= STANDS_STILL && isAsFull(queue);
    }

    private boolean isAsFull(final QueueSurvey queue) {
        return queue.flowFiles() >= fullFlowFiles * AS_MANY || queue.bytes() >= fullBytes * AS_MANY;
    }

    /** Whether the FlowFiles of one table become a transaction now. */
    boolean isDue(final QueueSurvey.Waiting table, final long now) {
        return !begun
                || table.flowFiles() >= limits.flowFiles()
                || table.bytes() >= limits.bytes()
                || table.records() >= limits.records()
                || now - table.oldest() >= limits.age().toMillis()
                || isClockSetBack(table, now);
    }

    /** By more than the clocks of two processors may differ; then nobody knows how long it has waited. */
    private static boolean isClockSetBack(final QueueSurvey.Waiting table, final long now) {
        return table.oldest() - now > SLACK;
    }

    /** Something was loaded since the start. */
    void begun() {
        begun = true;
    }

    /** FlowFiles have left the queue for a transaction. */
    void taken(final QueueSurvey queue, final long now) {
        if (!refills) {
            fullFlowFiles = queue.flowFiles();
            fullBytes = queue.bytes();
        }
        taken = now;
        // The first ones have waited for the start and not because the queue was full.
        lastBefore = begun ? queue.newest().orElse(now) : now;
        ended = OptionalLong.empty();
    }

    /** A transaction has ended. */
    void ended(final long now) {
        ended = OptionalLong.of(now);
    }
}
