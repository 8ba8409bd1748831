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
import io.shardflow.nifi.snowflake.ledger.AttemptId;
import io.shardflow.nifi.snowflake.ledger.LedgerContent;
import io.shardflow.nifi.snowflake.ledger.LedgerSet;
import io.shardflow.nifi.snowflake.ledger.TransactionId;
import io.shardflow.nifi.snowflake.ledger.WarehouseSession;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What a {@link WarehouseSession} does with guard and ledger table. One thread. */
final class LedgerTables {

    private final SqlRunner sql;
    private final TargetTable target;
    private final LedgerSql statements;

    LedgerTables(final SqlRunner sql, final TargetTable target) {
        this.sql = sql;
        this.target = target;
        this.statements = new LedgerSql(target.guard(), target.ledger());
    }

    void create(final AttemptId ledgerId, final String targetCreated) throws WarehouseException {
        for (final String statement : statements.create(ledgerId, targetCreated)) {
            sql.run("creating the ledger beside table " + target.name(), statement);
        }
    }

    LedgerContent read(final Set<StreamShard> shards) throws WarehouseException {
        return GuardRow.read(sql, target, shards);
    }

    void renewTokens(final AttemptId attempt) throws WarehouseException {
        sql.update("setting " + target.ledger(), statements.renew(attempt));
    }

    long lockGuard(final String ledgerId, final AttemptId attempt) throws WarehouseException {
        return sql.update("locking " + target.guard(), statements.lock(ledgerId, attempt));
    }

    long set(final AttemptId attempt, final TransactionId transaction, final Collection<LedgerSet> sets)
            throws WarehouseException {
        return sql.update("setting " + target.ledger(), statements.set(attempt, transaction, sets));
    }

    long setUnconditionally(
            final AttemptId attempt, final TransactionId transaction, final Map<StreamShard, Position> positions)
            throws WarehouseException {
        return sql.update("setting " + target.ledger(), statements.setUnconditionally(attempt, transaction, positions));
    }

    Set<StreamShard> setBy(final AttemptId attempt, final Set<StreamShard> shards) throws WarehouseException {
        return new HashSet<>(sql.query(
                "reading " + target.ledger(),
                statements.setBy(attempt, shards),
                row -> new StreamShard(row.getString(1), row.getString(2))));
    }

    void replaceRows(final Set<StreamShard> shards, final AttemptId token) throws WarehouseException {
        sql.update("repairing " + target.ledger(), statements.delete(shards));
        sql.update("repairing " + target.ledger(), statements.insert(shards, token));
    }

    void addRow(final StreamShard shard, final AttemptId token) throws WarehouseException {
        sql.update("adding a row to " + target.ledger(), statements.insert(Set.of(shard), token));
    }

    void removeRows(final StreamShard shard, final String below) throws WarehouseException {
        sql.update("removing a row from " + target.ledger(), statements.delete(shard, below));
    }

    void clear() throws WarehouseException {
        sql.update("clearing " + target.ledger(), statements.clear());
    }

    long setGuard(
            final String ledgerId,
            final String expectedToken,
            final AttemptId attempt,
            final TransactionId transaction,
            final String targetCreated)
            throws WarehouseException {
        return sql.update(
                "setting " + target.guard(),
                statements.setGuard(ledgerId, expectedToken, attempt, transaction, targetCreated));
    }
}
