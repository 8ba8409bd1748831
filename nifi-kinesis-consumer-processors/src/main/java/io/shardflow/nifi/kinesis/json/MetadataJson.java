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
import java.nio.charset.StandardCharsets;

/** The metadata object of the records of one shard, as UTF-8 JSON. Immutable. */
public final class MetadataJson {

    private static final byte[] ARRIVAL_TO_KEY = bytes(",\"" + KinesisMetadata.PARTITION_KEY + "\":\"");
    private static final byte[] KEY_TO_NUMBER = bytes("\",\"" + KinesisMetadata.SEQUENCE_NUMBER + "\":\"");
    private static final byte[] NUMBER_TO_SUB = bytes("\",\"" + KinesisMetadata.SUB_SEQUENCE_NUMBER + "\":");
    private static final byte[] SUB_TO_SHARDED = bytes(",\"" + KinesisMetadata.SHARDED_SEQUENCE_NUMBER + "\":\"");
    private static final byte[] END = bytes("\"}");
    private static final int NOT_ASCII = 0x7f;

    private final byte[] member;

    /** @param field name of the field that holds the object */
    public MetadataJson(final String field, final String stream, final String shardId) {
        this.member = bytes("\"" + escaped(field) + "\":{\"" + KinesisMetadata.STREAM + "\":\"" + escaped(stream)
                + "\",\"" + KinesisMetadata.SHARD_ID + "\":\"" + escaped(shardId) + "\",\""
                + KinesisMetadata.APPROXIMATE_ARRIVAL + "\":");
    }

    /** Writes {@code "field":{…}} for the record, without a comma before or after. */
    void write(final UserRecord record, final BlockOutputStream out) throws IOException {
        final String sequenceNumber = record.position().sequenceNumber();
        final long subSequenceNumber = record.position().subSequenceNumber();
        out.write(member);
        out.writeDecimal(record.arrivalMillis(), 1);
        out.write(ARRIVAL_TO_KEY);
        writeKey(record.partitionKey(), out);
        out.write(KEY_TO_NUMBER);
        out.writeAscii(sequenceNumber);
        out.write(NUMBER_TO_SUB);
        out.writeDecimal(subSequenceNumber, 1);
        out.write(SUB_TO_SHARDED);
        out.writeAscii(sequenceNumber);
        out.writeDecimal(subSequenceNumber, KinesisMetadata.SUB_SEQUENCE_DIGITS);
        out.write(END);
    }

    private static void writeKey(final String key, final BlockOutputStream out) throws IOException {
        if (isWrittenAsItIs(key)) {
            out.writeAscii(key);
        } else {
            out.write(bytes(escaped(key)));
        }
    }

    private static boolean isWrittenAsItIs(final String text) {
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (c < ' ' || c >= NOT_ASCII || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    static String escaped(final String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
