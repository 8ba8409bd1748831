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

import io.shardflow.nifi.kinesis.json.JsonCheck;
import io.shardflow.nifi.kinesis.reader.NoLog;
import io.shardflow.nifi.kinesis.reader.ReaderFailures;
import io.shardflow.nifi.kinesis.records.UserRecord;
import io.shardflow.nifi.kinesis.settings.RecordServices;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.exception.TerminatedTaskException;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.RecordSetWriter;
import org.apache.nifi.serialization.WriteResult;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordSchema;

/** The record sets of one batch, one after the other, each of one schema and in a FlowFile of its own. Used by one thread. */
final class RecordSets implements AutoCloseable {

    private final Delivery delivery;
    private final RecordForm form;
    private final RecordServices services;
    private final Map<String, String> variables;

    /** What the open set holds, to be written again if the writer breaks off in the middle of a record. */
    private final List<UserRecord> held = new ArrayList<>();

    private RecordSchema read;
    private RecordSchema written;
    private RecordSetWriter writer;

    /** @param variables for services whose schema depends on them */
    RecordSets(
            final Delivery delivery,
            final RecordForm form,
            final RecordServices services,
            final Map<String, String> variables) {
        this.delivery = delivery;
        this.form = form;
        this.services = services;
        this.variables = variables;
    }

    /** Writes what is in the payload, or refuses it as a whole. */
    void add(final UserRecord payload) {
        try {
            switch (PayloadRecords.read(services.reader(), variables, payload)) {
                case PayloadRecords.Unreadable unreadable -> delivery.refuse(payload, unreadable.reason());
                case PayloadRecords.Found found
                when form.isTaken(found) -> delivery.refuse(payload, JsonCheck.METADATA_FIELD_TAKEN);
                case PayloadRecords.Found found -> add(payload, found);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(final UserRecord payload, final PayloadRecords.Found found) throws IOException {
        if (writer != null && !read.equals(found.schema())) {
            end();
        }
        if (writer == null) {
            read = found.schema();
            written = form.schema(read);
        }
        try {
            write(payload, found);
        } catch (final TerminatedTaskException e) {
            throw e;
        } catch (final IOException | RuntimeException e) {
            if (writer == null || isWritable(payload, found)) {
                throw e;
            }
            restore();
            delivery.refuse(payload, "the Record Writer cannot write it (" + ReaderFailures.kinds(e) + ")");
        }
    }

    private void write(final UserRecord payload, final PayloadRecords.Found found) throws IOException {
        final OutputStream out = delivery.add(payload);
        if (writer == null) {
            writer = open(out);
        }
        write(writer, payload, found);
        held.add(payload);
    }

    private void write(final RecordSetWriter to, final UserRecord payload, final PayloadRecords.Found found)
            throws IOException {
        for (final Record record : found.records()) {
            to.write(form.record(record, written, payload));
        }
    }

    private RecordSetWriter open(final OutputStream out) throws IOException {
        try {
            final RecordSetWriter opened = services.writer()
                    .createWriter(NoLog.LOG, services.writer().getSchema(variables, written), out, variables);
            opened.beginRecordSet();
            return opened;
        } catch (final SchemaNotFoundException e) {
            throw new RecordServiceException("The Record Writer finds no schema (" + ReaderFailures.kinds(e)
                    + "): check its Schema Access Strategy and what that relies on. The records wait, and are written again"
                    + " until they can be");
        }
    }

    /** Whether the payload is not to blame, because alone and to nowhere it can be written. */
    private boolean isWritable(final UserRecord payload, final PayloadRecords.Found found) throws IOException {
        final RecordSetWriter trial = open(OutputStream.nullOutputStream());
        try (trial) {
            write(trial, payload, found);
            trial.finishRecordSet();
            return true;
        } catch (final IOException | RuntimeException e) {
            return false;
        }
    }

    /** Writes the open set again, without the half of a record at its end, and ends it: so no record is written more than twice. */
    private void restore() throws IOException {
        closeBroken();
        delivery.drop();
        final List<UserRecord> payloads = List.copyOf(held);
        held.clear();
        for (final UserRecord payload : payloads) {
            if (PayloadRecords.read(services.reader(), variables, payload) instanceof PayloadRecords.Found found) {
                write(payload, found);
            } else {
                throw new IllegalStateException("The Record Reader does not read the same record twice alike");
            }
        }
        end();
    }

    /** What it still writes, and whether it can, does not matter: the FlowFile is dropped. */
    private void closeBroken() {
        try {
            writer.close();
        } catch (final IOException | RuntimeException e) {
            // as said above
        }
        writer = null;
    }

    /** Sends the open set. */
    void end() throws IOException {
        if (writer != null) {
            final WriteResult result = writer.finishRecordSet();
            final Map<String, String> attributes = new HashMap<>(result.getAttributes());
            attributes.put(ConsumerAttributes.RECORD_COUNT, Integer.toString(result.getRecordCount()));
            attributes.put(CoreAttributes.MIME_TYPE.key(), writer.getMimeType());
            writer.close();
            writer = null;
            held.clear();
            delivery.send(attributes);
        }
    }

    @Override
    public void close() throws IOException {
        if (writer != null) {
            writer.close();
        }
    }
}
