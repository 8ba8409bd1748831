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

import io.shardflow.nifi.kinesis.stream.StreamIdentity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What must hold of the state table before the start and while the consumer runs. Pure: says no by exception. */
public final class StateChecks {

    private static final List<String> KEYS = List.of("leaseKey");
    private static final List<String> OPENFLOW_KEYS = List.of("streamName", "shardId");

    private static final String OLDER_COORDINATOR = "-CoordinatorState";

    private StateChecks() {}

    /** @throws FatalStateException if the table is not one of the client library */
    public static void usable(final String table, final StateTable.Identity identity) {
        if (identity.keys().equals(KEYS)) {
            return;
        }
        final String whose = identity.keys().equals(OPENFLOW_KEYS)
                ? "It is the state of NiFi's ConsumeKinesis (2.9 or newer) or of the Openflow connector."
                : "It is not a table of the Kinesis Client Library.";
        throw new FatalStateException(
                ("The DynamoDB table \"%s\" has the key %s instead of %s. %s Set Application Name to"
                                + " a name that no other application uses; reading then begins at the Initial Stream Position.")
                        .formatted(table, identity.keys(), KEYS, whose));
    }

    /**
     * @param older names of the existing tables that client libraries of versions 3.0 to 3.4 kept beside the state table
     * @throws FatalStateException if the client library would not take leases
     */
    public static void noOlderCoordinator(final String table, final List<String> older) {
        if (older.stream().anyMatch(name -> name.endsWith(OLDER_COORDINATOR))) {
            throw new FatalStateException(
                    ("The Kinesis Client Library of versions 3.0 to 3.4 has left tables beside \"%s\": %s. As long as they"
                                    + " exist, the library used here works by the rules of those versions and may never take a"
                                    + " lease. Stop every worker of that application. Then delete %s to go on from its"
                                    + " checkpoints, or delete these and \"%s\" too to begin at the Initial Stream Position, or"
                                    + " set another Application Name.")
                            .formatted(table, older, older, table));
        }
    }

    /** @throws FatalStateException if a row carries the start data of another stream */
    public static void ofStream(final String table, final List<StateRow> rows, final StreamIdentity stream) {
        rows.forEach(row -> row.start().ifPresent(start -> ofStream(table, start, stream)));
    }

    /** @throws FatalStateException if the start data are those of another stream */
    public static void ofStream(final String table, final StartData start, final StreamIdentity stream) {
        final StreamIdentity owner = start.stream();
        if (owner.equals(stream)) {
            return;
        }
        final String remedy = owner.arn().equals(stream.arn())
                ? "The stream was deleted and created again: stop, delete the table (or set another Application Name), start."
                : "Set another Application Name: each stream needs one of its own.";
        throw new FatalStateException(
                "The DynamoDB table \"%s\" holds the checkpoints of another stream: %s created %s, but the stream now is %s created %s. %s"
                        .formatted(
                                table,
                                owner.arn(),
                                Instant.ofEpochMilli(owner.createdMillis()),
                                stream.arn(),
                                Instant.ofEpochMilli(stream.createdMillis()),
                                remedy));
    }

    /** @throws FatalStateException if ManageKinesisState has begun to change the state and has not finished, or a row is corrupt */
    public static void whole(final String table, final List<StateRow> rows) {
        noChangeBegun(table, rows);
        readable(table, rows);
    }

    private static void noChangeBegun(final String table, final List<StateRow> rows) {
        rows.stream().flatMap(row -> row.change().stream()).findFirst().ifPresent(change -> {
            throw new FatalStateException(
                    ("The state in the DynamoDB table \"%s\" is half changed: ManageKinesisState began at %s to %s, and did"
                                    + " not finish. The consumer does not read on from it. Run ManageKinesisState on this"
                                    + " application with Dry Run set to false while every consumer of it is stopped, which"
                                    + " finishes the change, or says why it cannot be finished; then RESET gives it up with"
                                    + " the state. Then start.")
                            .formatted(table, change.begun(), change.what()));
        });
    }

    private static void readable(final String table, final List<StateRow> rows) {
        rows.stream().filter(row -> row.fault().isPresent()).findFirst().ifPresent(row -> {
            final String remedy = rows.stream().anyMatch(StateChecks::saysOfWhichStream)
                    ? "Stop every consumer of the application and run ManageKinesisState: DESCRIBE lists every such row and"
                            + " says what helps; RESET begins at the Initial Stream Position. Then start"
                    : UnmarkedTable.remedy(table, row.key());
            throw new FatalStateException(
                    "The row \"%s\" of the DynamoDB table \"%s\" is corrupt: %s. The consumer does not read on from it. %s."
                            .formatted(row.key(), table, row.fault().get(), remedy));
        });
    }

