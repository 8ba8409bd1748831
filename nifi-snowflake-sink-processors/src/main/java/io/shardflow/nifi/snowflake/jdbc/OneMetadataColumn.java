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

import io.shardflow.nifi.snowflake.load.LoadColumn;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.schema.ColumnType;
import io.shardflow.nifi.snowflake.schema.DescribedColumn;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * All of it in one VARIANT or OBJECT column, as Snowflake's own connector has it.
 *
 * @param column its exact name
 */
public record OneMetadataColumn(Identifier column) implements MetadataColumns {

    private static final Set<String> TYPES = Set.of("VARIANT", "OBJECT");

    @Override
    public List<DescribedColumn> created() {
        return List.of(DescribedColumn.of(column, ColumnType.VARIANT));
    }

    @Override
    public Set<Identifier> names() {
        return Set.of(column);
    }

    @Override
    public List<String> problems(final TargetTable table) {
        return table.column(column.name())
                .map(
                        found -> TYPES.contains(found.baseType())
                                ? List.<String>of()
                                : List.of(
                                        "Column " + column.name() + " of " + table.name() + " has type "
                                                + found.baseType()
                                                + ", which does not keep sequence numbers of 56 digits as text: EXACTLY_ONCE needs VARIANT or OBJECT."))
                .orElseGet(() -> List.of(table.name()
                        + " has no column for the Kinesis metadata, so EXACTLY_ONCE cannot recognise rows: add the column "
                        + column.name() + " (type VARIANT) or use AT_LEAST_ONCE."));
    }

    @Override
    public boolean isIn(final TargetTable table) {
        return table.column(column.name()).isPresent();
    }

    @Override
    public List<LoadColumn> filled(final TargetTable table, final Collection<String> fields) {
        return table
                .column(column.name())
                .map(found -> new LoadColumn(found.name(), found.type(), List.copyOf(fields)))
                .stream()
                .toList();
    }

    @Override
    public String text(final String alias, final String element) {
        return path(alias, element) + "::VARCHAR";
    }

    @Override
    public String number(final String alias, final String element) {
        return path(alias, element) + "::NUMBER(38,0)";
    }

    @Override
    public String numberOrNull(final String alias, final String element) {
        return "TRY_CAST(" + text(alias, element) + " AS NUMBER(38,0))";
    }

    private String path(final String alias, final String element) {
        return alias + "." + column.sql() + ":" + element;
    }

    @Override
    public String toString() {
        return column.name();
    }
}
