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
package io.shardflow.nifi.snowflake.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnDefaultTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "VARCHAR(20),'none','none'",
                "VARCHAR(20),'it''s','it''s'",
                "VARCHAR(20),'','' ",
                "NUMBER(5;2),-1.50,'-1.50'",
                "NUMBER(5;2),CAST(0 AS NUMBER(5;2)),'0'",
                "NUMBER(5;2),CAST(CAST(0.5 AS NUMBER(5; 2)) AS DECIMAL(5;2)),'0.5'",
                "VARCHAR(3),CAST('abc' AS VARCHAR(3)),'abc'",
                "VARCHAR(16777216),CAST('abc' AS VARCHAR),'abc'",
                "FLOAT,1.25,'1.25'",
                "NUMBER(5;2),'7','7'",
                "BOOLEAN,TRUE,'true'",
                "DATE,'2026-11-25','2026-11-25'",
                "TIMESTAMP_NTZ(9),CURRENT_TIMESTAMP(),METADATA$START_SCAN_TIME",
                "TIMESTAMP_LTZ(9),current_timestamp,METADATA$START_SCAN_TIME",
                "TIMESTAMP_NTZ(9),CAST(CURRENT_TIMESTAMP() AS TIMESTAMP_NTZ(9)),METADATA$START_SCAN_TIME",
                "VARCHAR(36),UUID_STRING(),UUID_STRING()",
            })
    void constantsAndAFewFunctionsCanBeWritten(final String type, final String declared, final String expression) {
        assertThat(ColumnDefault.parse(text(declared), ColumnType.parse(text(type)))
                        .expression())
                .contains(expression);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "NUMBER(38;0),IDENTITY START 1 INCREMENT 1",
                "NUMBER(38;0),DB.PUBLIC.S.NEXTVAL",
                "DATE,CURRENT_DATE()",
                "TIMESTAMP_NTZ(9),CURRENT_TIMESTAMP(0)",
                "VARCHAR(20),CURRENT_TIMESTAMP()",
                "VARCHAR(20),'a' || 'b'",
                "VARCHAR(20),'a'::VARCHAR; DROP TABLE T; --'",
                "VARCHAR(20),'a\\b'",
                "NUMBER(5;2),CAST('1.555' AS FLOAT)",
                "NUMBER(5;2),CAST(0 AS NUMBER(38;0))",
                "NUMBER(10;2),CAST(1.55 AS NUMBER(3;1))",
                "VARCHAR(9),CAST('abcdef' AS VARCHAR(3))",
                "VARCHAR(3),CAST('abcdef' AS VARCHAR(3))",
                "TIMESTAMP_NTZ(9),CAST('2026-01-02 03:04:05.6' AS TIMESTAMP_NTZ(0))",
                "FLOAT,1E10",
                "VARCHAR(10),1e3",
                "VARCHAR(10),1.0",
                "VARCHAR(10),TRUE",
                "BOOLEAN,2",
                "BOOLEAN,1.0",
                "NUMBER(5;2),TRUE",
                "DATE,0",
                "NUMBER(5;2),UUID_STRING()",
                "VARCHAR(20),'a\tb'",
                "VARCHAR(20),'a'b'",
                "VARCHAR(20),'''",
                "VARCHAR(20),'",
                "VARIANT,PARSE_JSON('{}')",
                "BINARY(8),'cafe'",
            })
    void othersAreKnownToSnowflakeOnly(final String type, final String declared) {
        assertThat(ColumnDefault.parse(text(declared), ColumnType.parse(text(type))))
                .isEqualTo(ColumnDefault.OPAQUE);
    }

    @Test
    void aConstantMayBeLong() {
        final String constant = "'" + "x''".repeat(100_000) + "'";
        assertThat(ColumnDefault.parse(constant, ColumnType.text(1_000_000)).expression())
                .contains(constant);
    }

    @Test
    void nullIsNone() {
        assertThat(ColumnDefault.parse("NULL", ColumnType.FLOAT)).isEqualTo(ColumnDefault.NONE);
        assertThat(ColumnDefault.parse(null, ColumnType.FLOAT)).isEqualTo(ColumnDefault.NONE);
    }

    private static String text(final String cell) {
        return cell.replace(';', ',');
    }
}
