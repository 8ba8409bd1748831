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

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.shardflow.nifi.kinesis.metadata.KinesisMetadata;
import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * Reads the identity of a record out of its metadata field. Strict, because SQL compares the text of what the table
 * holds: a value that VARIANT could write in another way than the record (a sequence number as JSON number, {@code 1.0}
 * or {@code 007} as sub-sequence number) is not an identity.
 */
final class MetadataReader {

    /** Stream names and shard ids: letters, digits and {@code _.-}, up to 128 (Kinesis API reference); with a {@link TargetMark}. */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{1,128}(?:>[a-zA-Z0-9_.-]{1,104})?");

    private static final int LONGEST_NAME = 128 + 1 + 104;

    private static final Pattern WHOLE = Pattern.compile("0|[1-9][0-9]{0,18}");

    private String stream;
    private String shardId;
    private String sequenceNumber;
    private String subSequenceNumber = "0";
    private Long arrival;
    private String partitionKey;
    private String problem;
    private final boolean wantsPartitionKey;

    MetadataReader() {
        this(false);
    }

    /** @param wantsPartitionKey whether to read the partition key too, which identifies nothing */
    MetadataReader(final boolean wantsPartitionKey) {
        this.wantsPartitionKey = wantsPartitionKey;
    }

    /** @param value the token on which the parser stands; the parser is left at the end of that value */
    void read(final JsonParser parser, final JsonToken value) throws IOException {
        if (value != JsonToken.START_OBJECT) {
            parser.skipChildren();
            problem = "the metadata field is not an object";
            return;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String name = parser.currentName();
            readSubField(parser, name, parser.nextToken());
        }
        if (problem == null && (stream == null || shardId == null || sequenceNumber == null)) {
            problem = "the metadata field lacks " + KinesisMetadata.STREAM + ", " + KinesisMetadata.SHARD_ID + " or "
                    + KinesisMetadata.SEQUENCE_NUMBER;
        }
    }

    private void readSubField(final JsonParser parser, final String name, final JsonToken token) throws IOException {
        switch (name) {
            case KinesisMetadata.STREAM -> stream = name(parser, name, token);
            case KinesisMetadata.SHARD_ID -> shardId = name(parser, name, token);
            case KinesisMetadata.SEQUENCE_NUMBER -> sequenceNumber = sequenceNumber(parser, token);
            case KinesisMetadata.SUB_SEQUENCE_NUMBER -> subSequenceNumber = subSequenceNumber(parser, token);
            case KinesisMetadata.APPROXIMATE_ARRIVAL -> arrival = arrival(parser, token);
            case KinesisMetadata.PARTITION_KEY -> partitionKey = partitionKey(parser, token);
            default -> parser.skipChildren();
        }
    }

    private String name(final JsonParser parser, final String field, final JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_STRING
                && parser.getTextLength() <= LONGEST_NAME
                && NAME.matcher(parser.getText()).matches()) {
            return parser.getText();
        }
        return refuse(parser, field + " in the metadata field is not a Kinesis name");
    }

    private String sequenceNumber(final JsonParser parser, final JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_STRING && Position.isSequenceNumber(parser.getText())) {
            return parser.getText();
        }
        return refuse(
                parser,
                token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT
                        ? "sequenceNumber in the metadata field is a JSON number, which VARIANT would round; it must be a string"
                        : "sequenceNumber in the metadata field is not a string of digits");
    }

    private String subSequenceNumber(final JsonParser parser, final JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            return "0";
        }
        if ((token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_STRING) && isLong(parser.getText())) {
            return parser.getText();
        }
        return refuse(parser, "subSequenceNumber in the metadata field is not a whole number");
    }

    private Long arrival(final JsonParser parser, final JsonToken token) throws IOException {
        if ((token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_STRING) && isLong(parser.getText())) {
            return Long.valueOf(parser.getText());
        }
        parser.skipChildren();
        return null;
    }

    private String partitionKey(final JsonParser parser, final JsonToken token) throws IOException {
        if (wantsPartitionKey && token == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        parser.skipChildren();
        return null;
    }

    private static boolean isLong(final String text) {
        if (!WHOLE.matcher(text).matches()) {
            return false;
        }
        return text.length() < 19 || text.compareTo(Long.toString(Long.MAX_VALUE)) <= 0;
    }

    private String refuse(final JsonParser parser, final String reason) throws IOException {
        parser.skipChildren();
        if (problem == null) {
            problem = reason;
        }
        return null;
    }

    /** The identity; null when {@link #problem()} says why there is none. */
    ScannedRecord.Identity identity() {
        return problem != null
                ? null
                : new ScannedRecord.Identity(
                        new StreamShard(stream, shardId),
                        new Position(sequenceNumber, Long.parseLong(subSequenceNumber)),
                        arrival);
    }

    /** Null if it was not wanted or is not a string. */
    String partitionKey() {
        return partitionKey;
    }

    /** Why there is no identity; null when there is one. */
    String problem() {
        return problem;
    }
}
