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

import io.shardflow.nifi.kinesis.records.Aggregates;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What Max Buffer Size promises: the heap for records stays within four times its value, whatever the number of shards. The
 * consumer runs in a JVM that has just that much above what it needs without records, and ends if it needs more.
 */
@Tag("long")
class MemoryBoundIT {

    private static final int MEGABYTE = 1024 * 1024;
    private static final int BUFFER_MB = 190;

    /** What a gigabyte leaves for NiFi's mocks, the client library, Netty and the SDK. */
    private static final int BASE_MB = 264;

    private static final Duration PATIENCE = Duration.ofSeconds(240);

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 200})
    void answersOfTenMegabytesStayWithinTheBound(final int shards) throws IOException, InterruptedException {
        final byte[] payload = ("{\"x\":\"" + "y".repeat(MEGABYTE - 10) + "\"}").getBytes();
        run(shards, Collections.nCopies(10, payload), 1000);
    }

    @Test
    void manySmallUserRecordsInAggregatedRecordsStayWithinTheBound() throws IOException, InterruptedException {
        final List<String> users = Collections.nCopies(40_000, "{\"n\":1234567890123}");
        run(16, Collections.nCopies(10, Aggregates.aggregateOfOneKey(users)), 4_000_000);
    }

    private static void run(final int shards, final List<byte[]> answer, final long records)
            throws IOException, InterruptedException {
        try (ConsumerFixture fixture = new ConsumerFixture(0);
                EndlessKinesis kinesis = new EndlessKinesis(shards, answer)) {
            final Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx" + (BASE_MB + 4 * BUFFER_MB) + "m",
                            "-XX:+ExitOnOutOfMemoryError",
                            "-cp",
                            System.getProperty("java.class.path"),
                            HeapBoundConsumer.class.getName(),
                            "endless",
                            fixture.application,
                            kinesis.endpoint(),
                            fixture.dynamoDbEndpoint(),
                            BUFFER_MB + " MB",
                            Long.toString(records))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                awaitStandstill(kinesis, process);
                process.getOutputStream().write('\n');
                process.getOutputStream().flush();
                assertEquals(true, process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), "takes everything in time");
                assertEquals(0, process.exitValue(), "3 is the JVM's for want of memory");
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
    }

    /** With a full buffer nothing more is fetched. */
    private static void awaitStandstill(final EndlessKinesis kinesis, final Process process) {
        final AtomicLong last = new AtomicLong();
        await("fetching comes to a standstill")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(3))
                .until(() -> !process.isAlive()
                        || kinesis.answers() > 0 && last.getAndSet(kinesis.answers()) == kinesis.answers());
    }
}
