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
import io.shardflow.nifi.kinesis.json.JsonLines;
import io.shardflow.nifi.kinesis.records.UserRecord;
import java.io.IOException;
import java.util.Map;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.ProcessSession;

/**
 * The FlowFiles that a session gets of a batch: those of success one after the other, and one of envelopes if records were
 * refused. Used by one thread.
 */
final class Delivery implements AutoCloseable {

    private static final Map<String, String> FAILED =
            Map.of(CoreAttributes.MIME_TYPE.key(), "application/x-ndjson", ConsumerAttributes.PARSE_FAILURE, "true");

    private final ProcessSession session;
    private final Blocks blocks;
    private final RecordSource source;
    private final Emission batch;
    private final JsonLines lines;
    private final BlockOutputStream failedOut;
    private final BlockOutputStream goodOut;
    private final Part failed;
    private Part good;
    private boolean begun;
    private int records;
    private long bytes;

    Delivery(
            final ProcessSession session,
            final RecordSource source,
            final Emission batch,
            final JsonLines lines,
            final Blocks blocks) {
        this.session = session;
        this.blocks = blocks;
        this.source = source;
        this.batch = batch;
        this.lines = lines;
        this.failedOut = blocks.take();
        this.goodOut = blocks.take();
        this.failed = new Part(session, failedOut);
        this.good = new Part(session, goodOut);
    }

    /** Takes the record into the FlowFile that is being written. @return where it is to be written */
    BlockOutputStream add(final UserRecord record) {
        return good.add(record);
    }

    /** How many records the FlowFile that is being written has. */
    int count() {
        return good.count();
    }

    /** Drops the FlowFile that is being written; its records are to be added again. */
    void drop() throws IOException {
        good.drop();
        good = new Part(session, goodOut);
    }

    /** The record goes to parse.failure. */
    void refuse(final UserRecord record, final String reason) throws IOException {
        final BlockOutputStream out = failed.add(record);
        lines.refused(record, reason, out);
        out.write('\n');
    }

    /** Sends the FlowFile that is being written, if it has records, with these attributes too; the next record begins another. */
    void send(final Map<String, String> attributes) throws IOException {
        if (good.count() > 0) {
            good.close();
            good.send(source, batch, !begun, attributes, ConsumerRelationships.SUCCESS);
            begun = true;
            records += good.count();
            bytes += good.bytes();
            good = new Part(session, goodOut);
        }
    }

    /** As {@link #send}, and sends the envelopes: the batch is complete. */
    Written end(final Map<String, String> attributes, final int leftOut) throws IOException {
        send(attributes);
        failed.close();
        failed.send(source, batch, true, FAILED, ConsumerRelationships.PARSE_FAILURE);
        return new Written(records + failed.count(), failed.count(), leftOut, bytes + failed.bytes());
    }

    @Override
    public void close() throws IOException {
        try (failed) {
            good.close();
        } finally {
            blocks.giveBack(goodOut);
            blocks.giveBack(failedOut);
        }
    }
}
