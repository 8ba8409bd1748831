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

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.shardflow.nifi.snowflake.name.Identifier;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** JSON values as streams have them, and the smaller ways to use the rules in tests. */
final class JsonValues {

    private JsonValues() {}

    /** Any value that a VARIANT holds unaltered. */
    static Arbitrary<String> loadable() {
        return values().filter(JsonValues::isLoadable);
    }

    /** Any value. */
    static Arbitrary<String> values() {
        return Arbitraries.frequencyOf(
                Tuple.of(4, numbers()),
                Tuple.of(4, strings()),
                Tuple.of(1, Arbitraries.of("true", "false")),
                Tuple.of(1, Arbitraries.just("null")),
                Tuple.of(1, nested()));
    }

    /** Numbers of every notation and size. */
    static Arbitrary<String> numbers() {
        final Arbitrary<String> plain = Arbitraries.bigDecimals()
                .between(new BigDecimal("-1e40"), new BigDecimal("1e40"))
                .ofScale(20)
                .map(BigDecimal::toPlainString);
        final Arbitrary<String> small = Combinators.combine(
                        Arbitraries.longs(), Arbitraries.integers().between(0, 20))
                .as((digits, scale) -> BigDecimal.valueOf(digits, scale).toPlainString());
        final Arbitrary<String> zeros = Combinators.combine(
                        small.filter(number -> number.indexOf('.') > 0),
                        Arbitraries.integers().between(1, 30))
                .as((number, count) -> number + "0".repeat(count));
        final Arbitrary<String> exponents = Combinators.combine(
                        small,
                        Arbitraries.of("e", "E", "e+", "E-"),
                        Arbitraries.oneOf(
                                Arbitraries.integers().between(0, 30),
                                Arbitraries.integers().between(0, 400),
                                Arbitraries.just(Integer.MAX_VALUE)))
                .as((number, e, power) -> number + e + power);
        return Arbitraries.oneOf(
                Arbitraries.integers().map(String::valueOf),
                plain,
                small,
                zeros,
                exponents,
                Arbitraries.doubles().map(String::valueOf),
                Arbitraries.of(
                        "0", "-0", "0.0", "-0.00", "0e5", "0.1", "1e400", "1e-400", "9".repeat(38), "9".repeat(39)));
    }

    /** Strings, dates and times among them. */
    static Arbitrary<String> strings() {
        final Arbitrary<String> dates = Combinators.combine(
                        Arbitraries.integers().between(1583, 9999),
                        Arbitraries.integers().between(1, 12),
                        Arbitraries.integers().between(1, 28),
                        Arbitraries.of(
                                "", "T10:15", "T10:15:30", " 23:59:59.123456789", "T10:15Z", "T00:00:00.5+05:30", "x"))
                .as((year, month, day, rest) -> "%d-%02d-%02d%s".formatted(year, month, day, rest));
        return Arbitraries.oneOf(
                        Arbitraries.strings().ofMaxLength(20).map(JsonValues::paired),
                        Arbitraries.strings().ascii().ofMaxLength(80),
                        Arbitraries.longs().map(String::valueOf),
                        Arbitraries.of("true", "FALSE", "yes", "cafe", "CAFE00", "10:15", "10:15:30.25"),
                        dates)
                .map(JsonValues::quoted);
    }

    private static Arbitrary<String> nested() {
        return Combinators.combine(numbers(), strings())
                .as((number, text) -> "{\"a\":[" + number + ",null," + text + "],\"b\":{}}")
                .flatMap(object -> Arbitraries.of(object, '[' + object + ']', "{}", "[]"));
    }

    /** Without lone surrogates, which no UTF-8 has. */
    static String paired(final String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    static String quoted(final String text) {
        final StringWriter out = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.writeString(text);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    static byte[] bytes(final String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    static boolean isLoadable(final String json) {
        return new VariantPassage().check("F", bytes(json), 0, bytes(json).length) == Verdict.FITS;
    }

    static FieldShape shapeOf(final Iterable<String> values) {
        final ShapeReader reader = new ShapeReader();
        FieldShape shape = FieldShape.NONE;
        for (final String value : values) {
            shape = reader.join(shape, bytes(value), 0, bytes(value).length);
        }
        return shape;
    }

    static Verdict check(final DescribedColumn column, final String value) {
        // in the middle of other bytes, since a record is around it
        final byte[] record = bytes("{\"f\":" + value + "}");
        return new ValueCheck(SizeLimits.STANDARD).check(column, record, 5, record.length - 6);
    }

    static DescribedColumn column(final String type) {
        return DescribedColumn.of(new Identifier("C"), ColumnType.parse(type));
    }
}
