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

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;

/**
 * Takes what PutMetricData brings, as CloudWatch does: CBOR by Smithy's RPC protocol, compressed when it is large. Refuses it or
 * says nothing, when told so.
 */
public final class CloudWatchForTests implements AutoCloseable {

    private static final String PROTOCOL = "rpc-v2-cbor";

    /** What an answer is. */
    public enum Answer {
        TAKEN,
        DENIED,
        SILENCE
    }

    /** @param dimensions values by name; @param maximum of the values that were put together */
    public record Datum(String namespace, String name, Map<String, String> dimensions, String unit, double maximum) {}

    private final CBORMapper cbor = new CBORMapper();
    private final LoopbackServer server;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<Datum> seen = new CopyOnWriteArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile Answer answer = Answer.TAKEN;

    public CloudWatchForTests() {
        server = new LoopbackServer(this::handle);
    }

    public String endpoint() {
        return server.endpoint();
    }

    public void answer(final Answer next) {
        answer = next;
    }

    /** Whatever became of them. */
    public int calls() {
        return calls.get();
    }

    /** What was taken. */
    public List<Datum> seen() {
        return List.copyOf(seen);
    }

    private void handle(final HttpExchange exchange) throws IOException {
        try (exchange) {
            final JsonNode request = request(exchange);
            calls.incrementAndGet();
            exchange.getResponseHeaders().add("smithy-protocol", PROTOCOL);
            exchange.getResponseHeaders().add("Content-Type", "application/cbor");
            switch (answer) {
                case TAKEN -> {
                    final String namespace = request.get("Namespace").asText();
                    request.get("MetricData").forEach(datum -> seen.add(datum(namespace, datum)));
                    respond(exchange, 200, Map.of());
                }
                case DENIED -> {
                    exchange.getResponseHeaders().add("x-amzn-query-error", "AccessDenied;Sender");
                    respond(
                            exchange,
                            403,
                            Map.of(
                                    "__type",
                                    "com.amazonaws.cloudwatch.v2010_08_01#AccessDenied",
                                    "message",
                                    "User: nifi is not authorized to perform: cloudwatch:PutMetricData"));
                }
                case SILENCE -> awaitClosing();
            }
        }
    }

    private JsonNode request(final HttpExchange exchange) throws IOException {
        final String path = exchange.getRequestURI().getPath();
        if (!path.endsWith("/operation/PutMetricData")
                || !PROTOCOL.equals(exchange.getRequestHeaders().getFirst("smithy-protocol"))) {
            throw new IOException("unknown call: " + path);
        }
        final boolean compressed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        try (InputStream body =
                compressed ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
            return cbor.readTree(body);
        }
    }

    private static Datum datum(final String namespace, final JsonNode datum) {
        final Map<String, String> dimensions = new TreeMap<>();
        datum.path("Dimensions")
                .forEach(one -> dimensions.put(
                        one.get("Name").asText(), one.get("Value").asText()));
        return new Datum(
                namespace,
                datum.get("MetricName").asText(),
                dimensions,
                datum.path("Unit").asText(),
                datum.at("/StatisticValues/Maximum").asDouble());
    }

    private void respond(final HttpExchange exchange, final int status, final Map<String, String> body)
            throws IOException {
        final byte[] bytes = cbor.writeValueAsBytes(body);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void awaitClosing() {
        try {
            closing.await();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.close();
    }
}
