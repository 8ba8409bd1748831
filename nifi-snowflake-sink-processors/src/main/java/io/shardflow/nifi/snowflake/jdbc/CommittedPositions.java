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
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a target's ledger says of a stream: the highest position of each shard that PutSnowflake has committed. Nothing is
 * said of what lies below it, where records may be missing.
 *
 * @param ledger full name of the ledger table, quoted
 * @param byShard by shard id; a shard of which nothing is known is not there
 */
public record CommittedPositions(String ledger, Map<String, Committed> byShard) {

    private static final Comparator<Committed> LOWER = Comparator.comparing(Committed::highest);

    /** @param at when it was committed */
    public record Committed(Position highest, Instant at) {}

    public CommittedPositions {
        byShard = Map.copyOf(byShard);
    }

    /**
     * Reads the ledger of a target.
     *
     * @param database of the target; empty: the connection's
     * @param schema of the target; empty: the connection's
     * @param table the target
     * @return empty if the target has no ledger, or the role may not see it
     */
    public static Optional<CommittedPositions> read(
            final ConnectionSource source,
            final Optional<Identifier> database,
            final Optional<Identifier> schema,
            final Identifier table,
            final String stream)
            throws WarehouseException {
        final Connection connection = CleanConnection.borrow(source);
        try {
            final SqlRunner sql = new SqlRunner(connection);
            return read(
                    sql,
                    TargetTable.ledgerOf(TargetCatalog.resolve(database, schema, table, SessionFacts.read(sql))),
                    stream);
        } finally {
            CleanConnection.giveBack(connection);
        }
    }

    private static Optional<CommittedPositions> read(
            final SqlRunner sql, final QualifiedName ledger, final String stream) throws WarehouseException {
        final Map<String, Optional<Committed>> rows = new HashMap<>();
        try {
            sql.query(
                    "reading the ledger " + ledger,
                    LedgerSql.committed(ledger, stream),
                    row -> rows.merge(row.getString(1), committed(row, ledger, stream), CommittedPositions::lower));
        } catch (final WarehouseException e) {
            if (e.getCause() instanceof SQLException cause && Failures.isMissing(cause)) {
                return Optional.empty();
            }
            throw e;
        }
        final Map<String, Committed> known = new HashMap<>();
        rows.forEach((shard, committed) -> committed.ifPresent(position -> known.put(shard, position)));
        return Optional.of(new CommittedPositions(ledger.sql(), known));
    }

    /** A row that was made and never set says nothing. */
    private static Optional<Committed> committed(final ResultSet row, final QualifiedName ledger, final String stream)
            throws SQLException, WarehouseException {
        final String sequenceNumber = row.getString(2);
        if (sequenceNumber == null) {
            return Optional.empty();
        }
        final String shardId = row.getString(1);
        if (shardId == null) {
            throw WrongValue.ledgerShard(stream, ledger);
        }
        final String subSequenceNumber = row.getString(3);
        final Position position = PositionText.read(sequenceNumber, subSequenceNumber == null ? "0" : subSequenceNumber)
                .orElseThrow(() -> WrongValue.ledgerPosition(shardId, ledger));
        final Timestamp at = row.getTimestamp(4);
        return Optional.of(new Committed(position, at == null ? Instant.EPOCH : at.toInstant()));
    }

    /** Of a row that somebody doubled, the one that promises less. */
    private static Optional<Committed> lower(final Optional<Committed> one, final Optional<Committed> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return Optional.empty();
        }
        return LOWER.compare(one.get(), other.get()) <= 0 ? one : other;
    }
}
