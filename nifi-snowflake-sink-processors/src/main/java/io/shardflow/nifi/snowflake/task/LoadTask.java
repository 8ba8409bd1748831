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

import io.shardflow.nifi.snowflake.content.SpoolFolder;
import io.shardflow.nifi.snowflake.content.SpoolingStoppedException;
import io.shardflow.nifi.snowflake.jdbc.TargetTable;
import io.shardflow.nifi.snowflake.load.Delivery;
import io.shardflow.nifi.snowflake.load.LoadColumn;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import io.shardflow.nifi.snowflake.reader.ReaderUnavailableException;
import io.shardflow.nifi.snowflake.settings.SinkSettings;
import io.shardflow.nifi.snowflake.target.Target;
import io.shardflow.nifi.snowflake.target.Unforeseen;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.exception.TerminatedTaskException;

/** Loads some FlowFiles of one table, those of a shard in their order: one call of onTrigger. One thread. */
public final class LoadTask implements AutoCloseable {

    /** How often the table is described for one task before the FlowFiles go back into the queue. */
    private static final int MOST_DESCRIPTIONS = 4;

    private final SpoolFolder spoolFolder;
    private final Target target;
    private final TablePlanner planner;
    private final UnreadContents unread;
    private final PendingContents pending;
    private final TableFit fit;
    private final DeliveryLoader loads;

    public LoadTask(
            final SinkSettings settings,
            final SpoolFolder spoolFolder,
            final Target target,
            final ProcessSession session,
            final LoadResults results) {
        this.spoolFolder = spoolFolder;
        this.target = target;
        this.planner = new TablePlanner(settings);
        this.unread = new UnreadContents(target.readerOutages(), System::nanoTime);
        this.pending = new PendingContents(settings, spoolFolder, session, results, target, unread);
        this.fit = new TableFit(target, planner, pending);
        this.loads = new DeliveryLoader(target, pending, results);
    }

    /**
     * Loads what can be, and tells what became of it.
     *
     * @param turn awaited before anything is loaded
     * @return empty when the queue may go on; otherwise what was not told of stays in the session
     */
    public Optional<Pause> run(final List<FlowFile> flowFiles, final Turn turn) throws InterruptedException {
        Target.Open open = null;
        try {
            final boolean all = pending.spool(flowFiles);
            if (!pending.isEmpty() && !turn.hasCome()) {
                target.opened()
                        .filter(known -> fit.isSure(known.sessions().target()))
                        .ifPresent(known -> loads.uploadEarly(known, deliveries(List.of(), Optional.empty())));
            }
            if (!turn.await()) {
                return Optional.of(new Pause.Busy());
            }
            if (all) {
                turn.letFollow();
            }
            if (!pending.isEmpty()) {
                open = target.open(planner.newTable(pending.shape()));
                final Optional<Pause> pause = load(open);
                if (pause.isPresent()) {
                    return pause;
                }
            }
            return unread.why().map(this::notSpooled);
        } catch (final SpoolingStoppedException e) {
            return Optional.of(new Pause.Stopped());
        } catch (final IOException e) {
            return Optional.of(notSpooled(e));
        } catch (final WarehouseException e) {
            return Optional.of(paused(e, open));
        } catch (final TerminatedTaskException e) {
            // NiFi's own: it has taken the session away.
            throw e;
        } catch (final RuntimeException | Error e) {
            // What was committed is routed or will be recognised; the session's rollback keeps the rest in the queue.
            reopen(open);
            return Optional.of(new Pause.Troubled(Unforeseen.kind(e), Unforeseen.describe(e), true));
        }
    }

    private Pause notSpooled(final IOException e) {
        if (e instanceof ReaderUnavailableException) {
            return new Pause.Troubled("reader", e.getMessage(), false);
        }
        return new Pause.Troubled(
                "spool",
                "the records could not be copied to " + spoolFolder.parent() + " ("
                        + e.getClass().getSimpleName() + "); check 'Spool Directory': free space and rights",
                false);
    }

    /** Loads what is pending; when somebody has altered the table meanwhile, anew by its new description. */
    private Optional<Pause> load(final Target.Open open) throws WarehouseException, InterruptedException, IOException {
        TargetTable table = open.sessions().target();
        for (int i = 0; i < MOST_DESCRIPTIONS; i++) {
            if (pending.isEmpty()) {
                return Optional.empty();
            }
            final TablePlan plan = fit.fit(open, table);
            if (pending.isEmpty()) {
                return Optional.empty();
            }
            if (plan.columns().isEmpty()) {
                pending.failAll("no field of its records has a column in table "
                        + plan.table().name());
                return Optional.empty();
            }
            final Optional<Pause> pause =
                    loads.load(open, deliveries(plan.columns(), plan.table().shape()));
            if (!loads.isAltered()) {
                return pause;
            }
            table = target.describeAgain(open);
            pending.uncheck();
        }
        return Optional.of(new Pause.Troubled(
                "altered", "its columns are altered again and again while records are loaded", false));
    }

    private List<Delivery<FlowFile>> deliveries(final List<LoadColumn> columns, final Optional<String> targetShape) {
        final List<Delivery<FlowFile>> deliveries = new ArrayList<>();
        pending.contents()
                .forEach((flowFile, checked) -> deliveries.add(new Delivery<>(
                        flowFile,
                        checked.content().file(),
                        columns,
                        targetShape,
                        checked.content().shards())));
        return deliveries;
    }

    private Pause paused(final WarehouseException e, final Target.Open open) {
        if (e.kind() == Kind.LEDGER_GONE) {
            target.halt(e.getMessage());
        }
        final Pause pause = Pause.of(e);
        if (pause instanceof Pause.Troubled troubled && troubled.lasting()) {
            // What passes changes nothing of what is known of the table.
            reopen(open);
        }
        return pause;
    }

    private void reopen(final Target.Open open) {
        if (open != null) {
            target.reopen(open);
        }
    }

    /** Removes the spool files. */
    @Override
    public void close() {
        try {
            loads.close();
        } finally {
            pending.close();
        }
    }
}
