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

import io.shardflow.nifi.kinesis.reader.NoLog;
import io.shardflow.nifi.kinesis.reader.ReaderFailures;
import io.shardflow.nifi.kinesis.records.UserRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.nifi.processor.exception.TerminatedTaskException;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordSchema;

/** What a Record Reader finds in a payload. */
sealed interface PayloadRecords {

    /** One or more records, all of this schema. */
    record Found(RecordSchema schema, List<Record> records) implements PayloadRecords {}

    /** The reader takes it for none. @param reason in plain words, without anything of the payload */
    record Unreadable(String reason) implements PayloadRecords {}

    /**
     * Reads all of one payload, and of nothing else: so each record has the metadata of the payload it was in.
     *
     * @param variables for readers whose schema depends on them
     * @throws RecordServiceException if something beside the payload is to blame, and it has to be tried again
     */
    static PayloadRecords read(
            final RecordReaderFactory readers, final Map<String, String> variables, final UserRecord payload) {
        if (payload.payload().length == 0) {
            return new Unreadable("the record is empty");
        }
        final ByteArrayInputStream content = new ByteArrayInputStream(payload.payload());
        final Map<String, String> all = new HashMap<>(variables);
        all.put(ConsumerAttributes.PARTITION_KEY, payload.partitionKey());
        try (RecordReader reader = readers.createRecordReader(all, content, payload.payload().length, NoLog.LOG)) {
            final List<Record> records = new ArrayList<>();
            for (Record record = reader.nextRecord(); record != null; record = reader.nextRecord()) {
                records.add(record);
            }
            return records.isEmpty()
                    ? new Unreadable("the Record Reader finds no record in it")
                    : new Found(reader.getSchema(), records);
        } catch (final TerminatedTaskException e) {
            throw e;
        } catch (final MalformedRecordException
                | SchemaNotFoundException
                | IOException
                | RuntimeException
                | StackOverflowError e) {
            return unreadable(e, content.available() == payload.payload().length);
        }
    }

    private static Unreadable unreadable(final Throwable thrown, final boolean untouched) {
        final String kinds = ReaderFailures.kinds(thrown);
        if (ReaderFailures.isOutage(thrown, untouched)) {
            throw new RecordServiceException(
                    "The Record Reader does not reach what it needs, such as a schema registry (" + kinds
                            + "): see that it can be reached. The records wait, and are read again until they can be");
        }
        return new Unreadable(
                ReaderFailures.findsNoSchema(thrown)
                        ? "the Record Reader finds no schema (" + kinds + ")"
                        : "the Record Reader cannot read it (" + kinds + ")");
    }
}
