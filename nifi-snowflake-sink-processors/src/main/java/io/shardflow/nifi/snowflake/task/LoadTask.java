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

import io.shardflow.nifi.snowflake.content.ContentSpooler;
import io.shardflow.nifi.snowflake.content.RejectedRecords;
import io.shardflow.nifi.snowflake.content.SpoolFolder;
import io.shardflow.nifi.snowflake.content.SpooledContent;
import io.shardflow.nifi.snowflake.content.UnloadableContentException;
import io.shardflow.nifi.snowflake.gap.Gap;
import io.shardflow.nifi.snowflake.jdbc.TargetTable;
import io.shardflow.nifi.snowflake.jdbc.TargetTable.UnknownFieldException;
import io.shardflow.nifi.snowflake.load.Batch;
import io.shardflow.nifi.snowflake.load.Delivery;
import io.shardflow.nifi.snowflake.load.LoadOutcome;
import io.shardflow.nifi.snowflake.load.TransactionPlanner;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.settings.SinkSettings;
import io.shardflow.nifi.snowflake.target.Target;
import io.shardflow.nifi.snowflake.target.Unforeseen;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.exception.TerminatedTaskException;

/** Loads some FlowFiles of one table, in their order: one call of onTrigger. One thread. */
public final class LoadTask implements AutoCloseable {

    /** How often the table is described for one task before the FlowFiles go back into the queue. */
    private static final int MOST_DESCRIPTIONS = 4;

    private final SinkSettings settings;
    private final SpoolFolder spoolFolder;
    private final Target target;
    private final ProcessSession session;
    private final LoadResults results;
    private final ColumnChoice columns;
    private final List<SpooledContent> spooled = new ArrayList<>();
    /** What has not been told of yet, in order. */
    private final Map<FlowFile, SpooledContent> pending = new LinkedHashMap<>();

    private Map<FlowFile, Gap> gaps = Map.of();
    private boolean altered;

    public LoadTask(
            final SinkSettings settings,
            final SpoolFolder spoolFolder,
            final Target target,
            final ProcessSession session,
            final LoadResults results) {
        this.settings = settings;
        this.spoolFolder = spoolFolder;
        this.target = target;
        this.session = session;
        this.results = results;
        this.columns = new ColumnChoice(settings);
    }

