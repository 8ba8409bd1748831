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

import io.shardflow.nifi.kinesis.state.LeasePlan;
import io.shardflow.nifi.kinesis.state.NotReadyException;
import io.shardflow.nifi.kinesis.state.StartData;
import io.shardflow.nifi.kinesis.state.StateRow;
import io.shardflow.nifi.kinesis.state.StateTable;
import io.shardflow.nifi.kinesis.stream.ShardInfo;
import io.shardflow.nifi.kinesis.stream.StreamDirectory;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.nifi.logging.ComponentLog;

/**
 * The lease rows that a start writes, while other nodes may read shards to their end and remove the rows of those.
 *
 * <p><b>Threading.</b> The run's thread.
 */
final class MissingLeases {

    private final StreamDirectory directory;
    private final StateTable table;
    private final String workerId;
    private final ComponentLog log;

    MissingLeases(
            final StreamDirectory directory, final StateTable table, final String workerId, final ComponentLog log) {
        this.directory = directory;
        this.table = table;
        this.workerId = workerId;
        this.log = log;
    }

    /**
     * A shard that was split or merged after the listing may have ended before the rows were read, and its row may be gone: a
     * listing without its children would say that it was never read. A row that no listing has is of a shard that left the stream,
     * unless it is younger than all that are listed.
     *
     * @throws NotReadyException if the stream still does not list such a shard
     */
    List<ShardInfo> knowingAll(final List<StateRow> rows, final List<ShardInfo> listed) {
        if (unknown(rows, listed).isEmpty()) {
            return listed;
        }
        final List<ShardInfo> again = directory.list().shards();
        final String youngest = again.stream()
                .map(ShardInfo::shardId)
                .max(Comparator.naturalOrder())
                .orElse("");
        unknown(rows, again).stream()
                .filter(shard -> shard.compareTo(youngest) > 0)
                .findFirst()
                .ifPresent(shard -> {
                    throw new NotReadyException(
                            "The DynamoDB table \"%s\" has a lease of %s, which the stream does not list yet; it is tried again."
                                    .formatted(table.name(), shard));
                });
        return again;
    }

    private static List<String> unknown(final List<StateRow> rows, final List<ShardInfo> listed) {
        final Set<String> known = listed.stream().map(ShardInfo::shardId).collect(Collectors.toSet());
        return rows.stream()
                .filter(StateRow::isLease)
                .map(StateRow::key)
                .filter(shard -> !known.contains(shard))
                .toList();
    }

    /**
     * @param since ids of the shards that were open at the start time or are younger
     * @return ids of the shards whose rows this start wrote
     */
    Set<String> write(
            final List<StateRow> rows, final List<ShardInfo> shards, final StartData start, final Set<String> since) {
        final Map<String, Boolean> leases =
                rows.stream().filter(StateRow::isLease).collect(Collectors.toMap(StateRow::key, StateRow::isFinished));
        final List<LeasePlan.NewLease> missing = start.startAt().isPresent()
                ? LeasePlan.fromTime(shards, since, leases)
                : LeasePlan.fromOldest(shards, leases);
        final Set<String> written = new HashSet<>();
        for (final LeasePlan.NewLease lease : missing) {
            if (table.createLease(lease, start, workerId)) {
                written.add(lease.shard().shardId());
            }
        }
        if (!written.isEmpty()) {
            log.info("Wrote {} lease rows of {} shards listed", written.size(), shards.size());
        }
        for (final StateRow row : rows) {
            if (row.isLease() && row.start().isEmpty()) {
                table.stamp(row.key(), start);
            }
        }
        return written;
    }

    /**
     * Removes the rows among ours that another node had removed before, its shard being done, while this start stood still between
     * reading the table and writing them. One that has been taken meanwhile stays: its records come again.
     *
     * @param ours what {@link #write} returned
     * @param rows the table's, read since
     * @param listed the shards that were known then
     * @return how many were removed
     */
    int removeLate(final Set<String> ours, final List<StateRow> rows, final List<ShardInfo> listed) {
        if (ours.isEmpty()) {
            return 0;
        }
        final Set<String> late = LeasePlan.late(
                knowingAll(rows, listed),
                rows.stream().filter(StateRow::isLease).collect(Collectors.toMap(StateRow::key, StateRow::checkpoint)));
        int removed = 0;
        for (final StateRow row : rows) {
            if (ours.contains(row.key()) && late.contains(row.key()) && table.removeLease(row)) {
                removed++;
                log.info("Removed the lease of {} again: another node has read that shard to its end", row.key());
            }
        }
        return removed;
    }
}
