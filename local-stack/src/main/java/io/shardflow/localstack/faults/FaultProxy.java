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
import com.sun.net.httpserver.HttpServer;
import io.shardflow.localstack.process.Loopback;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A reverse proxy on 127.0.0.1 before Kinesis, DynamoDB or Snowflake that passes calls over HTTP/1.1 on, counts them by
 * operation, and makes the faults it is told to. An operation of AWS is named as AWS names it (GetRecords), for clients of the
 * JSON and CBOR protocols, which have the header X-Amz-Target; how calls of others are named is said when the proxy is made.
 *
 * <p>Signatures pass through unchanged and do not fit the other address: only services that do not check them, as those of
 * the local stack, can stand behind it.
 *
 * <p><b>Threading.</b> Every method by any thread; each call is served by a virtual thread.
 */
public final class FaultProxy implements AutoCloseable {

    /** In place of an operation's name: all of them. */
    public static final String EVERY = "*";

    /** Neither JSON nor CBOR, nor text. */
    private static final byte[] GIBBERISH = {(byte) 0xFF, (byte) 0xC3, 0x28, 0x00, 0x7B, (byte) 0x9F};

    static {
        // without it, the server's second packet of an answer waits for the client's delayed acknowledgement of the
        // first
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final Upstream upstream;
    private final Function<ProxiedCall, String> names;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, LongAdder> calls = new ConcurrentHashMap<>();
    private final Map<String, Fault> faults = new ConcurrentHashMap<>();
    private final Map<String, Queue<Fault>> single = new ConcurrentHashMap<>();
    private final LongAdder met = new LongAdder();
    private final int port;
    private volatile Function<ProxiedCall, Optional<Fault.Refusal>> judge = call -> Optional.empty();
    private volatile Consumer<ProxiedCall> ended = call -> {};
    private HttpServer server;

    private FaultProxy(final URI target, final Function<ProxiedCall, String> names) {
        this.upstream = new Upstream(target);
        this.names = names;
        this.port = Loopback.freePort();
        this.server = listen(port);
    }

    /** A proxy before the service at this address, on a free port. */
    public static FaultProxy before(final URI target) {
        return before(target, ProxiedCall::operation);
    }

    /** @param names gives the operation of each call, by the threads that serve */
    public static FaultProxy before(final URI target, final Function<ProxiedCall, String> names) {
        return new FaultProxy(target, names);
    }

    private HttpServer listen(final int at) {
        try {
            final HttpServer listening = HttpServer.create(new InetSocketAddress(Loopback.HOST, at), 0);
            listening.setExecutor(threads);
            listening.createContext("/", this::serve);
            listening.start();
            return listening;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What clients are given as the service's endpoint. */
    public URI uri() {
        return URI.create("http://" + Loopback.HOST + ':' + port);
    }

    /** From now on until it is cleared, each call of the operation meets the fault. */
    public synchronized void on(final String operation, final Fault fault) {
        faults.put(operation, fault);
        notifyAll();
    }

    /** Calls of the operation are served again as usual. */
    public synchronized void off(final String operation) {
        faults.remove(operation);
        notifyAll();
    }

    /** The next call of the operation meets the fault. */
    public void once(final String operation, final Fault fault) {
        single.computeIfAbsent(operation, name -> new ConcurrentLinkedQueue<>()).add(fault);
    }

    /** Is shown each call from now on, by the threads that serve; its refusal comes before any fault. */
    public void judge(final Function<ProxiedCall, Optional<Fault.Refusal>> by) {
        judge = by;
    }

    /** Is shown each call from now on when nothing more can come of it: it was answered, or its connection is gone. */
    public void afterEach(final Consumer<ProxiedCall> by) {
        ended = by;
    }

    /** Ends all faults; the port listens again. */
    public synchronized void clear() {
        faults.clear();
        single.clear();
        notifyAll();
        if (server == null) {
            server = listen(port);
        }
    }

    /** Closes every connection, and refuses new ones until the faults are cleared. */
    public synchronized void refuseConnections() {
        if (server != null) {
            server.stop(0);
            server = null;
        }
    }

    /** How often each operation was called since the start or the last {@link #forgetCalls}. */
    public Map<String, Long> calls() {
        final Map<String, Long> counted = new TreeMap<>();
        calls.forEach((operation, count) -> counted.put(operation, count.sum()));
        return counted;
    }

    /** How many calls have met a fault since the start; refused connections are no calls. */
    public long met() {
        return met.sum();
    }

    /** Counts from zero. */
    public void forgetCalls() {
        calls.clear();
    }

    @Override
    public synchronized void close() {
        refuseConnections();
        threads.shutdownNow();
        upstream.close();
    }

    private void serve(final HttpExchange exchange) throws IOException {
        try (exchange) {
            final ProxiedCall call = ProxiedCall.of(exchange);
            try {
                serve(exchange, call);
            } finally {
                ended.accept(call);
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(final HttpExchange exchange, final ProxiedCall call) throws IOException, InterruptedException {
        final String operation = names.apply(call);
        calls.computeIfAbsent(operation, name -> new LongAdder()).increment();
        final Optional<Fault.Refusal> refused = judge.apply(call);
        switch (refused.isPresent() ? refused.get() : fault(operation)) {
            case null -> upstream.pass(exchange, call.body(), Long.MAX_VALUE);
            case Fault.Refusal refusal -> refuse(exchange, call, refusal);
            case Fault.Gibberish gibberish -> babble(exchange, call);
            case Fault.HangUp hangUp -> exchange.close();
            case Fault.Silence silence -> awaitEnd(operation, silence);
            case Fault.Delay delay -> {
                Thread.sleep(delay.time());
                upstream.pass(exchange, call.body(), Long.MAX_VALUE);
            }
            case Fault.Slowness slowness -> upstream.passSlowly(exchange, call.body(), slowness.bytesPerSecond());
            case Fault.Truncation truncation -> upstream.pass(exchange, call.body(), truncation.bytes());
            case Fault.BeforeCall before -> before.action().run();
            case Fault.Meanwhile meanwhile -> {
                meanwhile.action().run();
                upstream.pass(exchange, call.body(), Long.MAX_VALUE);
            }
            case Fault.AfterCall after -> {
                upstream.answer(exchange, call.body());
                after.action().run();
            }
            case Fault.Repetition repetition -> {
                upstream.answer(exchange, call.body());
                Upstream.give(upstream.answer(exchange, call.body()), exchange);
            }
        }
    }

    private Fault fault(final String operation) {
        final Queue<Fault> next = single.get(operation);
        final Fault once = next == null ? null : next.poll();
        final Fault fault = once == null ? lasting(operation) : once;
        if (fault != null) {
            met.increment();
        }
        return fault;
    }

    private Fault lasting(final String operation) {
        return faults.getOrDefault(operation, faults.get(EVERY));
    }

    private synchronized void awaitEnd(final String operation, final Fault fault) throws InterruptedException {
        while (lasting(operation) == fault) {
            wait();
        }
    }

    private static void babble(final HttpExchange exchange, final ProxiedCall call) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", call.contentType());
        exchange.sendResponseHeaders(200, GIBBERISH.length);
        exchange.getResponseBody().write(GIBBERISH);
    }

    private static void refuse(final HttpExchange exchange, final ProxiedCall call, final Fault.Refusal refusal)
            throws IOException {
        final ErrorAnswer answer = ErrorAnswer.to(call.contentType(), refusal.code(), refusal.message());
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        exchange.sendResponseHeaders(refusal.status(), answer.body().length);
        exchange.getResponseBody().write(answer.body());
    }
}
