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
package io.shardflow.nifi.kinesis;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A stream whose every GetRecords answer is as large as Kinesis makes it, without end, for as many shards as wanted. The
 * emulator would need all that data put into it first: 2 GB for one answer of each of 200 shards.
 */
final class EndlessKinesis implements AutoCloseable {

    private static final String ARN = "arn:aws:kinesis:eu-central-1:000000000000:stream/endless";
    private static final BigInteger HASH_KEYS = BigInteger.ONE.shiftLeft(128);
    private static final BigInteger FIRST = BigInteger.TEN.pow(55);
    private static final int EPOCH_TIME = 1;

    private final CBORMapper cbor = new CBORMapper();
    private final CBORFactory factory = new CBORFactory();
    private final int shards;
    private final List<byte[]> answer;
    private final LoopbackServer server;
    private final AtomicLong answers = new AtomicLong();

    /** @param answer payloads of the records in each answer */
    EndlessKinesis(final int shards, final List<byte[]> answer) {
        this.shards = shards;
        this.answer = answer;
        server = new LoopbackServer(this::handle);
    }

    String endpoint() {
        return server.endpoint();
    }

    /** Answers of GetRecords so far. */
    long answers() {
        return answers.get();
    }

    private void handle(final HttpExchange exchange) throws IOException {
        try (exchange) {
            final String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            final JsonNode request = cbor.readTree(exchange.getRequestBody());
            exchange.getResponseHeaders().add("Content-Type", "application/x-amz-cbor-1.1");
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = new BufferedOutputStream(exchange.getResponseBody(), 1 << 16);
                    CBORGenerator body = factory.createGenerator(out)) {
                body.writeStartObject();
                switch (target.substring(target.indexOf('.') + 1)) {
                    case "DescribeStreamSummary" -> summary(body);
                    case "ListShards" -> list(body);
                    case "GetShardIterator" ->
                        body.writeStringField("ShardIterator", iterator(request.get("StartingSequenceNumber")));
                    case "GetRecords" ->
                        records(
                                body,
                                new BigInteger(request.get("ShardIterator").asText()));
                    default -> throw new IllegalStateException(target);
                }
                body.writeEndObject();
            }
        }
    }

    private static String iterator(final JsonNode after) {
        return after == null
                ? FIRST.toString()
                : new BigInteger(after.asText()).add(BigInteger.ONE).toString();
    }

    private void summary(final CBORGenerator body) throws IOException {
        body.writeObjectFieldStart("StreamDescriptionSummary");
        body.writeStringField("StreamName", "endless");
        body.writeStringField("StreamARN", ARN);
        body.writeStringField("StreamStatus", "ACTIVE");
        body.writeNumberField("OpenShardCount", shards);
        time(body, "StreamCreationTimestamp");
        body.writeEndObject();
    }

    private void list(final JsonGenerator body) throws IOException {
        final BigInteger width = HASH_KEYS.divide(BigInteger.valueOf(shards));
        body.writeArrayFieldStart("Shards");
        for (int i = 0; i < shards; i++) {
            final BigInteger start = width.multiply(BigInteger.valueOf(i));
            final BigInteger end = i == shards - 1 ? HASH_KEYS : start.add(width);
            body.writeStartObject();
            body.writeStringField("ShardId", "shardId-%012d".formatted(i));
            body.writeObjectFieldStart("HashKeyRange");
            body.writeStringField("StartingHashKey", start.toString());
            body.writeStringField("EndingHashKey", end.subtract(BigInteger.ONE).toString());
            body.writeEndObject();
            body.writeObjectFieldStart("SequenceNumberRange");
            body.writeStringField("StartingSequenceNumber", FIRST.toString());
            body.writeEndObject();
            body.writeEndObject();
        }
        body.writeEndArray();
    }

    private void records(final CBORGenerator body, final BigInteger from) throws IOException {
        BigInteger number = from;
        body.writeArrayFieldStart("Records");
        for (final byte[] payload : answer) {
            body.writeStartObject();
            body.writeStringField("SequenceNumber", number.toString());
            body.writeStringField("PartitionKey", "a");
            time(body, "ApproximateArrivalTimestamp");
            body.writeBinaryField("Data", payload);
            body.writeEndObject();
            number = number.add(BigInteger.ONE);
        }
        body.writeEndArray();
        body.writeStringField("NextShardIterator", number.toString());
        body.writeNumberField("MillisBehindLatest", 1_000_000);
        answers.incrementAndGet();
    }

    private static void time(final CBORGenerator body, final String field) throws IOException {
        body.writeFieldName(field);
        body.writeTag(EPOCH_TIME);
        body.writeNumber(1_700_000_000_000L);
    }

    @Override
    public void close() {
        server.close();
    }
}
