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
package io.shardflow.nifi.kinesis;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Starts and stops again and again: nothing is delivered twice, and nothing stays behind. */
class LifecycleLeakIT {

    private static final int CYCLES = 50;
    private static final int WARM_UP = 5;

    /** The client library's task pools keep idle threads for a minute. */
    private static final Duration SETTLED = Duration.ofSeconds(120);

    private static final long HEAP_SLACK = 2_000_000;

    /** A plain worker of the client library leaves threads behind; other tests have some. */
    private static final Set<Thread> OF_EARLIER_TESTS =
            Thread.getAllStackTraces().keySet();

    @Test
    @Tag("long")
    void cleanStopsUnderLoadDeliverEachRecordOnceAndLeaveNothingBehind() {
        try (ConsumerFixture fixture = new ConsumerFixture(4);
                Load load = new Load(fixture)) {
            final List<Integer> delivered = new ArrayList<>();
            for (int cycle = 0; cycle < WARM_UP; cycle++) {
                delivered.addAll(cycle(fixture, 16));
            }
            final State warm = State.settled();
            for (int cycle = WARM_UP; cycle < CYCLES; cycle++) {
                delivered.addAll(cycle(fixture, 16));
            }
            final int put = load.end();
            delivered.addAll(cycle(fixture, put - delivered.size()));
            assertEquals(
                    ConsumerFixture.range(0, put), delivered.stream().sorted().toList());
            warm.assertNothingMoreIsHeld();
        }
    }

    /** Starts, takes at least so many records, and stops. A runner of its own, since one keeps all its sessions. */
    private static List<Integer> cycle(final ConsumerFixture fixture, final int records) {
        final TestRunner runner = ConsumerFixture.runner(
                fixture.stream, fixture.application, fixture.kinesisEndpoint(), fixture.dynamoDbEndpoint());
        ConsumerFixture.workerId(runner, "shardflow-" + fixture.application);
        ConsumerFixture.schedule(runner);
        fixture.awaitRecords(runner, records);
        ConsumerFixture.unschedule(runner);
        return ConsumerFixture.numbers(
                ConsumerFixture.records(runner.getFlowFilesForRelationship(ConsumeKinesisStream.SUCCESS)));
    }

    @Test
    @Tag("long")
    void startsAndStopsBesideAnotherWorkerLeaveNothingBehind() {
        try (ConsumerFixture fixture = new ConsumerFixture(4);
                Load load = new Load(fixture)) {
            final TestRunner stays = fixture.runner();
            final TestRunner comesAndGoes = fixture.runner();
            ConsumerFixture.schedule(stays);
            for (int cycle = 0; cycle < 8; cycle++) {
                shared(stays, comesAndGoes);
            }
            ConsumerFixture.unschedule(stays);
            State.settled();
            load.end();
        }
    }

