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
import io.shardflow.nifi.snowflake.load.LoadColumn.Form;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnSqlTest {

    private static final ColumnSql COLUMNS = new ColumnSql(List.of(
            new LoadColumn("KINESISMETADATA", "VARIANT", List.of("kinesisMetadata")),
            new LoadColumn("ID", "NUMBER(10,2)", List.of("id", "Id")),
            new LoadColumn("no\"te", "VARCHAR(3)", List.of("no\"te")),
            new LoadColumn("X", "BINARY(8)", List.of("x")),
            new LoadColumn("A", "ARRAY", List.of("a"))));

    @Test
    void buildsAnObjectOfFieldsOfAnyNameOrTakesTheWholeRecord() {
        final ColumnSql columns = new ColumnSql(List.of(
                new LoadColumn("MORE", "VARIANT", List.of("", "it's", "back\\slash"), Form.OBJECT),
                new LoadColumn("RECORD", "VARIANT", List.of(), Form.RECORD)));
        assertThat(columns.values())
                .isEqualTo("OBJECT_CONSTRUCT('', GET($1, ''), 'it''s', GET($1, 'it''s'),"
                        + " 'back\\\\slash', GET($1, 'back\\\\slash')), $1");
    }

    @Test
    void aRecordWithoutAnyOfTheFieldsGetsTheDefaultAndOneWithNullDoesNot() {
        final ColumnSql columns = new ColumnSql(List.of(
                new LoadColumn("A", "NUMBER(10,2)", List.of("a", "A"), Form.VALUE, "", "'1'"),
                new LoadColumn("B", "VARCHAR(3)", List.of("b"), Form.VALUE, "", "UUID_STRING()")));
        assertThat(columns.values())
                .isEqualTo("NVL(NVL($1:\"a\", $1:\"A\"), '1'::NUMBER(10,2)::VARIANT)::NUMBER(10,2),"
                        + " NVL($1:\"b\", UUID_STRING()::VARCHAR::VARIANT)::VARCHAR");
    }

    @Test
    void listsJustItsColumns() {
        assertThat(COLUMNS.names("")).isEqualTo("\"KINESISMETADATA\", \"ID\", \"no\"\"te\", \"X\", \"A\"");
        assertThat(COLUMNS.names("M.")).startsWith("M.\"KINESISMETADATA\", M.\"ID\", ");
        assertThat(COLUMNS.definitions())
                .isEqualTo(
                        "\"KINESISMETADATA\" VARIANT, \"ID\" NUMBER(10,2), \"no\"\"te\" VARCHAR(3), \"X\" BINARY(8), \"A\" ARRAY");
    }

    @Test
    void takesEachColumnFromItsFieldsInItsTypeAndCutsNothing() {
        assertThat(COLUMNS.values())
                .isEqualTo("$1:\"kinesisMetadata\", NVL($1:\"id\", $1:\"Id\")::NUMBER(10,2), $1:\"no\"\"te\"::VARCHAR,"
                        + " $1:\"x\"::BINARY, $1:\"a\"::ARRAY");
    }

    @Test
    void aTextIsCastToMoreThanItsColumnHoldsSinceACastCutsWhatIsLonger() {
        assertThat(new ColumnSql(List.of(
                                new LoadColumn("A", "VARCHAR(16777216)", List.of("a")),
                                new LoadColumn("B", "VARCHAR(16777217)", List.of("b")),
                                new LoadColumn("C", "BINARY(8388608)", List.of("c")),
                                new LoadColumn("D", "BINARY(8388609)", List.of("d"))))
                        .values())
                .isEqualTo("$1:\"a\"::VARCHAR, $1:\"b\"::VARCHAR(134217728), $1:\"c\"::BINARY,"
                        + " $1:\"d\"::BINARY(67108864)");
    }
}
