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
package io.shardflow.nifi.snowflake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A proxy on 127.0.0.1 that asks for a login and relays every request to one port of this machine, whatever host it names. */
final class RelayProxy implements AutoCloseable {

    private static final Set<String> PASSED_ON = Set.of("authorization", "content-type", "content-encoding", "accept");

    private final int target;
    private final String login;
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<String> hosts = ConcurrentHashMap.newKeySet();

    RelayProxy(final int target, final String user, final String password) throws IOException {
        this.target = target;
        login = "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 50);
        server.setExecutor(threads);
        server.createContext("/", this::relay);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Hosts, with their ports, to which requests were relayed. */
    Set<String> hosts() {
        return Set.copyOf(hosts);
    }

    private void relay(final HttpExchange exchange) throws IOException {
        try (exchange) {
            final byte[] body = exchange.getRequestBody().readAllBytes();
            if (!login.equals(exchange.getRequestHeaders().getFirst("Proxy-Authorization"))) {
                exchange.getResponseHeaders().set("Proxy-Authenticate", "Basic realm=\"relay\"");
                exchange.sendResponseHeaders(407, -1);
                return;
            }
            final URI uri = exchange.getRequestURI();
            hosts.add(uri.getAuthority());
            final HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + target + uri.getRawPath() + "?" + uri.getRawQuery()))
                    .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
            exchange.getRequestHeaders().forEach((name, values) -> {
                if (PASSED_ON.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                    request.header(name, values.getFirst());
                }
            });
            final HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            answer.headers().firstValue("Content-Type").ifPresent(type -> exchange.getResponseHeaders()
                    .set("Content-Type", type));
            answer.headers().firstValue("Content-Encoding").ifPresent(encoding -> exchange.getResponseHeaders()
                    .set("Content-Encoding", encoding));
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
        client.close();
    }
}
