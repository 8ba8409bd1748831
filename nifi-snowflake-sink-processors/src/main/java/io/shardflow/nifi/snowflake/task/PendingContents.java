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

import io.shardflow.nifi.kinesis.metadata.FlowFileAttributes;
import io.shardflow.nifi.snowflake.content.ContentSpooler;
import io.shardflow.nifi.snowflake.content.RecordGate;
import io.shardflow.nifi.snowflake.content.RejectedRecords;
import io.shardflow.nifi.snowflake.content.SpoolFolder;
import io.shardflow.nifi.snowflake.content.TargetMark;
import io.shardflow.nifi.snowflake.content.UnloadableContentException;
import io.shardflow.nifi.snowflake.reader.ReaderUnavailableException;
import io.shardflow.nifi.snowflake.schema.BatchShape;
import io.shardflow.nifi.snowflake.schema.ColumnNaming;
import io.shardflow.nifi.snowflake.schema.ContentCheck;
import io.shardflow.nifi.snowflake.schema.RecordCheck;
import io.shardflow.nifi.snowflake.schema.ValueCheck;
import io.shardflow.nifi.snowflake.settings.SinkSettings;
import io.shardflow.nifi.snowflake.target.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessSession;

/**
 * The FlowFiles of a task that nobody was told of yet, each spooled and looked at, in order. A content is read once if all of
 * its records fit the table, and again if some might not. One thread.
 */
final class PendingContents implements AutoCloseable {

    private final SinkSettings settings;
    private final SpoolFolder folder;
    private final ProcessSession session;
    private final LoadResults results;
    private final Target target;
    private final UnreadContents unread;
    private final Map<FlowFile, CheckedContent> contents = new LinkedHashMap<>();

    PendingContents(
            final SinkSettings settings,
            final SpoolFolder folder,
            final ProcessSession session,
            final LoadResults results,
            final Target target,
            final UnreadContents unread) {
        this.settings = settings;
        this.folder = folder;
        this.session = session;
        this.results = results;
        this.target = target;
        this.unread = unread;
    }

    /**
     * Spools FlowFiles as long as there is {@link TransactionRoom}, and tells of those of which nothing can be loaded. The rest
     * stays in the queue, among it the {@link UnreadContents}.
     *
     * @return whether nothing stays
     */
    boolean spool(final List<FlowFile> flowFiles) throws IOException {
        final TransactionRoom room = new TransactionRoom(settings.batch().records());
        for (final FlowFile flowFile : flowFiles) {
            if (unread.holdUpOthers() || room.isFull()) {
                return false;
            }
            spool(flowFile, contentCheck(Optional.empty()), false);
            final CheckedContent spooled = contents.get(flowFile);
            if (spooled != null && !room.add(spooled) && contents.size() > 1) {
                remove(flowFile);
                return false;
            }
        }
        return unread.why().isEmpty();
    }

    /** Whether every record of every content lands under the plan. */
    boolean fit(final TablePlan plan) {
        return contents.values().stream().allMatch(content -> plan.check().takesAll(content.shape()))
                && !plan.check().mixes(shape());
    }

    /** Leaves out the records that do not pass. */
    void check(final RecordCheck check) throws IOException {
        for (final Map.Entry<FlowFile, CheckedContent> entry : List.copyOf(contents.entrySet())) {
            if (!check.takesAll(entry.getValue().shape())) {
                spool(entry.getKey(), contentCheck(Optional.of(check)), true);
            }
        }
    }

    /** Takes back what was left out for a table that has changed since. */
    void uncheck() throws IOException {
        for (final Map.Entry<FlowFile, CheckedContent> entry : List.copyOf(contents.entrySet())) {
            if (entry.getValue().underPlan()) {
                spool(entry.getKey(), contentCheck(Optional.empty()), false);
            }
        }
    }

