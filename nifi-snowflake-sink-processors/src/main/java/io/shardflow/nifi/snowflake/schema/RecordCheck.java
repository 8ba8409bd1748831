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

/**
 * Whether a record lands under a plan: begin, every field, end. The first verdict that is a {@link Verdict.Misfit} is the
 * record's. Not safe for several threads.
 */
public final class RecordCheck {

    private final EvolutionPlan plan;
    private final ValueCheck values;
    private final List<DescribedColumn> required;
    private final Set<Identifier> seen = new HashSet<>();

    public RecordCheck(final EvolutionPlan plan, final ValueCheck values, final Set<Identifier> reserved) {
        this.plan = plan;
        this.values = values;
        this.required = plan.table().columns().stream()
                .filter(column -> !column.nullable() && !column.computed() && !reserved.contains(column.name()))
                .filter(column -> plan.listed().contains(column.name()) || !column.defaulted())
                .toList();
    }

    /**
     * Whether every record of a shape lands, as far as can be told from the shape; if not, the records have to be looked at.
     *
     * @param shape as a {@link ContentCheck} has gathered it
     */
    public boolean takesAll(final BatchShape shape) {
        final Map<Identifier, Long> filled = new HashMap<>();
        final boolean[] all = {true};
        shape.forEach((field, use) -> all[0] &= takesAll(field, use, filled));
        return all[0]
                && required.stream().allMatch(column -> filled.getOrDefault(column.name(), 0L) == shape.records());
    }

    /** @param filled adds the records that bring a column what is not SQL NULL */
    private boolean takesAll(final String field, final FieldUse use, final Map<Identifier, Long> filled) {
        return switch (plan.routes().get(field)) {
            case null -> use.values() == 0;
            case Route.Rejected rejected -> use.values() == 0;
            case Route.ToOverflow overflow -> true;
            case Route.ToColumn to -> {
                final boolean variant = to.column().type().family() == TypeFamily.VARIANT;
                filled.merge(to.column().name(), use.values() + (variant ? use.nulls() : 0), Long::sum);
                yield SureFit.holds(to.column(), use.shape());
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
        for (final DescribedColumn column : required) {
            if (!seen.contains(column.name())) {
                return values.checkAbsent(column);
            }
        }
        return Verdict.FITS;
    }
}
