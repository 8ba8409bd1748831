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
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The columns that a batch fills, as SQL. Every statement that brings rows into a table lists just these, so that on each
 * path the other columns get their default.
 */
record ColumnSql(List<LoadColumn> columns) {

    ColumnSql {
        columns = List.copyOf(columns);
    }

    /** Their names, each after the prefix. */
    String names(final String prefix) {
        return joined(column -> prefix + name(column));
    }

    /** Names and types, for a table with these columns only and none of their constraints. */
    String definitions() {
        return joined(column -> name(column) + " " + column.type());
    }

    /** The value of each in a staged record. */
    String values() {
        return joined(ColumnSql::value);
    }

    private String joined(final Function<LoadColumn, String> part) {
        return columns.stream().map(part).collect(Collectors.joining(", "));
    }

    private static String name(final LoadColumn column) {
        return new Identifier(column.name()).sql();
    }

    /** By GET where the name may be one that no column can have. */
    private static String value(final LoadColumn column) {
        return switch (column.form()) {
            case VALUE ->
                firstOf(Stream.concat(
                                        column.fields().stream().map(field -> path(field) + element(column)),
                                        absent(column))
                                .toList())
                        + cast(column);
            case OBJECT ->
                column.fields().stream()
                        .map(field -> SqlLiteral.of(field) + ", GET($1, " + SqlLiteral.of(field) + ")")
                        .collect(Collectors.joining(", ", "OBJECT_CONSTRUCT(", ")"));
            case RECORD -> "$1";
        };
    }

    private static String element(final LoadColumn column) {
        return column.element().isEmpty() ? "" : "." + new Identifier(column.element()).sql();
    }

    /** In a VARIANT, as what records have is: JSON null, which is there, takes effect before it, and all are cast alike. */
    private static Stream<String> absent(final LoadColumn column) {
        return column.absent().isEmpty() ? Stream.of() : Stream.of(column.absent() + cast(column) + "::VARIANT");
    }

    private static String path(final String field) {
        return "$1:" + new Identifier(field).sql();
    }

    /** The first that is there. By NVL, since COALESCE is not among the functions that COPY takes. */
    private static String firstOf(final List<String> values) {
        return "NVL(".repeat(values.size() - 1)
                + values.getFirst()
                + values.stream().skip(1).map(value -> ", " + value + ")").collect(Collectors.joining());
    }

    /**
     * None for VARIANT, where JSON null is to stay one. A cast to VARCHAR(n) or BINARY(n) would cut what is too long, so texts
     * are cast to more than the column holds, which refuses it. Without a length that is what every account takes; a column
     * that is longer is one of an account that takes the most there is.
     */
    private static String cast(final LoadColumn column) {
        final String base = TargetColumn.baseType(column.type());
        return switch (base) {
            case "VARIANT" -> "";
            case "VARCHAR" ->
                "::" + base + lengthAbove(column, ColumnType.DEFAULT_TEXT_LENGTH, ColumnType.LARGEST_TEXT);
            case "BINARY" ->
                "::" + base + lengthAbove(column, ColumnType.DEFAULT_BINARY_LENGTH, ColumnType.LARGEST_BINARY);
            default -> "::" + column.type();
        };
    }

    private static String lengthAbove(final LoadColumn column, final int usual, final int largest) {
        return ColumnType.parse(column.type()).size() > usual ? "(" + largest + ")" : "";
    }
}
