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
package io.shardflow.nifi.snowflake.target;

import io.shardflow.nifi.snowflake.jdbc.Failures;
import io.shardflow.nifi.snowflake.jdbc.TargetTable;
import io.shardflow.nifi.snowflake.load.ChangeRefusedException;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.name.ShownText;
import io.shardflow.nifi.snowflake.name.TableName;
import io.shardflow.nifi.snowflake.schema.DescribedColumn;
import io.shardflow.nifi.snowflake.schema.EvolutionPlan;
import io.shardflow.nifi.snowflake.schema.SchemaSql;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.nifi.logging.ComponentLog;

/**
 * Makes the table follow the records, one task of this node at a time. Others may be faster: each change is planned for a
 * fresh description. A column whose change Snowflake refuses is left as it is for a while, then tried again; others are
 * changed meanwhile.
 *
 * <p>Every task of the processor uses it.
 */
public final class TableChanges {

    /** How often one task plans, with others changing the table at the same time, before its FlowFiles wait in the queue. */
    private static final int MOST_PLANS = 4;

    /**
     * Statements for one plan, from which on columns are not divided further that Snowflake refuses together for another reason
     * than a missing right. One bad column among thousands takes less than half.
     */
    private static final int MOST_STATEMENTS = 64;

    /** Columns that a message names. */
    private static final int MOST_NAMED = 20;

    /** Plans for a table. */
    @FunctionalInterface
    public interface Planning<P> {
        /** @param fixed columns that the plan may neither add nor change */
        P plan(TargetTable table, Set<Identifier> fixed) throws WarehouseException, IOException;
    }

    /** Something that may need the table changed. */
    public interface Plan {
        EvolutionPlan evolution();
    }

    private final TableName name;
    private final ComponentLog log;

    private final RefusedChanges refused;

    TableChanges(final TableName name, final ComponentLog log, final LongSupplier nanoClock) {
        this.name = name;
        this.log = log;
        this.refused = new RefusedChanges(nanoClock);
    }

    /**
     * Describes the table, and changes it until a plan needs no change.
     *
     * @return the plan for the table as it is now
     * @throws WarehouseException TRANSIENT if others change it again and again; PERMANENT if it is gone, or if what a change
     *     needs besides the right to it, a session and the guard's lock, needs somebody to act
     * @throws IOException of the planning
     */
    public synchronized <P extends Plan> P follow(
            final Target target, final Target.Open open, final Planning<P> planning)
            throws WarehouseException, IOException {
        for (int i = 0; i < MOST_PLANS; i++) {
            final TargetTable described = target.describeAgain(open);
            final P plan = planning.plan(described, refused.columns());
            if (!plan.evolution().changesTable()) {
                return plan;
            }
            new Change(open, described).isOvertaken(plan.evolution());
        }
        throw new WarehouseException(
                Kind.TRANSIENT, "its columns are altered again and again while it is made to follow the records");
    }

    /** Columns whose change is not worth a try now; waits for nobody. */
    public Set<Identifier> refused() {
        return refused.columns();
    }

    /** The changes of one plan. Not safe for several threads. */
    private final class Change {
        private final Target.Open open;
        private int statements;

        /** As described last, or changed since by this. */
        private TargetTable table;

        Change(final Target.Open open, final TargetTable described) {
            this.open = open;
            this.table = described;
        }

        /** @return whether somebody else has changed the table, so that the next plan is for what it is now */
        boolean isOvertaken(final EvolutionPlan plan) throws WarehouseException {
            final List<Identifier> columns = List.copyOf(plan.changed());
            try {
                statements++;
                open.loader().alter(SchemaSql.alter(table.name(), plan));
                log.info("Table {} follows its records: {}", name, changes(plan));
                return false;
            } catch (final ChangeRefusedException e) {
                if (!open.sessions().describe().shape().equals(table.shape())) {
                    return true;
                }
                if (Failures.isForbidden(e) || columns.size() == 1 || statements >= MOST_STATEMENTS) {
                    refuse(plan, e);
                    return false;
                }
            }
            final int half = columns.size() / 2;
            if (isOvertaken(plan.only(columns.subList(0, half)))) {
                return true;
            }
            table = open.sessions().describe();
            return isOvertaken(plan.only(columns.subList(half, columns.size())));
        }

        private void refuse(final EvolutionPlan plan, final WarehouseException e) {
            refused.add(plan.changed());
            log.warn(
                    "Table {} cannot be made to follow its records ({}), and records that need it are rejected for {} minutes,"
                            + " then it is tried again; other columns are not affected: {}. {}hange the table by hand, or set"
                            + " 'Unknown Fields' to what is to happen",
                    name,
                    changes(plan),
                    RefusedChanges.AGAIN.toMinutes(),
                    ShownText.of(e.getMessage()),
                    Failures.isForbidden(e) ? "Run " + open.sessions().grantOwnership() + "; or c" : "C");
        }
    }

    /** In words, without anything of a record but names of fields. */
    private static String changes(final EvolutionPlan plan) {
        return ShownText.of(Stream.of(
                        part("new columns", namesAndTypes(plan.added())),
                        part("wider columns", namesAndTypes(plan.widened())),
                        part("columns that take NULL", plan.nullable()))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", ")));
    }

    private static String part(final String what, final List<?> columns) {
        return columns.isEmpty()
                ? ""
                : what
                        + ' '
                        + columns.stream()
                                .limit(MOST_NAMED)
                                .map(Object::toString)
                                .collect(Collectors.joining(", "))
                        + (columns.size() > MOST_NAMED ? " and " + (columns.size() - MOST_NAMED) + " more" : "");
    }

    private static List<String> namesAndTypes(final List<DescribedColumn> columns) {
        return columns.stream()
                .map(column -> column.name() + " " + column.type())
                .toList();
    }
}
