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
package io.shardflow.nifi.snowflake.jdbc;

import io.shardflow.nifi.snowflake.gap.LoadedSoFar;
import io.shardflow.nifi.snowflake.ledger.Loan;
import io.shardflow.nifi.snowflake.ledger.WarehouseSession;
import io.shardflow.nifi.snowflake.ledger.WarehouseSessions;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import io.shardflow.nifi.snowflake.schema.DescribedColumn;
import java.sql.Connection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Sessions on one target table, over connections of any pool. Safe for several threads: the state is the last description
 * of the table, replaced as a whole, and how looks read its arrivals.
 */
public final class JdbcWarehouseSessions implements WarehouseSessions {

    private final ConnectionSource source;
    private final String account;
    private final Grants grants;
    private final ArrivalReading arrivals = new ArrivalReading();
    private volatile TargetTable target;

    private JdbcWarehouseSessions(final ConnectionSource source, final SessionFacts session, final TargetTable target) {
        this.source = source;
        this.account = session.account();
        this.grants = new Grants(session.role());
        this.target = Objects.requireNonNull(target, "target");
    }

    /**
     * Finds the table.
     *
     * @param create columns to create the table with if it does not exist; empty to leave it alone
     * @return empty if the table does not exist and is not to be created
     */
    public static Optional<JdbcWarehouseSessions> find(
            final ConnectionSource source, final TargetName wanted, final Optional<List<DescribedColumn>> create)
            throws WarehouseException {
        final Connection connection = CleanConnection.borrow(source);
        try {
            final SqlRunner sql = new SqlRunner(connection);
            final SessionFacts session = SessionFacts.read(sql);
            final TargetCatalog catalog = new TargetCatalog(sql);
            SessionPlace.check(
                    connection, session, wanted.name().database(), wanted.name().schema());
            final QualifiedName name = TargetCatalog.resolve(wanted, session);
            Optional<TargetTable> found = catalog.describe(name, wanted.metadata());
            if (found.isEmpty() && create.isPresent()) {
                catalog.create(name, create.get());
                found = catalog.describe(name, wanted.metadata());
            }
            return found.map(described -> new JdbcWarehouseSessions(source, session, described));
        } finally {
            CleanConnection.giveBack(connection);
        }
    }

    /** What gives the role the rights to load into a table that it does not see, a statement. */
    public static String grantLoad(final ConnectionSource source, final TargetName wanted) throws WarehouseException {
        final SessionFacts session = SessionFacts.of(source);
        return new Grants(session.role()).load(TargetCatalog.resolve(wanted, session));
    }

    /** What gives the role the right to change the table, a statement. */
    public String grantOwnership() {
        return grants.ownership(target.name());
    }

    /** Names the table for every processor of this JVM alike: account and full name. */
    public String id() {
        final QualifiedName name = target.name();
        return "snowflake://" + account + "/" + name.database().name() + "/"
                + name.schema().name() + "/" + name.object().name();
    }

    /** The table as it was last described. */
    public TargetTable target() {
        return target;
    }

    /**
     * Describes the table again.
     *
     * @throws WarehouseException PERMANENT if it is gone
     */
    public TargetTable describe() throws WarehouseException {
        final Connection connection = CleanConnection.borrow(source);
        try {
            final TargetTable old = target;
            return new TargetCatalog(new SqlRunner(connection))
                    .describe(old.name(), old.metadata())
                    .orElseThrow(() -> new WarehouseException(
                            Kind.PERMANENT, "table " + old.name() + " does not exist, or the role may not see it"));
        } finally {
            CleanConnection.giveBack(connection);
        }
    }

    /** Makes this the description that loads begin with. */
    public void use(final TargetTable described) {
        target = described;
    }

    /** Whether a look has found a row whose arrival is no number since this was last asked. */
    public boolean takeWrongArrivals() {
        return arrivals.takeWrong();
    }

    /**
     * For reports only: nothing is decided by it.
     *
     * @return in a connection of its own, which goes back when it is closed
     */
    public LoadedSoFar loadedSoFar() throws WarehouseException {
        return new GapReader(CleanConnection.borrow(source), target);
    }

    @Override
    public WarehouseSession open() throws WarehouseException {
        return open(source);
    }

    @Override
    public WarehouseSession openOnLoan(final Loan loan) throws WarehouseException {
        return open(() -> source.connectOnLoan(loan));
    }

    private WarehouseSession open(final ConnectionSource from) throws WarehouseException {
        return new JdbcWarehouseSession(CleanConnection.borrowWithState(from), target, arrivals);
    }
}
