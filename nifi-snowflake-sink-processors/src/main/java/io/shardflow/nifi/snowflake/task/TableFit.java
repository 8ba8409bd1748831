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
package io.shardflow.nifi.snowflake.task;

import io.shardflow.nifi.snowflake.jdbc.TargetTable;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.schema.BatchShape;
import io.shardflow.nifi.snowflake.target.Target;
import java.io.IOException;
import java.util.Set;

/** Makes the table fit the pending records as far as it can, then leaves out those that still do not fit. One thread. */
final class TableFit {

    private final Target target;
    private final TablePlanner planner;
    private final PendingContents pending;

    /** Columns that the plan that was made last may not touch. */
    private Set<Identifier> fixed = Set.of();

    /** Whether every pending record was looked at for that plan. */
    private boolean checked;

    TableFit(final Target target, final TablePlanner planner, final PendingContents pending) {
        this.target = target;
        this.planner = planner;
        this.pending = pending;
    }

    /**
     * Afterwards all that is pending lands under the plan, which needs no change of the table.
     *
     * @param known as the table was described last; others may have changed it since
     */
    TablePlan fit(final Target.Open open, final TargetTable known) throws WarehouseException, IOException {
        final TablePlan first = plan(known, target.changes().refused());
        if (!first.evolution().changesTable() && pending.fit(first)) {
            return first;
        }
        // Nothing is rejected by an old description.
        final TablePlan plan = target.changes().follow(target, open, this::planForSome);
        return checked || pending.fit(plan) ? plan : leaveOut(plan);
    }

    /** Whether all that is pending lands in the table as it was described last, which is decided without a question. */
    boolean isSure(final TargetTable known) {
        try {
            final TablePlan plan = plan(known, target.changes().refused());
            return !plan.evolution().changesTable() && !plan.columns().isEmpty() && pending.fit(plan);
        } catch (final WarehouseException e) {
            // It is told by the plan that is loaded by.
            return false;
        }
    }

    /** A change of the table is for records that land with it: what is rejected anyway leaves before. */
    private TablePlan planForSome(final TargetTable table, final Set<Identifier> refused)
            throws WarehouseException, IOException {
        fixed = refused;
        checked = false;
        pending.uncheck();
        final TablePlan plan = plan(table, refused);
        if (!plan.evolution().changesTable() || pending.fit(plan)) {
            return plan;
        }
        checked = true;
        return leaveOut(plan);
    }

    /**
     * Leaves out the records that do not fit: first those with a value that does not, since it decides nothing about others.
     * What only they had needs no column any more, and its default takes effect.
     */
    private TablePlan leaveOut(final TablePlan plan) throws WarehouseException, IOException {
        pending.check(plan.check());
        final BatchShape landing = pending.shape();
        if (plan.check().mixes(landing)) {
            pending.check(plan.check().apart(landing));
        }
        return pending.isEmpty() ? plan : plan(plan.table(), fixed);
    }

    private TablePlan plan(final TargetTable table, final Set<Identifier> refused) throws WarehouseException {
        return planner.plan(table, pending.metadataFields(), pending.shape(), refused);
    }
}
