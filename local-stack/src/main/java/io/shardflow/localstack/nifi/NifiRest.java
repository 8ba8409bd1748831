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
package io.shardflow.localstack.nifi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * JSON over HTTP with NiFi's manners: revisions, errors as plain text, work that is asked for, polled and dropped. Safe for use by many
 * threads.
 */
final class NifiRest implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);

    private final String clientId = UUID.randomUUID().toString();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI server;

    NifiRest(final URI server) {
        this.server = server;
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    String clientId() {
        return clientId;
    }

    /** A body that creates a component: {@code component} is filled in by the caller. */
    ObjectNode newEntity() {
        final ObjectNode entity = object();
        entity.putObject("revision").put("clientId", clientId).put("version", 0);
        return entity;
    }

    /** A body that changes what {@code present} shows: same id and revision, the rest is filled in by the caller. */
    ObjectNode changeOf(final JsonNode present) {
        final ObjectNode entity = object();
        final ObjectNode revision = entity.putObject("revision");
        revision.put("clientId", clientId)
                .put("version", present.path("revision").path("version").asLong());
        return entity.put("id", present.path("id").asText()).put("disconnectedNodeAcknowledged", false);
    }

    JsonNode get(final String path) {
        return json(request(path).GET());
    }

    /** The body of an answer as it is. */
    byte[] getBytes(final String path) {
        return send(request(path).GET());
    }

    JsonNode post(final String path, final JsonNode body) {
        return json(request(path).header("Content-Type", "application/json").POST(publisher(body)));
    }

    JsonNode post(final String path, final BodyPublisher body, final Duration limit, final String... headers) {
        return json(request(path).timeout(limit).headers(headers).POST(body));
    }

    JsonNode put(final String path, final JsonNode body) {
        return json(request(path).header("Content-Type", "application/json").PUT(publisher(body)));
    }

    JsonNode delete(final String path) {
        return json(request(path).DELETE());
    }

    /**
     * Work that NiFi does in the background: asks for it, polls until {@code complete}, drops the request.
     *
     * @param requests the path that takes and lists the requests
     * @param answer picks the request out of an answer
     * @return the request as it was when complete
     */
    JsonNode background(
            final String requests,
            final JsonNode body,
            final Function<JsonNode, JsonNode> answer,
            final Predicate<JsonNode> complete,
            final Duration limit) {
        final JsonNode asked = answer.apply(post(requests, body));
        final String id = asked.hasNonNull("requestId")
                ? asked.get("requestId").asText()
                : asked.path("id").asText();
        try {
            return until(requests, limit, () -> answer.apply(get(requests + '/' + id)), complete, JsonNode::toString);
        } finally {
            delete(requests + '/' + id);
        }
    }

    /**
     * Asks until the answer is the awaited one.
     *
     * @param told how the last answer is told when {@code limit} has passed
     */
    static <T> T until(
            final String what,
            final Duration limit,
            final java.util.function.Supplier<T> question,
            final Predicate<T> awaited,
            final Function<T, String> told) {
        final long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            final T answer = question.get();
            if (awaited.test(answer)) {
                return answer;
            }
            if (System.nanoTime() > deadline) {
                throw new NifiException(
                        "%s: not done within %d s, but %s".formatted(what, limit.toSeconds(), told.apply(answer)));
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new NifiException(what + ": interrupted");
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /** Does not wait for answers that are under way. */
    @Override
    public void close() {
        http.shutdownNow();
    }

    private HttpRequest.Builder request(final String path) {
        return HttpRequest.newBuilder(server.resolve("/nifi-api" + path)).timeout(ANSWER_LIMIT);
    }

    private static BodyPublisher publisher(final JsonNode body) {
        return BodyPublishers.ofString(body.toString());
    }

    private JsonNode json(final HttpRequest.Builder builder) {
        try {
            return JSON.readTree(send(builder));
        } catch (final IOException e) {
            throw new NifiException("NiFi's answer is not JSON: " + e.getMessage(), e);
        }
    }

    private byte[] send(final HttpRequest.Builder builder) {
        final HttpRequest request = builder.build();
        final String what = request.method() + ' ' + request.uri().getPath();
        try {
            final HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
            if (response.statusCode() >= 300) {
                throw new NifiException(
                        response.statusCode(),
                        "%s: HTTP %d: %s"
                                .formatted(
                                        what,
                                        response.statusCode(),
                                        new String(response.body(), java.nio.charset.StandardCharsets.UTF_8)));
            }
            return response.body();
        } catch (final IOException e) {
            throw new NifiException(what + ": " + e, e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NifiException(what + ": interrupted", e);
        }
    }
}
