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
import io.shardflow.nifi.snowflake.jdbc.MetadataColumns;
import io.shardflow.nifi.snowflake.jdbc.OneMetadataColumn;
import io.shardflow.nifi.snowflake.jdbc.SeparateMetadataColumns;
import io.shardflow.nifi.snowflake.jdbc.SqlLiteral;
import io.shardflow.nifi.snowflake.ledger.AttemptId;
import io.shardflow.nifi.snowflake.ledger.IncomingCount;
import io.shardflow.nifi.snowflake.ledger.Look;
import io.shardflow.nifi.snowflake.ledger.LookResult;
import io.shardflow.nifi.snowflake.ledger.TransactionId;
import io.shardflow.nifi.snowflake.ledger.WarehouseSession;
import io.shardflow.nifi.snowflake.load.ShardRange;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.probe.Answer;
import io.shardflow.probe.Check;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The look: which of the incoming rows the table does not have. */
final class LookChecks {

    private static final StreamShard FIRST = SampleRecords.shard(1);
    private static final StreamShard SECOND = SampleRecords.shard(2);

    private LookChecks() {}

    static List<Check<ProbePlace>> all() {
        return List.of(
                Check.needed(
                        "look",
                        "One CREATE TEMPORARY TABLE … AS SELECT finds the rows that are missing, with each shard's token and the"
                                + " highest row of it; the same SELECT works as an INSERT in a transaction, and one like it before anything is"
                                + " uploaded.",
                        "before an upload highest 3, then 4 of 6 missing, highest 3 and none, 4 inserted, 0 once more, 2 recognised, then 0 missing",
                        place -> look(place, "LOOK", new OneMetadataColumn(new Identifier("KINESISMETADATA")))),
                Check.needed(
                        "look-separate-columns",
                        "So it does where each element of the metadata has a column.",
                        "before an upload highest 3, then 4 of 6 missing, highest 3 and none, 4 inserted, 0 once more, 2 recognised, then 0 missing",
                        place -> look(place, "SEPARATE", new SeparateMetadataColumns("KINESIS_"))),
                Check.needed(
                        "arrival-no-number",
                        "A row whose arrival is no number stops no look: the cast fails with an error of a value, or not at all.",
                        "0 of 3 missing",
                        LookChecks::arrivalAsText),
                Check.known(
                        "look-prunes",
                        "The look reads the micro-partitions of what arrived around the batch, and no others.",
                        "fewer partitions scanned than there are",
                        LookChecks::prunes));
    }

    private static Answer look(final ProbePlace place, final String suffix, final MetadataColumns metadata)
            throws WarehouseException, IOException {
        final ProbeTable table = place.table(suffix, metadata);
        table.makeLedger(FIRST, SECOND);
        table.load(new SampleRecords(FIRST, 1, 3));
        final SampleRecords first = new SampleRecords(FIRST, 2, 4);
        final SampleRecords second = new SampleRecords(SECOND, 1, 2);
        final Map<StreamShard, ShardRange> ranges = Map.of(FIRST, first.range(), SECOND, second.range());
        try (WarehouseSession session = table.open()) {
            final LookResult ahead = session.lookAhead(new Look(place.attempt(), ranges, Set.of()));
            final LookResult aheadOfAll = session.lookAhead(new Look(place.attempt(), ranges, Set.of(FIRST, SECOND)));
            final AttemptId attempt = place.attempt();
            session.stage(attempt, List.of(place.file(first.lines() + second.lines())), false);
            final IncomingCount incoming = session.copyIncoming(attempt, table.columns());
            final LookResult look = session.look(new Look(attempt, ranges, Set.of(FIRST, SECOND)));
            final TransactionId id = session.begin(attempt);
            final long inserted = session.insertMissing();
            final long insertedAgain = session.insertMissing();
            session.lockGuard(table.ledgerId(), attempt);
            session.setLedger(
                    attempt,
                    id,
                    List.of(
                            table.set(FIRST, SampleRecords.position(first.last())),
                            table.set(SECOND, SampleRecords.position(second.last()))));
            session.commit();
            final Map<StreamShard, Position> recognised = session.highestRecognised(Set.of(FIRST, SECOND));

            final AttemptId inside = place.attempt();
            session.prepareLookInside(inside);
            session.begin(inside);
            final LookResult again = session.lookInside(new Look(inside, ranges, Set.of()));
            session.rollback();
            session.dropTemporaries();

            final Optional<Position> highest = look.shards().get(FIRST).highest();
            final Optional<Position> none = look.shards().get(SECOND).highest();
            final boolean tokens = look.shards().get(FIRST).token().equals(Optional.of(table.token(FIRST)));
            final boolean holds = missing(ahead) == 0
                    && ahead.shards().get(FIRST).highest().isEmpty()
                    && aheadOfAll.shards().get(FIRST).highest().equals(highest)
                    && aheadOfAll.shards().get(SECOND).highest().isEmpty()
                    && ahead.shards()
                            .get(FIRST)
                            .token()
                            .equals(look.shards().get(FIRST).token())
                    && missing(look) == 4
                    && incoming.rows() == 6
                    && incoming.positions() == 6
                    && tokens
                    && highest.equals(Optional.of(SampleRecords.position(3)))
                    && none.isEmpty()
                    && inserted == 4
                    && insertedAgain == 0
                    && recognised.equals(Map.of(FIRST, SampleRecords.position(3)))
                    && missing(again) == 0
                    && again.shards().get(FIRST).token().equals(Optional.of(attempt.value()));
            return Answer.of(
                    holds,
                    "before an upload highest %s, then %d of %d missing, highest %s and %s, %d inserted, %d once more, recognised up to %s, then %d missing"
                            .formatted(
                                    number(aheadOfAll.shards().get(FIRST).highest()),
                                    missing(look),
                                    incoming.rows(),
                                    number(highest),
                                    number(none),
                                    inserted,
                                    insertedAgain,
                                    number(Optional.ofNullable(recognised.get(FIRST))),
                                    missing(again)));
        }
    }

