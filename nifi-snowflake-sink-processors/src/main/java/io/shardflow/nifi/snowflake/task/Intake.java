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

import io.shardflow.nifi.snowflake.progress.Backlog;
import io.shardflow.nifi.snowflake.settings.BatchLimits;
import io.shardflow.nifi.snowflake.settings.Destination;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessSession;

/**
 * Where the tasks of one run of the processor get their FlowFiles, one task after the other: those of one table that are due
 * and that no other task has to be waited for. Of several such tables, the one whose first FlowFile came first is next. So batches
 * are claimed before anything is read, those of a table in the order of its queues.
 *
 * <p>When there is none, but a whole transaction waits behind one that is being loaded, a task may take that ahead: it is read
 * while Snowflake is at work, and loaded in its {@link Turn}. With less it would only be loaded later than it could be, as more
 * of it comes meanwhile.
 *
 * <p>Safe for several threads.
 */
public final class Intake {

    /** Bounds what a task waits for another one, so that the processor can be stopped. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final Function<FlowFile, Destination> destinationOf;
    private final Predicate<Destination> isWaiting;
    private final BatchLimits limits;
    private final LongSupplier clock;

    /** These and the order of the queue are guarded by the monitor. */
    private final BatchGate gate;

    private final ShardsInHand inHand = new ShardsInHand();
    private final Backlog backlog = new Backlog();
    private int flowFilesInHand;
    private long releases;

    /**
     * @param destinationOf where a FlowFile goes: those of one destination have one queue and one order
     * @param isWaiting whether it is too early for another try with that destination
     */
    public Intake(
            final Function<FlowFile, Destination> destinationOf,
            final Predicate<Destination> isWaiting,
            final BatchLimits limits) {
        this(destinationOf, isWaiting, limits, System::currentTimeMillis);
    }

    /** @param clock milliseconds since the epoch */
    Intake(
            final Function<FlowFile, Destination> destinationOf,
            final Predicate<Destination> isWaiting,
            final BatchLimits limits,
            final LongSupplier clock) {
        this.destinationOf = destinationOf;
        this.isWaiting = isWaiting;
        this.limits = limits;
        this.clock = clock;
        this.gate = new BatchGate(limits);
    }

    /** What waits, as far as the tasks know. */
    public Backlog backlog() {
        return backlog;
    }

    /** Takes what is due, into the session; the rest stays in the queue as if nobody had looked. */
    public synchronized Taken take(final ProcessSession session) {
        final QueueSurvey queue = new QueueSurvey(destinationOf, isWaiting, inHand.pass(), gate.lastBefore());
        session.get(queue);
        backlog.seen(queue.flowFiles() + queue.inTrouble(), queue.oldest(), clock.getAsLong());
        final Set<Destination> due =
                gate.waits() ? due(queue, session) : queue.tables().keySet();
        final boolean othersFirst = queue.anyHeld(due);
        final Optional<Destination> free = queue.next(due);
        final Optional<Destination> table = free.or(() -> queue.fullest(due, limits));
        if (table.isEmpty()) {
            return new Taken(this, othersFirst);
        }
        final OneTableFilter filter = new OneTableFilter(
                destinationOf, table.get(), free.isPresent() ? inHand.pass() : inHand.passAhead(), limits);
        final List<FlowFile> flowFiles = all(session, filter);
        if (flowFiles.isEmpty()) {
            return new Taken(this, othersFirst);
        }
        final Taken taken =
                new Taken(this, filter, inHand.take(filter.destination(), filter.shards()), flowFiles, othersFirst);
        flowFilesInHand += filter.flowFiles();
        gate.taken(queue, clock.getAsLong());
        backlog.took(
                taken,
                filter.flowFiles(),
                flowFiles.stream().mapToLong(QueueSurvey::came).min().orElseThrow());
        return taken;
    }

    private Set<Destination> due(final QueueSurvey queue, final ProcessSession session) {
        final long now = clock.getAsLong();
        // NiFi counts what a task has in hand as part of the queue.
        gate.observe(queue, session.getQueueSize().getObjectCount() - flowFilesInHand - queue.inTrouble(), now);
        final Set<Destination> due = new HashSet<>();
        queue.tables().forEach((table, waiting) -> {
            if (gate.isDue(waiting, now)) {
                due.add(table);
            }
        });
        return due;
    }

    /**
     * NiFi gives what one connection has at each call, and the next call, of the next task, too, begins one connection further.
     * With the same number of calls each time, every task might begin at the same one, and as long as that has enough for a
     * transaction, the others would wait. So there is one call more every other time, by chance: no number of connections has
     * that rhythm.
     */
    private static List<FlowFile> all(final ProcessSession session, final OneTableFilter filter) {
        final List<FlowFile> all = new ArrayList<>();
        int before;
        do {
            before = all.size();
            all.addAll(session.get(filter));
        } while (all.size() > before && !filter.isFull());
        if (filter.isFull() && ThreadLocalRandom.current().nextBoolean()) {
            session.get(filter);
        }
        return all;
    }

    /** See {@link Turn#hasCome}. */
    synchronized boolean hasCome(final ShardsInHand.Hold hold) {
        return hold.overtakes() || inHand.isFirst(hold);
    }

    /** See {@link Turn#await}. */
    synchronized boolean await(final ShardsInHand.Hold hold) throws InterruptedException {
        while (!hasCome(hold)) {
            wait();
        }
        return !hold.overtakes();
    }

    /** See {@link Turn#letFollow}. */
    synchronized void letFollow(final ShardsInHand.Hold hold) {
        inHand.letFollow(hold);
        released();
    }

    /** See {@link Taken#loaded}. */
    synchronized void begun() {
        gate.begun();
    }

    /** See {@link Taken#close}. */
    synchronized void release(final Taken taken) {
        final OneTableFilter filter = taken.filter();
        inHand.giveBack(taken.hold(), taken.isSettled());
        flowFilesInHand -= filter.flowFiles();
        gate.ended(filter.flowFiles(), filter.bytes(), clock.getAsLong());
        released();
    }

    /** Called under the monitor. */
    private void released() {
        releases++;
        notifyAll();
    }

    /**
     * Waits until a task gives something back, a second at most. To yield would hold up the other tasks, too. Ends at once
     * when the thread is interrupted.
     */
    public synchronized void awaitRelease() {
        final long before = releases;
        final long end = System.nanoTime() + LONGEST_WAIT.toNanos();
        try {
            for (long left = LONGEST_WAIT.toMillis();
                    releases == before && left > 0;
                    left = Duration.ofNanos(end - System.nanoTime()).toMillis()) {
                wait(left);
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
