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
package io.shardflow.localstack.faults;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Set;

/** The service behind a proxy. Safe for any thread. */
final class Upstream implements AutoCloseable {

    private static final Set<String> OF_ONE_CONNECTION =
            Set.of("host", "connection", "content-length", "transfer-encoding", "expect", "upgrade", "http2-settings");

    private final URI target;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Upstream(final URI target) {
        this.target = target;
    }

    /**
     * An answer whose length is known is taken whole before any of it goes back: whatever becomes of the caller, the service
     * sees none of it. Others are streams, and pass piece by piece.
     *
     * @param most bytes of the answer's body that get through
     */
    void pass(final HttpExchange exchange, final byte[] body, final long most)
            throws IOException, InterruptedException {
        final HttpResponse<InputStream> answer =
                http.send(request(exchange, body), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream in = answer.body()) {
            passHeaders(answer, exchange);
            if (answer.headers().firstValue("Content-Length").isPresent()) {
                final byte[] whole = in.readAllBytes();
                exchange.sendResponseHeaders(answer.statusCode(), whole.length == 0 ? -1 : whole.length);
                exchange.getResponseBody().write(whole, 0, (int) Math.min(most, whole.length));
            } else {
                exchange.sendResponseHeaders(answer.statusCode(), 0);
                copy(in, exchange.getResponseBody(), most);
            }
        }
    }

    /** @param bytesPerSecond at which the body would have come while nothing comes */
    void passSlowly(final HttpExchange exchange, final byte[] body, final int bytesPerSecond)
            throws IOException, InterruptedException {
        final HttpResponse<byte[]> answer = answer(exchange, body);
        Thread.sleep(1000L * answer.body().length / bytesPerSecond);
        give(answer, exchange);
    }

    /** The whole answer, which does not go back yet. */
    HttpResponse<byte[]> answer(final HttpExchange exchange, final byte[] body)
            throws IOException, InterruptedException {
        return http.send(request(exchange, body), HttpResponse.BodyHandlers.ofByteArray());
    }

    /** Lets the answer go back. */
    static void give(final HttpResponse<byte[]> answer, final HttpExchange exchange) throws IOException {
        final int length = answer.body().length;
        passHeaders(answer, exchange);
        exchange.sendResponseHeaders(answer.statusCode(), length == 0 ? -1 : length);
        exchange.getResponseBody().write(answer.body());
    }

    private HttpRequest request(final HttpExchange exchange, final byte[] body) {
        final HttpRequest.Builder request = HttpRequest.newBuilder(target.resolve(exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (isPassedOn(name)) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return request.build();
    }

    private static void passHeaders(final HttpResponse<?> answer, final HttpExchange exchange) {
        answer.headers().map().forEach((name, values) -> {
            if (isPassedOn(name)) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
    }

    private static boolean isPassedOn(final String header) {
        return !OF_ONE_CONNECTION.contains(header.toLowerCase(Locale.ROOT));
    }

    private static void copy(final InputStream in, final OutputStream out, final long most) throws IOException {
        final byte[] buffer = new byte[16 * 1024];
        long left = most;
        while (left > 0) {
            final int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (read < 0) {
                return;
            }
            out.write(buffer, 0, read);
            out.flush();
            left -= read;
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
