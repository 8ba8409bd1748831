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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardflow.nifi.snowflake.name.Identifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvolutionPlannerTest {

    private static final EvolutionPlanner EVOLVE = Batches.planner(UnknownFields.EVOLVE, ColumnNaming.UPPER_CASE);

    @Property(tries = 300)
    void everyRowFitsATableThatWasPlannedForIt(@ForAll("rows") final List<Map<String, String>> rows) {
        final EvolutionPlan plan = EVOLVE.plan(Batches.table(), Batches.shape(rows));
        for (final Map<String, String> row : rows) {
            assertThat(Batches.verdict(plan, row))
                    .as("%s in %s", row, plan.table())
                    .isEqualTo(Verdict.FITS);
        }
    }

    @Property(tries = 300)
    void aTableThatChangedAsPlannedNeedsNoFurtherChange(
            @ForAll("tables") final DescribedTable table,
            @ForAll("rows") final List<Map<String, String>> rows,
            @ForAll final UnknownFields unknown) {
        final EvolutionPlanner planner = Batches.planner(unknown, ColumnNaming.UPPER_CASE);
        final EvolutionPlan plan = planner.plan(table, Batches.shape(rows));
        final EvolutionPlan again = planner.plan(plan.table(), Batches.shape(rows));
        assertThat(again.changesTable()).as("%s after %s", again, plan).isFalse();
        for (final Map<String, String> row : rows) {
            assertThat(Batches.verdict(again, row)).isEqualTo(Batches.verdict(plan, row));
        }
    }

    @Property(tries = 300)
    void evolvingRejectsNoRowThatFittedBefore(
            @ForAll("tables") final DescribedTable table, @ForAll("rows") final List<Map<String, String>> rows) {
        final EvolutionPlan refused =
                Batches.planner(UnknownFields.REFUSE, ColumnNaming.UPPER_CASE).plan(table, Batches.shape(rows));
        final EvolutionPlan evolved = EVOLVE.plan(table, Batches.shape(rows));
        assertThat(refused.changesTable()).isFalse();
        for (final Map<String, String> row : rows) {
            if (Batches.verdict(refused, row) == Verdict.FITS) {
                assertThat(Batches.verdict(evolved, row)).isEqualTo(Verdict.FITS);
            }
        }
    }

    @Property(tries = 300)
    void noFieldWithAValueIsDropped(
            @ForAll("tables") final DescribedTable table,
            @ForAll("rows") final List<Map<String, String>> rows,
            @ForAll final UnknownFields unknown) {
        final EvolutionPlan plan =
                Batches.planner(unknown, ColumnNaming.UPPER_CASE).plan(table, Batches.shape(rows));
        rows.forEach(row -> row.forEach((field, value) -> {
            if (!"null".equals(value)) {
                assertThat(plan.routes()).containsKey(field);
            }
        }));
    }

    @Property(tries = 300)
    void onlyWhatSnowflakePermitsIsChanged(
            @ForAll("tables") final DescribedTable table, @ForAll("rows") final List<Map<String, String>> rows) {
        final EvolutionPlan plan = EVOLVE.plan(table, Batches.shape(rows));
        for (final DescribedColumn wider : plan.widened()) {
            final ColumnType before = table.column(wider.name()).orElseThrow().type();
            assertThat(wider.type().family()).isEqualTo(before.family()).isIn(TypeFamily.NUMBER, TypeFamily.TEXT);
            assertThat(wider.type().scale()).isEqualTo(before.scale());
            assertThat(wider.type().size()).isGreaterThan(before.size());
        }
        assertThat(plan.added()).allMatch(DescribedColumn::nullable);
        assertThat(plan.added()).noneMatch(column -> table.column(column.name()).isPresent());
    }

    @Test
    void nullMakesNoColumnAndLosesNothing() {
        final Map<String, String> row = Batches.row("id", "1", "note", "null");
        final EvolutionPlan plan = EVOLVE.plan(Batches.table(), Batches.shape(List.of(row)));
        assertThat(plan.added()).extracting(column -> column.name().name()).containsExactly("ID");
        assertThat(Batches.verdict(plan, row)).isEqualTo(Verdict.FITS);
    }

    @Test
    void fieldsOfDifferentRowsThatFoldToOneNameShareAColumn() {
        final List<Map<String, String>> rows = List.of(Batches.row("id", "1"), Batches.row("ID", "2.5"));
        final EvolutionPlan plan = EVOLVE.plan(Batches.table(), Batches.shape(rows));
        assertThat(plan.added()).containsExactly(DescribedColumn.of(new Identifier("ID"), ColumnType.number(38, 18)));
    }

    @Test
    void ofVeryManySpellingsOfOneNameTheLastAreRejected() {
        final List<Map<String, String>> rows = new ArrayList<>();
        for (int i = 0; i <= EvolutionPlanner.MOST_SPELLINGS; i++) {
            final StringBuilder name = new StringBuilder("abcdefg");
            for (int letter = 0; letter < name.length(); letter++) {
                if ((i >> letter & 1) == 1) {
                    name.setCharAt(letter, Character.toUpperCase(name.charAt(letter)));
                }
            }
            rows.add(Batches.row(name.toString(), "1"));
        }
        final EvolutionPlan plan = EVOLVE.plan(Batches.table(), Batches.shape(rows));
        assertThat(Batches.verdict(plan, rows.getLast()))
                .isInstanceOfSatisfying(Verdict.Misfit.class, misfit -> assertThat(misfit.reason())
                        .contains("more than 64 fields"));
        rows.removeLast();
        assertThat(rows)
                .allSatisfy(row -> assertThat(Batches.verdict(plan, row)).isEqualTo(Verdict.FITS));
    }

    @Test
    void fieldsOfOneRowThatFoldToOneNameRejectIt() {
        final List<Map<String, String>> rows = List.of(Batches.row("id", "1", "ID", "2"), Batches.row("id", "3"));
        final EvolutionPlan plan = EVOLVE.plan(Batches.table(), Batches.shape(rows));
        assertThat(Batches.verdict(plan, rows.get(0)))
                .isInstanceOfSatisfying(Verdict.Misfit.class, misfit -> assertThat(misfit.reason())
                        .contains("two fields", "ID"));
        assertThat(Batches.verdict(plan, rows.get(1))).isEqualTo(Verdict.FITS);
        final EvolutionPlan written = Batches.planner(UnknownFields.EVOLVE, ColumnNaming.AS_WRITTEN)
                .plan(Batches.table(), Batches.shape(rows));
        assertThat(Batches.verdict(written, rows.get(0))).isEqualTo(Verdict.FITS);
    }

    @Test
    void notNullIsDroppedOnlyWhereARowNeedsIt() {
        final DescribedTable table = Batches.table(
                "A NUMBER(38,0) NOT NULL",
                "B NUMBER(38,0) NOT NULL",
                "AT TIMESTAMP_NTZ(9) NOT NULL DEFAULT",
                "SOURCE VARCHAR(20) NOT NULL DEFAULT 'x'",
                "K NUMBER(38,0) PRIMARY KEY",
                "V VARIANT NOT NULL");
        final List<Map<String, String>> rows = List.of(
                Batches.row("a", "1", "b", "1", "source", "\"x\"", "k", "1", "v", "null"),
                Batches.row("a", "2", "v", "null"));
        final EvolutionPlan plan = EVOLVE.plan(table, Batches.shape(rows));
        assertThat(plan.nullable()).extracting(Identifier::name).containsExactly("B");
        assertThat(Batches.verdict(plan, rows.get(0))).isEqualTo(Verdict.FITS);
        assertThat(Batches.verdict(plan, rows.get(1)))
                .isInstanceOfSatisfying(Verdict.Misfit.class, misfit -> assertThat(misfit.column())
                        .isEqualTo("K"));
    }

    @Test
    void unknownFieldsOverflowTogetherWithThoseThatNoColumnCanBeNamedAfter() {
        final EvolutionPlanner planner = Batches.planner(UnknownFields.OVERFLOW, ColumnNaming.UPPER_CASE);
        final Map<String, String> row = Batches.row("id", "1", "new", "\"x\"", "", "2", "more", "3");
        final EvolutionPlan plan = planner.plan(
                Batches.table("ID NUMBER(38,0)", "LEFT NUMBER(5,0) NOT NULL"), Batches.shape(List.of(row)));
        assertThat(plan.added()).containsExactly(DescribedColumn.of(Batches.OVERFLOW, ColumnType.VARIANT));
        assertThat(plan.nullable()).isEmpty();
        assertThat(plan.routes().entrySet().stream()
                        .filter(route -> route.getValue() instanceof EvolutionPlan.Route.ToOverflow)
                        .map(Map.Entry::getKey))
                .containsExactly("new", "", "more");
    }

    @Test
    void anOverflowColumnHoldsObjects() {
        final EvolutionPlanner planner = Batches.planner(UnknownFields.OVERFLOW, ColumnNaming.UPPER_CASE);
        final Map<String, String> row = Batches.row("new", "1");
        for (final String type : new String[] {"VARIANT", "OBJECT", "VARIANT NOT NULL"}) {
            final EvolutionPlan plan = planner.plan(Batches.table("MORE " + type), Batches.shape(List.of(row)));
            assertThat(plan.changesTable()).isFalse();
            assertThat(plan.objects()).containsExactly(Batches.OVERFLOW);
            assertThat(Batches.verdict(plan, row)).isEqualTo(Verdict.FITS);
        }
        final EvolutionPlan plan = planner.plan(Batches.table("MORE VARCHAR(9)"), Batches.shape(List.of(row)));
        assertThat(plan.changesTable()).isFalse();
        assertThat(Batches.verdict(plan, row))
                .isInstanceOfSatisfying(Verdict.Misfit.class, misfit -> assertThat(misfit.reason())
                        .contains("MORE", "VARCHAR(9)"));
    }

    @Test
    void aFieldThatWasNotPlannedForIsNotDroppedSilently() {
        final EvolutionPlan plan = EVOLVE.plan(Batches.table(), Batches.shape(List.of(Batches.row("a", "1"))));
        assertThatThrownBy(() -> Batches.verdict(plan, Batches.row("b", "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'b'");
        assertThat(Batches.verdict(plan, Batches.row("b", "null"))).isEqualTo(Verdict.FITS);
    }

    @Test
    void aFieldOfTheOverflowColumnsNameOverflowsToo() {
        final EvolutionPlan plan = Batches.planner(UnknownFields.OVERFLOW, ColumnNaming.UPPER_CASE)
                .plan(Batches.table("MORE VARIANT"), Batches.shape(List.of(Batches.row("more", "1", "new", "2"))));
        assertThat(plan.routes().values())
                .containsOnly(
                        new EvolutionPlan.Route.ToOverflow(DescribedColumn.of(Batches.OVERFLOW, ColumnType.VARIANT)));
    }

    @Test
    void aColumnMayBeWidenedAndLoseItsNotNullAtOnce() {
        final EvolutionPlan plan = EVOLVE.plan(
                Batches.table("A NUMBER(5,2) NOT NULL"),
                Batches.shape(List.of(Batches.row("a", "12345"), Batches.row())));
        assertThat(plan.table().columns())
                .containsExactly(DescribedColumn.of(new Identifier("A"), ColumnType.number(38, 2)));
    }

    @Test
    void aColumnThatSomebodyComputesIsNeitherWrittenNorChangedNorAddedAgain() {
        final Map<String, String> row = Batches.row("total", "12345");
        final EvolutionPlan plan = EVOLVE.plan(
                Batches.table("TOTAL NUMBER(3,0) NOT NULL COMPUTED"), Batches.shape(List.of(row, Batches.row())));
        assertThat(plan.changesTable()).isFalse();
        assertThat(Batches.verdict(plan, row)).isInstanceOf(Verdict.Misfit.class);
        assertThat(Batches.verdict(plan, Batches.row())).isEqualTo(Verdict.FITS);
    }

    @Test
    void columnsThatAreFilledOtherwiseAreNotChanged() {
        final EvolutionPlanner planner = new EvolutionPlanner(
                TypeRules.DEFAULT,
                ColumnNaming.UPPER_CASE,
                UnknownFields.EVOLVE,
                null,
                Set.of(new Identifier("KINESISMETADATA")));
        final DescribedTable table = Batches.table("KINESISMETADATA OBJECT NOT NULL");
        final EvolutionPlan plan = planner.plan(table, Batches.shape(List.of(Batches.row("a", "1"))));
        assertThat(plan.nullable()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DEFAULT", "DEFAULT 'x'"})
    void aDefaultTakesEffectWhenNoRecordOfTheLoadHasTheField(final String withDefault) {
        for (final UnknownFields unknown : UnknownFields.values()) {
            final EvolutionPlan plan = Batches.planner(unknown, ColumnNaming.UPPER_CASE)
                    .plan(
                            Batches.table("A NUMBER(5,0) NOT NULL " + withDefault),
                            Batches.shape(List.of(Batches.row())));
            assertThat(plan.changesTable()).isFalse();
            assertThat(Batches.verdict(plan, Batches.row())).isEqualTo(Verdict.FITS);
        }
    }

    @ParameterizedTest
    @CsvSource({"NOT NULL,true", ",true", "NOT NULL,false", ",false"})
    void whatOthersOfTheLoadHaveARecordMayLackWhereTheDefaultCanBeWritten(final String notNull, final boolean known) {
        final DescribedTable table = Batches.table(
                "A NUMBER(5,0)" + (notNull == null ? "" : " NOT NULL") + " DEFAULT" + (known ? " 'x'" : ""));
        final List<Map<String, String>> rows = List.of(Batches.row("a", "1"), Batches.row());
        for (final UnknownFields unknown : UnknownFields.values()) {
            final EvolutionPlan plan =
                    Batches.planner(unknown, ColumnNaming.UPPER_CASE).plan(table, Batches.shape(rows));
            assertThat(plan.changesTable()).isFalse();
            assertThat(Batches.verdict(plan, rows, 0)).isEqualTo(Verdict.FITS);
            assertThat(Batches.takesAll(plan, rows)).isEqualTo(known);
            if (known) {
                assertThat(Batches.verdict(plan, rows, 1)).isEqualTo(Verdict.FITS);
            } else {
                assertThat(Batches.verdict(plan, rows, 1))
                        .isInstanceOfSatisfying(Verdict.Misfit.class, misfit -> assertThat(misfit.reason())
                                .contains("A: no field for it", "default"));
            }
        }
    }

    /** Rows by what they have of a column whose default nobody can write: a value, null, or nothing (-). */
    @ParameterizedTest
    @CsvSource({
        "1 1,",
        "null null,",
        "- -,",
        "1 null,",
        "1 -,1",
        "1 - -,0",
        "1 1 - -,2 3",
        "1 null - -,2 3",
        "1 null - - -,0 1",
        "null -,0",
        "null null -,0 1"
    })
    void ofRecordsThatDoNotLandTogetherTheFewerAreRejectedAndNullsCountForNothingAlone(
            final String fields, final String rejected) {
        final List<Map<String, String>> rows = Arrays.stream(fields.split(" "))
                .map(value -> value.equals("-") ? Batches.row() : Batches.row("a", value))
                .toList();
        final EvolutionPlan plan = EVOLVE.plan(Batches.table("A NUMBER(5,0) DEFAULT"), Batches.shape(rows));
        assertThat(IntStream.range(0, rows.size())
                        .filter(i -> Batches.verdict(plan, rows, i) instanceof Verdict.Misfit)
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(" ")))
                .isEqualTo(rejected == null ? "" : rejected);
        assertThat(Batches.takesAll(plan, rows)).isEqualTo(rejected == null);
        assertThat(rows)
                .allSatisfy(row -> assertThat(Batches.verdict(plan, row)).isEqualTo(Verdict.FITS));
    }

    @Test
    void constantsThatAreDefaultsHaveARoomOfTheirOwnInAStatement() {
        final DescribedTable table = new DescribedTable(IntStream.range(0, 20)
                .mapToObj(i -> new DescribedColumn(
                        new Identifier("C" + i),
                        ColumnType.text(20_000),
                        true,
                        ColumnDefault.parse("'" + "x".repeat(10_000) + "'", ColumnType.text(20_000)),
                        false,
                        false))
                .toList());
        final Map<String, String> row = new LinkedHashMap<>();
        IntStream.range(0, 20).forEach(i -> row.put("c" + i, "\"y\""));
        final EvolutionPlan plan = EVOLVE.plan(table, Batches.shape(List.of(row)));
        assertThat(plan.routes().values())
                .filteredOn(EvolutionPlan.Route.ToColumn.class::isInstance)
                .hasSize(9);
    }

    @Test
    void aNullThatIsSentIsNoMissingField() {
        final List<Map<String, String>> rows = List.of(Batches.row("a", "1"), Batches.row("a", "null"));
        final DescribedTable table = Batches.table("A NUMBER(5,0) NOT NULL DEFAULT 'x'");
        final EvolutionPlan refused =
                Batches.planner(UnknownFields.REFUSE, ColumnNaming.UPPER_CASE).plan(table, Batches.shape(rows));
        assertThat(Batches.takesAll(refused, rows)).isFalse();
        assertThat(Batches.verdict(refused, rows.get(1))).isInstanceOf(Verdict.Misfit.class);
        assertThat(EVOLVE.plan(table, Batches.shape(rows)).nullable())
                .extracting(Identifier::name)
                .containsExactly("A");
    }

    @Test
    void aVectorIsNeverLoadedAndNeverNamed() {
        final List<Map<String, String>> rows = List.of(Batches.row("v", "[1,2,3]"), Batches.row("v", "null"));
        final EvolutionPlan plan = EVOLVE.plan(Batches.table("V VECTOR(FLOAT,3)"), Batches.shape(rows));
        assertThat(plan.routes().values()).noneMatch(EvolutionPlan.Route.ToColumn.class::isInstance);
        assertThat(Batches.verdict(plan, rows.get(0)))
                .isInstanceOfSatisfying(Verdict.Misfit.class, misfit -> assertThat(misfit.reason())
                        .contains("VECTOR", "ARRAY column"));
        assertThat(Batches.verdict(plan, rows.get(1))).isEqualTo(Verdict.FITS);
        final EvolutionPlan nulls = EVOLVE.plan(Batches.table("V VECTOR(FLOAT,3)"), Batches.shape(rows.subList(1, 2)));
        assertThat(nulls.routes()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(UnknownFields.class)
    void noMoreFieldsAreNamedThanAStatementHasRoomFor(final UnknownFields unknown) {
        final List<Map<String, String>> rows = IntStream.range(0, 3000)
                .mapToObj(i -> Batches.row("%0255d".formatted(i), "1"))
                .toList();
        final EvolutionPlan plan =
                Batches.planner(unknown, ColumnNaming.UPPER_CASE).plan(Batches.table(), Batches.shape(rows));
        final long named = plan.routes().values().stream()
                .filter(route -> !(route instanceof EvolutionPlan.Route.Rejected))
                .count();
        assertThat(named * 2 * 255).isLessThan(1_000_000);
        if (unknown != UnknownFields.REFUSE) {
            assertThat(named).isGreaterThan(1000);
            assertThat(Batches.verdict(plan, rows.getFirst())).isEqualTo(Verdict.FITS);
            assertThat(Batches.verdict(plan, rows.getLast()))
                    .isInstanceOfSatisfying(Verdict.Misfit.class, misfit -> assertThat(misfit.reason())
                            .contains("one statement can name", "divide the FlowFile"));
        }
    }

    @Test
    void aColumnWhoseChangeIsRefusedIsNotInTheWayOfOthers() {
        final Map<String, String> row = Batches.row("a", "1000", "b", "1000", "new", "1", "other", "1");
        final EvolutionPlan plan = EVOLVE.plan(
                Batches.table("A NUMBER(3,0)", "B NUMBER(3,0)", "C VARCHAR(1) NOT NULL"),
                Batches.shape(List.of(row)),
                Set.of(new Identifier("A"), new Identifier("C"), new Identifier("NEW")));
        assertThat(plan.changed()).extracting(Identifier::name).containsExactly("OTHER", "B");
        assertThat(plan.only(Set.of(new Identifier("B"))).changed())
                .extracting(Identifier::name)
                .containsExactly("B");
        final EvolutionPlan overflow = Batches.planner(UnknownFields.OVERFLOW, ColumnNaming.UPPER_CASE)
                .plan(Batches.table(), Batches.shape(List.of(row)), Set.of(Batches.OVERFLOW));
        assertThat(overflow.changesTable()).isFalse();
        assertThat(Batches.verdict(overflow, row)).isInstanceOf(Verdict.Misfit.class);
    }

    @Test
    void aRecordIsRejectedForAnUnknownFieldOnlyIfItHasAValue() {
        final EvolutionPlan plan = Batches.planner(UnknownFields.REFUSE, ColumnNaming.UPPER_CASE)
                .plan(Batches.table(), Batches.shape(List.of(Batches.row("new", "1"), Batches.row("new", "null"))));
        assertThat(Batches.verdict(plan, Batches.row("new", "1"))).isInstanceOf(Verdict.Misfit.class);
        assertThat(Batches.verdict(plan, Batches.row("new", "null"))).isEqualTo(Verdict.FITS);
    }

    @Test
    void aBatchIsTheSumOfItsParts() {
        final List<Map<String, String>> rows = IntStream.range(0, 10)
                .mapToObj(i -> Batches.row("f" + i % 3, String.valueOf(i * 1000), "n", i % 2 == 0 ? "null" : "1"))
                .toList();
        final BatchShape sum = Batches.shape(rows.subList(0, 4));
        sum.add(Batches.shape(rows.subList(4, 10)));
        final Map<String, FieldUse> parts = new LinkedHashMap<>();
        final Map<String, FieldUse> whole = new LinkedHashMap<>();
        sum.forEach(parts::put);
        Batches.shape(rows).forEach(whole::put);
        assertThat(parts).isEqualTo(whole);
        assertThat(sum.records()).isEqualTo(10);
    }

    @Provide
    Arbitrary<List<Map<String, String>>> rows() {
        return Batches.rows();
    }

    @Provide
    Arbitrary<DescribedTable> tables() {
        return Batches.tables();
    }
}
