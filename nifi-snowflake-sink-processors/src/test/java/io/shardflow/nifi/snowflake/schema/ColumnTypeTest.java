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

class ColumnTypeTest {

    @Test
    void readsWhatDescTableShows() {
        check("NUMBER(38,0)", TypeFamily.NUMBER, 38, 0);
        check("number(5, 2)", TypeFamily.NUMBER, 5, 2);
        check("NUMBER", TypeFamily.NUMBER, 38, 0);
        check("VARCHAR(16777216)", TypeFamily.TEXT, 16_777_216, 0);
        check("VARCHAR(50) COLLATE 'en-ci'", TypeFamily.TEXT, 50, 0);
        check("VARCHAR", TypeFamily.TEXT, 16_777_216, 0);
        check("FLOAT", TypeFamily.FLOAT, 0, 0);
        check("DOUBLE PRECISION", TypeFamily.FLOAT, 0, 0);
        check("BINARY(8388608)", TypeFamily.BINARY, 8_388_608, 0);
        check("TIMESTAMP_NTZ(9)", TypeFamily.TIMESTAMP_NTZ, 0, 9);
        check("TIMESTAMP_TZ(0)", TypeFamily.TIMESTAMP_TZ, 0, 0);
        check("TIME(3)", TypeFamily.TIME, 0, 3);
        check("OBJECT", TypeFamily.OBJECT, 0, 0);
    }

    @Test
    void takesStructuredAndUnknownTypesForOther() {
        for (final String type : new String[] {
            "OBJECT(a NUMBER(38,0), b VARCHAR)", "ARRAY(NUMBER(38,0))", "ARRAY(VARCHAR(10) NOT NULL)",
                    "MAP(VARCHAR, NUMBER)",
            "DECFLOAT(38)", "UUID", "FILE", "NUMBER(99999999999,0)"
        }) {
            check(type, TypeFamily.OTHER, 0, 0);
        }
        check("VECTOR(FLOAT, 3)", TypeFamily.VECTOR, 0, 0);
    }

    @Test
    void aCollationIsNothingThatSetDataTypeMayLose() {
        assertThat(ColumnType.parse("VARCHAR(50) COLLATE 'en-ci'").isPlain()).isFalse();
        assertThat(ColumnType.parse("VARCHAR(50)").isPlain()).isTrue();
        final DescribedColumn collated = JsonValues.column("VARCHAR(3) COLLATE 'de'");
        final FieldShape longer = FieldShape.of(TextShape.of(5, IsoForm.OTHER));
        assertThat(Widening.of(collated, longer, SizeLimits.STANDARD)).isSameAs(collated);
    }

    private static void check(final String text, final TypeFamily family, final int size, final int scale) {
        assertThat(ColumnType.parse(text)).isEqualTo(new ColumnType(family, size, scale, text));
    }
}
