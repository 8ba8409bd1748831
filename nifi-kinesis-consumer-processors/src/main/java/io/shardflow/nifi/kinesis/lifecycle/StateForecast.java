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

import io.shardflow.nifi.kinesis.settings.ConsumerSettings;
import io.shardflow.nifi.kinesis.settings.InitialStreamPosition;
import io.shardflow.nifi.kinesis.state.Adoption;
import io.shardflow.nifi.kinesis.state.FatalStateException;
import io.shardflow.nifi.kinesis.state.StartData;
import io.shardflow.nifi.kinesis.state.StateChecks;
import io.shardflow.nifi.kinesis.state.StateRow;
import io.shardflow.nifi.kinesis.stream.StreamDirectory;
import io.shardflow.nifi.kinesis.stream.StreamIdentity;
import java.time.Instant;
import java.util.List;

/**
 * Where a start would begin to read, by the same checks and in the same order as {@link StatePreparation}, which also writes down
 * what it decides.
 */
public final class StateForecast {

    /** Kinesis tells its time in whole seconds. */
    private static final long SERVICE_CLOCK_MILLIS = 1000;

    private final ConsumerSettings settings;
    private final StreamDirectory directory;

    /** @param directory is asked about the checkpoints of another application's table */
    public StateForecast(final ConsumerSettings settings, final StreamDirectory directory) {
        this.settings = settings;
        this.directory = directory;
    }

    /**
     * One sentence or two.
     *
     * @param rows of the table; none if there is no table
     * @throws FatalStateException if the consumer would not start from them
     */
    public String of(final List<StateRow> rows, final StreamIdentity stream, final StreamDirectory.Listing listing) {
        final String table = settings.aws().application();
        StateChecks.ofStream(table, rows, stream);
        StateChecks.whole(table, rows);
        final List<StateRow> leases = rows.stream().filter(StateRow::isLease).toList();
        if (rows.stream().anyMatch(StateRow::isMark)) {
            return goesOn(leases, "It is the state of this stream");
        }
        final List<StartData> stamps =
                leases.stream().flatMap(row -> row.start().stream()).toList();
        if (!stamps.isEmpty()) {
            StateChecks.ofOneBeginning(table, stamps);
            return goesOn(leases, "It is the state of this stream");
        }
        if (leases.isEmpty()) {
            return "There is no state: reading begins at the Initial Stream Position, " + position(listing) + ".";
        }
        final Adoption adoption = new Adoption(table, stream.arn(), directory, listing.shards());
        adoption.check(leases);
        adoption.beginsAtTime(leases, settings.position() == InitialStreamPosition.AT_TIMESTAMP);
        return goesOn(
                leases, "It is the state that another application of the Kinesis Client Library made of this stream");
    }

    private static String goesOn(final List<StateRow> leases, final String whose) {
        final long finished = leases.stream().filter(StateRow::isFinished).count();
        return "%s, of %d shards, %d of them finished: reading goes on from its checkpoints, Initial Stream Position is ignored."
                .formatted(whose, leases.size(), finished);
    }

    private String position(final StreamDirectory.Listing listing) {
        final String name = settings.position().getDisplayName();
        if (settings.position() != InitialStreamPosition.AT_TIMESTAMP) {
            return name;
        }
        final Instant time = settings.timestamp().orElseThrow();
        return name + " " + time
                + (time.toEpochMilli() - listing.serviceMillis() >= SERVICE_CLOCK_MILLIS
                        ? ", which is in the future: the consumer waits for that time"
                        : "");
    }
}
