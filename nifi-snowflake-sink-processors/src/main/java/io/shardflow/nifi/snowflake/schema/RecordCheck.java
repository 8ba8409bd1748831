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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a record lands under a plan: begin, every field, end. The first verdict that is a {@link Verdict.Misfit} is the
 * record's. Not safe for several threads.
 */
public final class RecordCheck {

    private static final String EFFECT = " and its default takes effect only where none of them has one";
    private static final String REMEDY =
            "send the field with all records or none, or give the column a constant as default";

    private final EvolutionPlan plan;
    private final ValueCheck values;
    /** Without a value their records do not land. */
    private final List<DescribedColumn> required;

    /** Nothing but leaving them out of the load gives the default: all of its records have a field for one, or none has. */
    private final Set<Identifier> unmixed;

    /** Of these, those that records without a field are rejected for. */
    private final Set<Identifier> needed;

    /** Of these, those that records with a field are rejected for. */
    private final Set<Identifier> unwanted;

    private final Set<Identifier> seen = new HashSet<>();

    public RecordCheck(final EvolutionPlan plan, final ValueCheck values, final Set<Identifier> reserved) {
        this(plan, values, required(plan, reserved), unmixed(plan), Set.of(), Set.of());
    }

    private RecordCheck(
            final EvolutionPlan plan,
            final ValueCheck values,
            final List<DescribedColumn> required,
            final Set<Identifier> unmixed,
            final Set<Identifier> needed,
            final Set<Identifier> unwanted) {
        this.plan = plan;
        this.values = values;
        this.required = required;
        this.unmixed = unmixed;
        this.needed = needed;
        this.unwanted = unwanted;
    }

    private static List<DescribedColumn> required(final EvolutionPlan plan, final Set<Identifier> reserved) {
        return plan.table().columns().stream()
                .filter(column -> !column.nullable() && !column.computed() && !reserved.contains(column.name()))
                .filter(column ->
                        !column.otherwise().exists() && !plan.objects().contains(column.name()))
                .toList();
    }

    private static Set<Identifier> unmixed(final EvolutionPlan plan) {
        return plan.routes().values().stream()
                .flatMap(route -> route instanceof Route.ToColumn to ? Stream.of(to.column()) : Stream.of())
                .filter(column -> column.otherwise().exists()
                        && column.otherwise().expression().isEmpty())
                .map(DescribedColumn::name)
                .collect(Collectors.toSet());
    }

    /**
     * Whether records of a load are not to be loaded together, since only some have a field for a column whose default nobody
     * can write. Which of them are rejected is decided when it is known which values land: {@link #apart}.
     */
    public boolean mixes(final BatchShape load) {
        if (unmixed.isEmpty()) {
            return false;
        }
        final Map<Identifier, FieldUse> uses = uses(load);
        return unmixed.stream()
                .mapToLong(column -> named(uses, column))
                .anyMatch(named -> named > 0 && named < load.records());
    }

    /**
     * The same check, by which of records that are not to be loaded together the fewer ones are rejected. Those that have a
     * field are also rejected if it is null in all of them.
     *
     * @param landing of all records of the load whose values land
     */
    public RecordCheck apart(final BatchShape landing) {
        final Map<Identifier, FieldUse> uses = uses(landing);
        final Map<Boolean, Set<Identifier>> kept = unmixed.stream()
                .collect(Collectors.partitioningBy(
                        column -> isKept(uses.getOrDefault(column, FieldUse.NONE), landing.records()),
                        Collectors.toSet()));
        return new RecordCheck(plan, values, required, unmixed, kept.get(true), kept.get(false));
    }

    private static boolean isKept(final FieldUse use, final long records) {
        final long named = use.values() + use.nulls();
        return named == records || use.values() > 0 && named >= records - named;
    }

    private Map<Identifier, FieldUse> uses(final BatchShape shape) {
        final Map<Identifier, FieldUse> uses = new HashMap<>();
        shape.forEach((field, use) -> {
            if (plan.routes().get(field) instanceof Route.ToColumn to) {
                uses.merge(to.column().name(), use, FieldUse::and);
            }
        });
        return uses;
    }

    private static long named(final Map<Identifier, FieldUse> uses, final Identifier column) {
        final FieldUse use = uses.getOrDefault(column, FieldUse.NONE);
        return use.values() + use.nulls();
    }

    /**
     * Whether every record of a shape lands, as far as can be told from the shape; if not, the records have to be looked at.
     *
     * @param shape as a {@link ContentCheck} has gathered it
     */
    public boolean takesAll(final BatchShape shape) {
        final boolean[] all = {true};
        shape.forEach((field, use) -> all[0] &= takesAll(field, use));
        if (!all[0]) {
            return false;
        }
        final Map<Identifier, FieldUse> uses = uses(shape);
        return Stream.concat(required.stream().map(DescribedColumn::name), needed.stream())
                        .allMatch(column -> named(uses, column) == shape.records())
                && unwanted.stream().allMatch(column -> named(uses, column) == 0);
    }

    private boolean takesAll(final String field, final FieldUse use) {
        return switch (plan.routes().get(field)) {
            case null -> use.values() == 0;
            case Route.Rejected rejected -> use.values() == 0;
            case Route.ToOverflow overflow -> true;
            case Route.ToColumn to -> {
                final DescribedColumn column = to.column();
                yield SureFit.holds(column, use.shape())
                        && (use.nulls() == 0 || column.nullable() || column.holdsJsonNull());
            }
        };
    }

    /** Begins the next record. */
    public void begin() {
        seen.clear();
    }

    /**
     * Checks a field of the batch that was planned for.
     *
     * @throws IllegalArgumentException if the plan does not know the field, so that nobody would load its value
     */
    public Verdict check(final String field, final byte[] bytes, final int offset, final int length) {
        return switch (plan.routes().get(field)) {
            case null -> unplanned(field, bytes[offset]);
            case Route.Rejected rejected -> bytes[offset] == 'n' ? Verdict.FITS : rejected.why();
            case Route.ToOverflow overflow -> {
                seen.add(overflow.column().name());
                yield values.checkPassage(field, bytes, offset, length);
            }
            case Route.ToColumn to ->
                seen.add(to.column().name())
                        ? check(to.column(), bytes, offset, length)
                        : new Verdict.Misfit(
                                field,
                                "two fields of the record go to column "
                                        + to.column().name(),
                                "rename one of them, or name columns as they are written");
        };
    }

    private Verdict check(final DescribedColumn column, final byte[] bytes, final int offset, final int length) {
        final Verdict verdict = values.check(column, bytes, offset, length);
        return !(verdict instanceof Verdict.Misfit) && unwanted.contains(column.name())
                ? new Verdict.Misfit(
                        column.name().name(),
                        (bytes[offset] == 'n' ? "null" : "a value")
                                + " for it, where other records that are loaded with this one have no field," + EFFECT,
                        REMEDY)
                : verdict;
    }

    private static Verdict unplanned(final String field, final byte first) {
        if (first != 'n') {
            throw new IllegalArgumentException("field '" + field + "' was not in the batch that was planned for");
        }
        return Verdict.FITS;
    }

    /** Ends the record: whether a column that needs a value has none. */
    public Verdict end() {
        for (final Identifier column : needed) {
            if (!seen.contains(column)) {
                return new Verdict.Misfit(
                        column.name(),
                        "no field for it, which other records that are loaded with this one have," + EFFECT,
                        REMEDY);
            }
        }
        for (final DescribedColumn column : required) {
            if (!seen.contains(column.name())) {
                return values.checkAbsent(column);
            }
        }
        return Verdict.FITS;
    }
}
