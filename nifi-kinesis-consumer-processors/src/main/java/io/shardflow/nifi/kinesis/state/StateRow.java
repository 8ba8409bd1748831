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
package io.shardflow.nifi.kinesis.state;

import java.util.Optional;

/**
 * One row of the state table.
 *
 * @param key shard id, worker id, or a name of the client library
 * @param kind the client library's entityType; a row without one is a lease
 * @param checkpoint sequence number or sentinel; null for rows that are no leases
 * @param owner worker id that holds the lease, or is to have it next while {@code checkpointOwner} is set; null if none
 * @param checkpointOwner worker id that holds the lease and is asked to hand it to the owner; null if none is
 * @param counter the lease's counter, 0 for rows that are no leases
 * @param start start data, empty on rows that the client library made
 * @param aliveSeconds last sign of life of a worker, seconds since the epoch, 0 for other rows
 * @param run the run that claimed the worker row, null if none did
 * @param range the shard's range of hash keys, empty on rows without one
 * @param change what ManageKinesisState has begun to change and not finished; only on the row that says whose table it is
 * @param fault what cannot be read of it, empty for a sound row
 */
public record StateRow(
        String key,
        Kind kind,
        String checkpoint,
        String owner,
        String checkpointOwner,
        long counter,
        Optional<StartData> start,
        long aliveSeconds,
        String run,
        Optional<HashRange> range,
        Optional<BegunChange> change,
        Optional<RowFault> fault) {

    /** A range of hash keys, decimal, ends included. */
    public record HashRange(String start, String end) {}

    /** A sound row without a range, of which no hand-off is under way. */
    public StateRow(
            final String key,
            final Kind kind,
            final String checkpoint,
            final String owner,
            final long counter,
            final Optional<StartData> start,
            final long aliveSeconds,
            final String run) {
        this(
                key,
                kind,
                checkpoint,
                owner,
                null,
                counter,
                start,
                aliveSeconds,
                run,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** What a row is about. */
    public enum Kind {
        LEASE,
        WORKER,
        OTHER
    }

    static final String SHARD_END = "SHARD_END";

    public boolean isLease() {
        return kind == Kind.LEASE;
    }

    /** Whether it is a lease that this worker may read the shard under. */
    public boolean isLeaseHeldBy(final String workerId) {
        return isLease() && workerId.equals(checkpointOwner == null ? owner : checkpointOwner);
    }

    /** Whether it is a lease that this worker holds, or that another one is handing to it. */
    public boolean isLeaseWith(final String workerId) {
        return isLease() && (workerId.equals(owner) || workerId.equals(checkpointOwner));
    }

    /** Whether it is the row that says whose table it is. */
    public boolean isMark() {
        return kind == Kind.OTHER && start.isPresent();
    }

    public boolean isWorker() {
        return kind == Kind.WORKER;
    }

    /** Whether the checkpoint is a record of the stream; if not, it is a sentinel of the client library. */
    public boolean isAtRecord() {
        return checkpoint != null && !checkpoint.isEmpty() && Character.isDigit(checkpoint.charAt(0));
    }

    /** Whether all records of the shard are done. */
    public boolean isFinished() {
        return SHARD_END.equals(checkpoint);
    }
}
