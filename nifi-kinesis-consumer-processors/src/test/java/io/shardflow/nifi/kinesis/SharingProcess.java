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

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** A process with a {@link SharingConsumer}, to be killed, and the last number it has delivered from each shard. */
final class SharingProcess implements AutoCloseable {

    private final String id = "shardflow-" + UUID.randomUUID();
    private final Map<String, Integer> delivered = new ConcurrentHashMap<>();
    private final Process process;

    private SharingProcess(final String stream, final String application, final String kinesis, final String dynamoDb) {
        try {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            SharingConsumer.class.getName(),
                            stream,
                            application,
                            kinesis,
                            dynamoDb,
                            id)
                    .redirectError(ProcessBuilder.Redirect.to(new File("/dev/null")))
                    .start();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().start(this::read);
    }

    static SharingProcess of(final ConsumerFixture fixture) {
        return of(fixture, fixture.kinesisEndpoint(), fixture.dynamoDbEndpoint());
    }

    static SharingProcess of(final ConsumerFixture fixture, final String kinesis, final String dynamoDb) {
        return new SharingProcess(fixture.stream, fixture.application, kinesis, dynamoDb);
    }

    private void read() {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            output.lines()
                    .map(line -> line.split(" "))
                    .filter(words -> words.length == 2 && words[0].startsWith("shardId-"))
                    .forEach(words -> delivered.merge(words[0], Integer.parseInt(words[1]), Math::max));
        } catch (final IOException | UncheckedIOException e) {
            // the process has ended
        }
    }

    /** The last number from each shard. */
    Map<String, Integer> delivered() {
        return delivered;
    }

    /** @param owner a worker's id; empty for none */
    boolean owns(final String owner) {
        return owner.startsWith(id);
    }

    /** As kill -9 does. */
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
