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

import io.shardflow.nifi.snowflake.name.Identifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The join of shapes, and the types that follow from it. */
class TypeRulesTest {

    @Property
    void joiningIsCommutativeAssociativeAndIdempotent(
            @ForAll("batches") final List<String> a,
            @ForAll("batches") final List<String> b,
            @ForAll("batches") final List<String> c) {
        final FieldShape x = JsonValues.shapeOf(a);
        final FieldShape y = JsonValues.shapeOf(b);
        final FieldShape z = JsonValues.shapeOf(c);
        assertThat(x.join(y)).isEqualTo(y.join(x));
        assertThat(x.join(y).join(z)).isEqualTo(x.join(y.join(z)));
        assertThat(x.join(x)).isEqualTo(x);
        assertThat(x.join(FieldShape.NONE)).isEqualTo(x);
    }

    @Property
    void neitherOrderNorCutsNorRepetitionsChangeAShape(
            @ForAll("batches") final List<String> values, @ForAll final Random random) {
        final List<String> shuffled = new ArrayList<>(values);
        shuffled.addAll(values);
        Collections.shuffle(shuffled, random);
        final int cut = random.nextInt(shuffled.size() + 1);
        assertThat(JsonValues.shapeOf(shuffled.subList(0, cut))
                        .join(JsonValues.shapeOf(shuffled.subList(cut, shuffled.size()))))
                .isEqualTo(JsonValues.shapeOf(values));
    }

    @Property(tries = 3000)
    void everyValueFitsTheTypeThatWasChosenForIt(
            @ForAll("sameKind") final List<String> values,
            @ForAll final boolean dates,
            @ForAll final Fractions fractions) {
        final TypeRules rules = new TypeRules(dates, fractions, SizeLimits.STANDARD);
        final FieldShape shape = JsonValues.shapeOf(values);
        rules.columnType(shape).ifPresent(type -> {
            final DescribedColumn column = DescribedColumn.of(new Identifier("C"), type);
            for (final String value : values) {
                assertThat(JsonValues.check(column, value))
                        .as(value + " in " + type)
                        .isEqualTo(Verdict.FITS);
            }
        });
        assertThat(rules.columnType(shape).isEmpty()).isEqualTo(values.stream().allMatch("null"::equals));
    }

    @Property
    void aTypeIsReadBackAsItIsWritten(@ForAll("batches") final List<String> values) {
        TypeRules.DEFAULT
                .columnType(JsonValues.shapeOf(values))
                .ifPresent(type -> assertThat(ColumnType.parse(type.declared())).isEqualTo(type));
    }

    @Provide
    Arbitrary<List<String>> batches() {
        return JsonValues.loadable().list().ofMaxSize(6);
    }

    /** Mostly of one kind, since mixed ones are all VARIANT. */
    @Provide
    Arbitrary<List<String>> sameKind() {
        return Arbitraries.oneOf(
                JsonValues.numbers()
                        .filter(JsonValues::isLoadable)
                        .list()
                        .ofMinSize(1)
                        .ofMaxSize(5),
                JsonValues.strings().list().ofMinSize(1).ofMaxSize(5),
                batches());
    }
}
