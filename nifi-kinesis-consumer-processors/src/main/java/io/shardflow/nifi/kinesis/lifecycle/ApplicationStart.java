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
import io.shardflow.nifi.kinesis.state.NotReadyException;
import io.shardflow.nifi.kinesis.state.StartData;
import io.shardflow.nifi.kinesis.state.StateChecks;
import io.shardflow.nifi.kinesis.state.StateRow;
import io.shardflow.nifi.kinesis.state.StateTable;
import io.shardflow.nifi.kinesis.stream.StreamDirectory;
import io.shardflow.nifi.kinesis.stream.StreamIdentity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.nifi.logging.ComponentLog;

/**
 * Where the application began.
 *
 * <p><b>Threading.</b> The run's thread.
 */
final class ApplicationStart {

    /** Kinesis tells its time in whole seconds (HTTP header Date). */
    private static final long SERVICE_CLOCK_MILLIS = 1000;

    private final ConsumerSettings settings;
    private final StreamDirectory directory;
    private final StateTable table;
    private final String workerId;
    private final ComponentLog log;

    ApplicationStart(
            final ConsumerSettings settings,
            final StreamDirectory directory,
            final StateTable table,
            final String workerId,
            final ComponentLog log) {
        this.settings = settings;
        this.directory = directory;
        this.table = table;
        this.workerId = workerId;
        this.log = log;
    }

    /**
     * What the table says, or, if it says nothing, what is now written into it.
     *
     * @param rows all of the table
     * @throws NotReadyException if reading is to begin at a time that has not come
     */
    StartData read(final List<StateRow> rows, final StreamIdentity stream, final StreamDirectory.Listing listing) {
        final Optional<StartData> mark =
                rows.stream().filter(StateRow::isMark).findFirst().flatMap(StateRow::start);
        if (mark.isPresent()) {
            sayThatStateExists();
            return mark.get();
        }
        final List<StateRow> leases = rows.stream().filter(StateRow::isLease).toList();
        final StartData start = firstStart(leases, stream, listing);
        final StartData marked = table.claim(start, workerId);
        StateChecks.ofStream(table.name(), marked, stream);
        return marked;
    }

    private StartData firstStart(
            final List<StateRow> leases, final StreamIdentity stream, final StreamDirectory.Listing listing) {
        final List<StartData> stamps =
                leases.stream().flatMap(row -> row.start().stream()).toList();
        if (!stamps.isEmpty()) {
            sayThatStateExists();
            return StateChecks.ofOneBeginning(table.name(), stamps);
        }
        if (leases.isEmpty()) {
            return new StartData(stream, position(listing.serviceMillis()));
        }
        final Adoption adoption = new Adoption(table.name(), stream.arn(), directory, listing.shards());
        adoption.check(leases);
        final boolean atTime = adoption.beginsAtTime(leases, settings.position() == InitialStreamPosition.AT_TIMESTAMP);
        log.info(
                "The application {} has state that another application of the Kinesis Client Library made, {} leases:"
                        + " reading goes on from its checkpoints, Initial Stream Position is ignored",
                settings.aws().application(),
                leases.size());
        return new StartData(stream, atTime ? position(listing.serviceMillis()) : OptionalLong.empty());
    }

    private void sayThatStateExists() {
        log.info(
                "The application {} has state: reading goes on from its checkpoints, Initial Stream Position is"
                        + " ignored",
                settings.aws().application());
    }

    /** Milliseconds since the epoch; empty for the oldest record. */
    private OptionalLong position(final long serviceMillis) {
        return switch (settings.position()) {
            case TRIM_HORIZON -> OptionalLong.empty();
            case LATEST -> OptionalLong.of(serviceMillis);
            case AT_TIMESTAMP -> {
                final Instant start = settings.timestamp().orElseThrow();
                if (start.toEpochMilli() - serviceMillis >= SERVICE_CLOCK_MILLIS) {
                    throw new NotReadyException(
                            ("Stream Position Timestamp: %s is in the future (Kinesis says it is %s), and"
                                            + " Kinesis reads from a time of the past only. Reading begins by itself when that time has"
                                            + " come. If it is not meant, stop the processor and correct the time.")
                                    .formatted(start, Instant.ofEpochMilli(serviceMillis)));
                }
                yield OptionalLong.of(start.toEpochMilli());
            }
        };
    }
}
