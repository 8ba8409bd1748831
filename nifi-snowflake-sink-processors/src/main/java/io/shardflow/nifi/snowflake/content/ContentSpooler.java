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
package io.shardflow.nifi.snowflake.content;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Copies the records of one FlowFile that can be loaded into a spool file of JSON lines, the others into one of their own, and gathers
 * what the load needs to know about them.
 *
 * <p>Heap: one record, up to four times its size, as long as each shard's positions only rise, as a consumer writes them. Otherwise the content is read
 * a second time, with about 200 bytes per record of the FlowFile to find positions that come again.
 */
public final class ContentSpooler {

    /** What is to be spooled. */
    @FunctionalInterface
    public interface Source {
        /** The content from its beginning; asked for a second time only after the first stream was closed. */
        InputStream open() throws IOException;

        /** How its records are written. */
        default RecordFormat format() {
            return RecordFormat.JSON_LINES;
        }

        /** The same content, with records written in another way. */
        default Source as(final RecordFormat format) {
            final Source content = this;
            return new Source() {
                @Override
                public InputStream open() throws IOException {
                    return content.open();
                }

                @Override
                public RecordFormat format() {
                    return format;
                }
            };
        }
    }

    /** Most distinct top-level fields of one content: far above the columns a table may have. */
    static final int MAX_FIELDS = 10_000;

    /** A line of so many times the bytes of the largest record can still be rejected by itself. */
    private static final int LONGEST_LINE = 2;

    private final Path folder;
    private final String metadataField;
    private final boolean distinctPositions;
    private final RecordGate gate;
    private final int mostBytes;
    private final TargetMark mark;
    private final boolean ofConsumer;

    /** For no target in particular. */
    public ContentSpooler(
            final Path folder,
            final String metadataField,
            final boolean distinctPositions,
            final RecordGate gate,
            final int mostBytes) {
        this(folder, metadataField, distinctPositions, gate, mostBytes, TargetMark.NONE, false);
    }

    /**
     * @param folder where spool files are made
     * @param metadataField name of the top-level field that carries the position
     * @param distinctPositions true for exactly once: a position that comes again with the same bytes is left out, and
     *     content in which one comes again with other bytes is refused. False: every record is taken.
     * @param gate decides which records can be loaded
     * @param mostBytes of a record, up to 2^30; larger ones are rejected
     * @param mark of the target, for what it refuses
     * @param ofConsumer whether the content has come from the consumer as envelopes, which are not put into others
     */
    public ContentSpooler(
            final Path folder,
            final String metadataField,
            final boolean distinctPositions,
            final RecordGate gate,
            final int mostBytes,
            final TargetMark mark,
            final boolean ofConsumer) {
        this.folder = folder;
        this.metadataField = metadataField;
        this.distinctPositions = distinctPositions;
        this.gate = gate;
        this.mostBytes = mostBytes;
        this.mark = mark;
        this.ofConsumer = ofConsumer;
    }

    /**
     * Reads the content to its end, once or twice.
     *
     * @return the spooled content; its files are the caller's to close. Zero rows when the content is blank or none of its
     *     records can be loaded
     * @throws UnloadableContentException if no record can be told from another; no file is left behind
     * @throws IOException if reading or spooling failed; no file is left behind
     */
    public SpooledContent spool(final Source source) throws IOException, UnloadableContentException {
        final SpoolFile file = SpoolFile.create(folder);
        SpooledContent content = null;
        try {
            content = copy(source, file, new ContentSummary(null));
            if (content == null) {
                content = copy(source, file, new ContentSummary(new SeenPositions(metadataField)));
            }
            return content;
        } finally {
            if (content == null) {
                file.close();
            }
        }
    }

    /** @return null if positions came that could be repetitions, which this summary cannot tell */
    private SpooledContent copy(final Source source, final SpoolFile file, final ContentSummary summary)
            throws IOException, UnloadableContentException {
        final RejectedRecords rejected = new RejectedRecords(folder, metadataField, mark, ofConsumer);
        SpooledContent content = null;
        try {
            if (copy(source, file, summary, rejected)) {
                rejected.finish();
                content = summary.toContent(file, rejected);
            }
            return content;
        } finally {
            if (content == null) {
                rejected.close();
            }
        }
    }

    private boolean copy(
            final Source source, final SpoolFile file, final ContentSummary summary, final RejectedRecords rejected)
            throws IOException, UnloadableContentException {
        final RecordScanner scanner = new RecordScanner(metadataField, mostBytes);
        try (InputStream in = source.open();
                RecordLines lines = source.format().open(in, LONGEST_LINE * mostBytes);
                OutputStream out = file.write()) {
            while (lines.advance()) {
                try {
                    if (!copyRecord(lines, scanner, out, summary, rejected)) {
                        return false;
                    }
                } catch (final UnloadableContentException e) {
                    throw new UnloadableContentException(lines.place() + ": " + e.getMessage());
                }
            }
        }
        return true;
    }

    private boolean copyRecord(
            final RecordLines lines,
            final RecordScanner scanner,
            final OutputStream out,
            final ContentSummary summary,
            final RejectedRecords rejected)
            throws IOException, UnloadableContentException {
        final ScannedRecord found;
        try {
            found = scanner.scan(lines.bytes(), lines.offset(), lines.length());
            summary.checkRoom(found.fields());
            pass(found, scanner.spans(), scanner.isUnaltered());
        } catch (final UnloadableRecordException e) {
            return reject(lines, e.getMessage(), summary, rejected);
        }
        if (distinctPositions && !summary.canTell(found.identity())) {
            return false;
        }
        if (!distinctPositions || !summary.isRepeat(found.identity(), lines)) {
            summary.add(found, lines.length() + 1L);
            out.write(lines.bytes(), lines.offset(), lines.length());
            out.write('\n');
        }
        return true;
    }

    private void pass(final ScannedRecord found, final ValueSpans values, final boolean unaltered)
            throws UnloadableRecordException {
        gate.begin(unaltered);
        for (int i = 0; i < found.fields().size(); i++) {
            gate.field(found.fields().get(i), values.bytes(), values.offset(i), values.length(i));
        }
        final Optional<String> refusal = gate.end();
        if (refusal.isPresent()) {
            throw new UnloadableRecordException(refusal.get());
        }
    }

    /** A record that cannot be loaded counts among those of its position, too. */
    private boolean reject(
            final RecordLines lines, final String reason, final ContentSummary summary, final RejectedRecords rejected)
            throws IOException, UnloadableContentException {
        final FoundMetadata found = FoundMetadata.search(lines.bytes(), lines.offset(), lines.length(), metadataField)
                .orElse(null);
        if (distinctPositions && found != null) {
            if (!summary.canTell(found.identity())) {
                return false;
            }
            if (summary.isRepeat(found.identity(), lines)) {
                return true;
            }
            summary.leftOut(found.identity());
        }
        rejected.add(lines, found, reason);
        return true;
    }
}
