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

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/**
 * The body of an answer of GetRecords in CBOR, parted into its records and the rest. Names and types are those of the
 * <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html">API</a>, times are milliseconds since 1970,
 * and a field that is not known is passed by, all as in the SDK.
 *
 * @param records in the order of the answer
 * @param rest a body that says everything else
 */
record AnswerBody(List<KinesisClientRecord> records, byte[] rest) {

    private static final CBORFactory CBOR = new CBORFactory();

    /**
     * Takes the records out while the body arrives; each payload is copied once, into an array of its own.
     *
     * @param body read to the end of the answer; the caller's to close
     * @throws IOException if the answer does not come whole, or is none
     */
    static AnswerBody read(final InputStream body) throws IOException {
        final ByteArrayOutputStream rest = new ByteArrayOutputStream();
        List<KinesisClientRecord> records = List.of();
        try (JsonParser parser = CBOR.createParser(body);
                CBORGenerator others = CBOR.createGenerator(rest)) {
            expect(JsonToken.START_OBJECT, parser.nextToken(), parser);
            others.writeStartObject();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                if (!name.equals("Records")) {
                    others.copyCurrentStructure(parser);
                } else if (parser.nextToken() != JsonToken.VALUE_NULL) {
                    records = records(parser);
                }
            }
            expect(JsonToken.END_OBJECT, parser.currentToken(), parser);
            others.writeEndObject();
        }
        return new AnswerBody(records, rest.toByteArray());
    }

    private static List<KinesisClientRecord> records(final JsonParser parser) throws IOException {
        expect(JsonToken.START_ARRAY, parser.currentToken(), parser);
        final List<KinesisClientRecord> records = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            records.add(record(parser));
        }
        return records;
    }

    private static KinesisClientRecord record(final JsonParser parser) throws IOException {
        expect(JsonToken.START_OBJECT, parser.currentToken(), parser);
        final KinesisClientRecord.KinesisClientRecordBuilder record = KinesisClientRecord.builder();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            if (parser.nextToken() == JsonToken.VALUE_NULL) {
                continue;
            }
            switch (name) {
                case "SequenceNumber" -> record.sequenceNumber(parser.getText());
                case "PartitionKey" -> record.partitionKey(parser.getText());
                case "Data" -> record.data(ByteBuffer.wrap(parser.getBinaryValue()));
                case "ApproximateArrivalTimestamp" ->
                    record.approximateArrivalTimestamp(Instant.ofEpochMilli(parser.getLongValue()));
                case "EncryptionType" -> record.encryptionType(EncryptionType.fromValue(parser.getText()));
                default -> parser.skipChildren();
            }
        }
        expect(JsonToken.END_OBJECT, parser.currentToken(), parser);
        return record.build();
    }

    private static void expect(final JsonToken expected, final JsonToken found, final JsonParser parser)
            throws IOException {
        if (found != expected) {
            throw new JsonParseException(parser, "%s where %s was expected".formatted(found, expected));
        }
    }
}
