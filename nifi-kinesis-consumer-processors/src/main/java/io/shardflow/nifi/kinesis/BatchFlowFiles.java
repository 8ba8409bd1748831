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
package io.shardflow.nifi.kinesis;

import io.shardflow.nifi.kinesis.buffer.BufferedRecord;
import io.shardflow.nifi.kinesis.buffer.Emission;
import io.shardflow.nifi.kinesis.json.JsonLines;
import io.shardflow.nifi.kinesis.json.JsonObjectCheck;
import io.shardflow.nifi.kinesis.json.MetadataJson;
import io.shardflow.nifi.kinesis.metadata.FlowFileAttributes;
import io.shardflow.nifi.kinesis.records.UserRecord;
import io.shardflow.nifi.kinesis.settings.ConsumerSettings;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;

/** Makes the FlowFiles of one batch: one of JSON lines, and one of envelopes if records had to be refused. Immutable. */
final class BatchFlowFiles {

    static final String STREAM_NAME = FlowFileAttributes.STREAM_NAME;
    static final String SHARD_ID = FlowFileAttributes.SHARD_ID;
    static final String FIRST_SEQUENCE_NUMBER = "aws.kinesis.first.sequence.number";
    static final String FIRST_SUB_SEQUENCE_NUMBER = "aws.kinesis.first.subsequence.number";
    static final String LAST_SEQUENCE_NUMBER = "aws.kinesis.last.sequence.number";
    static final String LAST_SUB_SEQUENCE_NUMBER = "aws.kinesis.last.subsequence.number";
    static final String PARTITION_KEY = "aws.kinesis.partition.key";
    static final String APPROXIMATE_ARRIVAL = "aws.kinesis.approximate.arrival.timestamp.ms";
    static final String MILLIS_BEHIND = "kinesis.millis.behind";
    static final String START_POSITION = FlowFileAttributes.START_POSITION;
    static final String PARSE_FAILURE = FlowFileAttributes.PARSE_FAILURE;
    static final String RECORD_COUNT = "record.count";

    private static final String JSON_LINES = "application/x-ndjson";
    private static final int OUTPUT_BUFFER = 64 * 1024;

    private final String stream;
    private final String field;
    private final JsonObjectCheck check;

    /**
     * What became of a batch.
     *
     * @param records delivered, those that failed included
     * @param failed delivered to parse.failure
     * @param leftOut user records that were not delivered, because their producer puts them again
     * @param bytes payload of the delivered records
     */
    record Written(int records, int failed, int leftOut, long bytes) {}

    BatchFlowFiles(final ConsumerSettings settings) {
        this.stream = settings.aws().stream().name();
        this.field = settings.output().metadataField();
        this.check = new JsonObjectCheck(field);
    }

    /** Writes the batch into the session and transfers it, with provenance. */
    Written transfer(final ProcessSession session, final Emission batch) {
        final JsonLines lines = new JsonLines(new MetadataJson(field, stream, batch.shardId()));
        final Part good = new Part(session);
        final Part failed = new Part(session);
        int leftOut = 0;
        try (good;
                failed) {
            for (final BufferedRecord record : batch.records()) {
                leftOut += record.unpack(userRecord -> {
                    switch (check.check(userRecord.payload())) {
                        case JsonObjectCheck.Accepted object ->
                            good.add(userRecord, out -> lines.record(userRecord, object, out));
                        case JsonObjectCheck.Refused refusal ->
                            failed.add(userRecord, out -> lines.refused(userRecord, refusal.reason(), out));
                    }
                });
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        send(session, good, batch, Map.of(), ConsumeKinesisStream.SUCCESS);
        send(session, failed, batch, Map.of(PARSE_FAILURE, "true"), ConsumeKinesisStream.PARSE_FAILURE);
        return new Written(good.count + failed.count, failed.count, leftOut, good.bytes + failed.bytes);
    }

    private void send(
            final ProcessSession session,
            final Part part,
            final Emission batch,
            final Map<String, String> more,
            final Relationship relationship) {
        if (part.count > 0) {
            final Map<String, String> attributes = attributes(batch, part);
            attributes.putAll(more);
            final FlowFile complete = session.putAllAttributes(part.flowFile, attributes);
            session.getProvenanceReporter().receive(complete, "kinesis://" + stream + "/" + batch.shardId());
            session.transfer(complete, relationship);
        }
    }

    private Map<String, String> attributes(final Emission batch, final Part part) {
        final UserRecord first = part.first;
        final UserRecord last = part.last;
        final Map<String, String> attributes = new HashMap<>();
        attributes.put(STREAM_NAME, stream);
        attributes.put(SHARD_ID, batch.shardId());
        attributes.put(FIRST_SEQUENCE_NUMBER, first.position().sequenceNumber());
        attributes.put(FIRST_SUB_SEQUENCE_NUMBER, Long.toString(first.position().subSequenceNumber()));
        attributes.put(LAST_SEQUENCE_NUMBER, last.position().sequenceNumber());
        attributes.put(LAST_SUB_SEQUENCE_NUMBER, Long.toString(last.position().subSequenceNumber()));
        attributes.put(PARTITION_KEY, last.partitionKey());
        attributes.put(APPROXIMATE_ARRIVAL, Long.toString(last.arrivalMillis()));
        attributes.put(RECORD_COUNT, Integer.toString(part.count));
        attributes.put(CoreAttributes.MIME_TYPE.key(), JSON_LINES);
        if (batch.millisBehindLatest() >= 0) {
            attributes.put(MILLIS_BEHIND, Long.toString(batch.millisBehindLatest()));
        }
        batch.firstSince()
                .ifPresent(since -> attributes.put(
                        START_POSITION, Instant.ofEpochMilli(since).toString()));
        return attributes;
    }

    /** One FlowFile while it is written: made with its first record. Used by one thread. */
    private static final class Part implements AutoCloseable {

        private interface Line {
            void write(OutputStream out) throws IOException;
        }

        private final ProcessSession session;
        private FlowFile flowFile;
        private OutputStream out;
        private UserRecord first;
        private UserRecord last;
        private int count;
        private long bytes;

        Part(final ProcessSession session) {
            this.session = session;
        }

        void add(final UserRecord record, final Line line) {
            if (flowFile == null) {
                flowFile = session.create();
                out = new BufferedOutputStream(session.write(flowFile), OUTPUT_BUFFER);
                first = record;
            }
            try {
                line.write(out);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
            last = record;
            count++;
            bytes += record.payload().length;
        }

        @Override
        public void close() throws IOException {
            if (out != null) {
                out.close();
            }
        }
    }
}
