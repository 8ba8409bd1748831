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

import io.shardflow.nifi.kinesis.state.LeasePlan;
import io.shardflow.nifi.kinesis.state.ManagedRow;
import io.shardflow.nifi.kinesis.state.StateRow;
import io.shardflow.nifi.kinesis.stream.ShardInfo;
import io.shardflow.nifi.snowflake.jdbc.CommittedPositions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

/** Tells in a report how the state is: leader, workers, and each shard that the stream or the table knows. One thread. */
final class Description {

    private final Optional<ShardReader> shards;
    private final Snapshot seen;
    private final String table;
    private final Map<String, ShardInfo> listed;
    private final Set<String> begun;
    private final Map<String, CommittedPositions.Committed> committed;
    private final Instant now;

    /**
     * @param shards empty if the stream does not exist
     * @param committed what the sink has committed; empty if it was not asked
     */
    Description(
            final Optional<ShardReader> shards,
            final Snapshot seen,
            final String table,
            final List<ShardInfo> listing,
            final Map<String, CommittedPositions.Committed> committed,
            final Instant now) {
        this.shards = shards;
        this.seen = seen;
        this.table = table;
        this.listed = listing.stream().collect(Collectors.toMap(ShardInfo::shardId, Function.identity()));
        this.begun = LeasePlan.begun(listing, seen.leases().keySet());
        this.committed = committed;
        this.now = now;
    }

    void tell(final Report report) throws InterruptedException {
        report.fact("leader", seen.leader().orElse(null));
        final Set<String> ids = new TreeSet<>(listed.keySet());
        ids.addAll(seen.leases().keySet());
        for (final String id : ids) {
            shard(report.row("shards").with("shardId", id), id, seen.leases().get(id));
        }
        CorruptRows.note(seen).ifPresent(report::note);
        seen.corrupt().stream().filter(row -> !row.row().isLease()).forEach(row -> report.row("rows")
                .with("row", row.key())
                .with("state", CorruptRows.STATE)
                .with("remark", CorruptRows.remark(seen, row, table)));
        seen.rows().forEach(row -> row.unknownType().ifPresent(type -> report.row("rows")
                .with("row", row.key())
                .with("state", "of an unknown type")
                .with(
                        "remark",
                        "entityType is %s, which a newer Kinesis Client Library may have written. The row is left alone"
                                .formatted(type))));
        seen.workers().forEach(worker -> {
            final Instant reported = Instant.ofEpochSecond(worker.aliveSeconds());
            report.row("workers")
                    .with("worker", worker.key())
                    .with("lastReport", reported)
                    .with("silentFor", since(reported))
                    .with(
                            "shards",
                            seen.leases().values().stream()
                                    .filter(lease -> lease.row().isLeaseHeldBy(worker.key()))
                                    .count());
        });
    }

    private void shard(final Report.Row row, final String id, final ManagedRow lease) throws InterruptedException {
        row.with("state", state(id, lease));
        if (lease != null && lease.fault().isPresent()) {
            row.with("worker", lease.row().owner()).with("remark", CorruptRows.remark(seen, lease, table));
        } else if (lease != null) {
            lease(row, id, lease);
        }
        final ShardInfo shard = listed.get(id);
        final List<String> parents = shard != null ? shard.parents() : lease == null ? List.of() : lease.parents();
        row.with("parents", parents.isEmpty() ? null : parents);
        final CommittedPositions.Committed position = committed.get(id);
        if (position != null) {
            row.with("ledgerCommitted", position.at().truncatedTo(ChronoUnit.MILLIS))
                    .with("ledgerSequenceNumber", position.highest().sequenceNumber())
                    .with("ledgerSubSequenceNumber", position.highest().subSequenceNumber());
        }
    }

    private void lease(final Report.Row row, final String id, final ManagedRow managed) throws InterruptedException {
        final StateRow lease = managed.row();
        final ExtendedSequenceNumber checkpoint = managed.checkpoint();
        final OptionalLong startAt = seen.mark().map(mark -> mark.startAt()).orElse(OptionalLong.empty());
        final Standing standing =
                shards.isPresent() ? Standing.of(shards.get(), id, checkpoint, startAt) : Standing.NOTHING;
        row.with("worker", lease.owner())
                .with("handedOverBy", lease.checkpointOwner())
                .with("behind", standing.behind().orElse(null))
                .with("checkpointArrival", standing.arrival().orElse(null))
                .with("checkpointAge", standing.arrival().map(this::since).orElse(null))
                .with("checkpoint", checkpoint.sequenceNumber())
                .with("checkpointSubSequenceNumber", lease.isAtRecord() ? checkpoint.subSequenceNumber() : null)
                .with("remark", standing.trouble().orElse(null));
    }

    private Duration since(final Instant time) {
        return time.isAfter(now) ? Duration.ZERO : Duration.between(time, now);
    }

    private String state(final String id, final ManagedRow lease) {
        final ShardInfo shard = listed.get(id);
        if (lease == null) {
            return begun.contains(id) ? "finished, its lease removed" : "not begun";
        }
        if (lease.fault().isPresent()) {
            return CorruptRows.STATE;
        }
        if (lease.row().isFinished()) {
            return "finished";
        }
        if (shard == null) {
            return "not in the stream";
        }
        return shard.closed() ? "closed, still to be read" : "open";
    }
}
