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
package io.shardflow.nifi.kinesis.manage;

import io.shardflow.nifi.kinesis.state.BegunChange;
import io.shardflow.nifi.kinesis.state.LeasePlan;
import io.shardflow.nifi.kinesis.state.ManagedRow;
import io.shardflow.nifi.kinesis.state.StartData;
import io.shardflow.nifi.kinesis.stream.StreamDirectory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

/**
 * Decides what a REWIND of one shard or to the ledger writes, and tells it in the report; for the whole application that is
 * {@link WholeRewind}. One thread.
 */
final class Rewind {

    /** A sub-sequence number before the first one: the library reads from the record itself, all of it. */
    static final long INCLUSIVE = -1;

    /** A checkpoint takes about 100 bytes of the 400 KB of an item (DynamoDB, item size limit). */
    private static final int MOST_CHECKPOINTS = 3000;

    private final StateAccess access;
    private final Snapshot seen;
    private final StartData mark;
    private final Report report;

    Rewind(final StateAccess access, final Snapshot seen, final StartData mark, final Report report) {
        this.access = access;
        this.seen = seen;
        this.mark = mark;
        this.report = report;
    }

    /** One shard from a record on that it has read already. */
    BegunChange toSequenceNumber(final String shardId, final String sequenceNumber)
            throws ChangeRefusedException, InterruptedException {
        final ManagedRow lease = seen.leases().get(shardId);
        if (lease == null) {
            throw new ChangeRefusedException("Shard ID: the application has no lease of \"%s\". It has those of %s."
                    .formatted(shardId, seen.leases().keySet()));
        }
        final ExtendedSequenceNumber to = new ExtendedSequenceNumber(sequenceNumber, INCLUSIVE);
        refuseUnlessRead(shardId, lease.checkpoint(), to);
        final ShardReader.Answer answer = access.shards()
                .at(shardId, sequenceNumber)
                .orElseThrow(() -> new ChangeRefusedException(
                        "Sequence Number: %s is none of %s in this stream. Copy it from a record of that shard."
                                .formatted(sequenceNumber, shardId)));
        final Optional<ShardReader.Found> first = answer.record();
        report.row("shards")
                .with("shardId", shardId)
                .with("nextStartReads", "from the record of the sequence number below, itself included")
                .with("firstArrival", first.map(ShardReader.Found::arrival).orElse(null))
                .with(
                        "firstSequenceNumber",
                        first.map(ShardReader.Found::sequenceNumber).orElse(null))
                .with("checkpointBefore", lease.checkpoint().sequenceNumber());
        if (first.isEmpty() || !first.get().sequenceNumber().equals(sequenceNumber)) {
            report.note(
                    "The stream holds no record %s: it has expired, or there never was one. Reading begins with the first"
                                    .formatted(sequenceNumber)
                            + " record after it.");
        }
        return change(
                BegunChange.Kind.CHECKPOINTS,
                "read %s again from sequence number %s on".formatted(shardId, sequenceNumber),
                OptionalLong.empty(),
                List.of(new BegunChange.NewCheckpoint(shardId, to)));
    }

    private static void refuseUnlessRead(
            final String shardId, final ExtendedSequenceNumber checkpoint, final ExtendedSequenceNumber to)
            throws ChangeRefusedException {
        if (checkpoint.isShardEnd()) {
            throw new ChangeRefusedException(
                    ("Shard ID: %s has been read to its end, and its children are read from there on. Rewind the application, to a"
                                    + " time or to the ledger.")
                            .formatted(shardId));
        }
        if (checkpoint.isSentinelCheckpoint()) {
            throw new ChangeRefusedException(
                    "Shard ID: nothing of %s has been read yet; the next start reads it from its beginning."
                            .formatted(shardId));
        }
        if (to.equals(checkpoint)) {
            throw new ChangeRefusedException("Sequence Number: the next start reads %s from %s on already."
                    .formatted(shardId, to.sequenceNumber()));
        }
        if (to.compareTo(checkpoint) >= 0) {
            throw new ChangeRefusedException(
                    "Sequence Number: %s comes after the checkpoint of %s, %s. The records between them would be skipped."
                            .formatted(to.sequenceNumber(), shardId, checkpoint.sequenceNumber()));
        }
    }

    /** Every shard from before what the sink has committed. */
    Optional<BegunChange> toLedger(
            final LedgerRewind ledger, final StreamDirectory.Listing listing, final Duration margin)
            throws ChangeRefusedException, InterruptedException {
        final ExtendedSequenceNumber beginning = new ExtendedSequenceNumber(
                mark.startAt().isPresent() ? LeasePlan.AT_TIMESTAMP : LeasePlan.TRIM_HORIZON);
        final List<BegunChange.NewCheckpoint> checkpoints =
                ledger.plan(listing.shards(), seen.checkpoints(), beginning, mark.startAt(), report);
        report.note(
                "The next start reads each shard that is changed below from %s before the highest record that the sink has"
                                .formatted(TextReport.duration(margin))
                        + " committed of it, or from the record told there, and the others from their checkpoints. PutSnowflake"
                        + " recognises with EXACTLY_ONCE what is in the table; with AT_LEAST_ONCE it loads it again.");
        mark.startAt()
                .ifPresent(start -> report.note(
                        ("ATTENTION: the application began at %s. Of a shard of which the sink has committed records that"
                                        + " arrived later, none that arrived before is read again; rewind to a time to read it.")
                                .formatted(Instant.ofEpochMilli(start))));
        if (seen.checkpoints().isEmpty()) {
            report.note("ATTENTION: no shard has a checkpoint, so nothing can be put back. Rewind to a time instead.");
        }
        if (checkpoints.size() > MOST_CHECKPOINTS) {
            throw new ChangeRefusedException(
                    ("%d shards would have to be put back, and no more than %d fit into one item of DynamoDB. Nothing was changed."
                                    + " Rewind the application to a time instead.")
                            .formatted(checkpoints.size(), MOST_CHECKPOINTS));
        }
        return checkpoints.isEmpty()
                ? Optional.empty()
                : Optional.of(change(
                        BegunChange.Kind.CHECKPOINTS,
                        "read %d shards again from before what the sink has committed".formatted(checkpoints.size()),
                        OptionalLong.empty(),
                        checkpoints));
    }

    static BegunChange change(
            final BegunChange.Kind kind,
            final String what,
            final OptionalLong startAt,
            final List<BegunChange.NewCheckpoint> checkpoints) {
        return new BegunChange(UUID.randomUUID().toString(), kind, what, Instant.now(), startAt, checkpoints);
    }

    /** The tables go. */
    static BegunChange reset() {
        return change(BegunChange.Kind.RESET, "delete the state", OptionalLong.empty(), List.of());
    }
}
