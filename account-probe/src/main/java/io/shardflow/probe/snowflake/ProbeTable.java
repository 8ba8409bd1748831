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

import io.shardflow.nifi.kinesis.metadata.KinesisMetadata;
import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.jdbc.JdbcWarehouseSessions;
import io.shardflow.nifi.snowflake.jdbc.MetadataColumns;
import io.shardflow.nifi.snowflake.jdbc.TargetName;
import io.shardflow.nifi.snowflake.ledger.AttemptId;
import io.shardflow.nifi.snowflake.ledger.LedgerSet;
import io.shardflow.nifi.snowflake.ledger.TransactionId;
import io.shardflow.nifi.snowflake.ledger.WarehouseSession;
import io.shardflow.nifi.snowflake.load.LoadColumn;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import io.shardflow.nifi.snowflake.name.TableName;
import io.shardflow.nifi.snowflake.schema.ColumnType;
import io.shardflow.nifi.snowflake.schema.DescribedColumn;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A target table of the probe, and what the connector does with one. One thread. */
final class ProbeTable {

    private final ProbePlace place;
    private final QualifiedName name;
    private final MetadataColumns metadata;
    private final JdbcWarehouseSessions sessions;
    private final Map<StreamShard, String> tokens = new HashMap<>();
    private String ledgerId = "";

    private ProbeTable(
            final ProbePlace place,
            final QualifiedName name,
            final MetadataColumns metadata,
            final JdbcWarehouseSessions sessions) {
        this.place = place;
        this.name = name;
        this.metadata = metadata;
        this.sessions = sessions;
    }

    static ProbeTable make(final ProbePlace place, final QualifiedName name, final MetadataColumns metadata)
            throws WarehouseException {
        final List<DescribedColumn> columns = new ArrayList<>(metadata.created());
        columns.add(DescribedColumn.of(new Identifier("ID"), ColumnType.number(38, 0)));
        columns.add(DescribedColumn.of(new Identifier("NAME"), ColumnType.text(ColumnType.DEFAULT_TEXT_LENGTH)));
        return new ProbeTable(
                place,
                name,
                metadata,
                JdbcWarehouseSessions.find(place.sessions(), target(name, metadata), Optional.of(columns))
                        .orElseThrow());
    }

    /** A table that is there, with whatever columns. */
    static ProbeTable find(final ProbePlace place, final QualifiedName name, final MetadataColumns metadata)
            throws WarehouseException {
        return new ProbeTable(
                place,
                name,
                metadata,
                JdbcWarehouseSessions.find(place.sessions(), target(name, metadata), Optional.empty())
                        .orElseThrow());
    }

    private static TargetName target(final QualifiedName name, final MetadataColumns metadata) {
        return new TargetName(
                new TableName(Optional.of(name.database()), Optional.of(name.schema()), name.object()), metadata);
    }

    QualifiedName name() {
        return name;
    }

    TargetName targetName() {
        return target(name, metadata);
    }

    JdbcWarehouseSessions sessions() {
        return sessions;
    }

    /** Of the ledger that {@link #makeLedger} made. */
    String ledgerId() {
        return ledgerId;
    }

    WarehouseSession open() throws WarehouseException {
        return sessions.open();
    }

    /** The columns that {@link SampleRecords} fill. */
    List<LoadColumn> columns() {
        final List<LoadColumn> columns =
                new ArrayList<>(metadata.filled(sessions.target(), List.of(KinesisMetadata.DEFAULT_FIELD)));
        columns.add(new LoadColumn("ID", "NUMBER(38,0)", List.of("id")));
        columns.add(new LoadColumn("NAME", "VARCHAR(16777216)", List.of("Name")));
        return columns;
    }

    /** Guard and ledger, with a row for each shard. */
    void makeLedger(final StreamShard... shards) throws WarehouseException {
        try (WarehouseSession session = open()) {
            final AttemptId attempt = place.attempt();
            final String created = session.targetFacts().created();
            session.createLedger(attempt, created);
            ledgerId = session.readLedger(Set.of()).ledgerId();
            final TransactionId transaction = session.begin(attempt);
            session.lockGuard(ledgerId, attempt);
            session.replaceLedgerRows(Set.of(shards), attempt);
            session.setGuard(ledgerId, attempt.value(), attempt, transaction, created);
            session.commit();
            for (final StreamShard shard : shards) {
                tokens.put(shard, attempt.value());
            }
        }
    }

    /** What the ledger's row of the shard had last, as far as this object has set it. */
    String token(final StreamShard shard) {
        return tokens.get(shard);
    }

    /** The set of the protocol for one shard. */
    LedgerSet set(final StreamShard shard, final Position position) {
        return new LedgerSet(shard, token(shard), position);
    }

    /** Loads the records as the fast path does, without the ledger. */
    void load(final SampleRecords... records) throws WarehouseException, IOException {
        for (final SampleRecords some : records) {
            try (WarehouseSession session = open()) {
                final AttemptId attempt = place.attempt();
                session.stage(attempt, List.of(place.file(some.lines())), false);
                session.begin(attempt);
                session.copyIntoTarget(columns());
                session.commit();
                session.dropTemporaries();
            }
        }
    }

    /** Rows that a new session sees. */
    long count() throws SQLException {
        try (PlainSession session = place.session()) {
            return Long.parseLong(session.value("SELECT COUNT(*) FROM " + name.sql()));
        }
    }
}
