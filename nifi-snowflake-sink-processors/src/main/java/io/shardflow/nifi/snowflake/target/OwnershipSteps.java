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

import io.shardflow.nifi.snowflake.jdbc.TableOwners;
import io.shardflow.nifi.snowflake.jdbc.TableOwners.Owner;
import io.shardflow.nifi.snowflake.jdbc.TargetTable;
import io.shardflow.nifi.snowflake.jdbc.TargetTrial;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.schema.UnknownFields;
import io.shardflow.nifi.snowflake.settings.ColumnSettings;
import java.util.Optional;

/** The steps of Verify in which it matters who owns a table. Each answers in words, or throws what is in the way. */
final class OwnershipSteps {

    private OwnershipSteps() {}

    /** Guard and ledger: whose they are, and whether the role has the rights that a load takes. */
    static String ledger(final TargetTrial trial) throws WarehouseException {
        final TableOwners owners = trial.owners();
        final Optional<Owner> owner = owners.guard().or(owners::ledger);
        try {
            if (trial.ledger() && owner.isPresent()) {
                return "Guard and ledger beside the table belong to role "
                        + owner.get().role()
                        + (owner.get().active() ? "" : "; role " + owners.session() + " may use them");
            }
        } catch (final WarehouseException e) {
            if (e.kind() != Kind.PERMANENT || owner.isEmpty()) {
                throw e;
            }
            throw new WarehouseException(
                    e.kind(),
                    "guard and ledger beside the table belong to role "
                            + owner.get().role() + ": " + e.getMessage(),
                    e);
        }
        return "The role sees no guard and ledger beside the table: the first start makes them. If another role has made"
                + " them, it says so, with the GRANTs";
    }

    /** What becomes of a field that has no column. */
    static String newFields(final TargetTrial trial, final ColumnSettings settings, final TargetTable table)
            throws WarehouseException {
        final Optional<Identifier> overflow = settings.overflow();
        if (settings.unknown() == UnknownFields.REFUSE) {
            return "A record with a field that has no column goes to rejected, as 'Unknown Fields' says";
        }
        if (overflow.isPresent() && table.column(overflow.get().name()).isPresent()) {
            return "They go into column " + overflow.get().name();
        }
        final String wish = overflow.map(column -> "Column " + column.name() + " for them is added")
                .orElse("The table gets columns for them");
        final TableOwners owners = trial.owners();
        if (owners.table().isEmpty()) {
            return wish + ", if the role may; who owns the table is not known";
        }
        final Owner owner = owners.table().get();
        if (!owner.active()) {
            throw new WarehouseException(
                    Kind.PERMANENT,
                    "a record with a field that has no column would go to rejected: the table belongs to role "
                            + owner.role() + ", and role " + owners.session()
                            + " may not change its columns. Run " + trial.grantOwnership()
                            + "; or set 'Unknown Fields' to what is to happen");
        }
        return wish + ": it belongs to role " + owner.role();
    }
}
