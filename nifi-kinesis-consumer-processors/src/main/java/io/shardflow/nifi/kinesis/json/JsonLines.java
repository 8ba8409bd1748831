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
package io.shardflow.nifi.kinesis.json;

import io.shardflow.nifi.kinesis.records.UserRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Writes records of one shard, each on one line; the line feed is the caller's. Immutable, for any thread. */
public final class JsonLines {

    /** Name of the member that holds the payload in a wrapper. */
    public static final String VALUE_FIELD = "value";

    private static final byte[] VALUE = (",\"" + VALUE_FIELD + "\":").getBytes(StandardCharsets.UTF_8);
    private static final byte[] RAW = ",\"raw\":\"".getBytes(StandardCharsets.UTF_8);
    private static final byte[] REASON = "\",\"reason\":\"".getBytes(StandardCharsets.UTF_8);
    private static final byte[] END = "\"}".getBytes(StandardCharsets.UTF_8);

    private final MetadataJson metadata;

    public JsonLines(final MetadataJson metadata) {
        this.metadata = metadata;
    }

    /**
     * The payload with the metadata as its first member. All other bytes stay as they are, but for white space around
     * the object and line breaks between its tokens, which are left out.
     */
    public void injected(final UserRecord record, final PayloadCheck.Accepted object, final BlockOutputStream out)
            throws IOException {
        out.write('{');
        metadata.write(record, out);
        if (!object.empty()) {
            out.write(',');
        }
        write(record.payload(), object.start() + 1, object, out);
    }

    /** An object of the metadata and the payload, which may be any JSON value and keeps its bytes as with {@link #injected}. */
    public void wrapped(final UserRecord record, final PayloadCheck.Accepted value, final BlockOutputStream out)
            throws IOException {
        out.write('{');
        metadata.write(record, out);
        out.write(VALUE);
        value(record, value, out);
        out.write('}');
    }

    /** The payload alone. */
    public void value(final UserRecord record, final PayloadCheck.Accepted value, final BlockOutputStream out)
            throws IOException {
        write(record.payload(), value.start(), value, out);
    }

    /** The envelope of a record that was refused: metadata, the original bytes in Base64, and the reason. */
    public void refused(final UserRecord record, final String reason, final BlockOutputStream out) throws IOException {
        out.write('{');
        metadata.write(record, out);
        out.write(RAW);
        out.write(Base64.getEncoder().encode(record.payload()));
        out.write(REASON);
        out.write(MetadataJson.escaped(reason).getBytes(StandardCharsets.UTF_8));
        out.write(END);
    }

    private static void write(
            final byte[] payload, final int from, final PayloadCheck.Accepted accepted, final BlockOutputStream out)
            throws IOException {
        if (accepted.lineBreaks()) {
            withoutLineBreaks(payload, from, accepted.end(), out);
        } else {
            out.write(payload, from, accepted.end() - from);
        }
    }

    private static void withoutLineBreaks(
            final byte[] payload, final int from, final int to, final BlockOutputStream out) throws IOException {
        int kept = from;
        for (int i = from; i < to; i++) {
            if (payload[i] == '\n' || payload[i] == '\r') {
                out.write(payload, kept, i - kept);
                kept = i + 1;
            }
        }
        out.write(payload, kept, to - kept);
    }
}
