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
package io.shardflow.localstack.snowflake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardflow.localstack.snowflake.transaction.Quirk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Steers a stand-in that runs as a process of its own: what no client of Snowflake could do.
 *
 * <p>Threads: safe for use by many.
 */
public final class StandInControl implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration HELD_LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(20);

    private final URI endpoint;
    private final HttpClient http = HttpClient.newHttpClient();

    /** @param snowflake where the stand-in is served */
    public StandInControl(final URI snowflake) {
        endpoint = snowflake.resolve("/stand-in/control");
    }

    /** From now on, the answer to one COMMIT of a transaction that touched the table is held back; the commit is done. */
    public HeldCommit holdNextCommitOf(final String table) {
        final ObjectNode request = JSON.createObjectNode();
        request.putObject("addHook").put("table", table).put("action", "hold");
        return new HeldCommit(send(request).path("hook").asText());
    }

    /** From now on, so many COMMITs of transactions that touched the table roll back, and the connection is closed unanswered. */
    public void abortNextCommitsOf(final String table, final int times) {
        final ObjectNode request = JSON.createObjectNode();
        request.putObject("addHook").put("table", table).put("action", "abort").put("times", times);
        send(request);
    }

    /**
     * From now on, the token opens sessions of the user.
     *
     * @param authenticator OAUTH or PROGRAMMATIC_ACCESS_TOKEN
     */
    public void issueToken(final String authenticator, final String token, final String user) {
        final ObjectNode request = JSON.createObjectNode();
        request.putObject("accessToken")
                .put("authenticator", authenticator)
                .put("token", token)
                .put("user", user);
        send(request);
    }

    /** After so long a transaction whose client is silent is rolled back when it blocks somebody. @return after how long until now */
    public Duration abandonedAfter(final Duration time) {
        final long before =
                send(JSON.createObjectNode()).path("abandonedAfterMillis").asLong();
        send(JSON.createObjectNode().put("abandonedAfterMillis", time.toMillis()));
        return Duration.ofMillis(before);
    }

    /** From now on, these are its answers to what no document settles, and the usual ones to all else. */
    public void quirks(final Set<Quirk> on) {
        final ObjectNode request = JSON.createObjectNode();
        final ArrayNode names = request.putArray("quirks");
        on.forEach(quirk -> names.add(quirk.name()));
        send(request);
    }

    /** From now on, it answers errors of these codes as errors of other ones, with an SQLState that says nothing; none for the usual ones. */
    public void otherCodes(final Map<String, String> codes) {
        final ObjectNode request = JSON.createObjectNode();
        final ObjectNode others = request.putObject("otherCodes");
        codes.forEach(others::put);
        send(request);
    }

    /** From now on, an UPDATE that waited acts on the rows that it had found before. */
    public void waitedUpdateKeepsSnapshot(final boolean on) {
        send(JSON.createObjectNode().put("waitedUpdateKeepsSnapshot", on));
    }

    /** From now on, queries of an open session see commits of others only after so long; zero for at once. */
    public void staleFor(final Duration time) {
        send(JSON.createObjectNode().put("staleForMillis", time.toMillis()));
    }

    /** From now on, its clock is ahead of this machine's. */
    public void clockAhead(final Duration time) {
        send(JSON.createObjectNode().put("clockAheadMillis", time.toMillis()));
    }

    /** One COMMIT that was done and is not answered. */
    public final class HeldCommit {

        private final String id;

        private HeldCommit(final String id) {
            this.id = id;
        }

        /** Waits until a COMMIT is held. */
        public void awaitHeld() {
            final long deadline = System.nanoTime() + HELD_LIMIT.toNanos();
            while (!isHeld()) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("no COMMIT came within " + HELD_LIMIT.toSeconds() + " s");
                }
                LockSupport.parkNanos(POLL.toNanos());
            }
        }

        /** Lets the answer go. */
        public void release() {
            send(JSON.createObjectNode().put("release", id));
        }

        private boolean isHeld() {
            for (final JsonNode hook : send(JSON.createObjectNode()).path("hooks")) {
                if (hook.path("id").asText().equals(id)) {
                    return hook.path("fired").asInt() > 0;
                }
            }
            return false;
        }
    }

    private JsonNode send(final ObjectNode body) {
        try {
            final HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(endpoint)
                            .POST(BodyPublishers.ofString(body.toString()))
                            .build(),
                    BodyHandlers.ofString());
            final JsonNode answer = JSON.readTree(response.body());
            if (!answer.path("success").asBoolean()) {
                throw new IllegalStateException(
                        "the stand-in refused: " + answer.path("message").asText());
            }
            return answer.path("data");
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
