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

import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.load.ArrivalRange;
import io.shardflow.nifi.snowflake.load.ShardRange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Copies the records of one FlowFile into a spool file and gathers what the load needs to know about them.
 *
 * <p>Heap: one record, as long as each shard's positions only rise, as a consumer writes them. Otherwise the content is read
 * a second time, with about 200 bytes per record of the FlowFile to find positions that come again.
 */
public final class ContentSpooler {

    /** What is to be spooled. */
    @FunctionalInterface
    public interface Source {
        /** The content from its beginning; asked for a second time only after the first stream was closed. */
        InputStream open() throws IOException;
    }

    /** Most distinct top-level fields of one content: far above the columns a table may have. */
    static final int MAX_FIELDS = 10_000;

    private final Path folder;
    private final String metadataField;
    private final boolean distinctPositions;
    private final RecordGate gate;

    /** Takes every record that can be read. */
    public ContentSpooler(final Path folder, final String metadataField, final boolean distinctPositions) {
        this(folder, metadataField, distinctPositions, RecordGate.OPEN);
    }

    /**
     * @param folder where spool files are made
     * @param metadataField name of the top-level field that carries the position
     * @param distinctPositions true for exactly once: a position that comes again with the same bytes is left out, and
     *     one that comes again with other bytes is refused. False: every record is taken.
     * @param gate decides which records can be loaded
     */
    public ContentSpooler(
            final Path folder, final String metadataField, final boolean distinctPositions, final RecordGate gate) {
        this.folder = folder;
        this.metadataField = metadataField;
        this.distinctPositions = distinctPositions;
        this.gate = gate;
    }

    /**
     * Reads the content to its end, once or twice.
     *
     * @return the spooled content; its file is the caller's to close. Zero rows when the content is blank.
     * @throws UnloadableContentException if a record cannot be loaded; no file is left behind
     * @throws IOException if reading or spooling failed; no file is left behind
     */
    public SpooledContent spool(final Source source) throws IOException, UnloadableContentException {
        final SpoolFile file = SpoolFile.create(folder);
        boolean done = false;
        try {
            final SpooledContent content = copy(source, file);
            done = true;
            return content;
        } finally {
            if (!done) {
                file.close();
            }
        }
    }

    private SpooledContent copy(final Source source, final SpoolFile file)
            throws IOException, UnloadableContentException {
        final Summary summary = new Summary(null);
        if (copy(source, file, summary)) {
            return summary.toContent(file);
        }
        final Summary again = new Summary(new SeenPositions());
        copy(source, file, again);
        return again.toContent(file);
    }

    /** @return false if positions came that could be repetitions, which this summary cannot tell */
    private boolean copy(final Source source, final SpoolFile file, final Summary summary)
            throws IOException, UnloadableContentException {
        final RecordScanner scanner = new RecordScanner(metadataField);
        try (InputStream in = source.open();
                OutputStream out = file.openGzip()) {
            final JsonLines lines = new JsonLines(in);
            while (lines.advance()) {
                try {
                    final ScannedRecord found = scanner.scan(lines.bytes(), lines.offset(), lines.length());
                    pass(found, scanner.spans());
                    if (distinctPositions && !summary.canTell(found)) {
                        return false;
                    }
                    if (!distinctPositions || !summary.isRepeat(found, lines)) {
                        summary.add(found, lines.length() + 1L);
                        out.write(lines.bytes(), lines.offset(), lines.length());
                        out.write('\n');
                    }
                } catch (final UnloadableContentException e) {
                    throw new UnloadableContentException(lines.number(), e.getMessage());
                }
            }
        }
        return true;
    }

    private void pass(final ScannedRecord found, final ValueSpans values) throws UnloadableContentException {
        if (found.identity() == null) {
            throw new UnloadableContentException(
                    found.identityProblem() + "; the ledger needs the position of every record");
        }
        gate.begin();
        for (int i = 0; i < found.fields().size(); i++) {
            gate.field(found.fields().get(i), values.bytes(), values.offset(i), values.length(i));
        }
        final Optional<String> refusal = gate.end();
        if (refusal.isPresent()) {
            throw new UnloadableContentException(refusal.get());
        }
    }

    private static final class Summary {

        private final SeenPositions seen;
        private final Map<StreamShard, ShardRange> ranges = new LinkedHashMap<>();
        private final Set<String> fields = new LinkedHashSet<>();
        private long rows;
        private long repeats;
        private long bytes;

        /** @param seen null: no position comes again */
        Summary(final SeenPositions seen) {
            this.seen = seen;
        }

        /** A position above all of its shard cannot have been there. */
        boolean canTell(final ScannedRecord found) {
            final ScannedRecord.Identity identity = found.identity();
            if (seen != null) {
                return true;
            }
            final ShardRange before = ranges.get(identity.shard());
            return before == null || identity.position().isAfter(before.max());
        }

        boolean isRepeat(final ScannedRecord found, final JsonLines lines) throws UnloadableContentException {
            final boolean repeat = seen != null && seen.isRepeat(found.identity(), lines);
            repeats += repeat ? 1 : 0;
            return repeat;
        }

        void add(final ScannedRecord found, final long length) throws UnloadableContentException {
            final ScannedRecord.Identity identity = found.identity();
            rows++;
            bytes += length;
            ranges.merge(identity.shard(), rangeOf(identity), ShardRange::and);
            fields.addAll(found.fields());
            if (fields.size() > MAX_FIELDS) {
                throw new UnloadableContentException("more than " + MAX_FIELDS + " different top-level fields so far");
            }
        }

        private static ShardRange rangeOf(final ScannedRecord.Identity identity) {
            return new ShardRange(
                    identity.shard(),
                    identity.position(),
                    identity.position(),
                    Optional.ofNullable(identity.arrival()).map(arrival -> new ArrivalRange(arrival, arrival)),
                    1);
        }

        SpooledContent toContent(final SpoolFile file) {
            return new SpooledContent(file, rows, repeats, bytes, ranges, List.copyOf(fields));
        }
    }
}
