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
import io.shardflow.nifi.snowflake.ledger.LookResult;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One row of the look's summary: one shard. */
record LookRow(String ledgerId, StreamShard shard, LookResult.Shard found) {

    /**
     * A ledger position that is none is as good as missing: nobody believes it, the target is asked for its highest row, and
     * the next set puts that right.
     *
     * @throws WarehouseException PERMANENT if a value is wrong that nothing can be done without
     */
    static LookRow read(final ResultSet row, final TargetTable target) throws SQLException, WarehouseException {
        final StreamShard shard = new StreamShard(row.getString("SHARDFLOW$STREAM"), row.getString("SHARDFLOW$SHARD"));
        final int ledgerRows = row.getInt("SHARDFLOW$ROWS");
        Optional<String> token = Optional.empty();
        Optional<Position> position = Optional.empty();
        if (ledgerRows == 1) {
            token = Optional.of(WrongValue.token(row.getString("SHARDFLOW$TOKEN"), shard, target.ledger()));
            position = PositionText.read(row.getString("SHARDFLOW$SEQUENCE"), row.getString("SHARDFLOW$SUB_SEQUENCE"));
        }
        final String highest = row.getString("SHARDFLOW$HIGHEST");
        return new LookRow(
                WrongValue.guard(row.getString("SHARDFLOW$LEDGER_ID"), "LEDGER_ID", target.guard()),
                shard,
                new LookResult.Shard(
                        ledgerRows,
                        token,
                        position,
                        highest == null ? Optional.empty() : Optional.of(highest(highest, shard, target)),
                        row.getLong(11)));
    }

    private static Position highest(final String text, final StreamShard shard, final TargetTable target)
            throws WarehouseException {
        final Optional<Position> position = MetadataSql.position(text);
        return position.orElseThrow(() -> WrongValue.position(shard, target.name(), target.metadata()));
    }

    /** @throws WarehouseException PERMANENT if the guard has several rows */
    static LookResult result(final List<LookRow> rows, final QualifiedName guard) throws WarehouseException {
        final Map<StreamShard, LookResult.Shard> shards = new HashMap<>();
        for (final LookRow row : rows) {
            if (shards.put(row.shard(), row.found()) != null) {
                throw WrongValue.severalGuardRows(guard);
            }
        }
        return new LookResult(rows.getFirst().ledgerId(), shards);
    }
}
