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

import com.sun.management.ThreadMXBean;
import io.shardflow.nifi.snowflake.name.Identifier;
import java.lang.management.ManagementFactory;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ValueCheckTest {

    private static final List<String> TYPES = List.of(
            "BOOLEAN",
            "NUMBER(5,2)",
            "FLOAT",
            "VARCHAR(3)",
            "VARIANT",
            "OBJECT",
            "ARRAY",
            "DATE",
            "TIME(0)",
            "TIMESTAMP_NTZ(3)",
            "TIMESTAMP_TZ(9)",
            "TIMESTAMP_LTZ(9)",
            "BINARY(1)",
            "GEOGRAPHY",
            "VECTOR(FLOAT,3)",
            "OBJECT(a NUMBER)");

    @Property
    void everyValueHasAnOutcomeInEveryColumnAndNoReasonTellsTheValue(@ForAll("values") final String value) {
        for (final String type : TYPES) {
            if (JsonValues.check(JsonValues.column(type), value) instanceof Verdict.Misfit misfit) {
                assertThat(misfit.column()).isEqualTo("C");
                assertThat(misfit.cause()).isNotBlank();
                assertThat(misfit.remedy()).isNotBlank();
                assertThat(value.length() > 4 && misfit.reason().contains(value))
                        .isFalse();
            }
        }
    }

    @Property
    void whatAVariantAltersFitsNowhere(@ForAll("values") final String value) {
        if (!JsonValues.isLoadable(value)) {
            for (final String type : TYPES) {
                assertThat(JsonValues.check(JsonValues.column(type), value)).isInstanceOf(Verdict.Misfit.class);
            }
        }
    }

    @Test
    void nullFitsWhereNullMayBe() {
        assertThat(JsonValues.check(JsonValues.column("NUMBER(5,2)"), "null")).isEqualTo(Verdict.FITS);
        assertThat(JsonValues.check(notNull("NUMBER(5,2)"), "null"))
                .isInstanceOfSatisfying(Verdict.Misfit.class, misfit -> assertThat(misfit.reason())
                        .isEqualTo(
                                "C: NULL in a column that is NOT NULL; send a value, or drop the column's NOT NULL"));
        assertThat(JsonValues.check(notNull("VARIANT"), "null")).isEqualTo(Verdict.FITS);
        final ValueCheck check = new ValueCheck(SizeLimits.STANDARD);
        assertThat(check.checkAbsent(JsonValues.column("VARIANT"))).isEqualTo(Verdict.FITS);
        assertThat(check.checkAbsent(notNull("VARIANT"))).isInstanceOf(Verdict.Misfit.class);
    }

    @Test
    void aVirtualColumnTakesNothing() {
        final DescribedColumn virtual =
                new DescribedColumn(new Identifier("C"), ColumnType.VARIANT, true, ColumnDefault.NONE, false, true);
        assertThat(JsonValues.check(virtual, "1")).isInstanceOf(Verdict.Misfit.class);
        assertThat(JsonValues.check(virtual, "null")).isInstanceOf(Verdict.Misfit.class);
    }

    @Test
    void limitsAreInBytesOfTheTextAndNotOfItsEscapes() {
        final ValueCheck check = new ValueCheck(new SizeLimits(10));
        final DescribedColumn variant = JsonValues.column("VARIANT");
        assertThat(fits(check, variant, "\"1234567890\"")).isTrue();
        assertThat(fits(check, variant, "\"\\u0031234567890\"")).isTrue();
        assertThat(fits(check, variant, "\"12345678901\"")).isFalse();
        assertThat(fits(check, variant, "\"äöüäö\"")).isTrue();
        assertThat(fits(check, variant, "\"äöüäöü\"")).isFalse();
        assertThat(fits(check, variant, "[12345678]")).isTrue();
        assertThat(fits(check, variant, "[123456789]")).isFalse();
        assertThat(fits(check, JsonValues.column("VARCHAR(100)"), "\"12345678901\""))
                .isFalse();
        assertThat(check.checkRecord(10)).isEqualTo(Verdict.FITS);
        assertThat(check.checkRecord(11)).isInstanceOf(Verdict.Misfit.class);
    }

    @Test
    void aLongTextMakesAColumnAsLongAsTheAccountAllows() {
        final FieldShape shape = FieldShape.of(TextShape.of(20_000_000, IsoForm.OTHER));
        assertThat(new TypeRules(false, Fractions.EXACT, new SizeLimits(128 * 1024 * 1024)).columnType(shape))
                .contains(ColumnType.text(134_217_728));
    }

    /** A thread's own count of allocated bytes is exact, so the limit has no slack for luck, only for class loading. */
    @Test
    void ordinaryValuesAllocateNothing() {
        final ValueCheck check = new ValueCheck(SizeLimits.STANDARD);
        final ShapeReader reader = new ShapeReader();
        final String[][] ordinary = {
            {"NUMBER(38,0)", "123456"},
            {"NUMBER(38,18)", "-12.75"},
            {"FLOAT", "1.5e-7"},
            {"VARCHAR(100)", "\"a text\""},
            {"VARIANT", "{\"a\":[1,2.5,\"x\"]}"},
            {"BOOLEAN", "true"},
            {"TIMESTAMP_TZ(9)", "\"2026-11-25T10:15:30Z\""}
        };
        for (final String[] pair : ordinary) {
            final DescribedColumn column = JsonValues.column(pair[0]);
            final byte[] value = JsonValues.bytes(pair[1]);
            final FieldShape known = JsonValues.shapeOf(List.of(pair[1]));
            assertThat(allocated(() -> {
                        check.check(column, value, 0, value.length);
                        reader.join(known, value, 0, value.length);
                    }))
                    .as(pair[1])
                    .isLessThan(10_000);
        }
    }

    /** Bytes allocated by 10,000 runs. */
    private static long allocated(final Runnable run) {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        run.run();
        final long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 10_000; i++) {
            run.run();
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static boolean fits(final ValueCheck check, final DescribedColumn column, final String value) {
        final byte[] bytes = JsonValues.bytes(value);
        return check.check(column, bytes, 0, bytes.length) == Verdict.FITS;
    }

    private static DescribedColumn notNull(final String type) {
        return new DescribedColumn(
                new Identifier("C"), ColumnType.parse(type), false, ColumnDefault.NONE, false, false);
    }

    @Provide
    Arbitrary<String> values() {
        return JsonValues.values();
    }
}
