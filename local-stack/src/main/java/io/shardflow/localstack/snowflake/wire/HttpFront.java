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
package io.shardflow.localstack.snowflake.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.shardflow.localstack.snowflake.answer.Spool;
import io.shardflow.localstack.snowflake.error.Errors;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.session.Session;
import io.shardflow.localstack.snowflake.session.StandIn;
import io.shardflow.localstack.snowflake.transaction.Hooks;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/** The HTTP protocol of the JDBC driver, reference snowflake.md section 1. Every error of the application is an answer with status 200. */
public final class HttpFront implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONTROL = "/stand-in/control";

    /** A request whose body has been read. */
    record Call(HttpExchange exchange, Map<String, String> query, JsonNode body) {
        String requestId() {
            return query.getOrDefault("requestId", "");
        }
    }

    @FunctionalInterface
    private interface Handler {
        Spool answer(Call call) throws IOException, SQLException;
    }

    private final StandIn standIn;
    private final Logins logins;
    private final Queries queries;
    private final Faults faults = new Faults();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    public HttpFront(final StandIn standIn) throws IOException {
        this.standIn = standIn;
        final LoginRules loginRules = new LoginRules();
        this.logins = new Logins(standIn, loginRules);
        this.queries = new Queries(standIn);
        server = HttpServer.create(
                new InetSocketAddress(
                        InetAddress.getByName("127.0.0.1"), standIn.config().port()),
                100);
        server.setExecutor(threads);
        on("/session/v1/login-request", logins::login);
        on("/session/heartbeat", call -> empty(session(call)));
        on("/session/token-request", logins::renew);
        on("/session", this::closeSession);
        on("/queries/v1/query-request", call -> queries.run(call, session(call)));
        on("/queries/v1/abort-request", call -> abort(call, session(call)));
        on("/telemetry", call -> Envelope.success(standIn, null));
        on(CONTROL, new Control(standIn, loginRules, faults)::answer);
        on(
                "/",
                call -> Envelope.failure(
                        standIn,
                        new SnowflakeError(
                                "001003",
                                null,
                                "stand-in: unknown path "
                                        + call.exchange().getRequestURI().getPath()),
                        ""));
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private void on(final String path, final Handler handler) {
        server.createContext(path, exchange -> {
            try (exchange) {
                final Spool answer = guarded(exchange, handler);
                if (answer != null) {
                    send(exchange, answer);
                }
            }
        });
    }

    private Spool guarded(final HttpExchange exchange, final Handler handler) throws IOException {
        try {
            final Call call = read(exchange);
            if (exchange.getRequestURI().getPath().startsWith(CONTROL)) {
                return handler.answer(call);
            }
            faults.meet(call, false);
            final Spool answer = handler.answer(call);
            faults.meet(call, true);
            return answer;
        } catch (Faults.StatusException e) {
            exchange.sendResponseHeaders(e.status(), -1);
            return null;
        } catch (Hooks.Dropped e) {
            // No answer: closing the exchange closes the connection.
            return null;
        } catch (SnowflakeError e) {
            return Envelope.failure(standIn, e, UUID.randomUUID().toString());
        } catch (SQLException e) {
            return Envelope.failure(standIn, Errors.of(e), UUID.randomUUID().toString());
        } catch (IOException | RuntimeException e) {
            return Envelope.failure(
                    standIn,
                    new SnowflakeError("300002", "XX000", "stand-in: internal error: " + e),
                    UUID.randomUUID().toString());
        }
    }

    private static Call read(final HttpExchange exchange) throws IOException {
        final Map<String, String> query = new HashMap<>();
        final String raw = exchange.getRequestURI().getRawQuery();
        for (final String pair : raw == null ? new String[0] : raw.split("&")) {
            final int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        final boolean gzip =
                "gzip".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        try (InputStream in = gzip ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
            final byte[] bytes = in.readAllBytes();
            return new Call(exchange, query, bytes.length == 0 ? JSON.createObjectNode() : JSON.readTree(bytes));
        }
    }

    private static void send(final HttpExchange exchange, final Spool answer) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, answer.size());
        try (OutputStream out = exchange.getResponseBody()) {
            answer.copyTo(out);
        }
    }

    private Session session(final Call call) {
        return standIn.sessions().of(call.exchange().getRequestHeaders().getFirst("Authorization"));
    }

    private Spool empty(final Session session) throws IOException {
        session.statements().active();
        return Envelope.success(standIn, null);
    }

    private Spool closeSession(final Call call) throws IOException {
        if ("true".equals(call.query().get("delete"))) {
            standIn.sessions().close(session(call));
        }
        return Envelope.success(standIn, null);
    }

    private Spool abort(final Call call, final Session session) throws IOException {
        session.statements().cancel(call.body().path("requestId").asText());
        return Envelope.success(standIn, new LinkedHashMap<>());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        try {
            threads.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
