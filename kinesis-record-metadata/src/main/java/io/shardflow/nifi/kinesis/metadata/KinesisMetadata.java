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
package io.shardflow.nifi.kinesis.metadata;

import java.util.List;

/**
 * Names of the metadata field that the consumer writes into each JSON record and of its sub-fields.
 *
 * <p>The names are those of NiFi's ConsumeKinesis ("Inject Metadata") and of Snowflake's connector, so that the sink
 * also works behind NiFi's own consumer.
 */
public final class KinesisMetadata {

    /** Default name of the field; also, ignoring case, of the column that holds it. */
    public static final String DEFAULT_FIELD = "kinesisMetadata";

    /** Name of the data stream, a string. */
    public static final String STREAM = "stream";

    /** Id of the shard, a string. */
    public static final String SHARD_ID = "shardId";

    /** Approximate arrival in milliseconds since the epoch, a number. */
    public static final String APPROXIMATE_ARRIVAL = "approximateArrival";

    /** Partition key of the record, a string. */
    public static final String PARTITION_KEY = "partitionKey";

    /** Sequence number, a string of decimal digits. */
    public static final String SEQUENCE_NUMBER = "sequenceNumber";

    /** Sub-sequence number inside a record aggregated by the Kinesis Producer Library, a number; 0 otherwise. */
    public static final String SUB_SEQUENCE_NUMBER = "subSequenceNumber";

    /** Sequence number followed by the sub-sequence number in 20 digits, a string. */
    public static final String SHARDED_SEQUENCE_NUMBER = "shardedSequenceNumber";

    /** Every sub-field, in the order in which the consumer writes them. */
    public static final List<String> SUB_FIELDS = List.of(
            STREAM,
            SHARD_ID,
            APPROXIMATE_ARRIVAL,
            PARTITION_KEY,
            SEQUENCE_NUMBER,
            SUB_SEQUENCE_NUMBER,
            SHARDED_SEQUENCE_NUMBER);

    /** Digits of the sub-sequence number in {@link #SHARDED_SEQUENCE_NUMBER}, zeros before it included. */
    public static final int SUB_SEQUENCE_DIGITS = 20;

    private KinesisMetadata() {}

    /** The value of {@link #SHARDED_SEQUENCE_NUMBER} for a position. */
    public static String shardedSequenceNumber(final Position position) {
        final String subSequenceNumber = Long.toString(position.subSequenceNumber());
        return position.sequenceNumber()
                + "0".repeat(SUB_SEQUENCE_DIGITS - subSequenceNumber.length())
                + subSequenceNumber;
    }
}
