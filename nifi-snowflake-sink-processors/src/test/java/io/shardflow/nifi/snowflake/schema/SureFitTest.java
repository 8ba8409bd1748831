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

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SureFitTest {

    @Provide
    Arbitrary<String> types() {
        return Arbitraries.of(
                "BOOLEAN",
                "NUMBER(5,2)",
                "NUMBER(20,0)",
                "NUMBER(38,0)",
                "NUMBER(38,18)",
                "FLOAT",
                "VARCHAR(3)",
                "VARCHAR(5)",
                "VARCHAR(16777216)",
                "VARIANT",
                "OBJECT",
                "ARRAY",
                "DATE",
                "TIME(3)",
                "TIME(9)",
                "TIMESTAMP_NTZ(3)",
                "TIMESTAMP_NTZ(9)",
                "TIMESTAMP_TZ(0)",
                "TIMESTAMP_TZ(9)",
                "TIMESTAMP_LTZ(9)",
                "BINARY(2)",
                "GEOGRAPHY",
                "VECTOR(FLOAT,3)");
    }

    @Provide
    Arbitrary<List<String>> values() {
        return Arbitraries.oneOf(JsonValues.loadable(), JsonValues.numbers().filter(JsonValues::isLoadable))
                .list()
                .ofMinSize(1)
                .ofMaxSize(2);
    }

    @Property(tries = 5000)
    void whatAShapeIsSureOfIsTrueOfEachValue(
            @ForAll("types") final String type, @ForAll("values") final List<String> values) {
        if (SureFit.holds(JsonValues.column(type), JsonValues.shapeOf(values))) {
            for (final String value : values) {
                assertThat(JsonValues.check(JsonValues.column(type), value))
                        .as("%s in %s", value, type)
                        .isEqualTo(Verdict.FITS);
            }
        }
    }

    /** Pairs in which the second is the least that is not sure any more. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "NUMBER(5,2) | 999.99 | 1000",
                "NUMBER(5,2) | 999.99 | 0.001",
                "NUMBER(38,0) | 1.0 | 1e0",
                "NUMBER(38,0) | 5 | \"5\"",
                "FLOAT | 0.5 | 12345678901234567",
                "FLOAT | 1e300 | true",
                "VARCHAR(5) | \"abcde\" | \"abcdef\"",
                "VARCHAR(5) | 12345 | 123456",
                "VARCHAR(5) | false | []",
                "VARCHAR(4) | \"true\" | true",
                "BOOLEAN | true | 1",
                "DATE | \"2026-11-25\" | \"2026-11-25T10:15\"",
                "TIME(9) | \"10:15\" | \"x\"",
                "TIMESTAMP_NTZ(9) | \"2026-11-25\" | \"2026-11-25T10:15Z\"",
                "TIMESTAMP_TZ(9) | \"2026-11-25T10:15Z\" | \"2026-11-25\""
            })
    void ofOrdinaryValuesItIsSure(final String type, final String sure, final String unsure) {
        assertThat(SureFit.holds(JsonValues.column(type), JsonValues.shapeOf(List.of(sure))))
                .isTrue();
        assertThat(SureFit.holds(JsonValues.column(type), JsonValues.shapeOf(List.of(sure, unsure))))
                .isFalse();
    }

    @Test
    void whereADigitOfASecondMayBeTooMuchItIsNotSure() {
        assertThat(SureFit.holds(JsonValues.column("TIME(3)"), JsonValues.shapeOf(List.of("\"10:15:30.1234\""))))
                .isFalse();
    }
}
