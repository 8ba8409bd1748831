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
package io.shardflow.nifi.kinesis.lifecycle;

import io.shardflow.nifi.kinesis.buffer.ShardBuffers;
import io.shardflow.nifi.kinesis.state.FatalStateException;
import io.shardflow.nifi.kinesis.state.IntervalSteps;
import io.shardflow.nifi.kinesis.state.Intervals;
import io.shardflow.nifi.kinesis.state.NotReadyException;
import io.shardflow.nifi.kinesis.state.StateRow;
import io.shardflow.nifi.kinesis.state.StateTable;
import java.time.Duration;
import java.util.List;
import org.apache.nifi.logging.ComponentLog;

/**
 * Looks at everything that may have changed under the Scheduler of one attempt: table and stream, the other workers, and whether the
 * intervals still go with so many leases.
 *
 * <p><b>Threading.</b> The run's thread; {@link #soon} by any.
 */
final class AttemptGuard {

    /** Short, because notices wait for the guard. */
    private static final Duration CALL = Duration.ofSeconds(3);

    private final StateGuard state;
    private final StepWatch step;
    private final Neighbours neighbours;
    private volatile boolean soon;
    private long next = System.nanoTime();

    /**
     * @param run unique for this attempt, whatever the worker id
     * @param intervals what the attempt is started with
     */
    AttemptGuard(
            final AttemptClients clients,
            final StatePreparation.Prepared prepared,
            final String workerId,
            final String run,
            final IntervalSteps steps,
            final Intervals intervals,
            final ComponentLog log) {
        final StateTable table = clients.table(CALL);
        step = new StepWatch(steps, intervals, System::nanoTime);
        neighbours = new Neighbours(table, workerId, intervals, System::nanoTime, log);
        state = new StateGuard(
                clients.streamName(),
                clients.directory(CALL),
                table,
                prepared,
                workerId,
                run,
                intervals.guardsPerRead(),
                this::read);
    }

    private void read(final List<StateRow> rows) {
        step.see(rows);
        neighbours.meet(rows);
    }

    /** As {@link StateGuard#claim}. */
    void claim() {
        state.claim();
    }

    /** The next look is not to wait for its time. */
    void soon() {
        soon = true;
    }

    /** How long to wait for the next look. */
    Duration period() {
        return neighbours.isCompany() ? Intervals.NEIGHBOUR_LOOK : Intervals.GUARD;
    }

    /**
     * One look.
     *
     * @return whether the intervals fit
     * @throws FatalStateException if the consumer must stop
     * @throws NotReadyException if another attempt must follow
     */
    boolean look(final ShardBuffers buffers) {
        if (soon || System.nanoTime() - next >= 0) {
            soon = false;
            next = System.nanoTime() + Intervals.GUARD.toNanos();
            state.check(buffers);
        }
        neighbours.look();
        return !step.isOutgrown();
    }

    /** The number of leases that are not finished, as last seen. */
    int leases() {
        return step.leases();
    }
}
