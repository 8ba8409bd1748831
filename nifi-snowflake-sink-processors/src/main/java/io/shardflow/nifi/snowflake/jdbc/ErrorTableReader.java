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

import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Reads an error table that PutSnowflake has filled, from its beginning on, a page at a time: the driver keeps the whole of a
 * result on the heap. One thread.
 */
public final class ErrorTableReader implements AutoCloseable {

    /**
     * Where to read, and what of it.
     *
     * @param separate the metadata's columns, if each element has one of its own
     * @param condition SQL; empty for all rows
     */
    public record Wanted(
            Optional<Identifier> database,
            Optional<Identifier> schema,
            Identifier table,
            String metadataField,
            Optional<SeparateMetadataColumns> separate,
            String condition) {

        /** With all of the metadata in the column of the field's name. */
        public Wanted(
                final Optional<Identifier> database,
                final Optional<Identifier> schema,
                final Identifier table,
                final String metadataField,
                final String condition) {
            this(database, schema, table, metadataField, Optional.empty(), condition);
        }

        private MetadataColumns metadata() {
            return separate.<MetadataColumns>map(columns -> columns)
                    .orElseGet(() -> new OneMetadataColumn(new Identifier(metadataField)));
        }
    }

    private final Connection connection;
    private final SqlRunner sql;
    private final String transitUri;
    private final QualifiedName table;
    private final ErrorTableColumns columns;
    private final MetadataSql metadata;
    private final String condition;
    private boolean lost;
    private ErrorRow.Place last;

    private ErrorTableReader(
            final Connection connection,
            final String account,
            final QualifiedName table,
            final ErrorTableColumns columns,
            final String condition) {
        this.connection = connection;
        this.sql = new SqlRunner(connection);
        this.transitUri = "snowflake://" + account + "/" + table.database().name() + "/"
                + table.schema().name() + "/" + table.object().name();
        this.table = table;
        this.columns = columns;
        this.metadata = columns.metadata();
        // A comment at the end of the condition must not hide the bracket.
        this.condition = condition.isEmpty() ? "" : " AND (" + condition + "\n)";
    }

    /**
     * @return empty if there is no such table
     * @throws WarehouseException PERMANENT if it has not the columns of an error table
     */
    public static Optional<ErrorTableReader> open(final ConnectionSource source, final Wanted wanted)
            throws WarehouseException {
        final Connection connection = CleanConnection.borrow(source);
        ErrorTableReader reader = null;
        try {
            final SqlRunner sql = new SqlRunner(connection);
            final SessionFacts session = SessionFacts.read(sql);
            SessionPlace.check(connection, session, wanted.database(), wanted.schema());
            final QualifiedName name =
                    TargetCatalog.resolve(wanted.database(), wanted.schema(), wanted.table(), session);
            final Optional<TargetTable> found = new TargetCatalog(sql).describe(name, wanted.metadata());
            if (found.isPresent()) {
                reader = new ErrorTableReader(
                        connection,
                        session.account(),
                        name,
                        ErrorTableColumns.of(found.get(), wanted.metadataField(), wanted.separate()),
                        wanted.condition());
            }
            return Optional.ofNullable(reader);
        } finally {
            if (reader == null) {
                CleanConnection.giveBack(connection);
            }
        }
    }

    public QualifiedName table() {
        return table;
    }

    /** Names the table in provenance. */
    public String transitUri() {
        return transitUri;
    }

    /** How many rows of those that are wanted have no position, and are not read. */
    public long rowsWithoutPosition() throws WarehouseException {
        return query(
                        "counting rows of " + table,
                        "SELECT COUNT(*) - COUNT(CASE WHEN " + isPlaced() + " THEN 1 END) AS \"SF_ROWS\" FROM "
                                + table.sql()
                                + " T WHERE 1 = 1" + condition,
                        row -> row.getLong(1))
                .getFirst();
    }

    /**
     * The rows after those that were read before, in the order of streams, shards and positions; of several with one position,
     * one is enough.
     *
     * @param mostRows 1 or more
     * @param mostBytes about the size of RAW of all together; a single row may be larger
     * @return empty at the end
     */
    public List<ErrorRow> next(final int mostRows, final long mostBytes) throws WarehouseException {
        while (true) {
            final int rows = rowsThatFit(mostRows, mostBytes);
            if (rows == 0) {
                return List.of();
            }
            final List<ErrorRow> page = query("reading " + table, select(columns.selected("T"), rows), row -> {
                final ErrorRow.Place place = new ErrorRow.Place(row.getString(1), row.getString(2), row.getString(3));
                return new ErrorRow(place, columns.metadata(row, place), row.getString(4));
            });
            // Empty only if all of them were deleted meanwhile.
            if (!page.isEmpty()) {
                last = page.getLast().place();
                return oneOfEachPlace(page);
            }
        }
    }

    private static List<ErrorRow> oneOfEachPlace(final List<ErrorRow> sorted) {
        return IntStream.range(0, sorted.size())
                .filter(i -> i == 0
                        || !sorted.get(i).place().equals(sorted.get(i - 1).place()))
                .mapToObj(sorted::get)
                .toList();
    }

    private int rowsThatFit(final int mostRows, final long mostBytes) throws WarehouseException {
        final List<Long> sizes = query(
                "looking how large rows of " + table + " are",
                select(", COALESCE(LENGTH(" + columns.raw("T") + "), 0) AS \"SF_SIZE\"", mostRows),
                row -> row.getLong(4));
        int rows = 0;
        long bytes = 0;
        for (final long size : sizes) {
            bytes += size;
            if (rows > 0 && bytes > mostBytes) {
                return rows;
            }
            rows++;
        }
        return rows;
    }

    private String select(final String items, final int rows) {
        return "SELECT " + metadata.stream("T") + " AS \"SF_STREAM\", " + metadata.shard("T") + " AS \"SF_SHARD\", "
                + metadata.sortable("T") + " AS \"SF_POSITION\"" + items
                + " FROM " + table.sql() + " T WHERE " + isPlaced() + after() + condition
                + " ORDER BY 1, 2, 3 LIMIT " + rows;
    }

    private String isPlaced() {
        return metadata.stream("T") + " IS NOT NULL AND " + metadata.shard("T") + " IS NOT NULL AND "
                + metadata.isPosition("T");
    }

    private String after() {
        if (last == null) {
            return "";
        }
        final String stream = SqlLiteral.of(last.stream());
        final String shard = SqlLiteral.of(last.shardId());
        return " AND (" + metadata.stream("T") + " > " + stream + " OR " + metadata.stream("T") + " = " + stream
                + " AND (" + metadata.shard("T") + " > " + shard + " OR " + metadata.shard("T") + " = " + shard
                + " AND " + metadata.sortable("T") + " > " + SqlLiteral.of(last.position()) + "))";
    }

    private <T> List<T> query(final String doing, final String text, final SqlRunner.Row<T> row)
            throws WarehouseException {
        try {
            return sql.query(doing, text, row);
        } catch (final WarehouseException e) {
            lost |= e.kind() == Kind.SESSION_LOST;
            throw e;
        } catch (final RuntimeException e) {
            // Nothing that a driver promises: who knows what the session still does.
            lost = true;
            throw e;
        }
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
