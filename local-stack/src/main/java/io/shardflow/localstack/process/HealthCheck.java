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
package io.shardflow.localstack.process;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/** Asks once whether a program does its work. */
@FunctionalInterface
public interface HealthCheck {

    /**
     * @return whether the program is ready; false means: ask again
     * @throws IOException means the same as false; the last one is told when the deadline has passed
     */
    boolean ready() throws IOException;

    /** Ready when a GET of {@code address} is answered with the status {@code expected} within 5 s. */
    static HealthCheck httpStatus(final URI address, final int expected) {
        return () -> {
            final HttpURLConnection connection =
                    (HttpURLConnection) address.toURL().openConnection();
            connection.setConnectTimeout(1_000);
            connection.setReadTimeout(5_000);
            try {
                final int status = connection.getResponseCode();
                if (status != expected) {
                    throw new IOException("GET " + address + " answered HTTP " + status);
                }
                return true;
            } finally {
                connection.disconnect();
            }
        };
    }

    /** Ready when something accepts connections on {@code port} of 127.0.0.1. */
    static HealthCheck accepting(final int port) {
        return () -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(Loopback.HOST, port), 1_000);
                return true;
            }
        };
    }
}
