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
import io.shardflow.nifi.kinesis.stream.ShardInfo;
import io.shardflow.nifi.kinesis.stream.StreamDirectory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

/**
 * Decides that the application begins anew at a time or with the oldest records, and tells in the report what becomes of
 * each shard: those that have a lease, and those whose turn has not come. One thread.
 */
final class WholeRewind {

    /** Kinesis tells its time in whole seconds (HTTP header Date). */
    private static final long SERVICE_CLOCK_MILLIS = 1000;

    private final ShardReader shards;
    private final Snapshot seen;
    private final StartData mark;
    private final StreamDirectory.Listing listing;
    private final Report report;

    WholeRewind(
            final ShardReader shards,
            final Snapshot seen,
            final StartData mark,
            final StreamDirectory.Listing listing,
            final Report report) {
        this.shards = shards;
        this.seen = seen;
        this.mark = mark;
        this.listing = listing;
        this.report = report;
    }

    /** From a time on. */
    BegunChange toTime(final Instant time) throws ChangeRefusedException, InterruptedException {
        if (time.toEpochMilli() - listing.serviceMillis() >= SERVICE_CLOCK_MILLIS) {
            throw new ChangeRefusedException(
                    "Timestamp: %s is in the future; Kinesis says it is %s. Kinesis reads from a time of the past only."
                            .formatted(time, Instant.ofEpochMilli(listing.serviceMillis())));
        }
        return begin("read every shard from " + time + " on", OptionalLong.of(time.toEpochMilli()));
    }

    /** From now on. */
    BegunChange toLatest() throws InterruptedException {
        final Instant now = Instant.ofEpochMilli(listing.serviceMillis());
        return begin("read every shard from now, " + now + ", on", OptionalLong.of(now.toEpochMilli()));
    }

    /** From the oldest records on. */
    BegunChange toOldest() throws InterruptedException {
        return begin("read every shard from its oldest record on", OptionalLong.empty());
    }

    private BegunChange begin(final String what, final OptionalLong startAt) throws InterruptedException {
        final Map<String, ManagedRow> leases = seen.leases();
        final Set<String> begun = LeasePlan.begun(listing.shards(), leases.keySet());
        final Set<String> ids = listing.shards().stream()
                .map(ShardInfo::shardId)
                .filter(id -> !begun.contains(id))
                .collect(Collectors.toCollection(TreeSet::new));
        ids.addAll(leases.keySet());
        boolean skips = false;
        for (final String id : ids) {
            skips |= tell(id, Optional.ofNullable(leases.get(id)), startAt);
        }
        report.note(
                "The next start reads every shard that the stream still has, those that are finished included, from "
                        + (startAt.isPresent()
                                ? "the first record that arrived at " + Instant.ofEpochMilli(startAt.getAsLong())
                                        + " or later."
                                : "its oldest record."));
        if (skips) {
            report.note("Records are SKIPPED: shards whose checkpoint is before that time are not read in between.");
        }
        CorruptRows.note(seen).ifPresent(report::note);
        others();
        return Rewind.change(BegunChange.Kind.BEGIN, what, startAt, List.of());
    }

    private void others() {
        for (final ManagedRow row : seen.corrupt()) {
            if (!row.row().isLease()) {
                report.row("rows")
                        .with("row", row.key())
                        .with("state", CorruptRows.STATE)
                        .with("remark", row.fault().orElseThrow().toString());
            }
        }
    }

    /** @return whether records of the shard may be skipped */
    private boolean tell(final String shardId, final Optional<ManagedRow> lease, final OptionalLong startAt)
            throws InterruptedException {
        final Report.Row row = report.row("shards").with("shardId", shardId);
        if (lease.isPresent() && lease.get().fault().isPresent()) {
            row.with("skips", startAt.isPresent())
                    .with("remark", "corrupt: " + lease.get().fault().get());
            return startAt.isPresent();
        }
        final Optional<ExtendedSequenceNumber> checkpoint = lease.map(ManagedRow::checkpoint);
        final Standing standing = Standing.of(shards, shardId, checkpoint.orElseGet(this::beginning), mark.startAt());
        final boolean skips = startAt.isPresent()
                && !checkpoint.map(ExtendedSequenceNumber::isShardEnd).orElse(false)
                && isUnread(standing)
                && standing.lowest()
                        .map(arrival -> arrival.toEpochMilli() < startAt.getAsLong())
                        .orElse(true);
        row.with("readUpTo", standing.arrival().orElse(null))
                .with("behind", standing.behind().orElse(null))
                .with("skips", skips)
                .with(
                        "checkpointBefore",
                        checkpoint.map(ExtendedSequenceNumber::sequenceNumber).orElse(null))
                .with(
                        "remark",
                        standing.trouble().orElse(lease.isPresent() ? null : "not begun: its turn has not come"));
        return skips;
    }

    /** Where the library or the next start would begin to read a shard that has no lease. */
    private ExtendedSequenceNumber beginning() {
        return new ExtendedSequenceNumber(mark.startAt().isPresent() ? LeasePlan.AT_TIMESTAMP : LeasePlan.TRIM_HORIZON);
    }

    private static boolean isUnread(final Standing standing) {
        return standing.behind().map(behind -> !behind.equals(Duration.ZERO)).orElse(true);
    }
}
