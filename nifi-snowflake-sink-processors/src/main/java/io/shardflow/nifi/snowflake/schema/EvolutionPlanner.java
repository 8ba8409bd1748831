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

import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.schema.EvolutionPlan.Route;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Plans the change that lets a batch into a table. Holds only settings; safe for several threads. */
public final class EvolutionPlanner {

    private final TypeRules rules;
    private final ColumnNaming naming;
    private final UnknownFields unknown;
    private final Identifier overflow;
    private final Set<Identifier> reserved;

    /**
     * @param overflow column for {@link UnknownFields#OVERFLOW}; else not used and may be null
     * @param reserved columns that are filled otherwise, such as the one of the metadata; they are never changed
     */
    public EvolutionPlanner(
            final TypeRules rules,
            final ColumnNaming naming,
            final UnknownFields unknown,
            final Identifier overflow,
            final Set<Identifier> reserved) {
        this.rules = rules;
        this.naming = naming;
        this.unknown = unknown;
        this.overflow = overflow;
        this.reserved = reserved;
    }

    /** Fields of one load that go to one column: spellings of its name. Each makes the statement longer and deeper. */
    public static final int MOST_SPELLINGS = 64;

    /** What has to change before the batch is loaded. */
    public EvolutionPlan plan(final DescribedTable table, final BatchShape batch) {
        final Draft draft = new Draft(table);
        batch.forEach(draft::take);
        return draft.finish(batch.records());
    }

    private final class Draft {

        private final DescribedTable before;
        private final FieldNames names;
        private final Map<Identifier, DescribedColumn> after;
        private final Map<String, Identifier> columnOf = new LinkedHashMap<>();
        private final Map<Identifier, Integer> spellings = new HashMap<>();
        private final Map<Identifier, FieldUse> uses = new LinkedHashMap<>();
        private final Map<String, Verdict.Misfit> rejected = new LinkedHashMap<>();
        private final List<String> overflowing = new ArrayList<>();

        Draft(final DescribedTable table) {
            before = table;
            final Set<Identifier> filled = new HashSet<>(reserved);
            if (unknown == UnknownFields.OVERFLOW) {
                filled.add(overflow);
            }
            names = new FieldNames(table, naming, filled);
            after = table.byName();
        }

        void take(final String field, final FieldUse use) {
            switch (names.target(field)) {
                case FieldTarget.Existing existing ->
                    use(field, existing.column().name(), use);
                case FieldTarget.Missing missing when use.values() > 0 -> takeUnknown(field, missing.name(), use);
                case FieldTarget.Barred barred when use.values() > 0 -> bar(field, barred);
                // nothing but null: nothing is lost without a column
                default -> {}
            }
        }

        private void use(final String field, final Identifier column, final FieldUse use) {
            if (spellings.merge(column, 1, Integer::sum) > MOST_SPELLINGS) {
                rejected.put(
                        field,
                        new Verdict.Misfit(
                                field,
                                "more than " + MOST_SPELLINGS
                                        + " fields that are loaded together differ from it only in case",
                                "write the name in one way, or name columns as they are written"));
                return;
            }
            columnOf.put(field, column);
            uses.merge(column, use, FieldUse::and);
        }

        private void takeUnknown(final String field, final Identifier name, final FieldUse use) {
            switch (unknown) {
                case EVOLVE -> use(field, name, use);
                case OVERFLOW -> overflowing.add(field);
                case REFUSE ->
                    rejected.put(
                            field,
                            new Verdict.Misfit(
                                    field,
                                    "the table has no column for it",
                                    "add the column; or let PutSnowflake add it: Unknown Fields set to Evolve, and a role that owns the table"));
            }
        }

        private void bar(final String field, final FieldTarget.Barred barred) {
            // No SQL text can hold a NUL, and none holds names of any length.
            if (unknown == UnknownFields.OVERFLOW && field.indexOf(0) < 0 && field.length() <= Identifier.MAX_LENGTH) {
                overflowing.add(field);
            } else {
                rejected.put(field, new Verdict.Misfit(field, barred.cause(), barred.remedy()));
            }
        }

        EvolutionPlan finish(final long records) {
            refuseOverflowIntoAnotherType();
            final List<DescribedColumn> added = new ArrayList<>();
            final List<DescribedColumn> widened = new ArrayList<>();
            final List<Identifier> nullable = new ArrayList<>();
            uses.forEach((name, use) -> {
                if (!after.containsKey(name)) {
                    rules.columnType(use.shape()).ifPresent(type -> added.add(DescribedColumn.of(name, type)));
                }
            });
            if (!overflowing.isEmpty() && !after.containsKey(overflow)) {
                added.add(DescribedColumn.of(overflow, ColumnType.VARIANT));
            }
            if (unknown == UnknownFields.EVOLVE) {
                before.columns().stream()
                        .filter(column -> !column.computed() && !reserved.contains(column.name()))
                        .forEach(column -> evolve(column, records, widened, nullable));
            }
            added.forEach(column -> after.put(column.name(), column));
            return new EvolutionPlan(
                    added, widened, nullable, routes(), listed(), new DescribedTable(List.copyOf(after.values())));
        }

        private void refuseOverflowIntoAnotherType() {
            final DescribedColumn column = after.get(overflow);
            if (overflowing.isEmpty() || column == null || column.holdsObjects()) {
                return;
            }
            for (final String field : overflowing) {
                rejected.put(
                        field,
                        new Verdict.Misfit(
                                field,
                                "the overflow column " + overflow + " is " + column.type(),
                                "name a VARIANT column, or one that the table does not have yet"));
            }
            overflowing.clear();
        }

        private void evolve(
                final DescribedColumn column,
                final long records,
                final List<DescribedColumn> widened,
                final List<Identifier> nullable) {
            final FieldUse use = uses.getOrDefault(column.name(), FieldUse.NONE);
            final DescribedColumn wider = Widening.of(column, use.shape(), rules.limits());
            if (wider != column) {
                widened.add(wider);
                after.put(column.name(), wider);
            }
            if (needsNull(column, use, records)) {
                nullable.add(column.name());
                after.put(column.name(), wider.withNull());
            }
        }

        private boolean needsNull(final DescribedColumn column, final FieldUse use, final long records) {
            if (column.nullable() || column.key()) {
                return false;
            }
            if (use.values() + use.nulls() == 0) {
                // the load does not name the column, and its default takes effect
                return !column.defaulted() && records > 0;
            }
            // JSON null is a value of a VARIANT
            return use.values() + (column.type().family() == TypeFamily.VARIANT ? use.nulls() : 0) < records;
        }

        private Map<String, Route> routes() {
            final Map<String, Route> routes = new LinkedHashMap<>();
            columnOf.forEach((field, name) -> routes.put(field, new Route.ToColumn(after.get(name))));
            overflowing.forEach(field -> routes.put(field, new Route.ToOverflow(after.get(overflow))));
            rejected.forEach((field, why) -> routes.put(field, new Route.Rejected(why)));
            return routes;
        }

        private Set<Identifier> listed() {
            final Set<Identifier> listed = new LinkedHashSet<>(uses.keySet());
            if (!overflowing.isEmpty()) {
                listed.add(overflow);
            }
            return listed;
        }
    }
}
