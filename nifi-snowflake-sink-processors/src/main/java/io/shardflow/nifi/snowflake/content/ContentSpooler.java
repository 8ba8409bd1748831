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

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.load.ArrivalRange;
import io.shardflow.nifi.snowflake.load.ShardRange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Copies the records of one FlowFile into a spool file and gathers what the load needs to know about them.
 *
 * <p>Heap: one record, plus about 200 bytes per record of the FlowFile when positions must be distinct.
 */
public final class ContentSpooler {

    /** Most distinct top-level fields of one content: far above the columns a table may have. */
    static final int MAX_FIELDS = 10_000;

    private final Path folder;
    private final String metadataField;
    private final boolean distinctPositions;

    /**
     * @param folder where spool files are made
     * @param metadataField name of the top-level field that carries the position
     * @param distinctPositions true for exactly once: a position that comes again with the same bytes is left out, and
     *     one that comes again with other bytes is refused. False: every record is taken.
     */
    public ContentSpooler(final Path folder, final String metadataField, final boolean distinctPositions) {
        this.folder = folder;
        this.metadataField = metadataField;
        this.distinctPositions = distinctPositions;
    }

    /**
     * Reads the stream to its end.
     *
     * @return the spooled content; its file is the caller's to close. Zero rows when the content is blank.
     * @throws UnloadableContentException if a record cannot be loaded; no file is left behind
     * @throws IOException if reading or spooling failed; no file is left behind
     */
    public SpooledContent spool(final InputStream in) throws IOException, UnloadableContentException {
        final SpoolFile file = SpoolFile.create(folder);
        boolean done = false;
        try {
            final SpooledContent content = copy(in, file);
            done = true;
            return content;
        } finally {
            if (!done) {
                file.close();
            }
        }
    }

    private SpooledContent copy(final InputStream in, final SpoolFile file)
            throws IOException, UnloadableContentException {
        final RecordScanner scanner = new RecordScanner(metadataField);
        final JsonLines lines = new JsonLines(in);
        final Summary summary = new Summary(distinctPositions);
        try (OutputStream out = file.openGzip()) {
            while (lines.advance()) {
                if (add(scanner, lines, summary)) {
                    out.write(lines.bytes(), lines.offset(), lines.length());
                    out.write('\n');
                }
            }
        }
        return summary.toContent(file);
    }

    private boolean add(final RecordScanner scanner, final JsonLines lines, final Summary summary)
            throws UnloadableContentException {
        try {
            final ScannedRecord found = scanner.scan(lines.bytes(), lines.offset(), lines.length());
            return summary.add(found, lines);
        } catch (final UnloadableContentException e) {
            throw new UnloadableContentException(lines.number(), e.getMessage());
        }
    }

    private static final class Summary {

        private final boolean distinctPositions;
        private final MessageDigest digest;
        private final Map<StreamShard, ShardRange> ranges = new LinkedHashMap<>();
        private final Map<StreamShard, Map<Position, Fingerprint>> seen = new HashMap<>();
        private final Set<String> fields = new LinkedHashSet<>();
        private long rows;
        private long repeats;
        private long bytes;

        Summary(final boolean distinctPositions) {
            this.distinctPositions = distinctPositions;
            try {
                this.digest = MessageDigest.getInstance("SHA-256");
            } catch (final NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }

        /** @return false when the record is a repetition and is left out */
        boolean add(final ScannedRecord found, final JsonLines lines) throws UnloadableContentException {
            final ScannedRecord.Identity identity = found.identity();
            if (identity == null) {
                throw new UnloadableContentException(
                        found.identityProblem() + "; the ledger needs the position of every record");
            }
            if (distinctPositions && isRepeat(identity, lines)) {
                repeats++;
                return false;
            }
            rows++;
            bytes += lines.length() + 1L;
            ranges.merge(identity.shard(), rangeOf(identity), ShardRange::and);
            fields.addAll(found.fields());
            if (fields.size() > MAX_FIELDS) {
                throw new UnloadableContentException("more than " + MAX_FIELDS + " different top-level fields so far");
            }
            return true;
        }

        private static ShardRange rangeOf(final ScannedRecord.Identity identity) {
            return new ShardRange(
                    identity.shard(),
                    identity.position(),
                    identity.position(),
                    Optional.ofNullable(identity.arrival()).map(arrival -> new ArrivalRange(arrival, arrival)),
                    1);
        }

        private boolean isRepeat(final ScannedRecord.Identity identity, final JsonLines lines)
                throws UnloadableContentException {
            digest.update(lines.bytes(), lines.offset(), lines.length());
            final Fingerprint now = Fingerprint.of(digest.digest());
            final Fingerprint before = seen.computeIfAbsent(identity.shard(), shard -> new HashMap<>())
                    .putIfAbsent(identity.position(), now);
            if (before == null) {
                return false;
            }
            if (!before.equals(now)) {
                throw new UnloadableContentException("position " + identity.position() + " of shard " + identity.shard()
                        + " occurs again with other content; each position may hold one row");
            }
            return true;
        }

        SpooledContent toContent(final SpoolFile file) {
            return new SpooledContent(file, rows, repeats, bytes, ranges, List.copyOf(fields));
        }
    }

    /** The first half of a SHA-256. */
    private record Fingerprint(long high, long low) {
        static Fingerprint of(final byte[] sha256) {
            final ByteBuffer buffer = ByteBuffer.wrap(sha256);
            return new Fingerprint(buffer.getLong(), buffer.getLong());
        }
    }
}
