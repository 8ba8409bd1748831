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
package io.shardflow.benchmarks.stream;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** A line as ConsumeKinesisStream writes it by default: the payload with its metadata spliced in as the first field. */
public final class LandedLine {

    private static final byte[] BEGIN = ascii("{\"kinesisMetadata\":{");
    private static final byte[] NUMBER = ascii("\"sequenceNumber\":\"");
    private static final byte[] END_OF_METADATA = ascii("\"},");

    private LandedLine() {}

    /**
     * The line of a record, without the line break.
     *
     * @param shard from 0
     * @param ordinal of the record in its shard
     */
    public static byte[] of(final StreamShape stream, final int shard, final long ordinal) {
        final byte[] payload = stream.payload(stream.payloadNumber(ordinal));
        final byte[] metadata = metadata(stream.name(), shard, SequenceNumbers.of(ordinal));
        final byte[] line = Arrays.copyOf(metadata, metadata.length + payload.length - 1);
        System.arraycopy(payload, 1, line, metadata.length, payload.length - 1);
        return line;
    }

    private static byte[] metadata(final String stream, final int shard, final String sequenceNumber) {
        return ascii(
                "{\"kinesisMetadata\":{\"stream\":\"%s\",\"shardId\":\"%s\",\"approximateArrival\":1795377944000,\"partitionKey\":\"key-7\",\"sequenceNumber\":\"%s\",\"subSequenceNumber\":0,\"shardedSequenceNumber\":\"%s%020d\"},"
                        .formatted(stream, StreamShape.shardId(shard), sequenceNumber, sequenceNumber, 0));
    }

    /**
     * Adds a line to a tally.
     *
     * @param shard that the FlowFile says it is of
     * @param end of the line in {@code content}, without the line break
     */
    public static void add(
            final StreamTally tally, final int shard, final byte[] content, final int start, final int end) {
        final int number = indexOf(NUMBER, content, start, end);
        final int metadataEnd = indexOf(END_OF_METADATA, content, start, end);
        if (!startsWith(BEGIN, content, start, end) || number < 0 || metadataEnd < number) {
            tally.addForeign();
            return;
        }
        final CRC32C crc = new CRC32C();
        crc.update('{');
        final int rest = metadataEnd + END_OF_METADATA.length;
        crc.update(content, rest, end - rest);
        final String digits =
                new String(content, number + NUMBER.length, SequenceNumbers.DIGITS, StandardCharsets.US_ASCII);
        try {
            tally.add(shard, SequenceNumbers.ordinal(digits), (int) crc.getValue());
        } catch (final IllegalArgumentException e) {
            tally.addForeign();
        }
    }

    private static int indexOf(final byte[] text, final byte[] content, final int start, final int end) {
        for (int i = start; i + text.length <= end; i++) {
            if (startsWith(text, content, i, end)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean startsWith(final byte[] text, final byte[] content, final int start, final int end) {
        if (start + text.length > end) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (content[start + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