    private ContentCheck contentCheck(final Optional<RecordCheck> plan) {
        final ValueCheck values = new ValueCheck(settings.columns().rules().limits());
        final ColumnNaming naming = settings.columns().naming();
        return settings.columns().isWholeRecord()
                ? ContentCheck.ofWholeRecords(plan, values)
                : plan.map(check -> ContentCheck.under(check, naming, values))
                        .orElseGet(() -> ContentCheck.anyTable(naming, values));
    }

    private void spool(final FlowFile flowFile, final ContentCheck check, final boolean underPlan) throws IOException {
        final FieldGate gate = new FieldGate(settings.metadataField(), check);
        final ContentSpooler.Source source =
                () -> new StoppableContent(session.read(flowFile), settings.connections()::isStopped);
        try {
            final CheckedContent now = new CheckedContent(
                    spooler(flowFile, settings.isExactlyOnce(), gate)
                            .spool(source.as(settings.format().apply(flowFile))),
                    check.shape(),
                    gate.metadataFields(),
                    underPlan);
            final CheckedContent before = contents.put(flowFile, now);
            if (before != null) {
                before.close();
            }
            if (now.content().rows() == 0) {
                results.nothingToLoad(flowFile, now.content().allRejected());
                done(flowFile);
            }
            if (before == null && !unread.read(flowFile, results::failed)) {
                remove(flowFile);
            }
        } catch (final UnloadableContentException e) {
            failed(flowFile, e.getMessage());
        } catch (final ReaderUnavailableException e) {
            if (contents.containsKey(flowFile)) {
                // Those behind it may have been read meanwhile.
                throw e;
            }
            unread.add(flowFile, e);
        }
    }

    /** For parts of what was spooled already of the FlowFile. */
    ContentSpooler spoolerOfParts(final FlowFile flowFile, final RecordGate gate) throws IOException {
        return spooler(flowFile, false, gate);
    }

    private ContentSpooler spooler(final FlowFile flowFile, final boolean distinctPositions, final RecordGate gate)
            throws IOException {
        return new ContentSpooler(
                folder.path(),
                settings.metadataField(),
                distinctPositions,
                gate,
                settings.columns().rules().limits().bytes(),
                TargetMark.of(target.table()),
                flowFile.getAttribute(FlowFileAttributes.PARSE_FAILURE) != null);
    }

    /** The records of the FlowFile that cannot be loaded. */
    List<RejectedRecords> rejected(final FlowFile flowFile) {
        return contents.get(flowFile).content().allRejected();
    }

    /** The FlowFile goes to failure as it is, its rejected records with it. */
    void failed(final FlowFile flowFile, final String reason) {
        results.failed(flowFile, reason);
        remove(flowFile);
    }

    void failAll(final String reason) {
        List.copyOf(contents.keySet()).forEach(flowFile -> failed(flowFile, reason));
    }

    /** Somebody was told of it, and of its rejected records. */
    void done(final FlowFile flowFile) {
        rejected(flowFile).forEach(records -> target.rejections().add(records.reasons()));
        remove(flowFile);
    }

    private void remove(final FlowFile flowFile) {
        final CheckedContent content = contents.remove(flowFile);
        if (content != null) {
            content.close();
        }
    }

    boolean isEmpty() {
        return contents.isEmpty();
    }

    Map<FlowFile, CheckedContent> contents() {
        return Collections.unmodifiableMap(contents);
    }

    /** Of all records. */
    BatchShape shape() {
        final BatchShape shape = new BatchShape();
        contents.values().forEach(content -> shape.add(content.shape()));
        return shape;
    }

    /** Spellings of the metadata field. */
    Set<String> metadataFields() {
        final Set<String> fields = new LinkedHashSet<>();
        contents.values().forEach(content -> fields.addAll(content.metadataFields()));
        return fields;
    }

    /** Removes the spool files. */
    @Override
    public void close() {
        new ArrayList<>(contents.values()).forEach(CheckedContent::close);
        contents.clear();
    }
}