    /** Also a row with the stream's ARN of which nothing more can be read: a reset goes by that. */
    private static boolean saysOfWhichStream(final StateRow row) {
        return row.start().isPresent()
                || row.fault()
                        .filter(fault -> fault.attribute().equals(StartData.STREAM_CREATED))
                        .isPresent();
    }

    /** @throws FatalStateException if the application was made to begin elsewhere since this run was prepared */
    public static void sameStart(final String table, final List<StateRow> rows, final StartData atStart) {
        rows.stream()
                .filter(StateRow::isMark)
                .flatMap(row -> row.start().stream())
                .findFirst()
                .ifPresent(start -> {
                    if (!start.equals(atStart)) {
                        throw new FatalStateException(
                                ("ManageKinesisState has changed where the application of the DynamoDB table \"%s\" begins"
                                                + " since this consumer read it. The consumer has stopped. Stop and start the processor.")
                                        .formatted(table));
                    }
                });
    }

    /**
     * To be asked after {@link #sameStart}.
     *
     * @throws NotReadyException if somebody who stood still during a rewind has written a lease of before it: reading ends
     *     until the next attempt has removed it
     */
    public static void ofThisBeginning(final String table, final List<StateRow> rows, final StartData atStart) {
        rows.stream()
                .filter(row -> row.isLease()
                        && !row.start().map(atStart::isOfSameBeginning).orElse(true))
                .findFirst()
                .ifPresent(row -> {
                    throw new NotReadyException(
                            ("The lease of %s in the DynamoDB table \"%s\" is from before the last rewind: a consumer or a"
                                            + " ManageKinesisState that stood still meanwhile has written it. The consumer"
                                            + " removes it and goes on by itself.")
                                    .formatted(row.key(), table));
                });
    }

    /**
     * Where an application began whose table has lost the row that says so.
     *
     * @param stamps of its leases, at least one
     * @throws FatalStateException if they do not agree
     */
    public static StartData ofOneBeginning(final String table, final List<StartData> stamps) {
        final StartData first = stamps.getFirst();
        if (!stamps.stream().allMatch(first::isOfSameBeginning)) {
            throw new FatalStateException(
                    ("The leases in the DynamoDB table \"%s\" are from before and after a rewind, and the row that says where"
                                    + " the application begins is missing: it is not known what was read. Stop every consumer,"
                                    + " delete the table (or set another Application Name), start. Reading then begins at the"
                                    + " Initial Stream Position.")
                            .formatted(table));
        }
        return new StartData(
                first.stream(),
                stamps.stream().flatMapToLong(stamp -> stamp.startAt().stream()).min(),
                first.rewind());
    }

    /** @throws FatalStateException if the table of this run is gone or another one took its place */
    public static void unchanged(
            final String table, final StateTable.Identity atStart, final Optional<StateTable.Identity> now) {
        if (now.isEmpty()) {
            throw new FatalStateException(
                    ("The DynamoDB table \"%s\" was deleted while the consumer was running, and with"
                                    + " it the checkpoints. The consumer has stopped. Stop and start the processor: the table is"
                                    + " created again and reading begins at the Initial Stream Position.")
                            .formatted(table));
        }
        if (!now.get().id().equals(atStart.id())) {
            throw new FatalStateException(("The DynamoDB table \"%s\" was replaced by a new one while the consumer was"
                            + " running. The consumer has stopped. Stop and start the processor to go on with the new"
                            + " table.")
                    .formatted(table));
        }
    }

    /** @throws FatalStateException if the stream of this run was replaced */
    public static void sameStream(final String name, final StreamIdentity atStart, final StreamIdentity now) {
        if (!now.equals(atStart)) {
            throw new FatalStateException(("The stream \"%s\" was deleted and created again (%s) while the consumer was"
                            + " running. The consumer has stopped. Stop the processor, delete its DynamoDB table (or set"
                            + " another Application Name), start.")
                    .formatted(name, Instant.ofEpochMilli(now.createdMillis())));
        }
    }

    /** What to do when the stream is gone. */
    public static FatalStateException streamDeleted(final String name) {
        return new FatalStateException(("The stream \"%s\" was deleted while the consumer was running. The consumer has"
                        + " stopped. When a stream of that name exists again: stop the processor, delete its DynamoDB"
                        + " table (or set another Application Name), start.")
                .formatted(name));
    }

    /** @throws FatalStateException if another process runs with this worker's id */
    public static void noTwin(final String workerId, final String run, final StateRow worker) {
        if (worker.run() != null && !worker.run().equals(run)) {
            throw new FatalStateException(
                    ("Another consumer runs with the worker id %s of this one: NiFi's state directory was probably"
                                    + " copied. The consumer has stopped and made a new id. Stop and start the processor.")
                            .formatted(workerId),
                    true);
        }
    }
}
