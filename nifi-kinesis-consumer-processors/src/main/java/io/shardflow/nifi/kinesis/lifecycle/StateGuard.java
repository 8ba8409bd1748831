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
import io.shardflow.nifi.kinesis.state.NotReadyException;
import io.shardflow.nifi.kinesis.state.StartData;
import io.shardflow.nifi.kinesis.state.StateChecks;
import io.shardflow.nifi.kinesis.state.StateRow;
import io.shardflow.nifi.kinesis.state.StateTable;
import io.shardflow.nifi.kinesis.stream.StreamDirectory;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

/**
 * Looks, twice per fail-over period, whether table and stream are still those of this run, and drops the leases of shards
 * that are stuck. At the first time and then once per fail-over period it reads the table: whether the worker id is still
 * this run's, for lease rows that the client library made and that need their start data, and for whoever else wants to
 * know what is in it.
 *
 * <p><b>Threading.</b> The run's thread.
 */
final class StateGuard {

    private final String streamName;
    private final StreamDirectory directory;
    private final StateTable table;
    private final StatePreparation.Prepared prepared;
    private final String workerId;
    private final String run;
    private final int readEvery;
    private final Consumer<List<StateRow>> readers;
    private boolean claimed;
    private int rounds;

    /**
     * @param run unique for this run, whatever the worker id
     * @param readEvery reads the table at the first of so many looks
     * @param readers told the rows each time the table is read
     */
    StateGuard(
            final String streamName,
            final StreamDirectory directory,
            final StateTable table,
            final StatePreparation.Prepared prepared,
            final String workerId,
            final String run,
            final int readEvery,
            final Consumer<List<StateRow>> readers) {
        this.streamName = streamName;
        this.directory = directory;
        this.table = table;
        this.prepared = prepared;
        this.workerId = workerId;
        this.run = run;
        this.readEvery = readEvery;
        this.readers = readers;
    }

    /** Takes over the worker's row of an earlier run, if there is one. */
    void claim() {
        table.claimWorker(workerId, run);
        claimed = table.row(workerId).isPresent();
    }

    /**
     * @throws FatalStateException if the consumer must stop
     * @throws NotReadyException if another attempt must follow
     */
    void check(final ShardBuffers buffers) {
        StateChecks.unchanged(table.name(), prepared.identity(), table.describe());
        checkStream();
        buffers.stuck().forEach(this::drop);
        // nothing else lists shards until one ends, and then a missing permission stops the consumer
        directory.tryListing();
        if (rounds % readEvery == 0) {
            read(table.scan());
        }
        rounds++;
    }

    private void checkStream() {
        try {
            StateChecks.sameStream(streamName, prepared.stream(), directory.describe());
        } catch (final ResourceNotFoundException e) {
            throw StateChecks.streamDeleted(streamName);
        }
    }

    private void read(final List<StateRow> rows) {
        StateChecks.whole(table.name(), rows);
        checkWorker(rows.stream().filter(row -> row.key().equals(workerId)).findFirst());
        stampNew(rows);
        readers.accept(rows);
    }

    private void checkWorker(final Optional<StateRow> worker) {
        if (worker.isPresent() && claimed) {
            StateChecks.noTwin(workerId, run, worker.get());
        }
        if (worker.isPresent() && worker.get().run() == null || !claimed) {
            claim();
        }
    }

    /** Gives up the lease of a shard if this worker holds it. */
    void drop(final String shardId) {
        table.row(shardId).filter(row -> row.isLeaseHeldBy(workerId)).ifPresent(row -> table.evict(row, workerId));
    }

    private void stampNew(final List<StateRow> rows) {
        final StartData start = prepared.start();
        StateChecks.ofStream(table.name(), rows, prepared.stream());
        StateChecks.sameStart(table.name(), rows, start);
        StateChecks.ofThisBeginning(table.name(), rows, start);
        for (final StateRow row : rows) {
            if (row.isLease() && row.start().isEmpty()) {
                table.stamp(row.key(), start);
            }
        }
    }
}
