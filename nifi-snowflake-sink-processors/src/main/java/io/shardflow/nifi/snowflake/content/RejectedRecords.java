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
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The records of a content that cannot be loaded, each as an {@link Envelope}: together, but for those whose envelope no error
 * table takes, so that these hold up no others there. What is an envelope already, of a target or of the consumer, stays as it is.
 * One thread at a time.
 */
public final class RejectedRecords implements AutoCloseable {

    /** In bytes. Base64 makes 16 MB less 85 KB of it, the most that VARIANT and VARCHAR hold, less what else an envelope has. */
    static final int LARGEST_TOGETHER = 12 * 1024 * 1024 - 64 * 1024;

    /** Reasons that are counted apart; a reason may name a field, and a content may have any number of fields. */
    static final int MOST_REASONS = 20;

    private final Path folder;
    private final String metadataField;
    private final Envelope envelope;
    private final boolean ofConsumer;
    private final EnvelopeFile together;
    private final List<EnvelopeFile> alone = new ArrayList<>();

    /** @param ofConsumer whether the content has come from the consumer as envelopes */
    RejectedRecords(final Path folder, final String metadataField, final TargetMark mark, final boolean ofConsumer) {
        this.folder = folder;
        this.metadataField = metadataField;
        this.envelope = new Envelope(metadataField, mark);
        this.ofConsumer = ofConsumer;
        this.together = new EnvelopeFile(folder);
    }

    /** @param found null if the record's position cannot be read */
    void add(final RecordLines lines, final FoundMetadata found, final String reason) throws IOException {
        if (lines.length() <= LARGEST_TOGETHER) {
            write(together, lines, found, reason);
        } else {
            final EnvelopeFile own = new EnvelopeFile(folder);
            alone.add(own);
            write(own, lines, found, reason);
            own.finish();
        }
    }

    private void write(final EnvelopeFile file, final RecordLines lines, final FoundMetadata found, final String reason)
            throws IOException {
        final OutputStream out = file.next(reason);
        if (found != null && isEnvelope(lines, found.identity().shard().stream())) {
            out.write(lines.bytes(), lines.offset(), lines.length());
            out.write('\n');
        } else {
            envelope.write(out, lines.bytes(), lines.offset(), lines.length(), found, reason);
        }
    }

    private boolean isEnvelope(final RecordLines lines, final String stream) {
        return (ofConsumer || TargetMark.isOn(stream))
                && EnvelopeText.reason(lines.bytes(), lines.offset(), lines.length(), metadataField)
                        .isPresent();
    }

    /** No more records come. */
    void finish() throws IOException {
        together.finish();
    }

    /** Those of which many may go into one FlowFile; perhaps none. */
    public EnvelopeFile together() {
        return together;
    }

    /** Those of which each needs a FlowFile of its own. */
    public List<EnvelopeFile> alone() {
        return Collections.unmodifiableList(alone);
    }

    private Stream<EnvelopeFile> files() {
        return Stream.concat(Stream.of(together), alone.stream());
    }

    /** Number of records. */
    public long count() {
        return files().mapToLong(EnvelopeFile::count).sum();
    }

    /** How many there are of each reason. */
    public Map<String, Long> reasons() {
        final Map<String, Long> reasons = new LinkedHashMap<>();
        files().forEach(file ->
                file.reasons().forEach((reason, records) -> EnvelopeFile.count(reasons, reason, records)));
        return Collections.unmodifiableMap(reasons);
    }

    /** Writes all envelopes, one a line. */
    public void writeTo(final OutputStream target) throws IOException {
        together.writeTo(target);
        for (final EnvelopeFile own : alone) {
            own.writeTo(target);
        }
    }

    /** Removes the files. */
    @Override
    public void close() {
        files().forEach(EnvelopeFile::close);
    }
}
