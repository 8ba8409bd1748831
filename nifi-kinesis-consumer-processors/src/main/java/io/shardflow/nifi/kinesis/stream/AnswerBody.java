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
package io.shardflow.nifi.kinesis.stream;

import io.shardflow.nifi.kinesis.cbor.CborReader;
import io.shardflow.nifi.kinesis.cbor.UnsureException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/**
 * The body of an answer of GetRecords in CBOR, parted into its records and the rest. Names and types are those of the
 * <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html">API</a>; times are milliseconds since 1970, and
 * a payload may be a text in Base64, as in the SDK. A field that is not known is passed by.
 *
 * @param records in the order of the answer, without the way they were encrypted
 * @param rest a body that says everything else
 */
record AnswerBody(List<KinesisClientRecord> records, byte[] rest) {

    private static final byte[] RECORDS = name("Records");
    private static final byte[] SEQUENCE_NUMBER = name("SequenceNumber");
    private static final byte[] ARRIVAL = name("ApproximateArrivalTimestamp");
    private static final byte[] DATA = name("Data");
    private static final byte[] PARTITION_KEY = name("PartitionKey");

    private static final int ENDLESS_MAP = 0xbf;
    private static final int BREAK = 0xff;
    private static final int TIME_TAG = 1;
    private static final int BASE64_GROUP = 4;

    private static byte[] name(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Takes the records out while the body arrives; each payload is copied once, into an array of its own.
     *
     * @param body of an answer that nothing follows
     * @throws UnsureException if the SDK should say what it is
     * @throws IOException if the answer does not come whole
     */
    static AnswerBody read(final CborReader body) throws IOException {
        final ByteArrayOutputStream rest = new ByteArrayOutputStream();
        List<KinesisClientRecord> records = null;
        rest.write(ENDLESS_MAP);
        body.next();
        final long fields = body.map();
        for (long i = 0; body.hasNext(fields, i); i++) {
            if (body.isName(RECORDS)) {
                require(records == null, "records twice");
                body.next();
                records = body.isNull() ? List.of() : records(body);
            } else {
                body.copy(rest);
                body.next();
                body.copy(rest);
            }
        }
        rest.write(BREAK);
        require(isEnd(body), "something behind the answer");
        return new AnswerBody(records == null ? List.of() : records, rest.toByteArray());
    }

    /** The SDK does not look behind the answer, so it may be content with a connection that broke off there. */
    private static boolean isEnd(final CborReader body) throws UnsureException {
        try {
            return body.isEnd();
        } catch (final IOException e) {
            throw new UnsureException("an end that did not come");
        }
    }

    private static List<KinesisClientRecord> records(final CborReader body) throws IOException {
        final List<KinesisClientRecord> records = new ArrayList<>();
        final long size = body.array();
        for (long i = 0; body.hasNext(size, i); i++) {
            records.add(record(body));
        }
        return records;
    }

    private static KinesisClientRecord record(final CborReader body) throws IOException {
        String sequenceNumber = null;
        String partitionKey = null;
        Instant arrival = null;
        byte[] data = null;
        final long fields = body.map();
        for (long i = 0; body.hasNext(fields, i); i++) {
            if (body.isName(SEQUENCE_NUMBER)) {
                require(sequenceNumber == null, "a field twice");
                body.next();
                sequenceNumber = body.text();
            } else if (body.isName(ARRIVAL)) {
                require(arrival == null, "a field twice");
                body.next();
                arrival = time(body);
            } else if (body.isName(DATA)) {
                require(data == null, "a field twice");
                body.next();
                data = payload(body);
            } else if (body.isName(PARTITION_KEY)) {
                require(partitionKey == null, "a field twice");
                body.next();
                partitionKey = body.text();
            } else {
                body.copy(OutputStream.nullOutputStream());
                body.next();
                body.copy(OutputStream.nullOutputStream());
            }
        }
        require(
                sequenceNumber != null && partitionKey != null && arrival != null && data != null,
                "a field is missing");
        return KinesisClientRecord.builder()
                .sequenceNumber(sequenceNumber)
                .partitionKey(partitionKey)
                .approximateArrivalTimestamp(arrival)
                .data(ByteBuffer.wrap(data))
                .build();
    }

    private static Instant time(final CborReader body) throws IOException {
        if (body.isTag(TIME_TAG)) {
            body.next();
        }
        return Instant.ofEpochMilli(body.number());
    }

    private static byte[] payload(final CborReader body) throws IOException {
        if (body.isBytes()) {
            return body.bytes();
        }
        final byte[] text = body.bytes();
        require(text.length % BASE64_GROUP == 0, "a text that is not in Base64");
        try {
            return Base64.getDecoder().decode(text);
        } catch (final IllegalArgumentException e) {
            throw new UnsureException("a text that is not in Base64");
        }
    }

    private static void require(final boolean holds, final String otherwise) throws UnsureException {
        if (!holds) {
            throw new UnsureException(otherwise);
        }
    }
}