    /**
     * Loads what can be, and tells what became of it.
     *
     * @return empty when the queue may go on; otherwise what was not told of stays in the session
     */
    public Optional<Pause> run(final List<FlowFile> flowFiles) throws InterruptedException {
        try {
            spool(flowFiles);
        } catch (final IOException e) {
            return Optional.of(new Pause.Troubled(
                    "spool",
                    "the records could not be copied to " + spoolFolder.parent() + " ("
                            + e.getClass().getSimpleName() + "); check 'Spool Directory': free space and rights",
                    false));
        }
        if (pending.isEmpty()) {
            return Optional.empty();
        }
        Target.Open open = null;
        try {
            open = target.open(fields());
            return load(open);
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

    private void spool(final List<FlowFile> flowFiles) throws IOException {
        final ContentSpooler spooler =
                new ContentSpooler(spoolFolder.path(), settings.metadataField(), settings.isExactlyOnce());
        long records = 0;
        for (final FlowFile flowFile : flowFiles) {
            if (records >= settings.maximumRecords()) {
                return;
            }
            try {
                final SpooledContent content = spooler.spool(() -> session.read(flowFile));
                spooled.add(content);
                records += content.rows();
                if (content.rows() == 0) {
                    nothingToLoad(flowFile, content.allRejected());
                } else {
                    pending.put(flowFile, content);
                }
            } catch (final UnloadableContentException e) {
                results.failed(flowFile, e.getMessage());
            }
        }
    }

    private void nothingToLoad(final FlowFile flowFile, final List<RejectedRecords> rejected) {
        results.nothingToLoad(flowFile, rejected);
        report(rejected);
    }

    private void report(final List<RejectedRecords> rejected) {
        rejected.forEach(records -> target.rejections().rejected(records.reasons()));
    }

    private List<String> fields() {
        final Set<String> fields = new LinkedHashSet<>();
        pending.values().forEach(content -> fields.addAll(content.fields()));
        return List.copyOf(fields);
    }

    /** Loads what is pending; when somebody has altered the table meanwhile, anew by its new description. */
    private Optional<Pause> load(final Target.Open open) throws WarehouseException, InterruptedException {
        TargetTable table = open.sessions().target();
        if (!columns.fits(table, pending.values())) {
            // Somebody may have added the column meanwhile.
            table = target.describeAgain(open);
        }
        for (int i = 0; i < MOST_DESCRIPTIONS; i++) {
            altered = false;
            final Optional<Pause> pause = load(open, deliveries(table));
            if (!altered) {
                return pause;
            }
            table = target.describeAgain(open);
        }
        return Optional.of(new Pause.Troubled(
                "altered", "its columns are altered again and again while records are loaded", false));
    }

    private List<Delivery<FlowFile>> deliveries(final TargetTable table) {
        final List<Delivery<FlowFile>> deliveries = new ArrayList<>();
        for (final Map.Entry<FlowFile, SpooledContent> entry : List.copyOf(pending.entrySet())) {
            final SpooledContent content = entry.getValue();
            try {
                deliveries.add(new Delivery<>(
                        entry.getKey(),
                        content.file().path(),
                        columns.columns(table, content),
                        table.shape(),
                        content.shards()));
            } catch (final UnknownFieldException e) {
                failed(entry.getKey(), e.getMessage());
            }
        }
        return deliveries;
    }

    private void failed(final FlowFile flowFile, final String reason) {
        results.failed(flowFile, reason);
        pending.remove(flowFile);
    }

    private Optional<Pause> load(final Target.Open open, final List<Delivery<FlowFile>> deliveries)
            throws InterruptedException {
        gaps = target.gaps().look(deliveries, open.sessions());
        for (final List<Delivery<FlowFile>> transaction : TransactionPlanner.plan(deliveries)) {
            final Optional<Pause> pause = loadOne(open, transaction);
            if (pause.isPresent()) {
                return pause;
            }
        }
        return Optional.empty();
    }

    private Optional<Pause> loadOne(final Target.Open open, final List<Delivery<FlowFile>> transaction)
            throws InterruptedException {
        final long started = System.nanoTime();
        return switch (open.loader().load(Batch.of(transaction))) {
            case LoadOutcome.Altered nothing -> {
                altered = true;
                yield Optional.of(new Pause.Busy());
            }
            case LoadOutcome.Loaded loaded -> {
                target.rivals().conflicted(loaded.conflicts());
                final Map<FlowFile, List<RejectedRecords>> rejected = new HashMap<>();
                for (final Delivery<FlowFile> delivery : transaction) {
                    rejected.put(
                            delivery.source(), pending.get(delivery.source()).allRejected());
                }
                results.loaded(
                        transaction.stream().map(Delivery::source).toList(),
                        rejected,
                        gaps,
                        loaded,
                        open.sessions().id(),
                        started);
                rejected.values().forEach(this::report);
                transaction.forEach(delivery -> pending.remove(delivery.source()));
                yield Optional.empty();
            }
            case LoadOutcome.Rejected rejected
            when transaction.size() > 1 -> {
                for (final Delivery<FlowFile> alone : transaction) {
                    final Optional<Pause> pause = loadOne(open, List.of(alone));
                    if (pause.isPresent()) {
                        yield pause;
                    }
                }
                yield Optional.empty();
            }
            case LoadOutcome.Rejected rejected -> {
                failed(transaction.getFirst().source(), rejected.message());
                yield Optional.empty();
            }
            case LoadOutcome.NotYet notYet -> Optional.of(Pause.of(notYet));
            case LoadOutcome.Stopped stopped -> {
                if (stopped.reason() == LoadOutcome.StopReason.LEDGER_REPLACED) {
                    target.halt(stopped.message());
                } else {
                    target.reopen(open);
                }
                yield Optional.of(new Pause.Troubled(stopped.reason().name(), stopped.message(), true));
            }
        };
    }

    private Pause paused(final WarehouseException e, final Target.Open open) {
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
        spooled.forEach(SpooledContent::close);
    }
}
