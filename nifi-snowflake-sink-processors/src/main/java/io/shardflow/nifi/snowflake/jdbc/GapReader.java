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

import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.gap.LastLoaded;
import io.shardflow.nifi.snowflake.gap.LedgerEntry;
import io.shardflow.nifi.snowflake.load.WarehouseException;
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

/** Reads what was loaded of some shards before they were begun anew. Plain SELECTs, outside of any transaction. */
final class GapReader {

    private static final String ARRIVAL_MARK = "@";

    private final SqlRunner sql;
    private final TargetTable target;

    GapReader(final SqlRunner sql, final TargetTable target) {
        this.sql = sql;
        this.target = target;
    }

    /** Every row that the ledger has of these streams. */
    List<LedgerEntry> ledger(final Collection<String> streams) throws WarehouseException {
        return sql.query(
                "reading " + target.ledger(),
                "SELECT \"STREAM\", \"SHARD\", \"SEQUENCE_NUMBER\", \"SUB_SEQUENCE_NUMBER\", \"COMMITTED_AT\" FROM "
                        + target.ledger().sql() + " WHERE \"STREAM\" IN ("
                        + streams.stream().map(SqlLiteral::of).collect(Collectors.joining(", ")) + ")",
                GapReader::entry);
    }

    private static LedgerEntry entry(final ResultSet row) throws SQLException {
        return new LedgerEntry(
                new StreamShard(row.getString(1), row.getString(2)),
                PositionText.read(row.getString(3), row.getString(4)),
                Optional.ofNullable(row.getTimestamp(5)).map(Timestamp::toInstant));
    }

    /** Of each shard the highest row with its arrival: one scan for all of them. */
    Map<StreamShard, LastLoaded> highest(final Collection<StreamShard> shards) throws WarehouseException {
        final MetadataSql metadata = new MetadataSql(target.metadataColumn());
        final Map<StreamShard, LastLoaded> found = new HashMap<>();
        sql.query(
                "reading the last rows before a reset in " + target.name(),
                "SELECT " + metadata.stream("T") + " AS \"STREAM\", " + metadata.shard("T") + " AS \"SHARD\", MAX("
                        + metadata.sortable("T")
                        + " || '" + ARRIVAL_MARK + "' || COALESCE(" + metadata.arrivalText("T")
                        + ", '')) AS \"HIGHEST\" FROM "
                        + target.name().sql() + " T WHERE " + metadata.isOfAny("T", shards) + " AND "
                        + metadata.isPosition("T")
                        + " GROUP BY 1, 2",
                row -> {
                    final StreamShard shard = new StreamShard(row.getString(1), row.getString(2));
                    last(row.getString(3)).ifPresent(last -> found.put(shard, last));
                    return shard;
                });
        return found;
    }

    /** Empty if the highest row has no position that Kinesis could have given: it is somebody else's and tells nothing. */
    private static Optional<LastLoaded> last(final String text) {
        if (text == null) {
            return Optional.empty();
        }
        final int mark = text.lastIndexOf(ARRIVAL_MARK);
        return MetadataSql.position(text.substring(0, mark))
                .map(position -> new LastLoaded(position, arrival(text.substring(mark + 1))));
    }

    private static Optional<Instant> arrival(final String millis) {
        return millis.matches("[0-9]{1,15}")
                ? Optional.of(Instant.ofEpochMilli(Long.parseLong(millis)))
                : Optional.empty();
    }
}
