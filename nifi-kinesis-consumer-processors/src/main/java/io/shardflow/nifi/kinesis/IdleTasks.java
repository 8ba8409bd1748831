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

import java.time.Duration;

/**
 * What a task does that finds no batch, so that an idle processor holds no NiFi thread and a batch still leaves within
 * {@link #LONGEST_YIELD} of being ready.
 *
 * <p>To yield costs nothing: NiFi runs other processors meanwhile. But NiFi alone knows for how long, the processor's Yield
 * Duration, and keeps every task of the processor back. So a task yields while no batch can come; else only when no other has a
 * batch in hands, and only while yields are known to be short. Otherwise it waits a moment for a batch, with the thread, and NiFi's own order lets
 * others in between. How long a yield takes is measured: from it to the next trigger. The shortest one of a run counts,
 * since the others waited for a thread too, until many long ones in a row refute it. Yields count as short until a second of
 * them is measured.
 *
 * <p>At the start no task yields, so that the first batch does not wait for the end of a yield whose length is not known. That
 * ends with the first batch, or after {@link #START}: what lasts longer, because AWS is away or there are no records, is as at
 * any other time.
 *
 * <p>A Stateless group has a thread of its own and does not heed yields: it triggers again at once for a tenth of a second,
 * and for as long as FlowFiles wait in the group. So a thread that comes back at once after a yield waits, up to
 * {@link #WAIT_UNHEEDED}, which costs nobody anything; a batch ends the wait.
 *
 * <p><b>Threading.</b> Called by any task; guarded by this object's monitor.
 */
final class IdleTasks {

    /** How long from the first trigger on no task yields. A start takes half a second, the first one of a JVM some seconds. */
    static final Duration START = Duration.ofSeconds(2);

    /** How long a task waits for a batch at the start: fewer than 20 triggers a second. */
    static final Duration WAIT_AT_START = Duration.ofMillis(50);

    /** A yield up to this long still lets a record leave within 50 ms. */
    static final Duration LONGEST_YIELD = Duration.ofMillis(40);

    /** A shorter one is none: the trigger of another task was under way already. */
    static final Duration SHORTEST_YIELD = Duration.ofMillis(2);

    /** How long a task waits for a batch when it does not yield. */
    static final Duration WAIT = Duration.ofMillis(10);

    /** So much of yields tells how long they are: one of NiFi's default Yield Duration, dozens of ours. */
    private static final Duration ENOUGH = Duration.ofSeconds(1);

    /** So many long gaps one after the other, and a short one before them was no yield but a trigger held up. */
    private static final int LONG_IN_A_ROW = 20;

    /** A thread that is back sooner was not held back: Yield Duration is 20 ms by default. */
    static final Duration UNHEEDED = Duration.ofMillis(15);

    /** How long a task waits for a batch whose yield was not heeded: with the rest, fewer than 20 triggers a second. */
    static final Duration WAIT_UNHEEDED = Duration.ofMillis(100);

    private boolean triggered;
    private long startEnds;
    private int withBatch;
    private Thread yielded;
    private long yieldedAt;
    private Duration shortest;
    private Duration nextShortest;
    private int longInARow;
    private Duration measured = Duration.ZERO;
    private boolean longSaid;

    /**
     * A task has been triggered.
     *
     * @param now {@link System#nanoTime()}
     * @return how long it may wait for a batch
     */
    synchronized Duration triggered(final long now) {
        if (!triggered) {
            triggered = true;
            startEnds = now + START.toNanos();
        }
        return isStart(now) ? WAIT_AT_START : afterYield(now);
    }

    private Duration afterYield(final long now) {
        Duration wait = withBatch > 0 ? WAIT : Duration.ZERO;
        if (yielded != null) {
            final Duration gap = Duration.ofNanos(now - yieldedAt);
            final boolean same = yielded == Thread.currentThread();
            yielded = null;
            if (!same && gap.compareTo(SHORTEST_YIELD) < 0) {
                wait = WAIT;
            } else {
                measured(gap);
                wait = same && gap.compareTo(UNHEEDED) < 0 ? WAIT_UNHEEDED : wait;
            }
        }
        return wait.isZero() && !yieldsAreShort() ? WAIT : wait;
    }

    private void measured(final Duration gap) {
        measured = measured.plus(gap);
        if (gap.compareTo(LONGEST_YIELD) > 0) {
            longInARow++;
            nextShortest = nextShortest == null || gap.compareTo(nextShortest) < 0 ? gap : nextShortest;
        } else {
            longInARow = 0;
            nextShortest = null;
        }
        if (shortest == null || gap.compareTo(shortest) < 0) {
            shortest = gap;
        } else if (longInARow >= LONG_IN_A_ROW) {
            shortest = nextShortest;
        }
    }

    /** A task has a batch in hands. */
    synchronized void took(final long now) {
        withBatch++;
        startEnds = now;
    }

    /** A task has handed its batch on. */
    synchronized void handedOn() {
        withBatch--;
    }

    /**
     * A task found no batch.
     *
     * @param noneComes whether none can come: nothing is read yet, or what is out is settled ahead of another attempt
     * @return whether it is to yield
     */
    synchronized boolean foundNone(final long now, final boolean noneComes) {
        if (isStart(now) || !noneComes && (withBatch > 0 || !yieldsAreShort())) {
            return false;
        }
        yielded = Thread.currentThread();
        yieldedAt = now;
        return true;
    }

    /** Whether yields are too long for ready batches, and this was not asked before. */
    synchronized boolean isFirstWithLongYields() {
        final boolean first = !longSaid && !yieldsAreShort();
        longSaid |= first;
        return first;
    }

    private boolean isStart(final long now) {
        return startEnds - now > 0;
    }

    private boolean yieldsAreShort() {
        return measured.compareTo(ENOUGH) < 0 || shortest.compareTo(LONGEST_YIELD) <= 0;
    }
}
