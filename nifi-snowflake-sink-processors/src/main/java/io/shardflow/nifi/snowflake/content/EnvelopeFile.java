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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Envelopes, one a line, in a file that only this process' owner can read. There is no file as long as there are none. One
 * thread at a time.
 */
public final class EnvelopeFile implements AutoCloseable {

    private static final String OTHERS = "other reasons";

    private final Path folder;
    private final Map<String, Long> reasons = new LinkedHashMap<>();
    private long count;
    private SpoolFile file;
    private OutputStream out;

    EnvelopeFile(final Path folder) {
        this.folder = folder;
    }

    /** Where to write the next envelope. */
    OutputStream next(final String reason) throws IOException {
        if (out == null) {
            file = SpoolFile.create(folder);
            out = file.write();
        }
        count++;
        count(reasons, Envelope.shown(reason), 1);
        return out;
    }

    /** Counts further records of a reason. */
    static void count(final Map<String, Long> reasons, final String reason, final long records) {
        reasons.merge(
                reasons.size() < RejectedRecords.MOST_REASONS || reasons.containsKey(reason) ? reason : OTHERS,
                records,
                Long::sum);
    }

    /** No more envelopes come. */
    void finish() throws IOException {
        if (out != null) {
            out.close();
        }
    }

    /** Number of envelopes. */
    public long count() {
        return count;
    }

    /** How many there are of each reason, in order of appearance. */
    public Map<String, Long> reasons() {
        return Collections.unmodifiableMap(reasons);
    }

    /** Writes the envelopes. */
    public void writeTo(final OutputStream target) throws IOException {
        if (file != null) {
            try (InputStream in = file.read()) {
                in.transferTo(target);
            }
        }
    }

    /** Removes the file. */
    @Override
    public void close() {
        if (file == null) {
            return;
        }
        try {
            finish();
        } catch (final IOException e) {
            // Nobody reads it any more.
        }
        file.close();
    }
}
