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

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.shardflow.nifi.kinesis.settings.ConsumerProperties;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkBytes;

/** A full buffer: nobody takes what has been read, as when a queue downstream is full. */
class BackPressureIT {

    /** Longer than the minute after which the client library restarts a shard from which it hears nothing. */
    private static final Duration BLOCKED = Duration.ofSeconds(75);

    @Test
    @Tag("long")
    void aFullBufferIsNoReasonForAWarningOfTheLibraryIsToldOnceAndLosesNothing() {
        final Logger library = (Logger) LoggerFactory.getLogger("software.amazon.kinesis");
        final ListAppender<ILoggingEvent> warnings = new ListAppender<>();
        final Level before = library.getLevel();
        library.setLevel(Level.WARN);
        library.addAppender(warnings);
        warnings.start();
        try (ConsumerFixture fixture = new ConsumerFixture(4)) {
            fixture.put(0, 60_000);
            final TestRunner runner = fixture.runner();
            runner.setProperty(ConsumerProperties.MAX_BUFFER_SIZE, "16 MB");
            runner.setProperty(ConsumerProperties.MAX_RECORDS_PER_REQUEST, "2000");
            ConsumerFixture.schedule(runner);
            await().until(() -> runner.getLogger().getInfoMessages().stream()
                    .anyMatch(message -> message.getMsg().contains("First record")));
            warnings.list.clear();
            final long until = System.nanoTime() + BLOCKED.toNanos();
            await().atMost(BLOCKED.plusSeconds(30)).until(() -> System.nanoTime() - until > 0);
            assertEquals(
                    List.of(),
                    warnings.list.stream()
                            .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                            .toList());
            assertEquals(1, warnings(runner, "the queue behind success or parse.failure is full"));
            assertEquals(
                    ConsumerFixture.range(0, 60_000), ConsumerFixture.numbers(fixture.awaitRecords(runner, 60_000)));
            await().until(() -> warnings(runner, "No records wait for NiFi any more") == 1);
        } finally {
            library.detachAppender(warnings);
            library.setLevel(before);
        }
    }

    private static long warnings(final TestRunner runner, final String part) {
        return runner.getLogger().getWarnMessages().stream()
                .filter(message -> message.getMsg().contains(part))
                .count();
    }

    /** What was read again only because the checkpoint is on it must not keep its bytes of the budget. */
    @Test
    void afterARestartWithTheSmallestBufferNewRecordsComeAtOnce() {
        try (ConsumerFixture fixture = new ConsumerFixture(4)) {
            final TestRunner runner = fixture.runner();
            runner.setProperty(ConsumerProperties.MAX_BUFFER_SIZE, "16 MB");
            ConsumerFixture.schedule(runner);
            putLargeRecordIntoEachShard(fixture);
            fixture.awaitRecords(runner, 4);
            ConsumerFixture.unschedule(runner);
            fixture.put(0, 40);
            ConsumerFixture.schedule(runner);
            // far below the minute after which the client library would notice
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                runner.run(1, false, false);
                return ConsumerFixture.count(runner) == 44;
            });
        }
    }

    private static void putLargeRecordIntoEachShard(final ConsumerFixture fixture) {
        final String[] hashKeys = {
            "1",
            "85070591730234615865843651857942052865",
            "170141183460469231731687303715884105730",
            "255211775190703847597530955573826158595"
        };
        final byte[] payload = ("{\"n\":-1,\"x\":\"" + "y".repeat(900_000) + "\"}").getBytes(StandardCharsets.UTF_8);
        for (final String hashKey : hashKeys) {
            fixture.kinesis.putRecord(request -> request.streamName(fixture.stream)
                    .partitionKey("large")
                    .explicitHashKey(hashKey)
                    .data(SdkBytes.fromByteArray(payload)));
        }
    }
}
