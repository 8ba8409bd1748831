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

import io.shardflow.nifi.kinesis.stream.ShardInfo;
import io.shardflow.nifi.kinesis.stream.StreamDirectory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Whether lease rows that another application of the client library made are about this stream. They name shards only,
 * and shards of all streams have the same names; so Kinesis is asked for the records at their checkpoints.
 */
public final class Adoption {

    private final String table;
    private final String arn;
    private final StreamDirectory directory;
    private final Map<String, ShardInfo> shards;

    /** @param arn of the stream */
    public Adoption(
            final String table, final String arn, final StreamDirectory directory, final List<ShardInfo> listing) {
        this.table = table;
        this.arn = arn;
        this.directory = directory;
        this.shards = listing.stream().collect(Collectors.toMap(ShardInfo::shardId, Function.identity()));
    }

    /**
     * Asks Kinesis once for every checkpoint that is a record of a listed shard.
     *
     * @throws FatalStateException if a row is not about this stream, or if none can tell and records could be passed over
     */
    public void check(final List<StateRow> leases) {
        boolean told = false;
        for (final StateRow lease : leases) {
            final ShardInfo shard = shards.get(lease.key());
            if (shard != null) {
                sameRange(lease, shard);
                told |= sameRecord(lease);
            }
        }
        final Optional<StateRow> begun = leases.stream()
                .filter(lease -> lease.isAtRecord() || lease.isFinished())
                .findFirst();
        if (!told && begun.isPresent()) {
            throw foreign("nothing in it tells of which stream its checkpoints are, for example %s of %s"
                    .formatted(begun.get().checkpoint(), begun.get().key()));
        }
    }

    /**
     * Whether a row begins at the time that its application was configured with, which no row says.
     *
     * @throws FatalStateException if one does and no time is configured here
     */
    public boolean beginsAtTime(final List<StateRow> leases, final boolean configured) {
        final boolean needed = leases.stream().anyMatch(lease -> LeasePlan.AT_TIMESTAMP.equals(lease.checkpoint()));
        if (needed && !configured) {
            throw new FatalStateException(
                    ("The DynamoDB table \"%s\" was made by another application of the Kinesis Client Library that began at"
                                    + " a time and has not read all shards since. Set Initial Stream Position to AT_TIMESTAMP and"
                                    + " Stream Position Timestamp to that time.")
                            .formatted(table));
        }
        return needed;
    }

    private void sameRange(final StateRow lease, final ShardInfo shard) {
        final StateRow.HashRange range = new StateRow.HashRange(shard.startingHashKey(), shard.endingHashKey());
        if (lease.range().isPresent() && !lease.range().get().equals(range)) {
            throw foreign("its %s has the hash keys %s to %s, that of the stream %s to %s"
                    .formatted(
                            lease.key(),
                            lease.range().get().start(),
                            lease.range().get().end(),
                            range.start(),
                            range.end()));
        }
    }

    private boolean sameRecord(final StateRow lease) {
        if (!lease.isAtRecord()) {
            return false;
        }
        if (!directory.hasRecord(lease.key(), lease.checkpoint())) {
            throw foreign("the stream's %s has no record %s, which is its checkpoint"
                    .formatted(lease.key(), lease.checkpoint()));
        }
        return true;
    }

    private FatalStateException foreign(final String evidence) {
        return new FatalStateException(
                ("The DynamoDB table \"%s\" was made by another application of the Kinesis Client Library, and it is not"
                                + " taken over for the stream %s: %s. Set an Application Name that no other application uses, or,"
                                + " if that application is no longer needed, stop it and delete the table. Reading then begins"
                                + " at the Initial Stream Position.")
                        .formatted(table, arn, evidence));
    }
}
