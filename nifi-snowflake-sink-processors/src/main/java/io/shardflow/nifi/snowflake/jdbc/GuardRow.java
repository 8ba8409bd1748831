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
import io.shardflow.nifi.snowflake.ledger.LedgerContent;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the guard row, with the number of ledger rows of some shards. */
final class GuardRow {

    private GuardRow() {}

    /**
     * @throws WarehouseException LEDGER_GONE without guard row, TRANSIENT if this session does not see it yet, PERMANENT if
     *     there are several or one lacks a value
     */
    static LedgerContent read(final SqlRunner sql, final TargetTable target, final Set<StreamShard> shards)
            throws WarehouseException {
        final QualifiedName guard = target.guard();
        final Map<StreamShard, Integer> rows = new HashMap<>();
        shards.forEach(shard -> rows.put(shard, 0));
        final List<LedgerContent> found =
                sql.query("reading the ledger", new LedgerSql(guard, target.ledger()).read(shards), row -> {
                    if (row.getString(4) != null) {
                        rows.put(new StreamShard(row.getString(4), row.getString(5)), row.getInt(6));
                    }
                    return new LedgerContent(
                            WrongValue.guard(row.getString(1), "LEDGER_ID", guard),
                            WrongValue.guard(row.getString(2), "TOKEN", guard),
                            WrongValue.guard(row.getString(3), "TARGET_CREATED", guard),
                            Map.of());
                });
        if (found.isEmpty()) {
            throw unseen(sql, guard);
        }
        if (found.stream().distinct().count() > 1) {
            throw WrongValue.severalGuardRows(guard);
        }
        final LedgerContent only = found.getFirst();
        return new LedgerContent(only.ledgerId(), only.guardToken(), only.targetCreated(), rows);
    }

    /**
     * After a query that saw no row. What no query shows, an UPDATE may find: it sees the latest commits. Ends the open
     * transaction.
     *
     * @return LEDGER_GONE if there is none; TRANSIENT if only this session does not see it, or has lost the transaction that
     *     the query was to read
     */
    static WarehouseException unseen(final SqlRunner sql, final QualifiedName guard) throws WarehouseException {
        final String doing = "looking for the row of " + guard;
        final long found = sql.update(doing, LedgerSql.touch(guard));
        sql.run(doing, "ROLLBACK");
        return found == 0
                ? WrongValue.noGuardRow(guard)
                : new WarehouseException(
                        Kind.TRANSIENT,
                        "Another node has just made " + guard + ", or the transaction was ended from outside");
    }
}
