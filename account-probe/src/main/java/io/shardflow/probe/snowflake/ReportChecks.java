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
package io.shardflow.probe.snowflake;

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.gap.LastLoaded;
import io.shardflow.nifi.snowflake.gap.LoadedSoFar;
import io.shardflow.nifi.snowflake.jdbc.CommittedPositions;
import io.shardflow.nifi.snowflake.jdbc.ErrorRow;
import io.shardflow.nifi.snowflake.jdbc.ErrorTableReader;
import io.shardflow.nifi.snowflake.jdbc.TargetTrial;
import io.shardflow.nifi.snowflake.ledger.AttemptId;
import io.shardflow.nifi.snowflake.ledger.TransactionId;
import io.shardflow.nifi.snowflake.ledger.WarehouseSession;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import io.shardflow.probe.Answer;
import io.shardflow.probe.Check;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What Verify and the reports ask. */
final class ReportChecks {

    private static final StreamShard SHARD = SampleRecords.shard(1);
    private static final int SECONDS = 60;

    private static final String REPORTED = "ledger [3], from 2 on 3, highest 3, since 1970 3, rows, none before 1970,"
            + " committed 3, 1 rejected record";

    private ReportChecks() {}

    static List<Check<ProbePlace>> all() {
        return List.of(
                Check.needed(
                        "verify-statements",
                        "Every statement of PutSnowflake's Verify is valid.",
                        "all of them run",
                        ReportChecks::trial),
                Check.needed(
                        "report-statements",
                        "Every statement of the gap report, of GetRejectedRecords and of ManageKinesisState is valid.",
                        REPORTED,
                        ReportChecks::reports));
    }

    private static Answer trial(final ProbePlace place) throws WarehouseException, IOException {
        final ProbeTable table = place.table("TRIAL");
        table.makeLedger(SHARD);
        try (TargetTrial trial = TargetTrial.of(place.sessions(), table.targetName())) {
            // In case that it cannot drop it itself.
            place.willMake(trial.made());
            trial.compute();
            trial.upload(place.upload());
            trial.createTable();
            trial.insert(table.sessions().target());
            final boolean ledger = trial.ledger();
            trial.owners();
            return Answer.of(ledger, ledger ? "all of them run" : "the ledger is not seen");
        }
    }

    private static Answer reports(final ProbePlace place) throws WarehouseException, IOException, SQLException {
        final ProbeTable table = place.table("REPORTS");
        table.makeLedger(SHARD);
        table.load(new SampleRecords(SHARD, 1, 3));
        note(place, table, SampleRecords.position(3));
        final List<String> seen = new ArrayList<>();
        try (LoadedSoFar loaded = table.sessions().loadedSoFar()) {
            seen.add("ledger "
                    + loaded.ledger(Set.of(SHARD.stream())).stream()
                            .filter(entry -> entry.shard().equals(SHARD)
                                    && entry.committed().isPresent())
                            .map(entry -> number(entry.position()))
                            .toList());
            seen.add("from 2 on " + number(loaded.from(Map.of(SHARD, SampleRecords.position(2)), SECONDS)));
            seen.add("highest " + number(loaded.highest(Map.of(SHARD, Optional.empty()), SECONDS)));
            seen.add("since 1970 " + number(loaded.highest(Map.of(SHARD, Optional.of(Instant.EPOCH)), SECONDS)));
            seen.add(rows(loaded, Optional.empty()));
            seen.add(rows(loaded, Optional.of(Instant.EPOCH)) + " before 1970");
        }
        seen.add("committed " + number(committed(place, table)));
        seen.add(rejected(place) + " rejected record");
        final String all = String.join(", ", seen);
        return Answer.of(all.equals(REPORTED), all);
    }

    /** As a transaction does that has loaded up to there. */
    private static void note(final ProbePlace place, final ProbeTable table, final Position position)
            throws WarehouseException {
        try (WarehouseSession session = table.open()) {
            final AttemptId attempt = place.attempt();
            final TransactionId id = session.begin(attempt);
            session.lockGuard(table.ledgerId(), attempt);
            session.setLedger(attempt, id, List.of(table.set(SHARD, position)));
            session.commit();
        }
    }

    private static String rows(final LoadedSoFar loaded, final Optional<Instant> before) throws WarehouseException {
        return loaded.hasRow(SHARD.stream(), before, SECONDS) ? "rows" : "none";
    }

    private static Optional<Position> committed(final ProbePlace place, final ProbeTable table)
            throws WarehouseException {
        return CommittedPositions.read(
                        place.sessions(),
                        Optional.of(table.name().database()),
                        Optional.of(table.name().schema()),
                        table.name().object(),
                        SHARD.stream())
                .map(positions -> positions.byShard().get(SHARD.shardId()))
                .map(CommittedPositions.Committed::highest);
    }

    private static String number(final Map<StreamShard, LastLoaded> last) {
        return number(Optional.ofNullable(last.get(SHARD)).map(LastLoaded::position));
    }

    private static String number(final Optional<Position> position) {
        return position.map(found -> found.equals(SampleRecords.position(3)) ? "3" : found.toString())
                .orElse("nothing");
    }

    private static long rejected(final ProbePlace place) throws WarehouseException, SQLException {
        final QualifiedName name = place.name("REJECTED");
        try (PlainSession session = place.session()) {
            session.run(
                    "CREATE TABLE " + name.sql()
                            + " (\"KINESISMETADATA\" VARIANT, \"RAW\" VARCHAR, \"REASON\" VARCHAR)",
                    "INSERT INTO " + name.sql() + " SELECT PARSE_JSON('{\"stream\":\"s\",\"shardId\":\"0\","
                            + "\"sequenceNumber\":\"4\",\"subSequenceNumber\":0}'), 'e30=', 'none'",
                    "COMMIT");
        }
        try (ErrorTableReader reader = ErrorTableReader.open(
                        place.sessions(),
                        new ErrorTableReader.Wanted(
                                Optional.of(name.database()),
                                Optional.of(name.schema()),
                                name.object(),
                                "kinesisMetadata",
                                ""))
                .orElseThrow()) {
            final long unplaced = reader.rowsWithoutPosition();
            final List<ErrorRow> page = reader.next(10, 1_000_000);
            return page.size() + reader.next(10, 1_000_000).size() + unplaced;
        }
    }
}
