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
import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.name.ShownText;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A record that cannot be loaded, as a record of an error table: {@code {"kinesisMetadata":{…},"raw":"<base64>","reason":"…"}}.
 * It is the same each time the record comes for the same reason, and has the record's own position, with a mark of the target, so
 * that the error table holds it once for each target. A record without a position that can be read gets one from its bytes: stream and shard {@code unknown}, and
 * its SHA-256 as sequence number.
 */
final class Envelope {

    static final String RAW = "raw";
    static final String REASON = "reason";

    static final StreamShard UNKNOWN = new StreamShard("unknown", "unknown");

    private static final int LONGEST_REASON = 1000;

    private final String metadataField;
    private final TargetMark mark;

    /**
     * @param metadataField name of the field that holds the position, in the record and in the envelope
     * @param mark of the target that refuses the record
     */
    Envelope(final String metadataField, final TargetMark mark) {
        this.metadataField = metadataField;
        this.mark = mark;
    }

    /** Writes one line. */
    void write(
            final OutputStream out,
            final byte[] bytes,
            final int offset,
            final int length,
            final FoundMetadata found,
            final String reason)
            throws IOException {
        try (JsonGenerator json = RecordScanner.JSON.createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
            json.writeStartObject();
            json.writeFieldName(metadataField);
            MetadataText.write(json, marked(found == null ? unknown(bytes, offset, length) : found));
            json.writeFieldName(RAW);
            json.writeBinary(bytes, offset, length);
            json.writeStringField(REASON, shown(reason));
            json.writeEndObject();
        }
        out.write('\n');
    }

    private FoundMetadata marked(final FoundMetadata found) {
        final ScannedRecord.Identity identity = found.identity();
        final StreamShard shard = identity.shard();
        return new FoundMetadata(
                new ScannedRecord.Identity(
                        new StreamShard(mark.on(shard.stream()), shard.shardId()),
                        identity.position(),
                        identity.arrival()),
                found.partitionKey());
    }

    private static FoundMetadata unknown(final byte[] bytes, final int offset, final int length) {
        try {
            final MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, offset, length);
            final String number = new BigInteger(1, digest.digest()).toString();
            return new FoundMetadata(new ScannedRecord.Identity(UNKNOWN, new Position(number, 0), null), null);
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The reason as it is written: a name of a field in it may be of any length and have any character. */
    static String shown(final String reason) {
        final String text = ShownText.of(reason);
        return text.length() <= LONGEST_REASON
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST_REASON / 2)) + "…";
    }
}
