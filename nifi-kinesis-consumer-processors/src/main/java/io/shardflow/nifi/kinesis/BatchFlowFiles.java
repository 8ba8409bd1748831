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
import io.shardflow.nifi.kinesis.settings.ConsumerSettings;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.ProcessSession;

/** Makes the FlowFiles of one batch: one of JSON lines, and one of envelopes if records had to be refused. Immutable. */
final class BatchFlowFiles {

    static final String STREAM_NAME = "aws.kinesis.stream.name";
    static final String SHARD_ID = "aws.kinesis.shard.id";
    static final String FIRST_SEQUENCE_NUMBER = "aws.kinesis.first.sequence.number";
    static final String FIRST_SUB_SEQUENCE_NUMBER = "aws.kinesis.first.subsequence.number";
    static final String LAST_SEQUENCE_NUMBER = "aws.kinesis.last.sequence.number";
    static final String LAST_SUB_SEQUENCE_NUMBER = "aws.kinesis.last.subsequence.number";
    static final String PARTITION_KEY = "aws.kinesis.partition.key";
    static final String APPROXIMATE_ARRIVAL = "aws.kinesis.approximate.arrival.timestamp.ms";
    static final String MILLIS_BEHIND = "kinesis.millis.behind";
    static final String RECORD_COUNT = "record.count";

    private static final String JSON_LINES = "application/x-ndjson";
    private static final int OUTPUT_BUFFER = 64 * 1024;

    private final String stream;
    private final String field;
    private final JsonObjectCheck check;

    /** What became of a batch. @param failed records that went to parse.failure @param bytes payload of all records */
    record Written(int records, int failed, long bytes) {}

    private record Refusal(BufferedRecord record, String reason) {}

    BatchFlowFiles(final ConsumerSettings settings) {
        this.stream = settings.stream();
        this.field = settings.metadataField();
        this.check = new JsonObjectCheck(field);
    }

    /** Writes the batch into the session and transfers it, with provenance and counters. */
    Written transfer(final ProcessSession session, final Emission batch) {
        final JsonLines lines = new JsonLines(new MetadataJson(field, stream, batch.shardId()));
        final List<BufferedRecord> good = new ArrayList<>(batch.records().size());
        final List<Refusal> refused = new ArrayList<>();
        FlowFile flowFile = session.create();
        flowFile = session.write(flowFile, raw -> {
            final OutputStream out = new BufferedOutputStream(raw, OUTPUT_BUFFER);
            for (final BufferedRecord record : batch.records()) {
                final byte[] payload = record.payload();
                switch (check.check(payload)) {
                    case JsonObjectCheck.Accepted object -> {
                        lines.record(record, payload, object, out);
                        good.add(record);
                    }
                    case JsonObjectCheck.Refused refusal -> refused.add(new Refusal(record, refusal.reason()));
                }
            }
            out.flush();
        });
        if (good.isEmpty()) {
            session.remove(flowFile);
        } else {
            send(session, flowFile, batch, good, true);
        }
        if (!refused.isEmpty()) {
            final FlowFile failures = session.write(session.create(), out -> envelopes(lines, refused, out));
            send(session, failures, batch, refused.stream().map(Refusal::record).toList(), false);
        }
        final long bytes =
                batch.records().stream().mapToLong(BufferedRecord::size).sum();
        return new Written(batch.records().size(), refused.size(), bytes);
    }

    private static void envelopes(final JsonLines lines, final List<Refusal> refused, final OutputStream raw)
            throws IOException {
        final OutputStream out = new BufferedOutputStream(raw, OUTPUT_BUFFER);
        for (final Refusal refusal : refused) {
            lines.refused(refusal.record(), refusal.record().payload(), refusal.reason(), out);
        }
        out.flush();
    }

    private void send(
            final ProcessSession session,
            final FlowFile flowFile,
            final Emission batch,
            final List<BufferedRecord> records,
            final boolean good) {
        final FlowFile complete = session.putAllAttributes(flowFile, attributes(batch, records));
        session.getProvenanceReporter().receive(complete, "kinesis://" + stream + "/" + batch.shardId());
        session.transfer(complete, good ? ConsumeKinesisStream.SUCCESS : ConsumeKinesisStream.PARSE_FAILURE);
    }

    private Map<String, String> attributes(final Emission batch, final List<BufferedRecord> records) {
        final BufferedRecord first = records.getFirst();
        final BufferedRecord last = records.getLast();
        final Map<String, String> attributes = new HashMap<>();
        attributes.put(STREAM_NAME, stream);
        attributes.put(SHARD_ID, batch.shardId());
        attributes.put(FIRST_SEQUENCE_NUMBER, first.position().sequenceNumber());
        attributes.put(FIRST_SUB_SEQUENCE_NUMBER, Long.toString(first.position().subSequenceNumber()));
        attributes.put(LAST_SEQUENCE_NUMBER, last.position().sequenceNumber());
        attributes.put(LAST_SUB_SEQUENCE_NUMBER, Long.toString(last.position().subSequenceNumber()));
        attributes.put(PARTITION_KEY, last.partitionKey());
        attributes.put(APPROXIMATE_ARRIVAL, Long.toString(last.arrivalMillis()));
        attributes.put(RECORD_COUNT, Integer.toString(records.size()));
        attributes.put(CoreAttributes.MIME_TYPE.key(), JSON_LINES);
        if (batch.millisBehindLatest() >= 0) {
            attributes.put(MILLIS_BEHIND, Long.toString(batch.millisBehindLatest()));
        }
        return attributes;
    }
}
