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

import io.shardflow.nifi.kinesis.metadata.KinesisMetadata;
import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The position that a record's metadata field has, from the bytes of its sub-fields. What is not as Kinesis and the consumer
 * write it is left to {@link MetadataReader}. One thread.
 */
final class PlainMetadata {

    private static final byte[] STREAM = KinesisMetadata.STREAM.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SHARD_ID = KinesisMetadata.SHARD_ID.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SEQUENCE_NUMBER = KinesisMetadata.SEQUENCE_NUMBER.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SUB_SEQUENCE_NUMBER =
            KinesisMetadata.SUB_SEQUENCE_NUMBER.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ARRIVAL = KinesisMetadata.APPROXIMATE_ARRIVAL.getBytes(StandardCharsets.US_ASCII);

    private static final int SLOTS = 256;
    private static final int LONGEST_NAME = 128;
    /** Every number of so many digits is a long. */
    private static final int SAFE_DIGITS = 18;

    private static final class Text {
        private int from;
        private int to;

        void set(final int start, final int end) {
            from = start;
            to = end;
        }
    }

    private final Text stream = new Text();
    private final Text shardId = new Text();
    private final Text sequenceNumber = new Text();
    private final Text subSequenceNumber = new Text();
    private final Text arrival = new Text();
    private final Text[] all = {stream, shardId, sequenceNumber, subSequenceNumber, arrival};
    private final StreamShard[] known = new StreamShard[SLOTS];
    private byte[] bytes;
    private boolean seen;

    /** The next record begins. @param line holds it */
    void begin(final byte[] line) {
        bytes = line;
        seen = false;
        for (final Text text : all) {
            text.set(0, 0);
        }
    }

    /** The metadata field comes. @return false if it came before */
    boolean isFirst() {
        final boolean first = !seen;
        seen = true;
        return first;
    }

    /** A sub-field of it: places of the name, without quotes, and of its value, which is valid JSON. */
    void member(final int nameFrom, final int nameTo, final int valueFrom, final int valueTo) {
        final Text text =
                switch (nameTo - nameFrom) {
                    case 6 -> is(STREAM, nameFrom, nameTo) ? stream : null;
                    case 7 -> is(SHARD_ID, nameFrom, nameTo) ? shardId : null;
                    case 14 -> is(SEQUENCE_NUMBER, nameFrom, nameTo) ? sequenceNumber : null;
                    case 17 -> is(SUB_SEQUENCE_NUMBER, nameFrom, nameTo) ? subSequenceNumber : null;
                    case 18 -> is(ARRIVAL, nameFrom, nameTo) ? arrival : null;
                    default -> null;
                };
        if (text != null) {
            text.set(valueFrom, valueTo);
        }
    }

    private boolean is(final byte[] name, final int from, final int to) {
        return Arrays.equals(name, 0, name.length, bytes, from, to);
    }

    /** @return null if it is not there or not as expected */
    ScannedRecord.Identity identity() {
        if (!isName(stream) || !isName(shardId) || !isNumber(sequenceNumber, true, LONGEST_NAME)) {
            return null;
        }
        if (subSequenceNumber.to > 0 && !isNumber(subSequenceNumber, false, SAFE_DIGITS)
                || arrival.to > 0 && !isNumber(arrival, false, SAFE_DIGITS)) {
            return null;
        }
        return new ScannedRecord.Identity(
                shard(),
                new Position(unquoted(sequenceNumber), subSequenceNumber.to > 0 ? number(subSequenceNumber) : 0),
                arrival.to > 0 ? (Long) number(arrival) : null);
    }

    /** As {@link MetadataReader} has it. */
    private boolean isName(final Text text) {
        final int length = text.to - text.from - 2;
        if (length < 1 || length > LONGEST_NAME || bytes[text.from] != '"') {
            return false;
        }
        for (int i = text.from + 1; i < text.to - 1; i++) {
            final byte b = bytes[i];
            if (!(b >= 'a' && b <= 'z'
                    || b >= 'A' && b <= 'Z'
                    || b >= '0' && b <= '9'
                    || b == '_'
                    || b == '.'
                    || b == '-')) {
                return false;
            }
        }
        return true;
    }

    /** Digits without leading zeros, all in quotes or none. */
    private boolean isNumber(final Text text, final boolean quoted, final int most) {
        final int quote = quoted ? 1 : 0;
        final int from = text.from + quote;
        final int to = text.to - quote;
        if (to - from < 1
                || to - from > most
                || quoted && bytes[text.from] != '"'
                || bytes[from] == '0' && to > from + 1) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return false;
            }
        }
        return true;
    }

    /** The same object each time, as far as there is room. */
    private StreamShard shard() {
        final int slot = PlainFieldNames.hash(bytes, shardId.from, shardId.to) & SLOTS - 1;
        final StreamShard there = known[slot];
        if (there == null || !isText(there.shardId(), shardId) || !isText(there.stream(), stream)) {
            known[slot] = new StreamShard(unquoted(stream), unquoted(shardId));
        }
        return known[slot];
    }

    private boolean isText(final String expected, final Text text) {
        final int from = text.from + 1;
        if (expected.length() != text.to - 1 - from) {
            return false;
        }
        for (int i = 0; i < expected.length(); i++) {
            if (expected.charAt(i) != bytes[from + i]) {
                return false;
            }
        }
        return true;
    }

    private String unquoted(final Text text) {
        return new String(bytes, text.from + 1, text.to - text.from - 2, StandardCharsets.ISO_8859_1);
    }

    private long number(final Text text) {
        long number = 0;
        for (int i = text.from; i < text.to; i++) {
            number = number * 10 + bytes[i] - '0';
        }
        return number;
    }
}
