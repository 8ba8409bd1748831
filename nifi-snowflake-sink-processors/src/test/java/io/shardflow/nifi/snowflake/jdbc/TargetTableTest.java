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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardflow.nifi.snowflake.jdbc.TargetTable.UnknownFieldException;
import io.shardflow.nifi.snowflake.load.LoadColumn;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TargetTableTest {

    private static TargetTable table(final String... columns) {
        return new TargetTable(
                new QualifiedName(new Identifier("D"), new Identifier("S"), new Identifier("T")),
                new Identifier("KINESISMETADATA"),
                Stream.of(columns)
                        .map(name -> new TargetColumn(name, "VARIANT", null))
                        .toList(),
                Optional.empty());
    }

    @Test
    void findsColumnsIgnoringCaseAndGivesTheirExactNames() throws UnknownFieldException {
        assertThat(table("KINESISMETADATA", "Id", "NOTE").columnsOf(List.of("note", "kinesisMetadata", "ID")))
                .extracting(LoadColumn::name)
                .containsExactly("NOTE", "KINESISMETADATA", "Id");
    }

    @Test
    void twoSpellingsOfAFieldMeanOneColumn() throws UnknownFieldException {
        assertThat(table("ID").columnsOf(List.of("id", "Id")))
                .containsExactly(new LoadColumn("ID", "VARIANT", List.of("id", "Id")));
    }

    @Test
    void namesFieldTableAndRemedyOfAnUnknownField() {
        assertThatThrownBy(() -> table("ID").columnsOf(List.of("id", "extra")))
                .isInstanceOf(UnknownFieldException.class)
                .hasMessageContainingAll("'extra'", "\"D\".\"S\".\"T\"", "ALTER TABLE");
    }

    @Test
    void refusesAFieldThatTwoColumnsCouldTake() throws UnknownFieldException {
        final TargetTable table = table("ID", "id", "NOTE");
        assertThatThrownBy(() -> table.columnsOf(List.of("Id")))
                .isInstanceOf(UnknownFieldException.class)
                .hasMessageContaining("two columns");
        assertThat(table.columnsOf(List.of("note")))
                .extracting(LoadColumn::name)
                .containsExactly("NOTE");
    }

    @Test
    void theLedgerStandsBesideTheTargetAndIsNamedAfterIt() {
        assertThat(table("ID").guard().sql()).isEqualTo("\"D\".\"S\".\"T_SHARDFLOW_GUARD\"");
        assertThat(table("ID").ledger().sql()).isEqualTo("\"D\".\"S\".\"T_SHARDFLOW_LEDGER\"");
    }
}
