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
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/**
 * Serves the subscriptions of fan-out before a Kinesis emulator whose own never tell the end of a shard: what it pushes comes
 * from the emulator's GetRecords, which does. Every other call is passed on. The frames are those of AWS's event stream
 * encoding, over HTTP/1.1, with JSON in them: the SDK makes this call, unlike others, in JSON.
 */
final class PushingKinesis implements AutoCloseable {

    private static final String SUBSCRIBE = "Kinesis_20131202.SubscribeToShard";
    private static final String NOTHING_YET = "0";
    private static final byte STRING = 7;
    private static final int MILLIS = 3;
    private static final int FRAME_BYTES = 16;
    private static final long PERIOD_MILLIS = 100;
    private static final Set<String> OF_ONE_CONNECTION =
            Set.of("host", "connection", "content-length", "transfer-encoding", "expect", "upgrade", "http2-settings");

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger opened = new AtomicInteger();
    private final KinesisClient kinesis;
    private final String stream;
    private final URI target;
    private final int mostEvents;
    private final LoopbackServer server;

    /**
     * @param target the emulator
     * @param mostEvents after which a subscription ends, as one of Kinesis does after five minutes
     */
    PushingKinesis(final KinesisClient kinesis, final String stream, final String target, final int mostEvents) {
        this.kinesis = kinesis;
        this.stream = stream;
        this.target = URI.create(target);
        this.mostEvents = mostEvents;
        server = new LoopbackServer(this::handle);
    }

    String endpoint() {
        return server.endpoint();
    }

    /** Subscriptions that are open now. */
    int open() {
        return open.get();
    }

    /** Subscriptions so far. */
    int opened() {
        return opened.get();
    }

    private void handle(final HttpExchange exchange) throws IOException {
        try (exchange) {
            final byte[] body = exchange.getRequestBody().readAllBytes();
            if (SUBSCRIBE.equals(exchange.getRequestHeaders().getFirst("X-Amz-Target"))) {
                open.incrementAndGet();
                opened.incrementAndGet();
                try {
                    push(exchange, json.readTree(body));
                } finally {
                    open.decrementAndGet();
                }
            } else {
                pass(exchange, body);
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pass(final HttpExchange exchange, final byte[] body) throws IOException, InterruptedException {
        final HttpRequest.Builder request = HttpRequest.newBuilder(target.resolve(exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OF_ONE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        final HttpResponse<byte[]> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        answer.headers().map().forEach((name, values) -> {
            if (!OF_ONE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
        exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
        exchange.getResponseBody().write(answer.body());
    }

    private void push(final HttpExchange exchange, final JsonNode request) throws IOException, InterruptedException {
        final JsonNode position = request.get("StartingPosition");
        String iterator = kinesis.getShardIterator(
                        iterator(request.get("ShardId").asText(), position))
                .shardIterator();
        String last = position.hasNonNull("SequenceNumber")
                ? position.get("SequenceNumber").asText()
                : NOTHING_YET;
        exchange.getResponseHeaders().add("Content-Type", "application/vnd.amazon.eventstream");
        exchange.sendResponseHeaders(200, 0);
        final OutputStream out = exchange.getResponseBody();
        for (int events = 0; events < mostEvents && iterator != null; events++) {
            final String from = iterator;
            final GetRecordsResponse answer =
                    kinesis.getRecords(next -> next.shardIterator(from).limit(500));
            iterator = answer.nextShardIterator();
            last = answer.hasRecords() && !answer.records().isEmpty()
                    ? answer.records().getLast().sequenceNumber()
                    : last;
            out.write(frame(event(answer, iterator == null ? null : last)));
            out.flush();
            Thread.sleep(PERIOD_MILLIS);
        }
    }

    private GetShardIteratorRequest iterator(final String shardId, final JsonNode position) {
        final GetShardIteratorRequest.Builder request =
                GetShardIteratorRequest.builder().streamName(stream).shardId(shardId);
        final String number = position.path("SequenceNumber").asText(NOTHING_YET);
        return number.equals(NOTHING_YET)
                ? request.shardIteratorType(ShardIteratorType.TRIM_HORIZON).build()
                : request.shardIteratorType(position.get("Type").asText())
                        .startingSequenceNumber(number)
                        .build();
    }

    private byte[] event(final GetRecordsResponse answer, final String continuation) throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator body = json.getFactory().createGenerator(bytes)) {
            body.writeStartObject();
            body.writeArrayFieldStart("Records");
            for (final Record record : answer.records()) {
                body.writeStartObject();
                body.writeStringField("SequenceNumber", record.sequenceNumber());
                body.writeStringField("PartitionKey", record.partitionKey());
                body.writeFieldName("ApproximateArrivalTimestamp");
                body.writeNumber(
                        BigDecimal.valueOf(record.approximateArrivalTimestamp().toEpochMilli(), MILLIS));
                body.writeBinaryField("Data", record.data().asByteArray());
                body.writeEndObject();
            }
            body.writeEndArray();
            body.writeNumberField("MillisBehindLatest", answer.millisBehindLatest());
            if (continuation != null) {
                body.writeStringField("ContinuationSequenceNumber", continuation);
            } else {
                children(body, answer);
            }
            body.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void children(final JsonGenerator body, final GetRecordsResponse answer) throws IOException {
        body.writeArrayFieldStart("ChildShards");
        for (final ChildShard child : answer.childShards()) {
            body.writeStartObject();
            body.writeStringField("ShardId", child.shardId());
            body.writeArrayFieldStart("ParentShards");
            for (final String parent : child.parentShards()) {
                body.writeString(parent);
            }
            body.writeEndArray();
            body.writeObjectFieldStart("HashKeyRange");
            body.writeStringField("StartingHashKey", child.hashKeyRange().startingHashKey());
            body.writeStringField("EndingHashKey", child.hashKeyRange().endingHashKey());
            body.writeEndObject();
            body.writeEndObject();
        }
        body.writeEndArray();
    }

    /** Lengths, their checksum, headers, payload, checksum of it all. */
    private static byte[] frame(final byte[] payload) throws IOException {
        final ByteArrayOutputStream headers = new ByteArrayOutputStream();
        final DataOutputStream header = new DataOutputStream(headers);
        for (final Map.Entry<String, String> entry : Map.of(
                        ":message-type", "event",
                        ":event-type", "SubscribeToShardEvent",
                        ":content-type", "application/x-amz-json-1.1")
                .entrySet()) {
            header.writeByte(entry.getKey().length());
            header.writeBytes(entry.getKey());
            header.writeByte(STRING);
            header.writeShort(entry.getValue().length());
            header.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
        }
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final DataOutputStream frame = new DataOutputStream(bytes);
        frame.writeInt(FRAME_BYTES + headers.size() + payload.length);
        frame.writeInt(headers.size());
        frame.writeInt(checksum(bytes));
        headers.writeTo(frame);
        frame.write(payload);
        frame.writeInt(checksum(bytes));
        return bytes.toByteArray();
    }

    private static int checksum(final ByteArrayOutputStream bytes) {
        final CRC32 sum = new CRC32();
        sum.update(bytes.toByteArray());
        return (int) sum.getValue();
    }

    @Override
    public void close() {
        server.close();
        http.shutdownNow();
    }
}
