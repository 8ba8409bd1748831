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

import io.shardflow.localstack.process.Loopback;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * An HTTP proxy on 127.0.0.1 that makes tunnels (CONNECT, RFC 9110) and passes plain calls on, one for each connection, for
 * those who log in, to services that only it knows the way to.
 *
 * <p><b>Threading.</b> Any thread; one or two virtual threads per connection.
 */
public final class ConnectProxy implements AutoCloseable {

    private final ServerSocket server;
    private final Map<String, URI> services;
    private final String login;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final Set<String> reached = ConcurrentHashMap.newKeySet();

    /**
     * @param services addresses by the names that clients ask for
     * @param login user and password, with a colon between
     */
    public ConnectProxy(final Map<String, URI> services, final String login) {
        this.services = Map.copyOf(services);
        this.login = "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
        try {
            server = new ServerSocket(0, 50, InetAddress.getByName(Loopback.HOST));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** The names of the services that somebody was connected with. */
    public Set<String> reached() {
        return new TreeSet<>(reached);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                final Socket client = server.accept();
                sockets.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (final IOException e) {
                return;
            }
        }
    }

    private void serve(final Socket client) {
        try (client) {
            final InputStream in = client.getInputStream();
            final String[] request = line(in).split(" ");
            boolean loggedIn = false;
            final StringBuilder headers = new StringBuilder();
            int length = 0;
            for (String header = line(in); !header.isEmpty(); header = line(in)) {
                final String lower = header.toLowerCase(Locale.ROOT);
                if (lower.startsWith("proxy-authorization:")) {
                    loggedIn = header.substring(lower.indexOf(':') + 1).strip().equals(login);
                } else if (!lower.startsWith("connection:")) {
                    headers.append(header).append("\r\n");
                }
                if (lower.startsWith("content-length:")) {
                    length = Integer.parseInt(
                            lower.substring(lower.indexOf(':') + 1).strip());
                }
            }
            final boolean tunnel = request[0].equals("CONNECT");
            final String name = tunnel
                    ? request[1].replaceAll(":.*", "")
                    : URI.create(request[1]).getHost();
            if (!loggedIn || !services.containsKey(name)) {
                answer(
                        client,
                        loggedIn
                                ? "502 Bad Gateway"
                                : "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"tests\"\r\nConnection: close");
                return;
            }
            final URI service = services.get(name);
            try (Socket target = new Socket(service.getHost(), service.getPort())) {
                sockets.add(target);
                reached.add(name);
                if (tunnel) {
                    answer(client, "200 OK");
                    final Thread back = Thread.ofVirtual().start(() -> pass(target, client));
                    pass(client, target);
                    back.join();
                } else {
                    final String head =
                            request[0] + " " + URI.create(request[1]).getRawPath() + " HTTP/1.1\r\n" + headers
                                    + "Connection: close\r\n\r\n";
                    target.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                    target.getOutputStream().write(in.readNBytes(length));
                    pass(target, client);
                }
            }
        } catch (final IOException e) {
            // one of the two has gone
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Without its end; empty at the end of the stream. */
    private static String line(final InputStream in) throws IOException {
        final ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.US_ASCII);
    }

    private static void answer(final Socket client, final String status) throws IOException {
        client.getOutputStream()
                .write(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static void pass(final Socket from, final Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (final IOException e) {
            // one of the two has gone
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (final Socket socket : sockets) {
                socket.close();
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
