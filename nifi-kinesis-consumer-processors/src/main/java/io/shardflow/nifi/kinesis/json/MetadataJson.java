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
package io.shardflow.nifi.kinesis.json;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.shardflow.nifi.kinesis.metadata.KinesisMetadata;
import io.shardflow.nifi.kinesis.records.UserRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The metadata object of the records of one shard, as UTF-8 JSON. Immutable. */
public final class MetadataJson {

    private static final byte[] ARRIVAL_TO_KEY = bytes(",\"" + KinesisMetadata.PARTITION_KEY + "\":\"");
    private static final byte[] KEY_TO_NUMBER = bytes("\",\"" + KinesisMetadata.SEQUENCE_NUMBER + "\":\"");
    private static final byte[] NUMBER_TO_SUB = bytes("\",\"" + KinesisMetadata.SUB_SEQUENCE_NUMBER + "\":");
    private static final byte[] SUB_TO_SHARDED = bytes(",\"" + KinesisMetadata.SHARDED_SEQUENCE_NUMBER + "\":\"");
    private static final byte[] END = bytes("\"}");

    private final byte[] member;

    /** @param field name of the field that holds the object */
    public MetadataJson(final String field, final String stream, final String shardId) {
        this.member = bytes("\"" + escaped(field) + "\":{\"" + KinesisMetadata.STREAM + "\":\"" + escaped(stream)
                + "\",\"" + KinesisMetadata.SHARD_ID + "\":\"" + escaped(shardId) + "\",\""
                + KinesisMetadata.APPROXIMATE_ARRIVAL + "\":");
    }

    /** Writes {@code "field":{…}} for the record, without a comma before or after. */
    public void write(final UserRecord record, final OutputStream out) throws IOException {
        final byte[] sequenceNumber = ascii(record.position().sequenceNumber());
        out.write(member);
        out.write(ascii(Long.toString(record.arrivalMillis())));
        out.write(ARRIVAL_TO_KEY);
        out.write(bytes(escaped(record.partitionKey())));
        out.write(KEY_TO_NUMBER);
        out.write(sequenceNumber);
        out.write(NUMBER_TO_SUB);
        out.write(ascii(Long.toString(record.position().subSequenceNumber())));
        out.write(SUB_TO_SHARDED);
        out.write(ascii(KinesisMetadata.shardedSequenceNumber(record.position())));
        out.write(END);
    }

    static String escaped(final String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }

    private static byte[] ascii(final String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
