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

import io.shardflow.nifi.kinesis.metadata.KinesisMetadata;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.content.MetadataText;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import io.shardflow.nifi.snowflake.name.Identifier;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The columns of an error table from which records are made again. Immutable. */
final class ErrorTableColumns {

    private static final String RAW = "raw";

    private final MetadataSql metadata;
    private final Identifier raw;
    private final boolean isOne;
    private final boolean hasPartitionKey;

    private ErrorTableColumns(final MetadataColumns metadata, final Identifier raw, final boolean hasPartitionKey) {
        this.metadata = new MetadataSql(metadata);
        this.raw = raw;
        this.isOne = metadata instanceof OneMetadataColumn;
        this.hasPartitionKey = hasPartitionKey;
    }

    /**
     * Finds them.
     *
     * @param separate the metadata's columns, if each element has one of its own; otherwise it has the field's name
     * @throws WarehouseException PERMANENT if they are not there
     */
    static ErrorTableColumns of(
            final TargetTable table, final String metadataField, final Optional<SeparateMetadataColumns> separate)
            throws WarehouseException {
        if (separate.isEmpty()) {
            return new ErrorTableColumns(
                    new OneMetadataColumn(column(table, metadataField)), column(table, RAW), false);
        }
        if (!separate.get().isIn(table)) {
            throw new WarehouseException(
                    Kind.PERMANENT,
                    "table " + table.name()
                            + " lacks columns for the metadata, or has them with other types; set 'Metadata"
                            + " Columns' and 'Metadata Column Prefix' as the PutSnowflake has them that fills it, and"
                            + " check 'Table Name'");
        }
        return new ErrorTableColumns(
                separate.get(),
                column(table, RAW),
                table.described().column(separate.get().partitionKey()).isPresent());
    }

    /** The column of that name, ignoring case; of several, the one in upper case. */
    private static Identifier column(final TargetTable table, final String name) throws WarehouseException {
        final List<String> found = table.columns().stream()
                .map(TargetColumn::name)
                .filter(name::equalsIgnoreCase)
                .toList();
        final String upper = name.toUpperCase(Locale.ROOT);
        if (found.contains(upper) || found.size() == 1) {
            return new Identifier(found.contains(upper) ? upper : found.getFirst());
        }
        throw new WarehouseException(
                Kind.PERMANENT,
                "table " + table.name() + " has " + (found.isEmpty() ? "no column " : "several columns ") + upper
                        + "; set 'Table Name' to a table that a PutSnowflake has filled from the relationship rejected"
                        + " or parse.failure"
                        + (name.equals(RAW) ? "" : ", and 'Metadata Columns' as that PutSnowflake has it"));
    }

    MetadataSql metadata() {
        return metadata;
    }

    String raw(final String alias) {
        return alias + "." + raw.sql() + "::VARCHAR";
    }

    /** What {@link #metadata(ResultSet, ErrorRow.Place)} reads behind three other items, RAW first; each with a comma before. */
    String selected(final String alias) {
        final String items = ", " + raw(alias) + " AS \"SF_RAW\"";
        return metadata.columns() instanceof OneMetadataColumn one
                ? items + ", " + alias + "." + one.column().sql() + "::VARCHAR AS \"SF_METADATA\""
                : items + ", " + metadata.arrivalText(alias) + " AS \"SF_ARRIVAL\", "
                        + (hasPartitionKey
                                ? metadata.columns().text(alias, KinesisMetadata.PARTITION_KEY)
                                : "CAST(NULL AS VARCHAR)")
                        + " AS \"SF_PARTITION_KEY\"";
    }

    /** The metadata of a row as JSON; null if it has no position. */
    String metadata(final ResultSet row, final ErrorRow.Place place) throws SQLException {
        if (isOne) {
            return row.getString(5);
        }
        final String arrival = row.getString(5);
        final String partitionKey = row.getString(6);
        return MetadataSql.position(place.position())
                .map(position -> MetadataText.of(
                        new StreamShard(place.stream(), place.shardId()),
                        position,
                        arrival == null ? null : Long.valueOf(arrival),
                        partitionKey))
                .orElse(null);
    }
}
