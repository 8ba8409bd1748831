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
import io.shardflow.nifi.snowflake.content.SpoolFolder;
import io.shardflow.nifi.snowflake.content.SpooledContent;
import io.shardflow.nifi.snowflake.content.UnloadableContentException;
import io.shardflow.nifi.snowflake.gap.Gap;
import io.shardflow.nifi.snowflake.jdbc.TargetTable;
import io.shardflow.nifi.snowflake.jdbc.TargetTable.UnknownFieldException;
import io.shardflow.nifi.snowflake.load.Batch;
import io.shardflow.nifi.snowflake.load.Delivery;
import io.shardflow.nifi.snowflake.load.LoadColumn;
import io.shardflow.nifi.snowflake.load.LoadOutcome;
import io.shardflow.nifi.snowflake.load.TransactionPlanner;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.settings.SinkSettings;
import io.shardflow.nifi.snowflake.target.Target;
import io.shardflow.nifi.snowflake.target.Unforeseen;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
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

    private final SinkSettings settings;
    private final SpoolFolder spoolFolder;
    private final Target target;
    private final ProcessSession session;
    private final LoadResults results;
    private final Map<FlowFile, SpooledContent> spooled = new LinkedHashMap<>();
    private Map<FlowFile, Gap> gaps = Map.of();

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
        if (spooled.isEmpty()) {
            return Optional.empty();
        }
        Target.Open open = null;
        try {
            open = target.open(fields());
            return load(open, deliveries(open));
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
            try (InputStream in = session.read(flowFile)) {
                final SpooledContent content = spooler.spool(in);
                records += content.rows();
                spooled.put(flowFile, content);
            } catch (final UnloadableContentException e) {
                results.failed(flowFile, e.getMessage());
            }
        }
    }

    private List<String> fields() {
        final Set<String> fields = new LinkedHashSet<>();
        spooled.values().forEach(content -> fields.addAll(content.fields()));
        return List.copyOf(fields);
    }

    private List<Delivery<FlowFile>> deliveries(final Target.Open open) throws WarehouseException {
        spooled.entrySet().stream()
                .filter(entry -> entry.getValue().rows() == 0)
                .map(Map.Entry::getKey)
                .forEach(results::empty);
        final TargetTable table = describedFor(open);
        final List<Delivery<FlowFile>> deliveries = new ArrayList<>();
        for (final Map.Entry<FlowFile, SpooledContent> entry : spooled.entrySet()) {
            final SpooledContent content = entry.getValue();
            if (content.rows() > 0) {
                try {
                    deliveries.add(new Delivery<>(
                            entry.getKey(), content.file().path(), columns(table, content), content.shards()));
                } catch (final UnknownFieldException e) {
                    results.failed(entry.getKey(), e.getMessage());
                }
            }
        }
        return deliveries;
    }

    /** One description for all FlowFiles; taken anew if a field has no column, which somebody may have added meanwhile. */
    private TargetTable describedFor(final Target.Open open) throws WarehouseException {
        final TargetTable known = open.sessions().target();
        for (final SpooledContent content : spooled.values()) {
            try {
                if (content.rows() > 0) {
                    columns(known, content);
                }
            } catch (final UnknownFieldException e) {
                return open.sessions().refresh();
            }
        }
        return known;
    }

    /** A table without metadata column, which only AT_LEAST_ONCE accepts, gets the records without it. */
    private List<LoadColumn> columns(final TargetTable table, final SpooledContent content)
            throws UnknownFieldException {
        return table.columnsOf(content.fields().stream()
                .filter(field -> table.metadata().isPresent() || !field.equalsIgnoreCase(settings.metadataField()))
                .toList());
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
            case LoadOutcome.Loaded loaded -> {
                target.rivals().conflicted(loaded.conflicts());
                results.loaded(
                        transaction.stream().map(Delivery::source).toList(),
                        gaps,
                        loaded,
                        open.sessions().id(),
                        started);
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
                results.failed(transaction.getFirst().source(), rejected.message());
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
        spooled.values().forEach(SpooledContent::close);
    }
}
