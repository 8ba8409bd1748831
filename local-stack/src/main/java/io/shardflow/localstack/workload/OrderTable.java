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
package io.shardflow.localstack.workload;

import com.fasterxml.jackson.databind.JsonNode;
import io.shardflow.nifi.kinesis.metadata.KinesisMetadata;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The table that orders land in, read through JDBC: columns named after the fields in upper case, and the metadata column.
 *
 * <p>Threads: used by one thread, like the connection.
 */
public final class OrderTable {

    private static final int PAGE = 100_000;
    private static final String ID = "\"" + column(SampleOrders.ID) + "\"::NUMBER(38,0)";

    /** SQLState of 002003, object does not exist or not authorized. */
    private static final String TABLE_MISSING = "42S02";

    private final Connection connection;
    private final String table;

    /** @param table name as SQL takes it, quoted where it must be */
    public OrderTable(final Connection connection, final String table) {
        this.connection = connection;
        this.table = table;
    }

    /** Rows in the table; 0 when it does not exist yet. */
    public long count() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            rows.next();
            return rows.getLong(1);
        } catch (final SQLException e) {
            if (TABLE_MISSING.equals(e.getSQLState())) {
                return 0;
            }
            throw e;
        }
    }

    /** Rows beyond the first of a record, by its position. */
    public long doubled() throws SQLException {
        final String metadata = "\"" + column(KinesisMetadata.DEFAULT_FIELD) + "\":";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) - COUNT(DISTINCT " + metadata
                        + KinesisMetadata.SHARD_ID
                        + "::VARCHAR || ' ' || " + metadata + KinesisMetadata.SEQUENCE_NUMBER + "::VARCHAR) FROM "
                        + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Rows whose records lie in the shard up to and including the sequence number; 0 when there is no table yet. */
    public long countUpTo(final String shardId, final String sequenceNumber) throws SQLException {
        final String metadata = "\"" + column(KinesisMetadata.DEFAULT_FIELD) + "\":";
        try (PreparedStatement statement = connection.prepareStatement("SELECT COUNT(*) FROM " + table + " WHERE "
                + metadata + KinesisMetadata.SHARD_ID + "::VARCHAR = ? AND "
                + metadata + KinesisMetadata.SEQUENCE_NUMBER + "::VARCHAR <= ?")) {
            statement.setString(1, shardId);
            // Kinesis gives all sequence numbers of a stream the same length, so that their order is that of the texts
            statement.setString(2, sequenceNumber);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        } catch (final SQLException e) {
            if (TABLE_MISSING.equals(e.getSQLState())) {
                return 0;
            }
            throw e;
        }
    }

    /** Reads the whole table and holds it against what was produced, field by field. */
    public LandedOrders compare(final String stream, final ProducedOrders produced) throws SQLException {
        return inspect(stream, produced, new Arrivals(), OtherColumns.NONE).counts();
    }

    /**
     * The same, and says which orders are wrong.
     *
     * @param arrivals those of the orders of which the arrival in the row is compared, too
     */
    public Inspection inspect(
            final String stream,
            final ProducedOrders produced,
            final Arrivals arrivals,
            final OtherColumns otherColumns)
            throws SQLException {
        final Comparison comparison = new Comparison(stream, produced, arrivals, otherColumns);
        if (count() > 0) {
            // what lands between the statements is counted by one of them, or by none
            final long end = produced.end();
            for (long first = 0; first < end; first += PAGE) {
                comparePage(first, Math.min(first + PAGE, end), comparison);
            }
            comparison.addStrangers(countBeyond(end));
        }
        return new Inspection(comparison.result(), comparison.wrong());
    }

    /** Rows without an id, or with one that is not below the end, or below 0, as bad records have. */
    private long countBeyond(final long end) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT COUNT(*) FROM %1$s WHERE %2$s IS NULL OR %2$s < 0 OR %2$s >= ?".formatted(table, ID))) {
            statement.setLong(1, end);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    /**
     * How a table compares with what was produced, and where not.
     *
     * @param wrong does not have the rows of no order, which are counted as altered
     */
    public record Inspection(LandedOrders counts, WrongOrders wrong) {}

    /** The ids of the orders in the table. */
    public BitSet ids() throws SQLException {
        final BitSet ids = new BitSet();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT " + ID + " FROM " + table)) {
            while (rows.next()) {
                ids.set(rows.getInt(1));
            }
        } catch (final SQLException e) {
            if (!TABLE_MISSING.equals(e.getSQLState())) {
                throw e;
            }
        }
        return ids;
    }

    /** Where the orders in the table came from whose id is this one or higher. */
    public Set<StreamShard> sourcesFrom(final long id) throws SQLException {
        final Set<StreamShard> sources = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT " + Comparison.METADATA_COLUMN + " FROM " + table + " WHERE " + ID + " >= ?")) {
            statement.setLong(1, id);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    final JsonNode metadata = JsonRows.parse(rows.getString(1));
                    sources.add(new StreamShard(
                            metadata.path(KinesisMetadata.STREAM).asText(),
                            metadata.path(KinesisMetadata.SHARD_ID).asText()));
                }
            }
        } catch (final SQLException e) {
            if (!TABLE_MISSING.equals(e.getSQLState())) {
                throw e;
            }
        }
        return sources;
    }

    private void comparePage(final long first, final long end, final Comparison comparison) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT * FROM " + table + " WHERE " + ID + " >= ? AND " + ID + " < ?")) {
            statement.setLong(1, first);
            statement.setLong(2, end);
            try (ResultSet rows = statement.executeQuery()) {
                final JsonRows json = new JsonRows(rows);
                while (rows.next()) {
                    comparison.add(json.row(), json.texts());
                }
            }
        }
    }

    /** Name of the column that holds a top-level field. */
    static String column(final String field) {
        return field.toUpperCase(Locale.ROOT);
    }
}
