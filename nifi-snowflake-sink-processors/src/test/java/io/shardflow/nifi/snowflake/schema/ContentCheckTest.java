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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ContentCheckTest {

    private static final ValueCheck VALUES = new ValueCheck(SizeLimits.STANDARD);
    private static final EvolutionPlanner EVOLVE = Batches.planner(UnknownFields.EVOLVE, ColumnNaming.UPPER_CASE);

    private final ContentCheck any = ContentCheck.anyTable(ColumnNaming.UPPER_CASE, VALUES);

    @Provide
    Arbitrary<List<Map<String, String>>> rows() {
        return Batches.rows();
    }

    @Provide
    Arbitrary<DescribedTable> tables() {
        return Batches.tables();
    }

    /** The record in one array of bytes, with other ones around its values, as in a content. */
    private static Verdict verdict(final ContentCheck check, final Map<String, String> row) {
        final StringBuilder line = new StringBuilder();
        final List<int[]> spans = new ArrayList<>();
        row.values().forEach(value -> {
            final int start = JsonValues.bytes(line.append(':').toString()).length;
            line.append(value);
            spans.add(new int[] {start, JsonValues.bytes(value).length});
        });
        final byte[] bytes = JsonValues.bytes(line.append('}').toString());
        check.begin(false);
        int i = 0;
        for (final String field : row.keySet()) {
            check.field(field, bytes, spans.get(i)[0], spans.get(i)[1]);
            i++;
        }
        return check.end();
    }

    private static RecordCheck check(final EvolutionPlan plan) {
        return new RecordCheck(plan, VALUES, Set.of());
    }

    @Property(tries = 500)
    void whatIsSureToFitIsNeverRejected(
            @ForAll("tables") final DescribedTable table,
            @ForAll("rows") final List<Map<String, String>> rows,
            @ForAll final UnknownFields unknown) {
        rows.forEach(row -> verdict(any, row));
        final RecordCheck check =
                check(Batches.planner(unknown, ColumnNaming.UPPER_CASE).plan(table, any.shape()));
        if (check.takesAll(any.shape())) {
            final ContentCheck under = ContentCheck.under(check, ColumnNaming.UPPER_CASE, VALUES);
            for (final Map<String, String> row : rows) {
                final boolean fitsAny = !(verdict(ContentCheck.anyTable(ColumnNaming.UPPER_CASE, VALUES), row)
                        instanceof Verdict.Misfit);
                assertThat(verdict(under, row) instanceof Verdict.Misfit)
                        .as("%s in %s", row, table)
                        .isEqualTo(!fitsAny);
            }
        }
    }

    /** Otherwise every content of an ordinary stream would be read twice. */
    @Property(tries = 500)
    void aTableThatWasMadeForTheRecordsIsSureToTakeThem(@ForAll("rows") final List<Map<String, String>> rows) {
        rows.forEach(row -> verdict(any, row));
        assertThat(check(EVOLVE.plan(Batches.table(), any.shape())).takesAll(any.shape()))
                .isTrue();
    }

    @Property(tries = 500)
    void aSecondLookLeavesWhatIsSureToFit(
            @ForAll("tables") final DescribedTable table, @ForAll("rows") final List<Map<String, String>> rows) {
        rows.forEach(row -> verdict(any, row));
        final EvolutionPlanner planner = Batches.planner(UnknownFields.REFUSE, ColumnNaming.UPPER_CASE);
        final EvolutionPlan plan = planner.plan(table, any.shape());
        final ContentCheck under = ContentCheck.under(check(plan), ColumnNaming.UPPER_CASE, VALUES);
        long landing = 0;
        for (final Map<String, String> row : rows) {
            landing += verdict(under, row) instanceof Verdict.Misfit ? 0 : 1;
        }
        assertThat(under.shape().records()).isEqualTo(landing);
        assertThat(planner.plan(table, under.shape()).changesTable()).isFalse();
    }

    @Test
    void ofARejectedRecordNothingIsKnown() {
        verdict(any, Batches.row("a", "1e400", "b", "1"));
        verdict(any, Batches.row("c", "1", "C", "2"));
        verdict(any, Batches.row("\ud83d", "1"));
        verdict(any, Batches.row("d", "1"));
        assertThat(any.shape().records()).isEqualTo(1);
        final List<String> fields = new ArrayList<>();
        any.shape().forEach((field, use) -> fields.add(field));
        assertThat(fields).containsExactly("d");
    }

    @Test
    void namesThatDifferInCaseAreTwoColumnsAsTheyAreWritten() {
        final ContentCheck written = ContentCheck.anyTable(ColumnNaming.AS_WRITTEN, VALUES);
        assertThat(verdict(written, Batches.row("c", "1", "C", "2"))).isEqualTo(Verdict.FITS);
    }

    @Test
    void whatIsOnlyCheckedHasNoShape() {
        final byte[] value = JsonValues.bytes("{\"n\":1e400}");
        any.begin(false);
        any.checkOnly("meta", value, 0, value.length);
        assertThat(any.end()).isInstanceOf(Verdict.Misfit.class);
    }

    @Test
    void aWholeRecordNeedsAColumnThatHoldsObjects() {
        final ContentCheck whole = ContentCheck.ofWholeRecords(Optional.empty(), VALUES);
        verdict(whole, Batches.row("a", "1"));
        final Identifier column = new Identifier("RECORD");
        assertThat(WholeRecord.plan(Batches.table("RECORD VARIANT"), column))
                .hasValueSatisfying(
                        plan -> assertThat(check(plan).takesAll(whole.shape())).isTrue());
        assertThat(WholeRecord.plan(Batches.table("RECORD VARCHAR"), column)).isEmpty();
        assertThat(WholeRecord.plan(Batches.table("record VARIANT"), column)).isEmpty();
        assertThat(WholeRecord.plan(Batches.table("RECORD VARIANT", "ID NUMBER NOT NULL"), column))
                .hasValueSatisfying(plan -> {
                    assertThat(check(plan).takesAll(whole.shape())).isFalse();
                    assertThat(verdict(
                                    ContentCheck.ofWholeRecords(Optional.of(check(plan)), VALUES),
                                    Batches.row("a", "1")))
                            .isInstanceOf(Verdict.Misfit.class);
                });
    }

    @Test
    void ofAWholeRecordTheNamesMakeNoDifferenceAsLongAsTheyAreText() {
        final ContentCheck whole = ContentCheck.ofWholeRecords(Optional.empty(), VALUES);
        assertThat(verdict(whole, Batches.row("a".repeat(256), "1", "c", "1", "C", "2", "", "3")))
                .isEqualTo(Verdict.FITS);
        assertThat(verdict(whole, Batches.row("\ud83d", "1"))).isInstanceOf(Verdict.Misfit.class);
        assertThat(verdict(whole, Batches.row("a", "1e400"))).isInstanceOf(Verdict.Misfit.class);
        assertThat(whole.shape().records()).isEqualTo(1);
        assertThat(whole.shape().heap()).isZero();
    }

    @Test
    void aNameThatNoColumnHasIsRejectedWithItsRecordIfItHasAValue() {
        final String name = "x" + "a".repeat(255);
        assertThat(verdict(any, Batches.row(name, "1", "b", "1")))
                .isInstanceOfSatisfying(Verdict.Misfit.class, misfit -> assertThat(misfit.reason())
                        .startsWith("xaaa")
                        .hasSizeLessThan(200)
                        .contains("longer than the 255 characters", "rename"));
        assertThat(verdict(any, Batches.row(name, "1e400")))
                .isInstanceOfSatisfying(Verdict.Misfit.class, misfit -> assertThat(misfit.reason())
                        .hasSizeLessThan(300));
        assertThat(verdict(any, Batches.row(name, "null", "b", "1"))).isEqualTo(Verdict.FITS);
        assertThat(verdict(any, Batches.row(name.substring(1), "1"))).isEqualTo(Verdict.FITS);
        final List<String> fields = new ArrayList<>();
        any.shape().forEach((field, use) -> fields.add(field));
        assertThat(fields).containsExactly("b", name.substring(1));
    }
}
