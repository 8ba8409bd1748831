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
 * Decides whether FlowFiles in the queue wait for more. What it decides by is the queue, without the tables in trouble, whose
 * FlowFiles stand still for another reason; of the past it knows the last transaction and the last guess. Nothing is held while
 * FlowFiles wait.
 *
 * <p>Back pressure cannot be seen by a processor, so that the queue is full is guessed, by two signs. One is a hundred FlowFiles
 * and none for ten seconds. The other, for a queue that holds fewer: none had come for two seconds, a transaction made room, at
 * least five and about as many as it took came at once, and now it stands still again. Fewer than five are never taken for a full
 * queue, since a source of single FlowFiles looks the same; a queue whose back pressure is lower waits for the age.
 *
 * <p>A guess lets go what is in the queue then. It is confirmed when a transaction after it is made up for at once. Until then
 * there is no other guess for one age, so that wrong ones cost one early transaction of a table in an age. Only bursts of one
 * size that come each time just when a transaction has ended cannot be told from a full queue.
 *
 * <p>Times are milliseconds since the epoch. Not safe for several threads.
 */
final class BatchGate {

    private static final int MANY = 100;
    private static final long MANY_STAND_STILL = 10_000;
    private static final long STANDS_STILL = 2_000;

    /** Fewer may be the next ones of a slow source. */
    private static final int ENOUGH = 5;

    /** Of the FlowFiles, or bytes, that a transaction took: sources go over the threshold by more or less. */
    private static final double AS_MANY = 0.75;

    /** Of the FlowFiles when the bytes are as many: larger ones from a source that has changed are no full queue. */
    private static final double NOT_MUCH_FEWER = 0.25;

    /** How soon after a transaction's end a queue that was full is full again. */
    private static final long FULL_AGAIN = 3_000;

    /** Within which two times are the same, such as NiFi's end of a transaction, which lets new FlowFiles come, and ours. */
    private static final long SLACK = 1_000;

    /** From here on NiFi swaps FlowFiles out, and a processor does not see all that wait. */
    private static final int MORE_THAN_IS_SEEN = 20_000;

    private final BatchLimits limits;
    private boolean begun;
    private boolean overflows;

    /** When the queue was last guessed to be full; empty once that is confirmed. */
    private OptionalLong guessed = OptionalLong.empty();

    /** Whether what the last transaction took was made up for at once. */
    private boolean refilled;

    /** Of the last transaction: when it was taken, and when the last FlowFile before it had come. */
    private long taken = Long.MIN_VALUE;

    private long lastBefore = Long.MIN_VALUE;

    /** When it ended, until it is known whether the queue was full; and what it had taken. */
    private OptionalLong ended = OptionalLong.empty();

    private int tookFlowFiles;
    private long tookBytes;

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

    /**
     * A look at the queue, before it is decided on.
     *
     * @param size FlowFiles that wait for a transaction as NiFi counts, more than the survey saw when NiFi has swapped some out
     */
    void observe(final QueueSurvey queue, final int size, final long now) {
        ended.ifPresent(end -> judge(queue, end, now));
        overflows = size >= MORE_THAN_IS_SEEN;
        if (begun && !isGuessStanding(now) && looksFull(queue, now)) {
            guessed = OptionalLong.of(now);
        }
    }

    /** Whether the queue was full before the last transaction, which what follows tells. */
    private void judge(final QueueSurvey queue, final long end, final long now) {
        final long first = queue.firstSince().orElse(now);
        if (taken - lastBefore >= STANDS_STILL
                && first >= end - SLACK
                && first <= end + STANDS_STILL
                && queue.newest().orElse(now) <= end + FULL_AGAIN
                && makesUpForTheLast(queue)) {
            refilled = true;
            guessed = OptionalLong.empty();
            ended = OptionalLong.empty();
        } else if (now > end + FULL_AGAIN) {
            ended = OptionalLong.empty();
        }
    }

    /** By what is new alone: what other tables had in the queue before says nothing. */
    private boolean makesUpForTheLast(final QueueSurvey queue) {
        final int flowFiles = queue.flowFilesSince();
        return flowFiles >= ENOUGH
                && (flowFiles >= tookFlowFiles * AS_MANY
                        || flowFiles >= tookFlowFiles * NOT_MUCH_FEWER && queue.bytesSince() >= tookBytes * AS_MANY);
    }

    /** For one age, unless the clock was set back behind it. */
    private boolean isGuessStanding(final long now) {
        return guessed.isPresent()
                && now >= guessed.getAsLong()
                && now - guessed.getAsLong() < limits.age().toMillis();
    }

    private boolean looksFull(final QueueSurvey queue, final long now) {
        final long still = now - queue.newest().orElse(now);
        return queue.flowFiles() >= MANY && still >= MANY_STAND_STILL
                || refilled && still >= STANDS_STILL && makesUpForTheLast(queue);
    }

    /** Whether the FlowFiles of one table become a transaction now. */
    boolean isDue(final QueueSurvey.Waiting table, final long now) {
        return !begun
                || overflows
                || isGuessStanding(now) && table.oldest() <= guessed.getAsLong()
                || limits.areReached(table.flowFiles(), table.bytes(), table.records())
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
        taken = now;
        // The first ones have waited for the start and not because the queue was full.
        lastBefore = begun ? queue.newest().orElse(now) : now;
        refilled = false;
        ended = OptionalLong.empty();
    }

    /** A transaction has ended, and there is room for as much as it had taken. */
    void ended(final int flowFiles, final long bytes, final long now) {
        tookFlowFiles = flowFiles;
        tookBytes = bytes;
        ended = OptionalLong.of(now);
    }
}
