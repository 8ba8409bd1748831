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
import io.shardflow.nifi.kinesis.metadata.FlowFileAttributes;
import io.shardflow.nifi.kinesis.records.UserRecord;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Attributes of the consumer's FlowFiles. */
public final class ConsumerAttributes {

    public static final String STREAM_NAME = FlowFileAttributes.STREAM_NAME;
    public static final String SHARD_ID = FlowFileAttributes.SHARD_ID;
    public static final String FIRST_SEQUENCE_NUMBER = "aws.kinesis.first.sequence.number";
    public static final String FIRST_SUB_SEQUENCE_NUMBER = "aws.kinesis.first.subsequence.number";
    public static final String LAST_SEQUENCE_NUMBER = "aws.kinesis.last.sequence.number";
    public static final String LAST_SUB_SEQUENCE_NUMBER = "aws.kinesis.last.subsequence.number";
    public static final String PARTITION_KEY = "aws.kinesis.partition.key";
    public static final String APPROXIMATE_ARRIVAL = "aws.kinesis.approximate.arrival.timestamp.ms";
    public static final String MILLIS_BEHIND = "kinesis.millis.behind";
    public static final String START_POSITION = FlowFileAttributes.START_POSITION;
    public static final String PARSE_FAILURE = FlowFileAttributes.PARSE_FAILURE;
    public static final String RECORD_COUNT = "record.count";

    private ConsumerAttributes() {}

    /** Of a FlowFile that holds the records from first to last; the caller may add to them. */
    static Map<String, String> of(
            final String stream, final Emission batch, final UserRecord first, final UserRecord last, final int count) {
        final Map<String, String> attributes = new HashMap<>();
        attributes.put(STREAM_NAME, stream);
        attributes.put(SHARD_ID, batch.shardId());
        attributes.put(FIRST_SEQUENCE_NUMBER, first.position().sequenceNumber());
        attributes.put(FIRST_SUB_SEQUENCE_NUMBER, Long.toString(first.position().subSequenceNumber()));
        attributes.put(LAST_SEQUENCE_NUMBER, last.position().sequenceNumber());
        attributes.put(LAST_SUB_SEQUENCE_NUMBER, Long.toString(last.position().subSequenceNumber()));
        attributes.put(PARTITION_KEY, last.partitionKey());
        attributes.put(APPROXIMATE_ARRIVAL, Long.toString(last.arrivalMillis()));
        attributes.put(RECORD_COUNT, Integer.toString(count));
        if (batch.millisBehindLatest() >= 0) {
            attributes.put(MILLIS_BEHIND, Long.toString(batch.millisBehindLatest()));
        }
        return attributes;
    }

    /** Of the first FlowFile of the batch alone: what comes before it is asked for once. */
    static Map<String, String> ofStart(final Emission batch) {
        return batch.firstSince().isPresent()
                ? Map.of(
                        START_POSITION,
                        Instant.ofEpochMilli(batch.firstSince().getAsLong()).toString())
                : Map.of();
    }
}
