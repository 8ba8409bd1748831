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

import io.shardflow.nifi.kinesis.metadata.KinesisMetadata;
import io.shardflow.nifi.snowflake.content.OneRecordFile;
import io.shardflow.nifi.snowflake.jdbc.JdbcWarehouseSessions;
import io.shardflow.nifi.snowflake.jdbc.TargetTable;
import io.shardflow.nifi.snowflake.ledger.AttemptNames;
import io.shardflow.nifi.snowflake.ledger.LedgerLoader;
import io.shardflow.nifi.snowflake.ledger.LoadTimes;
import io.shardflow.nifi.snowflake.load.TableLoader;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import io.shardflow.nifi.snowflake.name.TableName;
import io.shardflow.nifi.snowflake.schema.DescribedColumn;
import io.shardflow.nifi.snowflake.settings.OtherWriters;
import io.shardflow.nifi.snowflake.settings.SinkSettings;
import io.shardflow.nifi.snowflake.settings.TableCreation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.nifi.logging.ComponentLog;

/**
 * One target table during one run of the processor. Every task uses it: the loader is made by the first, under the
 * monitor, and replaced after it stopped.
 */
public final class Target {

    /** A task that cannot load gives its FlowFiles back after this. */
    private static final LoadTimes TIMES =
            new LoadTimes(Duration.ofSeconds(30), Duration.ofMillis(200), Duration.ofSeconds(5));

    /** A started loader and where its sessions come from. */
    public record Open(JdbcWarehouseSessions sessions, TableLoader loader) {}

    private final SinkSettings settings;
    private final AttemptNames names;
    private final TableName table;
    private final Trouble trouble = new Trouble();
    private final RivalWatch rivals;
    private final ReasonWatch rejections;
    private final ReasonWatch failures;
    private final ComponentLog log;
    private final TableChanges changes;
    private final ReaderOutages readerOutages;
    private volatile GapWatch gaps;
    private Open open;
    /** Kept when it is closed: its successor relies on what it knew. */
    private LedgerLoader loader;

    private String halted;

    /** @param names of the run's transactions */
    public Target(
            final SinkSettings settings,
            final AttemptNames names,
            final TableName table,
            final ComponentLog log,
            final LongSupplier nanoClock) {
        this.settings = settings;
        this.names = names;
        this.table = table;
        this.log = log;
        this.rivals = new RivalWatch(table, log, nanoClock);
        this.rejections = ReasonWatch.ofRecords(table, log, nanoClock);
        this.failures = ReasonWatch.ofFlowFiles(table, log, nanoClock);
        this.changes = new TableChanges(table, log, nanoClock);
        this.readerOutages = new ReaderOutages(nanoClock);
        this.gaps = new GapWatch(table, log);
    }

    public Trouble trouble() {
        return trouble;
    }

    public GapWatch gaps() {
        return gaps;
    }

    public RivalWatch rivals() {
        return rivals;
    }

    public ReasonWatch rejections() {
        return rejections;
    }

    /** Of FlowFiles. */
    public ReasonWatch failures() {
        return failures;
    }

    /** Says what one task has set aside. */
    public void tellReasons() {
        rejections.tell();
        failures.tell();
    }

    public TableChanges changes() {
        return changes;
    }

    public ReaderOutages readerOutages() {
        return readerOutages;
    }

    public TableName table() {
        return table;
    }

    /**
     * The loader; found, checked and started when there is none. The ledger is made by the first only: if it is gone later,
     * nothing more is loaded until the processor is started again.
     *
     * @param create columns of a table that does not exist yet
     * @throws IOException if the spool directory takes no file
     */
    public synchronized Open open(final List<DescribedColumn> create) throws WarehouseException, IOException {
        if (halted != null) {
            throw new WarehouseException(Kind.LEDGER_GONE, halted);
        }
        if (open == null) {
            final JdbcWarehouseSessions sessions =
                    find(settings, table, Optional.of(create)).orElse(null);
            if (sessions == null) {
                throw new WarehouseException(
                        Kind.PERMANENT,
                        "the table does not exist, or the role may not see it; create it, run "
                                + JdbcWarehouseSessions.grantLoad(settings.connections(), settings.target(table))
                                + ", or set Table Creation to another value than Refuse");
            }
            loader = loader != null && loader.target().equals(sessions.id())
                    ? loader.successor(sessions)
                    : new LedgerLoader(
                            sessions.id(),
                            sessions,
                            settings.guarantee(),
                            settings.otherWriters() == OtherWriters.PRESENT,
                            TIMES,
                            names);
            start();
            open = new Open(sessions, loader);
        }
        return open;
    }

