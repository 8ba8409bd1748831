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
package io.shardflow.nifi.snowflake.task;

import io.shardflow.nifi.snowflake.jdbc.TargetTable;
import io.shardflow.nifi.snowflake.load.LoadColumn;
import io.shardflow.nifi.snowflake.load.LoadColumn.Form;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.schema.BatchShape;
import io.shardflow.nifi.snowflake.schema.ColumnType;
import io.shardflow.nifi.snowflake.schema.DescribedColumn;
import io.shardflow.nifi.snowflake.schema.DescribedTable;
import io.shardflow.nifi.snowflake.schema.EvolutionPlan;
import io.shardflow.nifi.snowflake.schema.EvolutionPlan.Route;
import io.shardflow.nifi.snowflake.schema.EvolutionPlanner;
import io.shardflow.nifi.snowflake.schema.RecordCheck;
import io.shardflow.nifi.snowflake.schema.UnknownFields;
import io.shardflow.nifi.snowflake.schema.ValueCheck;
import io.shardflow.nifi.snowflake.schema.WholeRecord;
import io.shardflow.nifi.snowflake.settings.ColumnSettings;
import io.shardflow.nifi.snowflake.settings.SinkSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Plans tables for records by the processor's settings: the metadata, and the fields by the rules for columns. */
record TablePlanner(SinkSettings settings) {

    /** Columns of a new table for these records. */
    List<DescribedColumn> newTable(final BatchShape records) {
        final List<DescribedColumn> columns = new ArrayList<>();
        columns.addAll(settings.metadata().created());
        if (settings.columns().isWholeRecord()) {
            columns.add(DescribedColumn.of(ColumnSettings.RECORD, ColumnType.VARIANT));
        } else {
            columns.addAll(planner(UnknownFields.EVOLVE)
                    .plan(new DescribedTable(List.of()), records)
                    .added());
        }
        return columns;
    }

    /**
     * How these records go into the table.
     *
     * @param metadataFields the field of the metadata, in all its spellings
     * @param fixed columns that are neither added nor changed for them
     * @throws WarehouseException PERMANENT if the table lacks the column for whole records
     */
    TablePlan plan(
            final TargetTable table,
            final Collection<String> metadataFields,
            final BatchShape records,
            final Set<Identifier> fixed)
            throws WarehouseException {
        final EvolutionPlan evolution = settings.columns().isWholeRecord()
                ? wholeRecord(table)
                : planner(settings.columns().unknown()).plan(table.described(), records, fixed);
        final List<LoadColumn> columns = new ArrayList<>(table.metadata().filled(table, metadataFields));
        columns.addAll(columns(evolution));
        return new TablePlan(
                table,
                evolution,
                columns,
                new RecordCheck(
                        evolution, new ValueCheck(settings.columns().rules().limits()), reserved()));
    }

    private static EvolutionPlan wholeRecord(final TargetTable table) throws WarehouseException {
        return WholeRecord.plan(table.described(), ColumnSettings.RECORD)
                .orElseThrow(() -> new WarehouseException(
                        Kind.PERMANENT,
                        "table " + table.name() + " has no column " + ColumnSettings.RECORD
                                + " of type VARIANT or OBJECT for whole records; add it, or set 'Table Creation' to 'Create"
                                + " with Typed Columns'"));
    }

    private EvolutionPlanner planner(final UnknownFields unknown) {
        final ColumnSettings columns = settings.columns();
        return new EvolutionPlanner(
                columns.rules(), columns.naming(), unknown, columns.overflow().orElse(null), reserved());
    }

    private Set<Identifier> reserved() {
        return settings.metadata().names();
    }

    private List<LoadColumn> columns(final EvolutionPlan plan) {
        if (settings.columns().isWholeRecord()) {
            return plan.table().column(ColumnSettings.RECORD).stream()
                    .map(column -> loadColumn(column, List.of(), Form.RECORD))
                    .toList();
        }
        final Map<DescribedColumn, List<String>> values = new LinkedHashMap<>();
        final Map<DescribedColumn, List<String>> objects = new LinkedHashMap<>();
        plan.routes().forEach((field, route) -> {
            switch (route) {
                case Route.ToColumn to ->
                    values.computeIfAbsent(to.column(), column -> new ArrayList<>())
                            .add(field);
                case Route.ToOverflow to ->
                    objects.computeIfAbsent(to.column(), column -> new ArrayList<>())
                            .add(field);
                case Route.Rejected nowhere -> {}
            }
        });
        final List<LoadColumn> columns = new ArrayList<>();
        values.forEach((column, fields) -> columns.add(loadColumn(column, fields, Form.VALUE)));
        objects.forEach((column, fields) -> columns.add(loadColumn(column, fields, Form.OBJECT)));
        return columns;
    }

    private static LoadColumn loadColumn(final DescribedColumn column, final List<String> fields, final Form form) {
        return new LoadColumn(
                column.name().name(),
                column.type().declared(),
                fields,
                form,
                "",
                form == Form.VALUE ? column.otherwise().expression().orElse("") : "");
    }
}
