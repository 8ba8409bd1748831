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

    /** The change that may be any. */
    public EvolutionPlan plan(final DescribedTable table, final BatchShape batch) {
        return plan(table, batch, Set.of());
    }

    /** Fields of one load that go to one column: spellings of its name. Each makes the statement longer and deeper. */
    public static final int MOST_SPELLINGS = 64;

    /**
     * What has to change before the batch is loaded.
     *
     * @param fixed columns that are neither added nor changed
     */
    public EvolutionPlan plan(final DescribedTable table, final BatchShape batch, final Set<Identifier> fixed) {
        final Draft draft = new Draft(table, fixed);
        batch.forEach(draft::take);
        return draft.finish(batch.records());
    }

    private final class Draft {

        private final DescribedTable before;
        private final Set<Identifier> fixed;
        private final StatementText text = new StatementText(StatementText.MOST_BYTES);
        private final FieldNames names;
        private final Map<Identifier, DescribedColumn> after;
        private final Map<String, Identifier> columnOf = new LinkedHashMap<>();
        private final Map<Identifier, Integer> spellings = new HashMap<>();
        private final Map<Identifier, FieldUse> uses = new LinkedHashMap<>();
        private final Map<String, Verdict.Misfit> rejected = new LinkedHashMap<>();
        private final List<String> overflowing = new ArrayList<>();

        Draft(final DescribedTable table, final Set<Identifier> fixed) {
            before = table;
            this.fixed = fixed;
            final Set<Identifier> filled = new HashSet<>(reserved);
            if (unknown == UnknownFields.OVERFLOW) {
                filled.add(overflow);
            }
            names = new FieldNames(table, naming, filled);
            after = table.byName();
        }

        void take(final String field, final FieldUse use) {
            switch (names.target(field)) {
                case FieldTarget.Existing existing
                when existing.column().type().family() == TypeFamily.VECTOR -> {
                    if (use.values() > 0) {
                        rejected.put(field, ValueCheck.unloadable(existing.column()));
                    }
                }
                case FieldTarget.Existing existing ->
                    use(field, existing.column().name(), use);
                case FieldTarget.Missing missing when use.values() > 0 -> takeUnknown(field, missing.name(), use);
                case FieldTarget.Barred barred when use.values() > 0 -> bar(field, barred);
                // nothing but null: nothing is lost without a column
                default -> {}
            }
        }

        private void use(final String field, final Identifier column, final FieldUse use) {
            final DescribedColumn existing = after.get(column);
            final String otherwise =
                    existing == null ? "" : existing.otherwise().expression().orElse("");
            if (!isNamed(field, otherwise)) {
                return;
            }
            if (spellings.merge(column, 1, Integer::sum) > MOST_SPELLINGS) {
                rejected.put(field, FieldMisfit.tooManySpellings(field, MOST_SPELLINGS));
                return;
            }
            columnOf.put(field, column);
            uses.merge(column, use, FieldUse::and);
        }

        private void takeUnknown(final String field, final Identifier name, final FieldUse use) {
            if (unknown == UnknownFields.EVOLVE && !fixed.contains(name)) {
                use(field, name, use);
            } else if (mayOverflow()) {
                overflow(field);
            } else {
                rejected.put(field, FieldMisfit.noColumn(field));
            }
        }

        private boolean mayOverflow() {
            return unknown == UnknownFields.OVERFLOW && (after.containsKey(overflow) || !fixed.contains(overflow));
        }

        private void overflow(final String field) {
            if (isNamed(field, "")) {
                overflowing.add(field);
            }
        }

        /** Whether the statements of the load have room for the field. */
        private boolean isNamed(final String field, final String constant) {
            if (text.takes(field, constant)) {
                return true;
            }
            rejected.put(field, FieldMisfit.noRoom(field));
            return false;
        }

        private void bar(final String field, final FieldTarget.Barred barred) {
            // No SQL text can hold a NUL, and none holds names of any length.
            if (mayOverflow() && field.indexOf(0) < 0 && field.length() <= Identifier.MAX_LENGTH) {
                overflow(field);
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
                        .filter(column -> !column.computed()
                                && !reserved.contains(column.name())
                                && !fixed.contains(column.name()))
                        .forEach(column -> evolve(column, records, widened, nullable));
            }
            added.forEach(column -> after.put(column.name(), column));
            return new EvolutionPlan(
                    added, widened, nullable, routes(), objects(), new DescribedTable(List.copyOf(after.values())));
        }

        private void refuseOverflowIntoAnotherType() {
            final DescribedColumn column = after.get(overflow);
            if (overflowing.isEmpty() || column == null || column.holdsObjects()) {
                return;
            }
            overflowing.forEach(field -> rejected.put(field, FieldMisfit.overflowOfAnotherType(field, column)));
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
            final long nulls = column.holdsJsonNull() ? 0 : use.nulls();
            final long absent = column.otherwise().exists() ? 0 : records - use.values() - use.nulls();
            return nulls + absent > 0;
        }

        private Map<String, Route> routes() {
            final Map<String, Route> routes = new LinkedHashMap<>();
            columnOf.forEach((field, name) -> routes.put(field, new Route.ToColumn(after.get(name))));
            overflowing.forEach(field -> routes.put(field, new Route.ToOverflow(after.get(overflow))));
            rejected.forEach((field, why) -> routes.put(field, new Route.Rejected(why)));
            return routes;
        }

        private Set<Identifier> objects() {
            return overflowing.isEmpty() ? Set.of() : Set.of(overflow);
        }
    }
}
