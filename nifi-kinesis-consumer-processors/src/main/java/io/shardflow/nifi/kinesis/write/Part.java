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
package io.shardflow.nifi.kinesis.write;

import io.shardflow.nifi.kinesis.buffer.Emission;
import io.shardflow.nifi.kinesis.json.BlockOutputStream;
import io.shardflow.nifi.kinesis.records.UserRecord;
import java.io.IOException;
import java.util.Map;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;

/** One FlowFile while it is written: made with its first record. Used by one thread. */
final class Part implements AutoCloseable {

    private final ProcessSession session;
    private final BlockOutputStream out;
    private FlowFile flowFile;
    private UserRecord first;
    private UserRecord last;
    private int count;
    private long bytes;

    /** @param out what writes its content; that of another one only before and after */
    Part(final ProcessSession session, final BlockOutputStream out) {
        this.session = session;
        this.out = out;
    }

    /** Counts the record. @return where it is to be written */
    BlockOutputStream add(final UserRecord record) {
        if (flowFile == null) {
            flowFile = session.create();
            out.begin(session.write(flowFile));
            first = record;
        }
        last = record;
        count++;
        bytes += record.payload().length;
        return out;
    }

    int count() {
        return count;
    }

    /** Payload of its records, as it came. */
    long bytes() {
        return bytes;
    }

    /** Ends the content; may be called again. */
    @Override
    public void close() throws IOException {
        if (flowFile != null) {
            out.close();
        }
    }

    /** Takes the FlowFile out of the session. */
    void drop() throws IOException {
        close();
        if (flowFile != null) {
            session.remove(flowFile);
        }
    }

    /**
     * Transfers the FlowFile if there is one, with provenance. Its content has to be ended before.
     *
     * @param opening whether it is the batch's first one there
     */
    void send(
            final RecordSource source,
            final Emission batch,
            final boolean opening,
            final Map<String, String> more,
            final Relationship relationship) {
        if (count > 0) {
            final Map<String, String> attributes = ConsumerAttributes.of(source.stream(), batch, first, last, count);
            if (opening) {
                attributes.putAll(ConsumerAttributes.ofStart(batch));
            }
            attributes.putAll(more);
            final FlowFile complete = session.putAllAttributes(flowFile, attributes);
            session.getProvenanceReporter().receive(complete, source.transitUri(batch.shardId()));
            session.transfer(complete, relationship);
        }
    }
}
