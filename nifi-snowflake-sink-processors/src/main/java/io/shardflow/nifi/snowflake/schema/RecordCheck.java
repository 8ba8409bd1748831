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
import java.util.stream.Stream;

/**
 * Whether a record lands under a plan: begin, every field, end. The first verdict that is a {@link Verdict.Misfit} is the
 * record's. Not safe for several threads.
 */
public final class RecordCheck {

    private final EvolutionPlan plan;
    private final ValueCheck values;
    /** Without a value their records do not land. */
    private final List<DescribedColumn> required;

    /** Records without their fields would get NULL, since nothing but leaving the column out gives them the default. */
    private final List<DescribedColumn> whole;

    private final Set<Identifier> seen = new HashSet<>();

    public RecordCheck(final EvolutionPlan plan, final ValueCheck values, final Set<Identifier> reserved) {
        this.plan = plan;
        this.values = values;
        this.required = plan.table().columns().stream()
                .filter(column -> !column.nullable() && !column.computed() && !reserved.contains(column.name()))
                .filter(column ->
                        !column.otherwise().exists() && !plan.objects().contains(column.name()))
                .toList();
        this.whole = plan.routes().values().stream()
                .flatMap(route -> route instanceof Route.ToColumn to ? Stream.of(to.column()) : Stream.of())
                .distinct()
                .filter(column -> column.otherwise().exists()
                        && column.otherwise().expression().isEmpty())
                .toList();
    }

    /**
     * Whether every record of a shape lands, as far as can be told from the shape; if not, the records have to be looked at.
     *
     * @param shape as a {@link ContentCheck} has gathered it
     */
    public boolean takesAll(final BatchShape shape) {
        final Map<Identifier, Long> named = new HashMap<>();
        final boolean[] all = {true};
        shape.forEach((field, use) -> all[0] &= takesAll(field, use, named));
        return all[0]
                && Stream.concat(required.stream(), whole.stream())
                        .allMatch(column -> named.getOrDefault(column.name(), 0L) == shape.records());
    }

    /** @param named adds the records that have a field for a column */
    private boolean takesAll(final String field, final FieldUse use, final Map<Identifier, Long> named) {
        return switch (plan.routes().get(field)) {
            case null -> use.values() == 0;
            case Route.Rejected rejected -> use.values() == 0;
            case Route.ToOverflow overflow -> true;
            case Route.ToColumn to -> {
                final DescribedColumn column = to.column();
                named.merge(column.name(), use.values() + use.nulls(), Long::sum);
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
                        ? values.check(to.column(), bytes, offset, length)
                        : new Verdict.Misfit(
                                field,
                                "two fields of the record go to column "
                                        + to.column().name(),
                                "rename one of them, or name columns as they are written");
        };
    }

    private static Verdict unplanned(final String field, final byte first) {
        if (first != 'n') {
            throw new IllegalArgumentException("field '" + field + "' was not in the batch that was planned for");
        }
        return Verdict.FITS;
    }

    /** Ends the record: whether a column that needs a value has none. */
    public Verdict end() {
        for (final DescribedColumn column : whole) {
            if (!seen.contains(column.name())) {
                return new Verdict.Misfit(
                        column.name().name(),
                        "no field for it, which other records that are loaded with this one have, and its default"
                                + " takes effect only where none has",
                        "send the field with all records or none, or give the column a constant as default");
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