    /** Starts one beside the other until both get records, and stops it. */
    private static void shared(final TestRunner stays, final TestRunner comesAndGoes) {
        final int before = ConsumerFixture.count(comesAndGoes);
        ConsumerFixture.schedule(comesAndGoes);
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    stays.run(1, false, false);
                    comesAndGoes.run(1, false, false);
                    return ConsumerFixture.count(comesAndGoes) > before;
                });
        ConsumerFixture.unschedule(comesAndGoes);
    }

    @Test
    @Tag("long")
    void startsThatFailLeaveNothingBehind() throws IOException {
        final HttpServer refusing = refusing();
        try (ConsumerFixture nothing = new ConsumerFixture(0);
                ConsumerFixture fixture = new ConsumerFixture(1)) {
            for (int cycle = 0; cycle < WARM_UP; cycle++) {
                fail(nothing.runner(), "there is no stream");
                fail(withoutTable(fixture, refusing), "AWS denies dynamodb:");
            }
            final State warm = State.settled();
            for (int cycle = WARM_UP; cycle < CYCLES; cycle++) {
                fail(nothing.runner(), "there is no stream");
                fail(withoutTable(fixture, refusing), "AWS denies dynamodb:");
            }
            warm.assertNothingMoreIsHeld();
        } finally {
            refusing.stop(0);
        }
    }

    private static TestRunner withoutTable(final ConsumerFixture fixture, final HttpServer refusing) {
        return ConsumerFixture.runner(
                fixture.stream,
                fixture.application,
                fixture.kinesisEndpoint(),
                "http://127.0.0.1:" + refusing.getAddress().getPort());
    }

    private static void fail(final TestRunner runner, final String bulletin) {
        ConsumerFixture.schedule(runner);
        ConsumerFixture.awaitError(runner, bulletin);
        ConsumerFixture.unschedule(runner);
    }

    private static HttpServer refusing() throws IOException {
        final byte[] answer = "{\"__type\":\"com.amazon.coral.service#AccessDeniedException\",\"Message\":\"no\"}"
                .getBytes(StandardCharsets.UTF_8);
        final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.0");
            exchange.sendResponseHeaders(400, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }

    /** NiFi drops a NAR's class loader when the NAR is replaced. */
    @Test
    @Tag("long")
    void onlyTheStaticPoolsOfTheClientLibraryHoldTheClassLoaderOfAStoppedProcessor()
            throws IOException, InterruptedException {
        try (ConsumerFixture fixture = new ConsumerFixture(2)) {
            fixture.put(0, 100);
            final Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            // the JDK's own caches hold classes softly, for as long as there is memory
                            "-XX:SoftRefLRUPolicyMSPerMB=0",
                            "-cp",
                            System.getProperty("java.class.path"),
                            ReplacedNar.class.getName(),
                            fixture.stream,
                            fixture.application,
                            fixture.kinesisEndpoint(),
                            fixture.dynamoDbEndpoint(),
                            "100")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                assertTrue(process.waitFor(4, TimeUnit.MINUTES));
                assertEquals(0, process.exitValue());
            } finally {
                process.destroyForcibly();
            }
        }
    }

    /** What the JVM holds when no consumer runs. */
    private record State(Map<String, Long> threads, Map<String, Long> objects, long sockets, long heap) {

        static State settled() {
            await().atMost(SETTLED)
                    .untilAsserted(() -> assertEquals(Set.of(), threadsOfRuns().keySet()));
            return new State(Footprint.threads(), Footprint.objectsOfRuns(), Footprint.sockets(), Footprint.heap());
        }

        void assertNothingMoreIsHeld() {
            await().atMost(SETTLED).untilAsserted(() -> {
                final State now = settled();
                assertEquals(Map.of(), Footprint.more(threads, now.threads));
                assertEquals(Map.of(), Footprint.more(objects, now.objects));
                assertTrue(now.sockets <= sockets, () -> now.sockets + " instead of " + sockets + " sockets");
                assertTrue(now.heap - heap < HEAP_SLACK, () -> now.heap + " instead of " + heap + " bytes of heap");
            });
        }

        private static Map<String, Long> threadsOfRuns() {
            final Map<String, Long> threads = Footprint.threadsWithout(OF_EARLIER_TESTS);
            threads.keySet().removeIf(name -> !isOfARun(name));
            return threads;
        }

        private static boolean isOfARun(final String name) {
            return name.startsWith("shardflow-")
                    || name.startsWith("Lease")
                    || name.startsWith("ShardRecordProcessor")
                    || name.startsWith("ShardSyncTaskManager")
                    || name.startsWith("worker-metrics")
                    || name.startsWith("MigrationStateMachine")
                    || name.startsWith("table-migration")
                    || name.startsWith("aws-java-sdk-NettyEventLoop")
                    || name.startsWith("sdk-")
                    || name.startsWith("lam-")
                    || name.startsWith("prefetch")
                    || name.contains("Coordinator");
        }
    }
}
