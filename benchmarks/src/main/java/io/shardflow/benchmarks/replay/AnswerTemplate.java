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
package io.shardflow.benchmarks.replay;

import com.fasterxml.jackson.core.JsonGenerator;
import io.shardflow.benchmarks.stream.SequenceNumbers;
import io.shardflow.benchmarks.stream.StreamShape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An encoded answer of GetRecords: a head, which is made for each answer anew, and the records, of which only the sequence numbers differ
 * from answer to answer. Immutable.
 */
final class AnswerTemplate {

    private final StreamShape shape;
    private final byte[] records;
    private final int[] varyingDigits;
    private final int firstPayload;

    private AnswerTemplate(
            final StreamShape shape, final byte[] records, final int[] varyingDigits, final int firstPayload) {
        this.shape = shape;
        this.records = records;
        this.varyingDigits = varyingDigits;
        this.firstPayload = firstPayload;
    }

    /**
     * Encodes records.
     *
     * @param firstPayload number of the payload of the first one
     * @param count how many; 0 for an answer without
     * @param arrivalMillis when all of them arrived, milliseconds since 1970
     */
    static AnswerTemplate of(
            final Encoding encoding,
            final StreamShape shape,
            final int firstPayload,
            final int count,
            final long arrivalMillis)
            throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream(count * (shape.recordBytes() + 200) + 100);
        final int[] varyingDigits = new int[count];
        final int start;
        try (JsonGenerator generator = encoding.mapper().createGenerator(bytes)) {
            writeHead(generator, "", 0);
            start = bytes.size();
            generator.writeStartArray();
            for (int i = 0; i < count; i++) {
                generator.writeStartObject();
                generator.writeStringField("SequenceNumber", SequenceNumbers.of(i));
                generator.flush();
                varyingDigits[i] = bytes.size() - encoding.bytesAfterText() - SequenceNumbers.VARYING - start;
                generator.writeFieldName("ApproximateArrivalTimestamp");
                generator.writeTree(encoding.time(arrivalMillis));
                generator.writeBinaryField("Data", shape.payload((firstPayload + i) % shape.answerRecords()));
                generator.writeStringField("PartitionKey", "key-" + i % 100);
                generator.writeEndObject();
            }
            generator.writeEndArray();
            generator.writeEndObject();
        }
        final byte[] all = bytes.toByteArray();
        return new AnswerTemplate(shape, Arrays.copyOfRange(all, start, all.length), varyingDigits, firstPayload);
    }

    /** What goes before the records, up to the name of their field. */
    static byte[] head(final Encoding encoding, final String nextIterator, final long millisBehind) throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream(300);
        try (JsonGenerator generator = encoding.mapper().createGenerator(bytes)) {
            writeHead(generator, nextIterator, millisBehind);
        }
        return bytes.toByteArray();
    }

    private static void writeHead(final JsonGenerator generator, final String nextIterator, final long millisBehind)
            throws IOException {
        generator.writeStartObject();
        generator.writeStringField("NextShardIterator", nextIterator);
        generator.writeNumberField("MillisBehindLatest", millisBehind);
        generator.writeFieldName("Records");
        generator.flush();
    }

    /** Records of the answer. */
    int count() {
        return varyingDigits.length;
    }

    /** Bytes of the encoded records. */
    int size() {
        return records.length;
    }

    /** A buffer with the encoded records, whose sequence numbers are nobody's yet. */
    ByteBuffer newBuffer() {
        return ByteBuffer.allocateDirect(records.length).put(records).flip();
    }

    /** Writes the sequence numbers into a buffer of {@link #newBuffer}. @param first ordinal of the first record */
    void patch(final ByteBuffer buffer, final long first) {
        if (shape.payloadNumber(first) != firstPayload) {
            throw new IllegalArgumentException("record %d does not begin this answer".formatted(first));
        }
        final byte[] digits = new byte[SequenceNumbers.VARYING];
        for (int i = 0; i < varyingDigits.length; i++) {
            SequenceNumbers.write(first + i, digits);
            buffer.put(varyingDigits[i], digits);
        }
    }
}
