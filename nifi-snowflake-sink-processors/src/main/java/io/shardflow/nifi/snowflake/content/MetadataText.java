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

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.shardflow.nifi.kinesis.metadata.KinesisMetadata;
import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.name.ShownText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The metadata of a record as JSON. */
public final class MetadataText {

    /** In characters, as Kinesis has them; what is longer was not one. */
    private static final int LONGEST_PARTITION_KEY = 256;

    private MetadataText() {}

    /**
     * The metadata as an object.
     *
     * @param arrival in milliseconds since 1970; null if there is none
     * @param partitionKey null if there is none
     */
    public static String of(
            final StreamShard shard, final Position position, final Long arrival, final String partitionKey) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = RecordScanner.JSON.createGenerator(out)) {
            write(json, new FoundMetadata(new ScannedRecord.Identity(shard, position, arrival), partitionKey));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    static void write(final JsonGenerator json, final FoundMetadata found) throws IOException {
        final StreamShard shard = found.identity().shard();
        final Position position = found.identity().position();
        json.writeStartObject();
        json.writeStringField(KinesisMetadata.STREAM, shard.stream());
        json.writeStringField(KinesisMetadata.SHARD_ID, shard.shardId());
        if (found.identity().arrival() != null) {
            json.writeNumberField(
                    KinesisMetadata.APPROXIMATE_ARRIVAL, found.identity().arrival());
        }
        if (found.partitionKey() != null && found.partitionKey().length() <= LONGEST_PARTITION_KEY) {
            json.writeStringField(KinesisMetadata.PARTITION_KEY, ShownText.wellFormed(found.partitionKey()));
        }
        json.writeStringField(KinesisMetadata.SEQUENCE_NUMBER, position.sequenceNumber());
        json.writeNumberField(KinesisMetadata.SUB_SEQUENCE_NUMBER, position.subSequenceNumber());
        json.writeStringField(KinesisMetadata.SHARDED_SEQUENCE_NUMBER, KinesisMetadata.shardedSequenceNumber(position));
        json.writeEndObject();
    }

    /** The same metadata, in which the stream has no mark of a target. */
    static byte[] unmarked(final byte[] metadata) throws IOException {
        final ByteArrayOutputStream out = new ByteArrayOutputStream(metadata.length);
        try (JsonParser from = RecordParsers.of(metadata);
                JsonGenerator to = RecordScanner.JSON.createGenerator(out)) {
            while (from.nextToken() != null) {
                if (from.currentToken() == JsonToken.VALUE_STRING
                        && from.getParsingContext().getParent().inRoot()
                        && KinesisMetadata.STREAM.equals(from.currentName())) {
                    to.writeString(TargetMark.streamOf(from.getText()));
                } else {
                    to.copyCurrentEventExact(from);
                }
            }
        }
        return out.toByteArray();
    }
}
