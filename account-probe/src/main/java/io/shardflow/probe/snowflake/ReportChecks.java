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
import io.shardflow.nifi.snowflake.gap.LoadedSoFar;
import io.shardflow.nifi.snowflake.jdbc.ErrorRow;
import io.shardflow.nifi.snowflake.jdbc.ErrorTableReader;
import io.shardflow.nifi.snowflake.jdbc.TargetTrial;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import io.shardflow.probe.Answer;
import io.shardflow.probe.Check;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What Verify and the reports ask. */
final class ReportChecks {

    private static final StreamShard SHARD = SampleRecords.shard(1);
    private static final int SECONDS = 60;

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
                        "highest 3 in ledger and table, 1 rejected record",
                        ReportChecks::reports));
    }

    private static Answer trial(final ProbePlace place) throws WarehouseException, IOException {
        final ProbeTable table = place.table("TRIAL");
        table.makeLedger(SHARD);
        try (TargetTrial trial = TargetTrial.of(place.sessions(), table.targetName())) {
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
        final Position highest;
        final boolean old;
        try (LoadedSoFar loaded = table.sessions().loadedSoFar()) {
            loaded.ledger(Set.of(SHARD.stream()));
            loaded.from(Map.of(SHARD, SampleRecords.position(2)), SECONDS);
            highest = loaded.highest(Map.of(SHARD, Optional.of(Instant.EPOCH)), SECONDS)
                    .get(SHARD)
                    .position();
            old = loaded.hasRow(SHARD.stream(), Optional.of(Instant.EPOCH), SECONDS);
        }
        final int rejected = rejected(place);
        return Answer.of(
                highest.equals(SampleRecords.position(3)) && !old && rejected == 1,
                "highest " + (highest.equals(SampleRecords.position(3)) ? "3" : highest) + " in the table, " + rejected
                        + " rejected record");
    }

    private static int rejected(final ProbePlace place) throws WarehouseException, SQLException {
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
            reader.rowsWithoutPosition();
            final List<ErrorRow> page = reader.next(10, 1_000_000);
            return page.size() + reader.next(10, 1_000_000).size();
        }
    }
}
