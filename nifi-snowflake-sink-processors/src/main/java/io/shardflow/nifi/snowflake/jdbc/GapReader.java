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
package io.shardflow.nifi.snowflake.jdbc;

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.gap.LastLoaded;
import io.shardflow.nifi.snowflake.gap.LedgerEntry;
import io.shardflow.nifi.snowflake.gap.LoadedSoFar;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads what was loaded of some shards, for a report. Rows and positions that can be no record of ours tell nothing. */
final class GapReader implements LoadedSoFar {

    private static final String ARRIVAL_MARK = "@";

    /** Reading the few rows of the ledger waits for the warehouse to resume and for nothing else, as the load would. */
    private static final int LEDGER_SECONDS = 30;

    private final Connection connection;
    private final TargetTable target;
    private final MetadataSql metadata;
    private boolean lost;

    GapReader(final Connection connection, final TargetTable target) {
        this.connection = connection;
        this.target = target;
        this.metadata = new MetadataSql(target.metadata());
    }

    @Override
    public List<LedgerEntry> ledger(final Collection<String> streams) throws WarehouseException {
        return query(
                LEDGER_SECONDS,
                "reading " + target.ledger(),
                "SELECT \"STREAM\", \"SHARD\", \"SEQUENCE_NUMBER\", \"SUB_SEQUENCE_NUMBER\", \"COMMITTED_AT\" FROM "
                        + target.ledger().sql() + " WHERE \"STREAM\" IN (" + list(streams)
                        + ") AND \"SHARD\" IS NOT NULL",
                GapReader::entry);
    }

    private static LedgerEntry entry(final ResultSet row) throws SQLException {
        return new LedgerEntry(
                new StreamShard(row.getString(1), row.getString(2)),
                PositionText.read(row.getString(3), row.getString(4)),
                Optional.ofNullable(row.getTimestamp(5)).map(Timestamp::toInstant));
    }

    /**
     * Compares sequence numbers as text, which prunes: a number that text takes for higher does not become the highest, and a
     * longer one that text takes for lower has never been seen in one shard.
     */
    @Override
    public Map<StreamShard, LastLoaded> from(final Map<StreamShard, Position> positions, final int seconds)
            throws WarehouseException {
        final String lowest = positions.values().stream()
                .map(Position::sequenceNumber)
                .sorted()
                .findFirst()
                .orElseThrow();
        final String streams =
                list(positions.keySet().stream().map(StreamShard::stream).collect(Collectors.toSet()));
        return rows(
                seconds,
                metadata.stream("T") + " IN (" + streams + ") AND " + isFrom(lowest) + " AND ("
                        + positions.entrySet().stream()
                                .map(entry -> "(" + metadata.isOf("T", entry.getKey()) + " AND "
                                        + isFrom(entry.getValue().sequenceNumber()) + ")")
                                .collect(Collectors.joining(" OR "))
                        + ")");
    }

    private String isFrom(final String sequenceNumber) {
        return metadata.sequence("T") + " >= " + SqlLiteral.of(sequenceNumber);
    }

    @Override
    public Map<StreamShard, LastLoaded> highest(final Map<StreamShard, Optional<Instant>> shards, final int seconds)
            throws WarehouseException {
        return rows(
                seconds,
                shards.entrySet().stream()
                        .map(entry -> "(" + metadata.isOf("T", entry.getKey())
                                + entry.getValue()
                                        .map(since ->
                                                " AND " + metadata.arrivalNumber("T") + " >= " + since.toEpochMilli())
                                        .orElse("")
                                + ")")
                        .collect(Collectors.joining(" OR ", "(", ")")));
    }

    @Override
    public boolean hasRow(final String stream, final Optional<Instant> arrivedBefore, final int seconds)
            throws WarehouseException {
        checkMetadata();
        return !query(
                        seconds,
                        "looking for rows from before a reset in " + target.name(),
                        "SELECT 1 FROM " + target.name().sql() + " T WHERE " + metadata.stream("T") + " = "
                                + SqlLiteral.of(stream)
                                + arrivedBefore
                                        .map(time ->
                                                " AND " + metadata.arrivalNumber("T") + " < " + time.toEpochMilli())
                                        .orElse("")
                                + " LIMIT 1",
                        row -> row.getInt(1))
                .isEmpty();
    }

    private void checkMetadata() throws WarehouseException {
        if (!target.metadata().isIn(target)) {
            throw new WarehouseException(
                    Kind.PERMANENT,
                    "table " + target.name() + " has no column " + target.metadata()
                            + ", which would tell the positions of its rows");
        }
    }

    /** Of each shard the highest row that fulfils the condition, with its arrival. */
    private Map<StreamShard, LastLoaded> rows(final int seconds, final String condition) throws WarehouseException {
        checkMetadata();
        final Map<StreamShard, LastLoaded> found = new HashMap<>();
        query(
                seconds,
                "reading the last rows before a reset in " + target.name(),
                "SELECT " + metadata.stream("T") + " AS \"STREAM\", " + metadata.shard("T") + " AS \"SHARD\", MAX("
                        + metadata.sortable("T")
                        + " || '" + ARRIVAL_MARK + "' || COALESCE(" + metadata.arrivalText("T")
                        + ", '')) AS \"HIGHEST\" FROM "
                        + target.name().sql() + " T WHERE " + condition + " AND " + metadata.isPosition("T")
                        + " GROUP BY 1, 2",
                row -> {
                    final StreamShard shard = new StreamShard(row.getString(1), row.getString(2));
                    Optional.ofNullable(row.getString(3))
                            .flatMap(GapReader::last)
                            .ifPresent(last -> found.put(shard, last));
                    return shard;
                });
        return found;
    }

    private static Optional<LastLoaded> last(final String text) {
        final int mark = text.indexOf(ARRIVAL_MARK);
        return MetadataSql.position(text.substring(0, mark))
                .map(position -> new LastLoaded(position, arrival(text.substring(mark + 1))));
    }

    private static Optional<Instant> arrival(final String millis) {
        return millis.matches("[0-9]{1,15}")
                ? Optional.of(Instant.ofEpochMilli(Long.parseLong(millis)))
                : Optional.empty();
    }

    private <T> List<T> query(final int seconds, final String doing, final String sql, final SqlRunner.Row<T> row)
            throws WarehouseException {
        try {
            return new SqlRunner(connection, seconds).query(doing, sql, row);
        } catch (final WarehouseException e) {
            lost |= e.kind() == Kind.SESSION_LOST;
            throw e;
        } catch (final RuntimeException e) {
            // Nothing that a driver promises: who knows what the session still does.
            lost = true;
            throw e;
        }
    }

    private static String list(final Collection<String> texts) {
        return texts.stream().map(SqlLiteral::of).collect(Collectors.joining(", "));
    }

    /** A session whose answer did not come may still be at work. */
    @Override
    public void close() {
        if (lost) {
            CleanConnection.discard(connection);
        } else {
            CleanConnection.giveBack(connection);
        }
    }
}
