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
package io.shardflow.nifi.kinesis.kcl;

import io.shardflow.nifi.kinesis.buffer.BufferedRecord;
import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.records.Aggregate;
import io.shardflow.nifi.kinesis.records.Packing;
import io.shardflow.nifi.kinesis.records.UserRecords;
import io.shardflow.nifi.kinesis.stream.HashRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.kinesis.retrieval.KinesisClientRecord;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

/**
 * Makes of the records of one shard what is buffered of them. What the checkpoint covers is left out. An aggregated record stays one, at
 * the position of its last user record, with a note how to unpack it; a checkpoint may lie inside it.
 *
 * <p><b>Threading.</b> As its {@link ShardFetcher}.
 */
final class RecordIntake {

    private final String shardId;
    private final SchedulerContext context;
    private final ExtendedSequenceNumber checkpoint;
    private boolean pastCheckpoint;

    /** Null as long as nobody had to know it. */
    private Optional<HashRange> hashRange;

    /** @param checkpoint where reading begins, or a sentinel */
    RecordIntake(final String shardId, final ExtendedSequenceNumber checkpoint, final SchedulerContext context) {
        this.shardId = shardId;
        this.checkpoint = checkpoint;
        this.context = context;
    }

    ExtendedSequenceNumber checkpoint() {
        return checkpoint;
    }

    /** Whether a record after the checkpoint was accepted, after which all are. */
    boolean isPastCheckpoint() {
        return pastCheckpoint;
    }

    /**
     * Those of an answer that the checkpoint does not cover, in their order. The answer counts only when it is {@link #accepted}.
     *
     * @throws IllegalArgumentException if a record has no sequence number of Kinesis
     * @throws software.amazon.awssdk.core.exception.SdkException if the shard's hash range had to be asked for and could not be had
     */
    List<BufferedRecord> take(final List<KinesisClientRecord> records) {
        final List<BufferedRecord> taken = new ArrayList<>(records.size());
        for (final KinesisClientRecord record : records) {
            final BufferedRecord buffered = buffered(record);
            if (pastCheckpoint || !taken.isEmpty() || isNew(buffered.position())) {
                taken.add(buffered);
            }
        }
        return taken;
    }

    void accepted(final List<BufferedRecord> taken) {
        pastCheckpoint |= !taken.isEmpty();
    }

    /** Reading goes on after this sequence number, which may be the checkpoint's. */
    void backTo(final String sequenceNumber) {
        pastCheckpoint &= !sequenceNumber.equals(checkpoint.sequenceNumber());
    }

    private boolean isNew(final Position position) {
        return checkpoint.isSentinelCheckpoint()
                || new ExtendedSequenceNumber(position.sequenceNumber(), position.subSequenceNumber())
                                .compareTo(checkpoint)
                        > 0;
    }

    private BufferedRecord buffered(final KinesisClientRecord record) {
        final Optional<Aggregate> aggregate = Aggregate.in(record.data());
        final int userRecords = aggregate.map(Aggregate::size).orElse(1);
        return new BufferedRecord(
                new Position(record.sequenceNumber(), Math.max(0, userRecords - 1)),
                record.partitionKey(),
                record.approximateArrivalTimestamp().toEpochMilli(),
                record.data().array(),
                aggregate.map(packed -> packing(record, userRecords)));
    }

    private Packing packing(final KinesisClientRecord record, final int userRecords) {
        final boolean begun = record.sequenceNumber().equals(checkpoint.sequenceNumber());
        return new Packing(
                userRecords,
                begun ? checkpoint.subSequenceNumber() + 1 : 0,
                UserRecords.isPutAgainOutsideItsShard(record.partitionKey(), userRecords)
                        ? hashRange()
                        : Optional.empty());
    }

    /** Of the user records that count: empty if all do. */
    private Optional<HashRange> hashRange() {
        if (hashRange == null) {
            hashRange = context.dropsResent() ? context.ends().hashRange(shardId) : Optional.empty();
        }
        return hashRange;
    }
}
