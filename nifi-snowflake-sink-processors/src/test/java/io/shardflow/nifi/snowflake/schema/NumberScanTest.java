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

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NumberScanTest {

    @Property
    void countsDigitsAsTheyAreInTheValue(@ForAll("numbers") final String number) {
        final NumberScan scan = scan(number);
        if (scan.integerDigits() < 1000 && scan.scale() < 1000) {
            final BigDecimal value = value(number);
            assertThat(scan.integerDigits())
                    .isEqualTo(value.signum() == 0 ? 0 : Math.max(0, value.precision() - value.scale()));
            assertThat(scan.scale()).isEqualTo(Math.max(0, value.scale()));
        }
    }

    @Property
    void knowsWhetherADoubleGivesItBack(@ForAll("numbers") final String number) {
        final NumberScan scan = scan(number);
        if (scan.integerDigits() < 1000 && scan.scale() < 1000) {
            assertThat(scan.survivesDouble()).isEqualTo(comesBack(value(number)));
        }
    }

    @Property
    void whatADoublePrintsComesBack(@ForAll final double any) {
        final double value = Double.isFinite(any) ? any : 0;
        assertThat(scan(Double.toString(value)).isAlteredByVariant()).isFalse();
    }

    private static boolean comesBack(final BigDecimal value) {
        final double nearest = value.doubleValue();
        if (Double.isInfinite(nearest) || nearest == 0) {
            return value.signum() == 0;
        }
        final MathContext digits = value.precision() > 17
                ? MathContext.UNLIMITED
                : new MathContext(value.precision(), RoundingMode.HALF_EVEN);
        return new BigDecimal(nearest).round(digits).compareTo(value) == 0;
    }

    @Property
    void fitsANumberThatHasItsDigits(
            @ForAll("numbers") final String number,
            @ForAll @IntRange(min = 1, max = 38) final int precision,
            @ForAll @IntRange(max = 37) final int wanted) {
        final NumberScan scan = scan(number);
        if (!scan.isDoubleHeld()) {
            final int scale = Math.min(wanted, precision);
            final BigDecimal value = value(number);
            final boolean fits = value.scale() <= scale && value.precision() - value.scale() <= precision - scale;
            assertThat(scan.fitsNumber(precision, scale)).isEqualTo(value.signum() == 0 || fits);
        }
    }

    @Property
    void aDoubleThatFitsANumberIsRoundedToWhatWasWritten(
            @ForAll("numbers") final String number, @ForAll @IntRange(max = 37) final int scale) {
        final NumberScan scan = scan(number);
        if (scan.isDoubleHeld() && scan.fitsNumber(38, scale)) {
            final BigDecimal value = value(number);
            assertThat(new BigDecimal(value.doubleValue()).setScale(scale, RoundingMode.HALF_UP))
                    .isEqualByComparingTo(value);
        }
    }

    @Test
    void aVariantHoldsAsDoubleWhatHasAnExponentOrTooManyDigits() {
        for (final String exact : new String[] {"0", "-0", "0.1", "9".repeat(38), "0." + "1".repeat(37), "1.10"}) {
            assertThat(scan(exact).isDoubleHeld()).as(exact).isFalse();
        }
        for (final String held :
                new String[] {"1e0", "1E2", "9".repeat(39), "0." + "1".repeat(38), "1" + "0".repeat(38)}) {
            assertThat(scan(held).isDoubleHeld()).as(held).isTrue();
        }
    }

    @Test
    void knowsWhatAVariantAlters() {
        for (final String kept : new String[] {
            "1e3",
            "1.5e-7",
            "1.2345678901234568E10",
            "1" + "0".repeat(38),
            "0e999999999999",
            "-0e-5",
            "1e308",
            "9".repeat(38)
        }) {
            assertThat(scan(kept).isAlteredByVariant()).as(kept).isFalse();
        }
        for (final String altered : new String[] {
            "1e400", "-1e400", "1e-400", "1e99999999999", "9".repeat(39), "1.23456789012345678e5", "0." + "1".repeat(38)
        }) {
            assertThat(scan(altered).isAlteredByVariant()).as(altered).isTrue();
        }
    }

    @Test
    void isQuickWithNumbersOfAMillionDigits() {
        final String digits = "1".repeat(1_000_000);
        assertThat(scan(digits).isAlteredByVariant()).isTrue();
        assertThat(scan("0." + digits).isAlteredByVariant()).isTrue();
        assertThat(scan("1234567890123456" + "0".repeat(1_000_000)).isAlteredByVariant())
                .isTrue();
        assertThat(scan("1." + "0".repeat(1_000_000) + "e1").fitsNumber(38, 0)).isFalse();
    }

    @Provide
    Arbitrary<String> numbers() {
        return JsonValues.numbers();
    }

    private static BigDecimal value(final String number) {
        // BigDecimal takes no exponent of ten digits, not even of zero
        return number.matches("-?[0.]+([eE].*)?") ? BigDecimal.ZERO : new BigDecimal(number).stripTrailingZeros();
    }

    private static NumberScan scan(final String number) {
        final byte[] bytes = JsonValues.bytes("[" + number + "]");
        final NumberScan scan = new NumberScan();
        scan.scan(bytes, 1, bytes.length - 2);
        return scan;
    }
}
