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
import io.shardflow.nifi.snowflake.load.LoadColumn;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.schema.ColumnType;
import io.shardflow.nifi.snowflake.schema.DescribedColumn;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Each element in a column of its own, of the type that it has.
 *
 * @param prefix of every column's name, exactly as stored; may be empty
 */
public record SeparateMetadataColumns(String prefix) implements MetadataColumns {

    private static final ColumnType TEXT = ColumnType.text(ColumnType.DEFAULT_TEXT_LENGTH);
    private static final ColumnType NUMBER = ColumnType.number(38, 0);
    private static final int LONG_DIGITS = 19;

    private enum Element {
        STREAM(KinesisMetadata.STREAM, TEXT, true),
        SHARD_ID(KinesisMetadata.SHARD_ID, TEXT, true),
        SEQUENCE_NUMBER(KinesisMetadata.SEQUENCE_NUMBER, TEXT, true),
        SUB_SEQUENCE_NUMBER(KinesisMetadata.SUB_SEQUENCE_NUMBER, NUMBER, true),
        APPROXIMATE_ARRIVAL(KinesisMetadata.APPROXIMATE_ARRIVAL, NUMBER, true),
        PARTITION_KEY(KinesisMetadata.PARTITION_KEY, TEXT, false),
        SHARDED_SEQUENCE_NUMBER(KinesisMetadata.SHARDED_SEQUENCE_NUMBER, TEXT, false);

        private final String field;
        private final ColumnType type;
        private final boolean needed;

        Element(final String field, final ColumnType type, final boolean needed) {
            this.field = field;
            this.type = type;
            this.needed = needed;
        }

        static Element of(final String field) {
            return all().filter(element -> element.field.equals(field))
                    .findFirst()
                    .orElseThrow();
        }

        static Stream<Element> all() {
            return Arrays.stream(values());
        }

        boolean fits(final ColumnType column) {
            return column.family() == type.family()
                    && (type != NUMBER || column.scale() == 0 && column.size() >= LONG_DIGITS);
        }
    }

    /** @throws IllegalArgumentException if no names can begin with it */
    public SeparateMetadataColumns {
        Objects.requireNonNull(prefix, "prefix");
        new Identifier(prefix + Element.SHARDED_SEQUENCE_NUMBER.name());
    }

    private Identifier name(final Element element) {
        return new Identifier(prefix + element.name());
    }

    /** The column of the partition key, which a table may lack. */
    Identifier partitionKey() {
        return name(Element.PARTITION_KEY);
    }

    @Override
    public List<DescribedColumn> created() {
        return Element.all()
                .map(element -> DescribedColumn.of(name(element), element.type))
                .toList();
    }

    @Override
    public Set<Identifier> names() {
        return Element.all().map(this::name).collect(Collectors.toSet());
    }

    @Override
    public List<String> problems(final TargetTable table) {
        return Element.all()
                .filter(element -> element.needed)
                .flatMap(element -> problem(table, element))
                .toList();
    }

    private Stream<String> problem(final TargetTable table, final Element element) {
        final Identifier name = name(element);
        return table.described()
                .column(name)
                .filter(column -> !column.computed())
                .map(column -> element.fits(column.type())
                        ? Stream.<String>of()
                        : Stream.of("Column " + name.name() + " of " + table.name() + " has type "
                                + column.type().declared() + ", but EXACTLY_ONCE needs " + element.type.declared()
                                + " there."))
                .orElseGet(() -> Stream.of(table.name() + " has no column " + name.name() + " for the metadata's "
                        + element.field + ", so EXACTLY_ONCE cannot recognise rows: add the column (type "
                        + element.type.declared() + "), set 'Metadata Columns' and 'Metadata Column Prefix' to what the"
                        + " table has, or use AT_LEAST_ONCE."));
    }

    @Override
    public boolean isIn(final TargetTable table) {
        return problems(table).isEmpty();
    }

    @Override
    public List<LoadColumn> filled(final TargetTable table, final Collection<String> fields) {
        return Element.all()
                .flatMap(element -> table.described().column(name(element)).stream()
                        .filter(column -> !column.computed())
                        .map(column -> new LoadColumn(
                                column.name().name(),
                                column.type().declared(),
                                List.copyOf(fields),
                                LoadColumn.Form.VALUE,
                                element.field,
                                "")))
                .toList();
    }

    @Override
    public String text(final String alias, final String element) {
        final String column = column(alias, element);
        return Element.of(element).type == TEXT ? column : column + "::VARCHAR";
    }

    @Override
    public String number(final String alias, final String element) {
        return column(alias, element);
    }

    @Override
    public String numberOrNull(final String alias, final String element) {
        return column(alias, element);
    }

    private String column(final String alias, final String element) {
        return alias + "." + name(Element.of(element)).sql();
    }

    @Override
    public String toString() {
        return prefix + Element.SEQUENCE_NUMBER + " or " + prefix + Element.SUB_SEQUENCE_NUMBER;
    }
}
