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
     * What a task has in hand until it is closed, which comes after the session has put back what was not loaded: only then
     * later FlowFiles of the same shards may be taken.
     */
    public final class Taken implements Turn, AutoCloseable {

        private final OneTableFilter filter;
        private final List<FlowFile> flowFiles;
        private final boolean othersFirst;
        private final ShardsInHand.Hold hold;
        private boolean settled;

        /** @param filter that let them through; null if no table was due */
        private Taken(final OneTableFilter filter, final List<FlowFile> flowFiles, final boolean othersFirst) {
            this.filter = filter;
            this.flowFiles = flowFiles;
            this.othersFirst = othersFirst;
            this.hold = flowFiles.isEmpty() ? null : inHand.take(filter.destination(), filter.shards());
        }

        /** In the order of the queue, one connection's after the other's; perhaps none. */
        public List<FlowFile> flowFiles() {
            return flowFiles;
        }

        /** Where the FlowFiles go; null if there are no FlowFiles. */
        public Destination destination() {
            return flowFiles.isEmpty() ? null : filter.destination();
        }

        /** Whether more would be due if other tasks had ended. */
        public boolean othersFirst() {
            return othersFirst;
        }

        @Override
        public boolean await() throws InterruptedException {
            synchronized (Intake.this) {
                while (!hold.overtakes() && !inHand.isFirst(hold)) {
                    Intake.this.wait();
                }
                return !hold.overtakes();
            }
        }

        @Override
        public void letFollow() {
            synchronized (Intake.this) {
                inHand.letFollow(hold);
                released();
            }
        }

        /** None of them goes back. */
        public void settled() {
            settled = true;
            backlog.settled(this);
        }

        /** None of them goes back, and they were not in vain: from now on FlowFiles wait for more. */
        public void loaded() {
            settled();
            synchronized (Intake.this) {
                gate.begun();
            }
        }

        @Override
        public void close() {
            if (!flowFiles.isEmpty()) {
                backlog.gaveBack(this);
                release(this);
            }
        }
    }

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
            return new Taken(null, List.of(), othersFirst);
        }
        final OneTableFilter filter = new OneTableFilter(
                destinationOf, table.get(), free.isPresent() ? inHand.pass() : inHand.passAhead(), limits);
        final Taken taken = new Taken(filter, all(session, filter), othersFirst);
        if (!taken.flowFiles().isEmpty()) {
            flowFilesInHand += filter.flowFiles();
            gate.taken(queue, clock.getAsLong());
            backlog.took(
                    taken,
                    filter.flowFiles(),
                    taken.flowFiles().stream()
                            .mapToLong(QueueSurvey::came)
                            .min()
                            .orElseThrow());
        }
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

    private synchronized void release(final Taken taken) {
        inHand.giveBack(taken.hold, taken.settled);
        flowFilesInHand -= taken.filter.flowFiles();
        gate.ended(taken.filter.flowFiles(), taken.filter.bytes(), clock.getAsLong());
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
