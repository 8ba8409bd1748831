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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of 127.0.0.1, the only address that parts of the stack may listen on. Safe for use by many threads. */
public final class Loopback {

    public static final String HOST = "127.0.0.1";

    /**
     * Below the range that systems take the ports of outgoing connections from (32768 and up on Linux, 49152 and up on macOS), so that a
     * part that was killed finds its port still free when it is started again.
     */
    private static final int FIRST_PORT = 15_000;

    private static final int END_OF_PORTS = 32_000;
    private static final int CONNECT_TIMEOUT_MILLIS = 250;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private Loopback() {}

    /** A port that nobody listens on and that this method has not given before in this JVM. */
    public static int freePort() {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            final int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, END_OF_PORTS);
            if (!GIVEN.contains(port) && isFree(port) && GIVEN.add(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port found between " + FIRST_PORT + " and " + END_OF_PORTS);
    }

    /** The addresses of this machine, besides 127.0.0.1, at which something answers on {@code port}. Empty is how it must be. */
    public static List<InetAddress> otherAddressesListening(final int port) throws IOException {
        final List<InetAddress> candidates = new ArrayList<>();
        // On Linux the whole of 127/8 is this machine: a program that listens on every address is found even without a
        // network card.
        candidates.add(InetAddress.getByName("127.0.0.2"));
        NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.getHostAddress().equals(HOST))
                .forEach(candidates::add);
        return candidates.stream().filter(address -> answers(address, port)).toList();
    }

    /**
     * Whether the machine, as this JVM sees it, has no network but the loopback: what listens on every address can be reached from
     * nowhere then. A network namespace of Linux is such a machine.
     */
    public static boolean isOnlyNetwork() {
        try {
            for (final NetworkInterface one :
                    NetworkInterface.networkInterfaces().toList()) {
                if (one.isUp() && !one.isLoopback()) {
                    return false;
                }
            }
            return true;
        } catch (final IOException e) {
            return false;
        }
    }

    private static boolean isFree(final int port) {
        try (ServerSocket probe = new ServerSocket(port)) {
            return probe.isBound();
        } catch (final IOException e) {
            return false;
        }
    }

    private static boolean answers(final InetAddress address, final int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), CONNECT_TIMEOUT_MILLIS);
            return true;
        } catch (final IOException e) {
            return false;
        }
    }
}