    private static long missing(final LookResult look) {
        return look.shards().values().stream()
                .mapToLong(LookResult.Shard::missing)
                .sum();
    }

    private static String number(final Optional<Position> position) {
        return position.map(found -> found.sequenceNumber().substring(4).replaceFirst("^0+", ""))
                .orElse("none");
    }

    private static Answer arrivalAsText(final ProbePlace place) throws WarehouseException, IOException, SQLException {
        final ProbeTable table = place.table("NO_NUMBER");
        table.makeLedger(FIRST);
        final SampleRecords records = new SampleRecords(FIRST, 1, 3);
        table.load(records);
        try (PlainSession session = place.session()) {
            session.run(
                    "INSERT INTO " + table.name().sql() + " (\"KINESISMETADATA\") SELECT PARSE_JSON("
                            + SqlLiteral.of("{\"stream\":\"" + FIRST.stream() + "\",\"shardId\":\"" + FIRST.shardId()
                                    + "\",\"sequenceNumber\":\"4\",\"approximateArrival\":\"soon\"}")
                            + ")",
                    "COMMIT");
        }
        final long missing = lookFor(place, table, records, place.attempt());
        return Answer.of(
                missing == 0,
                missing + " of 3 missing; "
                        + (table.sessions().takeWrongArrivals()
                                ? "the cast failed with an error of a value"
                                : "the cast did not fail"));
    }

    private static long lookFor(
            final ProbePlace place, final ProbeTable table, final SampleRecords records, final AttemptId attempt)
            throws WarehouseException, IOException {
        try (WarehouseSession session = table.open()) {
            session.stage(attempt, List.of(place.file(records.lines())), false);
            final long incoming = session.copyIncoming(attempt, table.columns()).rows();
            if (incoming != records.count()) {
                throw new IllegalStateException(
                        "of " + records.count() + " rows " + incoming + " were copied for the look");
            }
            final long missing = missing(session.look(new Look(attempt, Map.of(FIRST, records.range()), Set.of())));
            session.dropTemporaries();
            return missing;
        }
    }

    /** A COPY makes a micro-partition of its own: four of them, each of another day. */
    private static Answer prunes(final ProbePlace place) throws WarehouseException, IOException, SQLException {
        final ProbeTable table = place.table("PRUNED");
        table.makeLedger(FIRST);
        final SampleRecords[] days = new SampleRecords[4];
        for (int day = 0; day < days.length; day++) {
            days[day] = new SampleRecords(
                    FIRST,
                    1 + 10 * day,
                    10,
                    SampleRecords.ARRIVAL + Duration.ofDays(day).toMillis());
        }
        table.load(days);
        final AttemptId attempt = place.attempt();
        lookFor(place, table, days[days.length - 1], attempt);
        try (PlainSession session = place.session()) {
            final List<Map<String, String>> found = session.query(
                    "SELECT QUERY_ID FROM TABLE(" + table.name().database().sql()
                            + ".INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 100)) WHERE QUERY_TEXT LIKE "
                            + SqlLiteral.of("CREATE TEMPORARY TABLE%" + attempt.value() + "_LOOK%"));
            if (found.isEmpty()) {
                return Answer.notChecked("QUERY_HISTORY does not have the look");
            }
            try {
                final Map<String, String> scan = session.query(
                                "SELECT MAX(OPERATOR_STATISTICS:pruning:partitions_scanned::NUMBER) AS \"SCANNED\","
                                        + " MAX(OPERATOR_STATISTICS:pruning:partitions_total::NUMBER) AS \"ALL_OF_THEM\""
                                        + " FROM TABLE(GET_QUERY_OPERATOR_STATS("
                                        + SqlLiteral.of(found.getFirst().get("query_id"))
                                        + ")) WHERE OPERATOR_TYPE = 'TableScan' AND OPERATOR_ATTRIBUTES:table_name::VARCHAR"
                                        + " LIKE "
                                        + SqlLiteral.of(
                                                "%" + table.name().object().name()))
                        .getFirst();
                if (scan.get("scanned") == null) {
                    return Answer.notChecked("the statistics do not tell the partitions of the table");
                }
                final long scanned = Long.parseLong(scan.get("scanned"));
                final long all = Long.parseLong(scan.get("all_of_them"));
                if (all < 2) {
                    return Answer.notChecked("the table is of " + all + " partition, of which none can be left out");
                }
                return Answer.of(scanned < all, scanned + " of " + all + " partitions scanned");
            } catch (final SQLException e) {
                return Answer.notChecked("GET_QUERY_OPERATOR_STATS: %06d".formatted(e.getErrorCode()));
            }
        }
    }
}