    /** Empty if nobody has opened it, or it is to be opened again. */
    public synchronized Optional<Open> opened() {
        return Optional.ofNullable(open);
    }

    private void start() throws WarehouseException, IOException {
        final boolean again = loader.isSuccessor();
        try {
            loader.start();
            checkCopies();
            loader.checkUpdates().ifPresent(leftOut -> log.info("Table {}: {}", table, leftOut));
        } catch (final WarehouseException e) {
            if (again && e.kind() == Kind.LEDGER_GONE) {
                halt(e.getMessage());
            }
            throw e;
        }
    }

    private void checkCopies() throws WarehouseException, IOException {
        if (!loader.hasCheckedCopies()) {
            try (OneRecordFile file = new OneRecordFile(settings.spoolDirectory())) {
                loader.checkCopies(file);
            }
        }
    }

    /**
     * Describes the table again. If its columns are others now it is also checked again, before anything is loaded by the new
     * description; the ledger stays the one that the loader began with.
     *
     * @return the description that loads begin with from now on
     * @throws WarehouseException PERMANENT if the table is gone or refused; TRANSIENT if it is another one, which the next
     *     {@link #open} starts with
     */
    public TargetTable describeAgain(final Open known) throws WarehouseException {
        final TargetTable now = known.sessions().describe();
        if (!now.shape().equals(known.sessions().target().shape())
                && !known.loader().check()) {
            reopen(known);
            throw new WarehouseException(
                    Kind.TRANSIENT, "the table was replaced by another one, which is looked through first");
        }
        known.sessions().use(now);
        return now;
    }

    /** @param create empty: never create */
    static Optional<JdbcWarehouseSessions> find(
            final SinkSettings settings, final TableName table, final Optional<List<DescribedColumn>> create)
            throws WarehouseException {
        return JdbcWarehouseSessions.find(
                settings.connections(),
                settings.target(table),
                create.filter(columns -> settings.columns().creation() != TableCreation.REFUSE));
    }

    /** Tells of a row that keeps the looks from being cheap. */
    public void tellWrongArrivals(final Open known) {
        if (known.sessions().takeWrongArrivals()) {
            final String arrival = known.sessions().target().metadata().text("T", KinesisMetadata.APPROXIMATE_ARRIVAL);
            log.warn(
                    "Table {} has a row whose approximateArrival is no whole number. Every record is still loaded once, but each"
                            + " batch on the slow path reads the whole table. Correct or delete such rows (SELECT * FROM … T WHERE"
                            + " {} IS NOT NULL AND TRY_CAST({} AS NUMBER(38,0)) IS NULL), then stop and start PutSnowflake",
                    table,
                    arrival,
                    arrival);
        }
    }

    /** Makes the next task find and check the table again. */
    public synchronized void reopen(final Open stopped) {
        if (open == stopped) {
            open = null;
        }
    }

    /**
     * Lets go of what only speeds up: the next {@link #open} finds and checks the table again. Not to be called while somebody
     * uses it.
     *
     * @return whether nothing is left that has to be known for the rest of the run
     */
    synchronized boolean close() {
        open = null;
        gaps = new GapWatch(table, log);
        if (loader != null) {
            loader = loader.closed();
        }
        return halted == null && (loader == null || !loader.isSuccessor());
    }

    /** Nothing more is loaded into this table until the processor is started again. */
    public synchronized void halt(final String reason) {
        halted = reason;
        open = null;
    }
}
