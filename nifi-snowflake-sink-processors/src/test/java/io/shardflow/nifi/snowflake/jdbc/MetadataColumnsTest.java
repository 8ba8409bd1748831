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

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.nifi.snowflake.load.LoadColumn;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import io.shardflow.nifi.snowflake.schema.ColumnType;
import io.shardflow.nifi.snowflake.schema.DescribedColumn;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetadataColumnsTest {

    private static final MetadataColumns ONE = new OneMetadataColumn(new Identifier("KINESISMETADATA"));
    private static final MetadataColumns SEPARATE = new SeparateMetadataColumns("K_");

    private static TargetTable table(final MetadataColumns metadata, final String... namesAndTypes) {
        return new TargetTable(
                new QualifiedName(new Identifier("D"), new Identifier("S"), new Identifier("T")),
                metadata,
                Stream.of(namesAndTypes)
                        .map(text -> text.split(" ", 2))
                        .map(parts -> new TargetColumn(
                                DescribedColumn.of(new Identifier(parts[0]), ColumnType.parse(parts[1])), null))
                        .toList(),
                Optional.empty());
    }

    @Test
    void oneColumnIsVariantOrObject() {
        assertThat(ONE.problems(table(ONE, "KINESISMETADATA VARIANT"))).isEmpty();
        assertThat(ONE.problems(table(ONE, "KINESISMETADATA OBJECT"))).isEmpty();
        assertThat(ONE.problems(table(ONE, "KINESISMETADATA NUMBER(38,0)")))
                .singleElement()
                .asString()
                .contains("KINESISMETADATA", "NUMBER", "56 digits");
        assertThat(ONE.problems(table(ONE, "kinesisMetadata VARIANT")))
                .singleElement()
                .asString()
                .contains("no column for the Kinesis metadata", "KINESISMETADATA");
    }

    @Test
    void whatIsCreatedIsComplete() {
        final TargetTable created = table(
                SEPARATE,
                SEPARATE.created().stream()
                        .map(column ->
                                column.name().name() + " " + column.type().declared())
                        .toArray(String[]::new));
        assertThat(SEPARATE.problems(created)).isEmpty();
        assertThat(SEPARATE.filled(created, List.of("kinesisMetadata")))
                .extracting(LoadColumn::name)
                .containsExactlyElementsOf(SEPARATE.created().stream()
                        .map(column -> column.name().name())
                        .toList());
    }

    @Test
    void separateColumnsThatCannotTellAPositionAreNamed() {
        final TargetTable wrong = table(
                SEPARATE,
                "K_STREAM VARCHAR(100)",
                "K_SHARD_ID VARCHAR(100)",
                "K_SEQUENCE_NUMBER NUMBER(38,0)",
                "K_SUB_SEQUENCE_NUMBER NUMBER(10,0)");
        assertThat(SEPARATE.problems(wrong))
                .satisfiesExactly(
                        problem -> assertThat(problem).contains("K_SEQUENCE_NUMBER", "NUMBER(38,0)", "VARCHAR"),
                        problem -> assertThat(problem).contains("K_SUB_SEQUENCE_NUMBER", "NUMBER(10,0)"),
                        problem -> assertThat(problem).contains("no column K_APPROXIMATE_ARRIVAL"));
    }

    @Test
    void whatNobodyComparesMayBeMissing() {
        final TargetTable table = table(
                SEPARATE,
                "K_STREAM VARCHAR(100)",
                "K_SHARD_ID VARCHAR(100)",
                "K_SEQUENCE_NUMBER VARCHAR(200)",
                "K_SUB_SEQUENCE_NUMBER NUMBER(38,0)",
                "K_APPROXIMATE_ARRIVAL NUMBER(38,0)");
        assertThat(SEPARATE.problems(table)).isEmpty();
        assertThat(new ColumnSql(SEPARATE.filled(table, List.of("kinesisMetadata"))).values())
                .startsWith("$1:\"kinesisMetadata\".\"stream\"::VARCHAR, ")
                .endsWith("$1:\"kinesisMetadata\".\"approximateArrival\"::NUMBER(38,0)");
    }
}
