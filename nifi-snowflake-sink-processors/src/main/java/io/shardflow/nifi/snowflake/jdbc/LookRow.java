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
import io.shardflow.nifi.snowflake.load.LookResult;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One row of the look's summary: one shard. */
record LookRow(String ledgerId, StreamShard shard, LookResult.Shard found) {

    static LookRow read(final ResultSet row) throws SQLException {
        final int ledgerRows = row.getInt("SHARDFLOW$ROWS");
        final Optional<String> token =
                ledgerRows == 1 ? Optional.of(row.getString("SHARDFLOW$TOKEN")) : Optional.empty();
        final String sequence = row.getString("SHARDFLOW$SEQUENCE");
        final Optional<Position> position = ledgerRows == 1 && sequence != null
                ? Optional.of(new Position(sequence, row.getLong("SHARDFLOW$SUB_SEQUENCE")))
                : Optional.empty();
        return new LookRow(
                row.getString("SHARDFLOW$LEDGER_ID"),
                new StreamShard(row.getString("SHARDFLOW$STREAM"), row.getString("SHARDFLOW$SHARD")),
                new LookResult.Shard(
                        ledgerRows,
                        token,
                        position,
                        Optional.ofNullable(row.getString("SHARDFLOW$HIGHEST")).map(MetadataSql::position),
                        row.getLong(11)));
    }

    /** @throws WarehouseException LEDGER_GONE if the guard had no row, which leaves the look without any */
    static LookResult result(final List<LookRow> rows, final QualifiedName guard) throws WarehouseException {
        if (rows.isEmpty()) {
            throw new WarehouseException(Kind.LEDGER_GONE, "guard table " + guard + " has no row");
        }
        final Map<StreamShard, LookResult.Shard> shards = new HashMap<>();
        for (final LookRow row : rows) {
            if (shards.put(row.shard(), row.found()) != null) {
                throw new WarehouseException(Kind.PERMANENT, "guard table " + guard + " has more than one row");
            }
        }
        return new LookResult(rows.getFirst().ledgerId(), shards);
    }
}
