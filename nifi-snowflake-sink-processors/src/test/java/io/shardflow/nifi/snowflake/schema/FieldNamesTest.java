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
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FieldNamesTest {

    private static final Identifier METADATA = new Identifier("KINESISMETADATA");

    @Test
    void foldingIsIdempotentForEveryCharacterAndMakesOneOfIt() {
        assertThat(IntStream.rangeClosed(0, Character.MAX_CODE_POINT).filter(c -> {
                    final String once = ColumnNaming.UPPER_CASE.columnOf(Character.toString(c));
                    return once.codePointCount(0, once.length()) != 1
                            || !ColumnNaming.UPPER_CASE.columnOf(once).equals(once);
                }))
                .isEmpty();
    }

    @Property
    void foldingIsIdempotent(@ForAll final String field) {
        final String once = ColumnNaming.UPPER_CASE.columnOf(field);
        assertThat(ColumnNaming.UPPER_CASE.columnOf(once)).isEqualTo(once);
    }

    @Property
    void aFieldHasAColumnOfItsNameOrNone(@ForAll final String field, @ForAll final ColumnNaming naming) {
        switch (names(naming).target(field)) {
            case FieldTarget.Missing missing ->
                assertThat(missing.name().name()).isEqualTo(naming.columnOf(field));
            case FieldTarget.Barred barred -> assertThat(barred.cause()).isNotEmpty();
            case FieldTarget.Existing existing -> throw new AssertionError(existing);
        }
    }

    @Test
    void anUpperCasedFieldFindsTheColumnThatSomebodyMadeInAnotherCase() {
        final FieldNames names = names(ColumnNaming.UPPER_CASE, "Id", "NAME", "name", "Size", "sIze");
        assertThat(columnOf(names, "ID")).isEqualTo("Id");
        assertThat(columnOf(names, "name")).isEqualTo("NAME");
        assertThat(names.target("SIZE"))
                .isInstanceOfSatisfying(FieldTarget.Barred.class, barred -> assertThat(barred.cause())
                        .contains("two columns"));
    }

    @Test
    void theColumnOfThatNameWinsWhereverItStands() {
        for (final String[] order : new String[][] {{"id", "Id", "ID"}, {"ID", "id", "Id"}, {"id", "ID", "Id"}}) {
            assertThat(columnOf(names(ColumnNaming.UPPER_CASE, order), "iD")).isEqualTo("ID");
        }
    }

    @Test
    void aFieldAsWrittenFindsOnlyItsOwnColumn() {
        final FieldNames names = names(ColumnNaming.AS_WRITTEN, "id", "ID");
        assertThat(columnOf(names, "id")).isEqualTo("id");
        assertThat(columnOf(names, "ID")).isEqualTo("ID");
        assertThat(names.target("Id")).isEqualTo(new FieldTarget.Missing(new Identifier("Id")));
    }

    @Test
    void noFieldGoesToTheColumnOfTheMetadata() {
        assertThat(names(ColumnNaming.UPPER_CASE, "KINESISMETADATA").target("kinesisMetadata"))
                .isInstanceOf(FieldTarget.Barred.class);
        assertThat(names(ColumnNaming.AS_WRITTEN).target("KINESISMETADATA")).isInstanceOf(FieldTarget.Barred.class);
    }

    private static String columnOf(final FieldNames names, final String field) {
        return ((FieldTarget.Existing) names.target(field)).column().name().name();
    }

    private static FieldNames names(final ColumnNaming naming, final String... columns) {
        final List<DescribedColumn> described = Arrays.stream(columns)
                .map(name -> DescribedColumn.of(new Identifier(name), ColumnType.VARIANT))
                .toList();
        return new FieldNames(new DescribedTable(described), naming, Set.of(METADATA));
    }
}
