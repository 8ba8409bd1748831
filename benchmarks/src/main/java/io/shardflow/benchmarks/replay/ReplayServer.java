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
package io.shardflow.benchmarks.replay;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * A Kinesis for reading by polling, whose streams are those of {@link io.shardflow.benchmarks.stream.StreamShape}: GetRecords, with
 * GetShardIterator, ListShards and DescribeStreamSummary. It keeps no state, so that any number of applications read the same stream.
 * {@code GET /progress/NAME} tells how many records of a stream it has sent. Neither signatures nor limits are checked.
 *
 * <p>Each connection has a thread of the system: a blocking write of a whole answer costs one call to it.
 */
public final class ReplayServer implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final Duration RECORDS_AGE = Duration.ofMinutes(30);
    private static final Duration STREAM_AGE = Duration.ofHours(2);

    private final ServerSocketChannel server;
    private final Answers answers;
    private final StreamCalls streams;
    private final Served served = new Served();

    private ReplayServer(final ServerSocketChannel server) {
        final long now = System.currentTimeMillis();
        this.server = server;
        this.answers = new Answers(now - RECORDS_AGE.toMillis());
        this.streams = new StreamCalls(now - STREAM_AGE.toMillis());
    }

    /** Listens on a port of 127.0.0.1; 0 for any that is free. */
    public static ReplayServer start(final int port) throws IOException {
        final ServerSocketChannel channel = ServerSocketChannel.open().bind(new InetSocketAddress(HOST, port), 1_000);
        final ReplayServer server = new ReplayServer(channel);
        Thread.ofPlatform().name("accept").start(server::accept);
        return server;
    }

    public int port() throws IOException {
        return ((InetSocketAddress) server.getLocalAddress()).getPort();
    }

    /** Accepts no more connections. */
    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept() {
        try {
            while (true) {
                final SocketChannel client = server.accept();
                client.setOption(StandardSocketOptions.TCP_NODELAY, true);
                Thread.ofPlatform().daemon().name("connection").start(new Connection(client, answers, streams, served));
            }
        } catch (final AsynchronousCloseException e) {
            return;
        } catch (final IOException e) {
            throw new IllegalStateException("no more connections can be accepted", e);
        }
    }

    /** @param arguments the port */
    public static void main(final String[] arguments) throws IOException {
        start(Integer.parseInt(arguments[0]));
    }
}
