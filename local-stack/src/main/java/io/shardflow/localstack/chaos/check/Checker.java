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
package io.shardflow.localstack.chaos.check;

import io.shardflow.localstack.chaos.site.Load;
import io.shardflow.localstack.chaos.site.Site;
import io.shardflow.localstack.workload.Arrivals;
import io.shardflow.localstack.workload.ErrorTable;
import io.shardflow.localstack.workload.LandedOrders;
import io.shardflow.localstack.workload.OrderTable;
import io.shardflow.localstack.workload.OtherColumns;
import io.shardflow.localstack.workload.StreamSearch;
import io.shardflow.nifi.kinesis.metadata.Position;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Holds the tables against what was produced. Threads: used by one. */
public final class Checker {

    private static final Duration POLL = Duration.ofMillis(300);

    /** A consumer that reads a stream again hands FlowFiles on all the time; one that takes a shard over has it within ten seconds. */
    private static final Duration QUIET = Duration.ofSeconds(15);

    private final Site site;
    private final Findings findings;

    public Checker(final Site site) {
        this.site = site;
        this.findings = new Findings(site);
    }

    /**
     * What there is of the orders up to one of them.
     *
     * @param rows of orders
     * @param orders that have a row, or several
     */
    private record Landed(long rows, long orders) {}

    /**
     * Waits until everything that the stream has taken by now has landed, one order at least.
     *
     * @return whether it has within the time, and no order twice
     */
    public boolean awaitLanded(final Duration limit) throws SQLException {
        final Load load = site.load();
        final long orders = Math.max(1, load.produced().count());
        final long bad = load.bad().count();
        final long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            site.check();
            final Landed landed = site.worksheet().ask(connection -> landed(connection, orders));
            if (landed.rows() > landed.orders()) {
                return false;
            }
            if (landed.orders() >= orders && rejected() >= bad) {
                return true;
            }
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /**
     * Waits until no FlowFile has come into any connector for a while: one that is late would double its rows only then.
     *
     * @return whether there was such a while within the time
     */
    public boolean awaitQuiet(final Duration limit) {
        final long begin = System.nanoTime();
        long quietSince = begin;
        while (System.nanoTime() - quietSince < QUIET.toNanos()) {
            site.check();
            if (site.nodes().stream().anyMatch(node -> node.queuedFlowFiles() > 0)) {
                quietSince = System.nanoTime();
            }
            if (System.nanoTime() - begin > limit.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        return true;
    }

    /**
     * Whether a row is wrong, or there more than once, or of no order, or an order has none. To be asked before rows are taken away,
     * which nobody can look at afterwards, and while no order is on its way.
     */
    public boolean hasWrongRows() throws SQLException {
        final Arrivals arrivals = arrivals();
        return site.worksheet()
                .ask(connection -> !inspect(connection, arrivals).counts().isExact());
    }

    /** Rows in the table. */
    public long rows() throws SQLException {
        return site.worksheet().ask(connection -> new OrderTable(connection, Site.TABLE).count());
    }

    /** Compares both tables with what was produced, field by field and byte by byte. */
    public Verdict verdict() throws SQLException {
        final Load load = site.load();
        final Arrivals arrivals = arrivals();
        return site.worksheet().ask(connection -> {
            final OrderTable.Inspection orders = inspect(connection, arrivals);
            final LandedOrders rejected =
                    new ErrorTable(connection, Site.ERROR_TABLE).compare(Site.STREAM, load.bad(), arrivals);
            final List<String> lines = new ArrayList<>(findings.of(orders.wrong(), connection));
            final long strangers =
                    orders.counts().altered() - orders.wrong().altered().cardinality();
            if (strangers > 0) {
                lines.add(strangers + " rows are of no order");
            }
            if (!rejected.isExact()) {
                lines.add("error table: " + rejected);
            }
            return new Verdict(orders.counts(), rejected, outOfOrder(connection), lines);
        });
    }

    private Arrivals arrivals() {
        final Load load = site.load();
        return new StreamSearch(site.kinesis(), Site.STREAM)
                .arrivals(load.produced().count() + load.bad().count());
    }

    private OrderTable.Inspection inspect(final Connection connection, final Arrivals arrivals) throws SQLException {
        return new OrderTable(connection, Site.TABLE)
                .inspect(Site.STREAM, site.load().produced(), arrivals, otherColumns(connection));
    }

    private long rejected() throws SQLException {
        return site.worksheet().ask(connection -> new ErrorTable(connection, Site.ERROR_TABLE).count());
    }

    /**
     * Counts them only if the table may have all of them, which is quickly said: that is asked again and again. Before the first
     * record the table has no column for their ids.
     */
    private static Landed landed(final Connection connection, final long end) throws SQLException {
        if (new OrderTable(connection, Site.TABLE).count() < end
                || !columns(connection).contains("ID")) {
            return new Landed(0, 0);
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*), COUNT(DISTINCT \"ID\") FROM " + Site.TABLE
                        + " WHERE \"ID\"::NUMBER(38,0) < " + end)) {
            row.next();
            return new Landed(row.getLong(1), row.getLong(2));
        }
    }

    private static long outOfOrder(final Connection connection) throws SQLException {
        final LandingOrder order = new LandingOrder();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT KINESISMETADATA:shardId::VARCHAR, KINESISMETADATA:sequenceNumber::VARCHAR FROM "
                                + Site.TABLE + " ORDER BY " + Site.LANDING)) {
            while (rows.next()) {
                order.add(rows.getString(1), new Position(rows.getString(2), 0));
            }
        }
        return order.outOfOrder();
    }

    private static OtherColumns otherColumns(final Connection connection) throws SQLException {
        return new OtherColumns(
                Set.of(Site.LANDING, Site.LANDED_AT),
                columns(connection).stream()
                        .filter(column -> column.startsWith(Site.ADDED) || column.startsWith(Site.GROWN))
                        .collect(Collectors.toSet()));
    }

    private static Set<String> columns(final Connection connection) throws SQLException {
        final Set<String> columns = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("DESC TABLE " + Site.TABLE)) {
            while (rows.next()) {
                columns.add(rows.getString("name"));
            }
        }
        return columns;
    }
}
